"""A paper as DOCX out of the HTML of its PDF: page, grid, all parts in order, contents, charts; the same bytes again."""

from datetime import UTC, datetime
from io import BytesIO
from itertools import pairwise

import docx
import lxml.html
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from documents.docx_page import About, column_widths, write_page
from documents.docx_paper import WIDTH
from documents.pdf_places import Places
from documents.svg import Series, bar_chart, line_chart

CHART = line_chart(
    ["9月", "10月"], [Series("报送", [3, 5]), Series("采用", [1, None])], title="近期情况", width=640, height=210
)
HTML = f"""<!DOCTYPE html><html><head><title>通报</title></head><body>
<header class="masthead"><p class="masthead-note">内部资料</p><p class="masthead-name eight">信息工作情况通报</p>
<p class="masthead-office">市政府法制办公室综合处</p>
<table class="masthead-foot"><tr><td>〔2026〕第10期</td><td>2026年11月5日</td></tr></table><hr class="redline"></header>
<section class="comments"><p class="comments-label">领导签署意见</p>
<div class="comment"><p>请各处室对照整改。</p><p class="comment-by">主任 李明　2026年11月6日</p></div></section>
<section class="contents when-long"><p class="contents-title">目录</p><p><a href="#s-one">一、总体情况</a></p>
<p><a href="#a-scores">附件1　计分表</a></p></section>
<h1 class="title" id="top">2026年10月<br>信息工作情况的通报</h1>
<h2 id="s-one">一、总体情况</h2><p>本月报送
信息12条。</p><h3>（一）采用情况</h3><p><span class="runin">（二）批示情况。</span>批示<b>2</b>条。</p>
<ul><li>什么也不丢</li></ul>游离的文字
<figure id="charts">{CHART}<figcaption>近期报送与采用情况</figcaption></figure>
<div class="attachments"><p>附件：1.计分表</p><p>2.目录</p></div>
<div class="signed"><p class="office">市政府法制办公室</p><p>2026年11月5日</p></div>
<section class="attachment" id="a-scores"><p class="attachment-label">附件1</p><h1 class="attachment-title">计分表</h1>
<table class="grid dense scores"><colgroup><col class="c-rank"><col><col></colgroup>
<thead><tr><th rowspan="2">名次</th><th colspan="2">得分</th></tr><tr><th>本月</th><th>累计</th></tr></thead>
<tbody><tr class="group"><td colspan="3">业务处室</td></tr><tr><td>1</td><td class="text">监督处</td><td>11.00</td></tr>
<tr class="total"><td colspan="2">小计</td><td>11.00</td></tr></tbody></table><p class="table-note">注：并列。</p></section>
<div class="imprint"><table><tr><td colspan="2"><p>报：市政府领导</p><p>发：各处室</p></td></tr>
<tr><td>联系人：王芳</td><td class="right">共印60份</td></tr></table></div></body></html>"""
ABOUT = About("通报", "综合处", "a" * 64, datetime(2026, 11, 5, 12, tzinfo=UTC))
LONG = Places(12, {"s-one": 3, "a-scores": 10})
CSS = "col.c-rank { width: 8mm; }\ncol.c-unit{width:38.5mm}"


def opened(html=HTML, places=None):
    return docx.Document(BytesIO(write_page(html, css=CSS, about=ABOUT, places=places)))


@pytest.fixture(scope="module")
def document():
    return opened()


def words_of(document):
    return "".join(node.text or "" for node in document.element.body.iter(qn("w:t")))


def paragraphs(document):
    """Text of a paragraph: the paragraph, also of those in tables."""
    return {
        "".join(node.text or "" for node in made.iter(qn("w:t"))): made
        for made in document.element.body.iter(qn("w:p"))
    }


def value(node, path, name="val"):
    return node.find("/".join(f"{{*}}{step}" for step in path.split("/"))).get(qn(f"w:{name}"))


def test_a_number_in_two_lines_has_the_date_and_the_red_line_on_its_last():
    html = HTML.replace("〔2026〕第10期", "〔2026〕第10期<br>（总第1010期·安全生产增刊）", 1)
    made = paragraphs(opened(html))
    above, last = made["〔2026〕第10期"], made["（总第1010期·安全生产增刊）2026年11月5日"]
    assert above.getnext() is last
    assert [len(list(one.iter(qn("w:bottom")))) for one in (above, last)] == [0, 1]
    assert len(last.findall(f".//{qn('w:r')}/{qn('w:tab')}")) == 2


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
    normal = document.styles["Normal"]
    assert 22 * normal.paragraph_format.line_spacing <= height < 23 * normal.paragraph_format.line_spacing
    character = 16 + int(value(normal.element, "rPr/spacing")) / 20
    assert 28 * character <= width / Pt(1) < 29 * character
    # By the language a program knows which marks may not begin a line.
    assert value(normal.element, "rPr/lang", "eastAsia") == "zh-CN"
    told = [
        value(normal.element, f"pPr/{name}") for name in ("overflowPunct", "autoSpaceDE", "autoSpaceDN", "snapToGrid")
    ]
    # LibreOffice 7.4 reads the permission to hang as a ban.
    assert told == ["1", "0", "0", "0"]


