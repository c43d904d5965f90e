"""The measures of a real bulletin, taken from its PDF: sections of several pages, made and signed by the services."""

import io
import itertools
import subprocess

import pdfplumber
import pytest
from pdfminer.utils import decode_text

from documents.pdf_contents import SHORT
from reports.services.canonical import sha256_of
from tests.documents import measuring
from tests.documents.measuring import BOTTOM, MM
from tests.documents.paper_layout import PaperLayout
from tests.documents.pdfa import problems
from tests.reports.printed import COMMENTS, LONG, Printed, print_long

# The bulletin is made once for all tests here; the mark has the database set up for it.
pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture(scope="module")
def printed(django_db_setup, django_db_blocker) -> Printed:
    with django_db_blocker.unblock():
        return print_long()


@pytest.fixture(scope="module")
def pdf(printed):
    with pdfplumber.open(io.BytesIO(printed.built.pdf)) as opened:
        yield opened


@pytest.fixture(scope="module")
def text(pdf) -> str:
    return "".join("".join((page.extract_text() or "").split()) for page in pdf.pages)


def test_every_clause_of_pdfa_3u_that_can_be_checked_here_holds(printed):
    assert problems(printed.built.pdf) == []


class TestPages(PaperLayout):
    full_pages, full_lines, edges = 4, 20, 60


def test_two_lines_are_free_above_the_title_though_it_begins_a_page(pdf):
    page = measuring.title_page(pdf)
    assert page.page_number == 3
    assert abs(measuring.free_lines_above_title(page) - 2) <= 0.25


def test_headings_have_the_fonts_of_their_levels(pdf):
    pages = measuring.text_pages(pdf)
    expected = {
        "关于2026年10月": "Noto-Serif-CJK-SC-Bold", "一、总体情况": "Noto-Sans-CJK-SC", "（一）报送数量": "LXGW-WenKai",
        "2026年10月，": "FandolFang",
    }  # fmt: skip
    for start, font in expected.items():
        assert set().union(*(measuring.fonts_of(page, start) for page in pages)) == {font}, start


def test_a_sentence_after_the_mark_of_the_second_level_goes_on_in_the_font_of_the_text(pdf):
    signs = list(itertools.chain.from_iterable(page.chars for page in measuring.text_pages(pdf)))
    words = "".join(sign["text"] for sign in signs)
    place = words.index("（一）领导重视，责任落实。有关")
    fonts = [sign["fontname"].partition("+")[2] for sign in signs[place : place + 15]]
    assert fonts == ["LXGW-WenKai"] * 13 + ["FandolFang"] * 2


def tables_of(page) -> list[list[list[str | None]]]:
    return [table for table in page.extract_tables() if len(table) > 3]


def test_table_heads_come_again_on_each_page(pdf):
    heads = [table[0] for page in pdf.pages for table in tables_of(page) if table[0][0] == "序号"]
    adopted = [head for head in heads if len(head) == 5]
    assert len(adopted) >= 2
    assert {tuple(head) for head in adopted} == {("序号", "标题", "报送单位", "期号", "采用日期")}


def test_every_row_stands_whole_and_once_on_one_page(pdf, printed):
    """Each number of the list is there once, in order, with the whole of its title in the same row."""
    rows = [
        row
        for page in pdf.pages
        for table in tables_of(page)
        if len(table[0]) == 5
        for row in table
        if row[0] and row[0].isdigit()
    ]
    expected = [line for one in printed.context["outlets"] for line in one["lines"]]
    assert [int(row[0]) for row in rows] == [line["no"] for line in expected]
    assert ["".join((row[1] or "").split()) for row in rows] == [line["title"] for line in expected]


def test_imprint_stands_at_the_foot_of_the_last_page(pdf):
    last = pdf.pages[-1]
    lowest = max(rule["bottom"] for rule in (*last.lines, *last.rects))
    assert abs(lowest - BOTTOM) <= 0.5 * MM
    assert "印发" in last.extract_text()


