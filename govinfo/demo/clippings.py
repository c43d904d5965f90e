"""Scans of printed pages, drawn: what the units of the demo send as evidence."""

import io
from datetime import date
from functools import cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from documents.fonts import SYSTEM_DIRECTORIES

PAGE = (900, 1180)
MARGIN = 70
FILES = ("NotoSerifCJK-Regular.ttc", "NotoSansCJK-Regular.ttc", "LXGWWenKai-Regular.ttf")
PAPER, INK, RED = (250, 248, 242), (40, 40, 44), (170, 30, 34)
LONGEST_LINE = 22


def clipping(*, masthead: str, number: str, day: date, title: str, text: str) -> bytes:
    """A PNG of one printed page. Where the machine has no Chinese font, lines stand for the words."""
    page = Image.new("RGB", PAGE, PAPER)
    pen = ImageDraw.Draw(page)
    _centred(pen, 90, masthead, 64, RED)
    _centred(pen, 190, f"{number}    {day.year}年{day.month}月{day.day}日", 24, INK)
    pen.line((MARGIN, 240, PAGE[0] - MARGIN, 240), fill=RED, width=4)
    at = 290
    for line in _lines(title, LONGEST_LINE):
        _centred(pen, at, line, 34, INK)
        at += 52
    _column(pen, at + 20, text)
    return _as_png(page.rotate(0.6, fillcolor=(225, 222, 214), resample=Image.Resampling.BICUBIC))


@cache
def _font(size: int) -> ImageFont.FreeTypeFont | None:
    for name in FILES:
        for folder in SYSTEM_DIRECTORIES:
            found = next(Path(folder).rglob(name), None)
            if found:
                return ImageFont.truetype(str(found), size)
    return None


def _centred(pen: ImageDraw.ImageDraw, top: int, words: str, size: int, colour: tuple[int, int, int]) -> None:
    font = _font(size)
    if font is None:
        half = size * len(words) // 3
        pen.rectangle((PAGE[0] // 2 - half, top, PAGE[0] // 2 + half, top + size), fill=colour)
        return
    pen.text((PAGE[0] // 2, top), words, font=font, fill=colour, anchor="ma")


def _column(pen: ImageDraw.ImageDraw, top: int, text: str) -> None:
    font, left = _font(24), MARGIN + 10
    for no, line in enumerate(_lines(text.replace("\n", ""), 31)):
        at = top + no * 42
        if at > PAGE[1] - MARGIN:
            return
        if font is None:
            pen.rectangle((left, at, PAGE[0] - MARGIN, at + 10), fill=(150, 150, 150))
        else:
            pen.text((left, at), line, font=font, fill=INK)


def _lines(text: str, length: int) -> list[str]:
    return [text[no : no + length] for no in range(0, len(text), length)]


def _as_png(page: Image.Image) -> bytes:
    out = io.BytesIO()
    page.quantize(32).save(out, "PNG")
    return out.getvalue()