def test_every_word_of_the_page_is_there_once_and_in_order(document):
    body = lxml.html.document_fromstring(HTML).find("body")
    for node in (*body.iter("svg"), *body.find_class("when-long")):
        tail, node.tail = node.tail, None
        node.getparent().text = (node.getparent().text or "") + (tail or "")
        node.getparent().remove(node)
    assert "".join(words_of(document).split()) == "".join(body.text_content().split())


def test_fonts_follow_the_level(document):
    fonts = {
        text: made.find(".//" + qn("w:rFonts")).get(qn("w:eastAsia"))
        for text, made in paragraphs(document).items()
        if text
    }
    assert fonts["一、总体情况"] == "黑体"
    assert fonts["（一）采用情况"] == "楷体_GB2312"
    assert fonts["本月报送 信息12条。"] == "仿宋_GB2312"
    assert fonts["2026年10月信息工作情况的通报"] == "方正小标宋简体"
    mixed = paragraphs(document)["（二）批示情况。批示2条。"]
    assert [node.get(qn("w:eastAsia")) for node in mixed.iter(qn("w:rFonts"))] == [
        "楷体_GB2312", "仿宋_GB2312", "黑体", "仿宋_GB2312",
    ]  # fmt: skip


def test_tables_repeat_their_heads_cut_no_row_and_fill_the_type_area(document):
    table = next(
        node for node in document.element.body.iter(qn("w:tbl")) if node.find(".//" + qn("w:tblHeader")) is not None
    )
    rows = table.findall(qn("w:tr"))
    assert [row.find("{*}trPr/{*}tblHeader") is not None for row in rows] == [True, True, False, False, False]
    assert all(row.find("{*}trPr/{*}cantSplit") is not None for row in rows)
    widths = [int(column.get(qn("w:w"))) for column in table.iter(qn("w:gridCol"))]
    assert abs(sum(widths) - WIDTH * 20) <= 2
    assert widths[0] == round(8 * 72 / 25.4 * 20)
    merged = [
        value(cell, "tcPr/vMerge") for cell in table.iter(qn("w:tc")) if cell.find("{*}tcPr/{*}vMerge") is not None
    ]
    assert merged == ["restart", "continue"]
    for row in rows:
        spans = [cell.find("{*}tcPr/{*}gridSpan") for cell in row.findall(qn("w:tc"))]
        assert sum(1 if span is None else int(span.get(qn("w:val"))) for span in spans) == 3


def test_contents_only_where_the_pdf_has_them(document):
    assert "目录" not in [text for text in paragraphs(document) if "附件" not in text and len(text) == 2]
    assert words_of(opened(places=Places(8, LONG.anchors))) == words_of(document)
    long = opened(places=LONG)
    lines = paragraphs(long)
    assert "目录" in lines
    assert "一、总体情况3" in lines
    assert "附件1　计分表10" in lines
    fields = [node.text.split()[1] for node in long.element.body.iter(qn("w:instrText"))]
    marks = [node.get(qn("w:name")) for node in long.element.body.iter(qn("w:bookmarkStart"))]
    assert fields == ["_s_one", "_a_scores"]
    assert set(fields) <= set(marks)
    assert len(set(marks)) == len(marks)
    title = lines["2026年10月信息工作情况的通报"]
    assert title.find("{*}pPr/{*}pageBreakBefore") is not None


def test_chart_is_a_picture_that_says_what_it_shows(document):
    told = document.element.body.find(".//" + qn("wp:docPr"))
    assert told.get("name") == "近期情况"
    assert "报送：9月 3，10月 5" in told.get("descr")
    pictures = [part for part in document.part.package.iter_parts() if part.partname.endswith(".emf")]
    assert [part.blob[40:44] for part in pictures] == [b" EMF"]
    extent = document.element.body.find(".//" + qn("wp:extent"))
    assert int(extent.get("cx")) == Mm(150)
    assert int(extent.get("cy")) == pytest.approx(Mm(150) * 210 / 640, abs=2)


def test_two_charts_are_two_pictures():
    figures = f"<figure>{CHART}</figure><figure>{bar_chart([('监督处', 3)], title='各处')}</figure>"
    made = opened(f"<html><body><p>文</p>{figures}</body></html>")
    names = {part.partname for part in made.part.package.iter_parts() if part.partname.endswith(".emf")}
    assert names == {"/word/media/chart1.emf", "/word/media/chart2.emf"}


def test_tables_that_follow_upon_each_other_stay_two():
    grid = '<table class="grid"><tr><td>甲</td></tr></table>'
    body = list(opened(f"<html><body><p>文</p>{grid}{grid}</body></html>").element.body)
    assert sum(1 for node in body if node.tag == qn("w:tbl")) == 2
    assert not any(one.tag == two.tag == qn("w:tbl") for one, two in pairwise(body))