def test_contents_name_the_page_on_which_each_part_begins(pdf):
    assert len(pdf.pages) > SHORT
    contents = next(page for page in pdf.pages[:2] if "目录" in page.extract_text().replace(" ", ""))
    told = {}
    for line in contents.extract_text().splitlines():
        head, dots, number = line.partition(".....")
        if dots:
            told["".join(head.split()).rstrip(".")] = int(number.lstrip("."))
    assert list(told)[:2] == ["一、总体情况", "二、工作突出的单位"]
    for heading, number in told.items():
        words = heading.removeprefix("附件1").removeprefix("附件2").removeprefix("附件3").removesuffix("图")
        assert words in "".join(pdf.pages[number - 1].extract_text().split()), (heading, number)


def test_text_comes_out_in_reading_order(text):
    parts = ["内部资料", "信息工作情况通报", "〔2026〕第1期", "领导签署意见", COMMENTS[1][:10], COMMENTS[0][:12],
             "目录", "关于2026年10月信息工作情况的通报", "（一）报送数量稳步上升", "（二）信息质量有所提高", "（三）讲求时效，渠道畅通。",
             "请将此件送本单位主管领导阅", "附件1", "附件2", "附件3", "报：", "送：", "发：", "印发"]  # fmt: skip
    places, start = [], 0
    for part in parts:
        start = text.find("".join(part.split()), start)
        assert start >= 0, part
        places.append(start)
    assert places == sorted(places)
    assert "\u200b" not in text


def test_long_paragraphs_come_out_whole(pdf):
    """Copied text is the text that was written, across lines and pages."""
    words = "".join(line.text for line in measuring.body_lines(pdf))
    for paragraph in LONG["shortcomings"].split("\n")[1:]:
        assert paragraph in words


def test_bookmarks_are_the_headings_in_order(pdf):
    marks = [(level, "".join(title.split())) for level, title, *_rest in pdf.doc.get_outlines()]
    assert marks[0] == (1, "关于2026年10月信息工作情况的通报")
    assert (2, "一、总体情况") in marks
    assert (3, "（一）报送数量稳步上升") in marks
    assert [title for level, title in marks if level == 1][1:] == [
        "2026年10月信息工作计分表", "2026年10月采用信息目录", "2026年10月领导批示情况",
    ]  # fmt: skip


def test_language_tags_and_conformance_are_declared(pdf):
    catalog = pdf.doc.catalog
    assert catalog["Lang"] == b"zh-CN"
    assert catalog["MarkInfo"]["Marked"] is True
    assert "StructTreeRoot" in catalog
    assert 'pdfaid:part="3" pdfaid:conformance="U"' in catalog["Metadata"].resolve().get_data().decode()


def test_workbook_and_canonical_json_are_attached_and_their_hash_is_in_the_metadata(pdf, printed):
    specs = [spec.resolve() for spec in pdf.doc.catalog["Names"]["EmbeddedFiles"].resolve()["Names"][1::2]]
    files = {decode_text(spec["UF"]): spec["EF"]["F"].resolve().get_data() for spec in specs}
    snapshot = files["snapshot.json"].decode()
    assert files["信息工作情况通报2026年第1期.xlsx"] == printed.built.xlsx
    assert f"snapshot-sha256:{sha256_of(snapshot)}" in pdf.metadata["Keywords"]


def test_every_font_is_embedded_with_a_way_back_to_unicode(pdf):
    fonts = {}
    for page in pdf.pages:
        for font in page.page_obj.resources["Font"].resolve().values():
            found = font.resolve()
            fonts[found["BaseFont"].name] = found
    assert len(fonts) == 5
    for name, font in fonts.items():
        descriptor = font["DescendantFonts"][0].resolve()["FontDescriptor"].resolve()
        assert {"FontFile2", "FontFile3"} & set(descriptor), name
        assert "ToUnicode" in font, name


def test_qpdf_finds_nothing_wrong(printed, tmp_path):
    path = tmp_path / "bulletin.pdf"
    path.write_bytes(printed.built.pdf)
    checked = subprocess.run(["qpdf", "--check", str(path)], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert "No syntax or stream encoding errors found" in checked.stdout
