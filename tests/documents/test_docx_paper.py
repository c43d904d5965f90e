"""An official paper as DOCX: page, grid, masthead, headings, tables, imprint; the same paper, the same bytes."""

from io import BytesIO

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from documents.docx_paper import Head, Paper, Table, write_paper

PAPER = Paper(
    head=Head(name="信息工作情况通报", office="市政府法制办公室综合处", number="〔2026〕第10期", dated="2026年11月5日"),
    title=["2026年10月", "信息工作情况通报"],
    body=[(1, "一、总体情况"), (0, "本月报送信息12条。"), (2, "（一）采用情况"), (0, "采用7篇次。")],
    boxed=[["请各处室对照整改。", "主任 李明　2026年11月6日"]],
    signed=["市政府法制办公室", "2026年11月5日"],
    tables=[
        Table(
            "附件1", "计分表", ["名次", "单位", "得分"], [["业务处室"], ["1", "监督处", "11.00"], ["2", "复议处", "0"]],
            groups=frozenset([0]), texts=frozenset([1]), notes=["补计9月：监督处采用，加5分。"],
        )
    ],
    imprint=["报：市政府领导", "发：各处室", "核稿：王芳　签发：李明"],
    keywords="a" * 64,
)  # fmt: skip


@pytest.fixture
def document():
    return docx.Document(BytesIO(write_paper(PAPER)))


def test_type_area_and_grid_are_those_of_the_standard(document):
    section = document.sections[0]
    width = section.page_width - section.left_margin - section.right_margin
    height = section.page_height - section.top_margin - section.bottom_margin
    # Word keeps lengths in twentieths of a point.
    assert max(abs(Mm(156) - width), abs(Mm(225) - height)) < Mm(0.05)
    grid = section._sectPr.find(qn("w:docGrid"))
    assert {name: grid.get(qn(f"w:{name}")) for name in ("type", "linePitch", "charSpace")} == {
        "type": "linesAndChars", "linePitch": "579", "charSpace": "-849",
    }  # fmt: skip
    assert height / Pt(1) >= 22 * 579 / 20
    assert width / Pt(1) >= 28 * (16 - 849 / 4096)


def test_text_stands_in_the_order_of_reading(document):
    texts = [paragraph.text for paragraph in document.paragraphs if paragraph.text]
    assert texts == [
        "信息工作情况通报", "市政府法制办公室综合处", "〔2026〕第10期\t2026年11月5日", "2026年10月", "信息工作情况通报",
        "一、总体情况", "本月报送信息12条。", "（一）采用情况", "采用7篇次。", "市政府法制办公室", "2026年11月5日",
        "附件1", "计分表", "补计9月：监督处采用，加5分。", "报：市政府领导", "发：各处室", "核稿：王芳　签发：李明",
    ]  # fmt: skip
    box, table = document.tables
    assert box.cell(0, 0).text == "请各处室对照整改。\n主任 李明　2026年11月6日"
    assert [cell.text for cell in table.rows[2].cells] == ["1", "监督处", "11.00"]


def test_fonts_follow_the_level(document):
    fonts = {
        paragraph.text: paragraph.runs[0]._r.rPr.rFonts.get(qn("w:eastAsia"))
        for paragraph in document.paragraphs
        if paragraph.runs and paragraph.text
    }
    assert fonts["一、总体情况"] == "黑体"
    assert fonts["（一）采用情况"] == "楷体_GB2312"
    assert fonts["本月报送信息12条。"] == "仿宋_GB2312"
    assert fonts["2026年10月"] == "方正小标宋简体"


def test_heads_are_repeated_and_no_row_is_cut(document):
    table = document.tables[1]
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows[1:])
    assert len(table.rows[1]._tr.tc_lst) == 1  # the name of the class is one cell


def test_same_paper_gives_the_same_bytes():
    assert write_paper(PAPER) == write_paper(PAPER)
    properties = docx.Document(BytesIO(write_paper(PAPER))).core_properties
    assert (properties.title, properties.keywords, properties.language) == (
        "2026年10月信息工作情况通报", "a" * 64, "zh-CN",
    )  # fmt: skip
