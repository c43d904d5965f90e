"""PNG and JPEG, verified by Pillow after their size in pixels is known to be bearable."""

import warnings
from typing import IO

from django.utils.translation import gettext as _
from PIL import Image, ImageFile, UnidentifiedImageError

from documents.errors import FileRefused
from documents.guard.archive import damaged

MOST_PIXELS = 40_000_000
# Pillow's own alarm, set to our limit and made an error: it is raised from the header, before any pixel is unpacked.
Image.MAX_IMAGE_PIXELS = MOST_PIXELS
warnings.simplefilter("error", Image.DecompressionBombWarning)


def check_png(file: IO[bytes]) -> None:
    """Refuse a damaged or enormous PNG."""
    _check(file, "PNG")


def check_jpeg(file: IO[bytes]) -> None:
    """Refuse a damaged or enormous JPEG."""
    _check(file, "JPEG")


def _check(file: IO[bytes], kind: str) -> None:
    # Importing WeasyPrint makes Pillow accept broken pictures in the whole process; here they must be refused.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        with Image.open(file, formats=[kind]) as image:
            width, height = image.size
            if width * height > MOST_PIXELS:
                raise _too_many_pixels()
            image.verify()
        _decode(file, kind)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise _too_many_pixels() from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, MemoryError) as error:
        raise damaged() from error


def _decode(file: IO[bytes], kind: str) -> None:
    """Unpack once: `verify` does not read a JPEG's pixels. The draft size keeps memory at a sixty-fourth."""
    if kind != "JPEG":
        return
    file.seek(0)
    with Image.open(file, formats=[kind]) as image:
        image.draft("L", (image.width // 8, image.height // 8))
        image.load()


def _too_many_pixels() -> FileRefused:
    return FileRefused(
        _("The picture has more than %(limit)d million pixels. Please make it smaller and send it again.")
        % {"limit": MOST_PIXELS // 1_000_000},
        code="pixels",
    )
