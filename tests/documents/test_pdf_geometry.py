"""The measures of GB/T 9704-2012, taken from the PDF."""

import itertools
import re
from collections.abc import Iterator

import pdfplumber
import pytest

from tests.documents.samples import BULLETIN, IMPRINT, MIXED, PLAIN, TABLE_HEAD, paragraphs, rows

MM = 72 / 25.4
LEFT, RIGHT, TOP, BOTTOM = 28 * MM, 184 * MM, 37 * MM, 262 * MM
HALF = 0.5 * MM


def lines_of(page) -> list[list[dict]]:
    """The characters of the type area in reading order, by line."""
    inside = [sign for sign in page.chars if sign["top"] < BOTTOM - 2]
    by_middle = itertools.groupby(
        sorted(inside, key=lambda sign: (round((sign["top"] + sign["bottom"]) / 2), sign["x0"])),
        key=lambda sign: round((sign["top"] + sign["bottom"]) / 2),
    )
    return [list(signs) for _middle, signs in by_middle]


def full_lines(page) -> Iterator[list[dict]]:
    """Lines that are followed by another line of the same paragraph."""
    for line, following in itertools.pairwise(lines_of(page)):
        if following[0]["x0"] < LEFT + 2:
            yield line


@pytest.fixture(scope="module")
def plain(render):
    with pdfplumber.open(render(paragraphs(PLAIN * 14, 1))) as pdf:
        yield pdf


@pytest.fixture(scope="module")
def mixed(render):
    with pdfplumber.open(render(paragraphs(MIXED * 4, 3))) as pdf:
        yield pdf


@pytest.fixture(scope="module")
def bulletin(render):
    body = BULLETIN.partition("<body>")[2].partition("</body>")[0]
    with pdfplumber.open(render(body)) as pdf:
        yield pdf


def test_paper_is_a4(plain):
    assert {(round(page.width / MM), round(page.height / MM)) for page in plain.pages} == {(210, 297)}


def test_full_page_has_22_lines(plain, mixed):
    assert (len(lines_of(plain.pages[0])), len(lines_of(mixed.pages[0]))) == (22, 22)


def test_line_has_28_characters(plain):
    counts = [len(line) for line in lines_of(plain.pages[0])[1:]]

    assert max(counts) == 28
    # Only where a punctuation mark may not begin a line does a line hold one character less.
    assert counts.count(28) >= 17
    assert set(counts) <= {27, 28}


def test_type_area_is_156_by_225_mm(plain):
    lines = lines_of(plain.pages[0])
    left = min(sign["x0"] for line in lines for sign in line)
    right = max(sign["x1"] for line in lines for sign in line)
    pitch = (lines[-1][0]["top"] - lines[0][0]["top"]) / 21
    middle = [(line[0]["top"] + line[0]["bottom"]) / 2 for line in (lines[0], lines[-1])]

    assert abs(left - LEFT) <= HALF
    assert abs(right - RIGHT) <= HALF
    assert abs(pitch * 22 - 225 * MM) <= HALF
    # The first and last lines lie half a pitch inside the type area; a glyph box is not exactly centred in its line.
    assert abs(middle[0] - pitch / 2 - TOP) <= 2 * MM
    assert abs(middle[1] + pitch / 2 - BOTTOM) <= 2 * MM


def test_first_line_is_indented_by_two_characters(plain):
    assert abs(lines_of(plain.pages[0])[0][0]["x0"] - LEFT - 32) <= 1


@pytest.mark.parametrize("page", [0, 1])
def test_every_full_line_ends_at_the_margin(mixed, page):
    ends = [line[-1]["x1"] for line in full_lines(mixed.pages[page])]

    assert len(ends) >= 15
    assert all(abs(end - RIGHT) <= HALF for end in ends), ends


def test_no_line_begins_or_ends_with_forbidden_punctuation(mixed, bulletin):
    for page in (*mixed.pages, *bulletin.pages):
        for line in lines_of(page):
            assert line[0]["text"] not in "，。、；：？！）》”’…"
        for line in full_lines(page):
            assert line[-1]["text"] not in "（《“‘"


def test_page_numbers_stand_outside_between_dashes(bulletin):
    for number, page in enumerate(bulletin.pages, start=1):
        signs = [sign for sign in page.chars if sign["top"] > BOTTOM]
        assert "".join(sign["text"] for sign in signs) == f"— {number} —"
        assert {round(sign["size"]) for sign in signs} == {14}
        if number % 2:
            assert abs(signs[-1]["x1"] - (RIGHT - 14)) <= HALF
        else:
            assert abs(signs[0]["x0"] - (LEFT + 14)) <= HALF


