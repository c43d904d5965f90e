"""A masthead of any length that an office may state stands on one line within the type area, and any number beside the date."""

import io

import pdfplumber
import pytest

from documents.headlines import NUMBER_WIDTH, masthead_size, number_lines, width_of
from documents.pdf import render_pdf
from organizations.models.papers import LONGEST_MASTHEAD
from tests.documents import measuring
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


@pytest.mark.parametrize(
    ("number", "lines"),
    [
        ("〔2026〕第15期（总第17期）", ["〔2026〕第15期（总第17期）"]),
        ("〔2026〕第123期（总第12345期）", ["〔2026〕第123期（总第12345期）"]),
        ("〔2026〕第82期（总第1082期·安全生产增刊）", ["〔2026〕第82期", "（总第1082期·安全生产增刊）"]),
        ("〔2026〕第82期安全生产月活动情况增刊", ["〔2026〕第82期安全生产月活动", "情况增刊"]),
    ],
)  # fmt: skip
def test_a_long_number_has_its_bracket_on_a_second_line(number, lines):
    assert number_lines(number) == lines


@pytest.mark.parametrize("length", range(1, 41, 3))
def test_of_no_number_anything_is_lost_or_too_wide(length):
    for number in ("〔2026〕第82期（总第1082期·安全生产增刊" + "增" * 40, "期" * 40, "9" * 40, "（" * 40):
        lines = number_lines(number[:length])
        assert "".join(lines) == number[:length]
        assert max(map(width_of, lines)) <= NUMBER_WIDTH


@pytest.mark.parametrize(
    "number",
    ["〔2026〕第3期", "〔2026〕第123期（总第12345期）", "〔2026〕第82期（总第1082期·安全生产增刊）", "期" * 40],
)
def test_number_and_date_stand_beside_each_other_4_mm_above_the_red_line(css, number):
    lines = number_lines(number)
    body = (
        '<header class="masthead"><p class="masthead-note">内部</p><p class="masthead-name">信息专报</p>'
        '<p class="masthead-office">某局</p><table class="masthead-foot"><tr>'
        f'<td>{"<br>".join(lines)}</td><td>2026年12月31日</td></tr></table><hr class="redline"></header><p>正文。</p>'
    )
    with pdfplumber.open(io.BytesIO(render_pdf(html=page(body), css=css, metadata=METADATA))) as pdf:
        (paper,) = pdf.pages
        rows = measuring.lines_of(paper.chars)
        foot = rows[3 : 3 + len(lines)]
        # Seven lines of masthead, of which the number has the last; the text goes on upon the grid.
        first, text = (measuring.middle_of(row) for row in (rows[0], rows[3 + len(lines)]))
        assert (text - first) / measuring.PITCH == pytest.approx(6 + len(lines), abs=0.15)
        gap = measuring.red_line_gap(paper)
    words = ["".join(sign["text"] for sign in row) for row in foot]
    assert words == [*lines[:-1], f"{lines[-1]}2026年12月31日"]
    for row, line in zip(foot, lines, strict=True):
        assert row[0]["x0"] == pytest.approx(LEFT + 16, abs=0.5)
        assert row[len(line) - 1]["x1"] <= RIGHT - 16 - 112 - 8
    assert foot[-1][-1]["x1"] == pytest.approx(RIGHT - 16, abs=0.5)
    assert foot[-1][len(lines[-1])]["x0"] - foot[-1][len(lines[-1]) - 1]["x1"] >= 8
    # The ink of brackets goes deepest; without them the line lies a little further below.
    assert abs(gap - 4) <= 0.5 or number == "期" * 40