def rows_with(made, words):
    """The rows of the table that has these words."""
    return next(
        list(one.iter(qn("w:tr"))) for one in made.element.body.iter(qn("w:tbl")) if words in "".join(one.itertext())
    )


def paragraphs_above(made, words):
    """The two paragraphs before the one with these words."""
    body = list(made.element.body)
    place = next(n for n, node in enumerate(body) if "".join(t.text or "" for t in node.iter(qn("w:t"))) == words)
    return body[place - 2 : place]


def test_room_for_a_hand_and_the_agenda_with_its_pages():
    html = """<html><body><section class="instructions-box"><p class="comments-label">领导批示</p><div class="room"></div></section>
    <section class="agenda"><p class="agenda-label">本期要目</p><p><a href="#item-1">甲文</a></p></section>
    <section class="item"><h1 class="title" id="item-1">甲文</h1><p>正文</p><p class="by">（监督处）</p></section></body></html>"""
    made = opened(html, Places(2, {"item-1": 2}))
    assert words_of(made) == "领导批示本期要目甲文2甲文正文（监督处）"
    # The agenda stays under the masthead, whatever follows.
    assert paragraphs(made)["甲文2"].find("{*}pPr/{*}keepNext") is None
    # The two lines above a title are lines, which a new page does not swallow as it does the space before a paragraph.
    above = paragraphs_above(made, "甲文")
    assert not any("".join(node.itertext()) for node in above)
    assert all(node.find("{*}pPr/{*}keepNext") is not None for node in above)
    height = made.element.body.find(".//" + qn("w:trHeight"))
    assert int(height.get(qn("w:val"))) == pytest.approx(3 * 579, abs=2)


def test_a_comment_may_go_on_on_the_next_page_and_room_for_a_hand_may_not(document):
    label, comment = rows_with(document, "领导签署意见")
    assert [row.find("{*}trPr/{*}cantSplit") is None for row in (label, comment)] == [False, True]
    assert label.find(".//{*}pPr/{*}keepNext") is not None
    room = '<section class="instructions-box"><p class="comments-label">领导批示</p><div class="room"></div></section>'
    kept = rows_with(opened(f"<html><body>{room}<p>文</p></body></html>"), "领导批示")
    assert [row.find("{*}trPr/{*}cantSplit") is None for row in kept] == [False, False]


def test_imprint_hangs_at_the_foot_of_the_type_area(document):
    framed = [node for node in document.element.body.iter(qn("w:p")) if node.find("{*}pPr/{*}framePr") is not None]
    text = ["".join(node.text or "" for node in made.iter(qn("w:t"))) for made in framed]
    assert [line for line in text if line] == ["报：市政府领导", "发：各处室", "联系人：王芳共印60份"]
    assert {value(made, "pPr/framePr", "yAlign") for made in framed} == {"bottom"}
    assert {value(made, "pPr/framePr", "vAnchor") for made in framed} == {"margin"}
    # LibreOffice makes no frame of paragraphs with borders.
    assert not any(made.find("{*}pPr/{*}pBdr") is not None for made in framed)


@pytest.mark.parametrize(("length", "size"), [(20, 14), (150, 10.5), (300, 9)])
def test_a_long_imprint_has_smaller_letters(length, size):
    """A frame that is higher than the page would stick out of the sheet."""
    lines = "".join(f"<p>{label}：{'各乡镇司法所，' * 50:.{length}}</p>" for label in "报送发")
    html = f'<html><body><p>文</p><div class="imprint"><table><tr><td>{lines}</td></tr></table></div></body></html>'
    framed = [node for node in opened(html).element.body.iter(qn("w:p")) if "报：" in "".join(node.itertext())]
    assert [value(made, "r/rPr/sz", "val") for made in framed] == [str(int(2 * size))]


def test_same_page_gives_the_same_bytes():
    made = write_page(HTML, css=CSS, about=ABOUT)
    assert made == write_page(HTML, css=CSS, about=ABOUT)
    told = docx.Document(BytesIO(made)).core_properties
    assert (told.title, told.author, told.keywords, told.language) == ("通报", "综合处", "a" * 64, "zh-CN")
    assert told.created == datetime(2026, 11, 5, 12, tzinfo=UTC)


def test_widths_are_read_from_the_style_sheet():
    assert column_widths(CSS) == {"c-rank": pytest.approx(22.68, abs=0.01), "c-unit": pytest.approx(109.13, abs=0.01)}


def test_control_characters_are_left_out_as_in_the_pdf():
    html = "<html><body><h1>通\x00报</h1><p>内\x0b容\x1f，\x9f\u2028\ufffe完</p></body></html>"
    about = About("通\x0b报", "综\x01合处", "a\x7f")
    made = docx.Document(BytesIO(write_page(html, css="", about=about)))
    assert words_of(made) == "通报内容，完"
    told = made.core_properties
    assert (told.title, told.author, told.keywords) == ("通报", "综合处", "a")
