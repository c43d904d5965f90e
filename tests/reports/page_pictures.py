"""Pages as small grey pictures, and how far two of them are apart. PDFium draws them; its version is locked."""

import io
from pathlib import Path

import pypdfium2
from PIL import Image, ImageChops

DIRECTORY = Path(__file__).parent / "reference_pages"
DPI = 60
TONES = 16
# Of 255. The stored pictures have sixteen tones, so that each tone is up to eight off.
STRONG = 56
MOST_STRONG = 0.0005
"""Share of pixels that may differ strongly: a line of text that slipped by one pixel is several times as much."""


def pictures_of(pdf: bytes, numbers: tuple[int, ...]) -> dict[int, Image.Image]:
    """The pages of these numbers, from 1 on."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return {
            number: document[number - 1].render(scale=DPI / 72, grayscale=True).to_pil().convert("L")
            for number in numbers
        }
    finally:
        document.close()


def difference(found: Image.Image, kept: Image.Image) -> float:
    """Share of pixels that differ strongly; 1.0 where the sizes differ."""
    if found.size != kept.size:
        return 1.0
    histogram = ImageChops.difference(found.convert("L"), kept.convert("L")).histogram()
    return sum(histogram[STRONG:]) / sum(histogram)


def path_of(name: str) -> Path:
    return DIRECTORY / f"{name}.png"


def keep(name: str, picture: Image.Image) -> None:
    """Store it as a small PNG."""
    out = io.BytesIO()
    picture.quantize(TONES).save(out, "PNG", optimize=True)
    path_of(name).write_bytes(out.getvalue())
