"""A masthead of any length that an office may state stands on one line within the type area."""

import io

import pdfplumber
import pytest

from documents.headlines import masthead_size
from documents.pdf import render_pdf
from organizations.models.papers import LONGEST_MASTHEAD
from tests.documents.samples import METADATA, page

MM = 72 / 25.4
LEFT, RIGHT = 28 * MM, 184 * MM


@pytest.mark.parametrize("length", [4, 7, 8, 9, 10, 11, LONGEST_MASTHEAD, 17, 30])
def test_it_fits_on_its_line(css, length):
    name = "政务信息工作情况通报"[: min(length, 10)].ljust(length, "报")
    body = (
        f'<header class="masthead"><p class="masthead-note">内部</p><p class="masthead-name {masthead_size(name)}">{name}</p>'
        '<p class="masthead-office">某局</p></header><p>正文。</p>'
    )
    with pdfplumber.open(io.BytesIO(render_pdf(html=page(body), css=css, metadata=METADATA))) as pdf:
        signs = [sign for sign in pdf.pages[0].chars if sign["non_stroking_color"] not in ((0,), (0, 0, 0), None)]
    assert len(signs) == length
    assert len({round(sign["bottom"]) for sign in signs}) == 1
    assert min(sign["x0"] for sign in signs) >= LEFT - 1
    assert max(sign["x1"] for sign in signs) <= RIGHT + 1
    assert min(sign["size"] for sign in signs) >= (26 if length <= LONGEST_MASTHEAD else 14) - 0.1
