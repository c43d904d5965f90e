"""Contents with page numbers, only where there are more than eight pages without them."""

import pdfplumber
import pytest

CONTENTS = (
    '<section class="contents when-long"><p class="contents-title">目录</p><p><a href="#end">结尾</a></p></section>'
)
SHEET = '<p class="blank"></p><section class="attachment"><h2>{}</h2></section>'


def opened(render, pages):
    more = "".join(SHEET.format(f"第{number}张") for number in range(2, pages + 1))
    return pdfplumber.open(render(f'<p>开头</p>{CONTENTS}<p>正文</p>{more}<p id="end">完</p>'))


@pytest.mark.parametrize(("pages", "is_long"), [(2, False), (8, False), (9, True), (12, True)])
def test_contents_come_from_nine_pages_on(render, pages, is_long):
    with opened(render, pages) as pdf:
        text = "".join(page.extract_text() for page in pdf.pages)
        assert ("目录" in text.replace(" ", "")) is is_long
        # With contents the text after them begins a page of its own.
        assert len(pdf.pages) == pages + is_long


def test_contents_name_the_last_page(render):
    with opened(render, 12) as pdf:
        (line,) = [line for line in pdf.pages[0].extract_text().splitlines() if line.startswith("结尾")]
        assert line.endswith(f".{len(pdf.pages)}")