def test_dash_of_the_page_number_lies_7_mm_below_the_type_area(plain):
    image = plain.pages[0].to_image(resolution=254).original.convert("L")
    box = [round(side) for side in (130 * 10, 262.5 * 10, 184 * 10, 275 * 10)]
    dash_columns = image.crop(box).point(lambda tone: 255 if tone < 128 else 0)
    left = dash_columns.getbbox()[0]
    _x0, top, _x1, bottom = dash_columns.crop((left, 0, left + 20, dash_columns.height)).getbbox()

    assert abs((top + bottom) / 20 + 0.5 - 7) <= 0.5


def test_text_comes_out_in_reading_order(bulletin):
    text = re.sub(r"\s|—\d+—", "", "".join(page.extract_text() for page in bulletin.pages))
    parts = [
        "政务信息通报",
        "2026年第10期",
        "领导签署意见",
        "关于2026年10月政务信息采用情况的通报",
        "各处室，各乡镇（街道）直报点：",
    ]
    parts += [
        "一、报送和采用情况",
        "（一）处室情况",
        "二、存在的问题",
        "三、下一步工作要求",
        "附件1",
        "第60街道办事处",
        "共印80份",
    ]

    places = [text.find(part) for part in parts]

    assert -1 not in places
    assert places == sorted(places)
    assert re.sub(r"\s", "", MIXED) in text
    assert "\u200b" not in text


def test_all_fonts_are_embedded_with_a_way_back_to_unicode(bulletin):
    fonts = {}
    for page in bulletin.pages:
        for name, font in page.page_obj.resources["Font"].resolve().items():
            fonts[name] = font.resolve()

    assert len(fonts) >= 5
    for font in fonts.values():
        descriptor = font["DescendantFonts"][0].resolve()["FontDescriptor"].resolve()
        assert {"FontFile2", "FontFile3"} & set(descriptor)
        assert "ToUnicode" in font
        assert "+" in font["BaseFont"].name


def test_headings_have_the_fonts_of_their_levels(bulletin):
    page = bulletin.pages[1]
    fonts = {"".join(sign["text"] for sign in line): {sign["fontname"][7:] for sign in line} for line in lines_of(page)}

    assert fonts["一、报送和采用情况"] == {"Noto-Sans-CJK-SC"}
    assert fonts["（一）处室情况"] == {"LXGW-WenKai"}


def test_masthead_is_red_and_a_red_line_as_wide_as_the_type_area_follows(bulletin):
    first = bulletin.pages[0]
    name = [sign for sign in first.chars if sign["size"] > 50]
    red = name[0]["non_stroking_color"]
    wide = [line for line in (*first.rects, *first.lines) if abs(line["width"] - 156 * MM) < 1 and line["height"] < 3]

    assert "".join(sign["text"] for sign in name) == "政务信息通报"
    assert red[0] > 0.7 > 0.3 > max(red[1:])
    assert abs((name[0]["x0"] + name[-1]["x1"]) / 2 - (LEFT + RIGHT) / 2) <= MM
    assert any(red in (line["non_stroking_color"], line["stroking_color"]) for line in wide)


def test_table_head_is_repeated_on_each_page(render):
    with pdfplumber.open(render(f"{TABLE_HEAD}<tbody>{rows(60)}</tbody></table>")) as pdf:
        tables = [page.extract_table() for page in pdf.pages]

    assert len(tables) == 2
    assert {tuple(table[0]) for table in tables} == {("名次", "单位", "报送", "采用", "得分")}
    assert [row[0] for table in tables for row in table[1:]] == [str(number + 1) for number in range(60)]


def test_imprint_ends_with_the_type_area_of_the_last_page(render):
    with pdfplumber.open(render(paragraphs(PLAIN, 8) + IMPRINT)) as pdf:
        last = pdf.pages[-1]
        lowest = max(line["bottom"] for line in (*last.lines, *last.rects))
        text = last.extract_text()

    assert abs(lowest - BOTTOM) <= HALF
    assert "印发" in text
    assert len(pdf.pages) == 2


def test_wide_attachment_is_numbered_where_the_bound_sheet_has_its_numbers(render):
    """Turned so that its left edge is on top: 7 mm left of the table's area, one character from its edge."""
    body = f'<p>正文</p><p class="blank"></p><section class="attachment wide">{TABLE_HEAD}<tbody>{rows(40)}</tbody></table></section>'
    with pdfplumber.open(render(body)) as pdf:
        sizes = [(round(page.width / MM), round(page.height / MM)) for page in pdf.pages]
        numbers = [[sign for sign in page.chars if sign["x1"] < 33 * MM] for page in pdf.pages[1:3]]

    assert sizes[:3] == [(210, 297), (297, 210), (297, 210)]
    for page, signs in enumerate(numbers, start=2):
        assert "".join(sign["text"] for sign in signs) == f"— {page} —"
        assert not any(sign["upright"] for sign in signs)
        assert abs((signs[0]["x0"] + signs[0]["x1"]) / 2 - 28 * MM) <= MM
    assert abs(numbers[0][0]["top"] - (28 * MM + 14)) <= HALF
    assert abs(numbers[1][-1]["bottom"] - (184 * MM - 14)) <= HALF
