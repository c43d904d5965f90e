"""The imprint stands on the last page whatever stands above it, also where contents make the pages a second time."""

import pdfplumber
import pytest

from documents import pdf_imprint
from documents.errors import RenderFailed
from documents.pdf import house_css, render_pdf
from documents.svg import Series
from documents.svg_blocks import bars
from tests.documents.measuring import BOTTOM, LEFT, RIGHT, TOP
from tests.documents.samples import METADATA, TABLE_HEAD, page, rows

IMPRINT = '<div class="imprint"><table><tr><td><p>报：市委办公室。</p><p>送：市直部门。</p></td></tr><tr><td>共印60份</td></tr></table></div>'
CONTENTS = '<section class="contents"><p><a href="#a">一、情况</a></p></section>'


def paper(lines: int, contents: str = CONTENTS) -> str:
    return f"{contents}<h2 id='a'>一、情况</h2>{'<p>本月情况较好。</p>' * lines}{IMPRINT}"


@pytest.mark.parametrize("lines", [10, 18, 19, 20, 21, 22, 30])
def test_imprint_is_printed_once_at_the_end(render, lines):
    with pdfplumber.open(render(paper(lines))) as pdf:
        pages = [page.extract_text() for page in pdf.pages]
    assert [text.count("共印60份") for text in pages] == [0] * (len(pages) - 1) + [1]
    assert sum(text.count("本月情况较好") for text in pages) == lines


def test_without_contents_it_is_the_same(render):
    with pdfplumber.open(render(paper(20, ""))) as pdf:
        assert [page.extract_text().count("共印60份") for page in pdf.pages] == [0, 1]


END = (
    '<p class="forward">请将此件送阅。</p><div class="attachments"><p>附件：1.计分表</p><p>2.采用目录</p></div>'
    '<div class="signed"><p class="office">综合处</p><p>2026年11月5日</p></div>'
)
CHART = bars(["立法处"], [Series("得分", [5])], title="得分", description="立法处5分", unit="分", width=640)
LONG_PARAGRAPH = f"<p>{'各单位要加强学习培训，认真研读已采用信息。' * 20}</p>"


def words_of(path) -> list[str]:
    """The words of each page above its number, without blanks."""
    with pdfplumber.open(path) as pdf:
        return ["".join((page.crop((0, 0, page.width, 745)).extract_text() or "").split()) for page in pdf.pages]


@pytest.mark.parametrize("lines", range(8, 24))
def test_text_stands_on_the_page_of_the_imprint(render, lines):
    """The last page is never the imprint alone, and never what follows the text alone."""
    pages = words_of(render(f"<h2>一、情况</h2>{'<p>本月情况较好。</p>' * lines}{END}{IMPRINT}"))
    assert sum(page.count("本月情况较好") for page in pages) == lines
    assert all("本月情况较好" in page or "请将此件送阅" in page for page in pages), pages
    assert pages[-1].endswith("共印60份")


@pytest.mark.parametrize("lines", range(1, 18))
def test_attachments_office_and_date_take_the_last_words_of_the_text_along(render, lines):
    """Of a long paragraph its last line, so that the page before it stays full."""
    pages = words_of(render(f"{'<p>本月情况较好。</p>' * lines}{LONG_PARAGRAPH}{END}"))
    last = next(page for page in pages if "附件：1." in page)
    assert "息。请将此件送阅。附件：1." in last
    assert all("信息" in page or "息。请将此件送阅" in page for page in pages), pages


@pytest.mark.parametrize("count", range(28, 42))
def test_the_last_row_of_a_table_stands_on_the_page_of_the_imprint(render, count):
    total = '<tr class="total"><td colspan="2">合计</td><td>1</td><td>2</td><td>3</td></tr>'
    pages = words_of(
        render(
            '<p>正文。</p><section class="attachment"><p class="attachment-label">附件1</p><h1 class="attachment-title">得分表</h1>'
            f'{TABLE_HEAD}<tbody>{rows(count)}{total}</tbody></table><p class="table-note">注：名次并列。</p></section>{IMPRINT}'
        )
    )
    assert f"第{count - 2}街道办事处" in pages[-1] or len(pages) == 2
    assert sum(page.count("街道办事处") for page in pages) == count
    assert "合计" in pages[-1]
    assert pages[1].startswith("附件1得分表名次单位")


@pytest.mark.parametrize("lines", range(10, 22))
def test_the_last_chart_stands_on_the_page_of_the_imprint(render, lines):
    chart = f'<figure class="chart">{CHART}<figcaption>各单位得分</figcaption></figure>'
    pages = words_of(render(f"{'<p>本月情况较好。</p>' * lines}{chart}{IMPRINT}"))
    assert "各单位得分" in pages[-1]
    assert pages[-1].endswith("共印60份")


def test_a_contact_without_a_place_to_break_stays_on_the_sheet(render):
    contact = "联系人：" + "abcdefghij" * 12
    path = render(f"<p>正文。</p>{IMPRINT.replace('共印60份', contact)}")
    with pdfplumber.open(path) as pdf:
        signs = pdf.pages[0].chars
    assert contact in words_of(path)[0]
    assert min(sign["x0"] for sign in signs) >= LEFT
    assert max(sign["x1"] for sign in signs) <= RIGHT + 0.5


def imprint_of(length: int, contact: int) -> str:
    """Lines of so many characters each, as long as the forms let them be."""
    words = "各区县人民政府法制办公室，市政府各部门法制机构，各乡镇街道司法所，" * 20
    lines = "".join(f"<p>{label}：{words[:length]}</p>" for label in "报送发")
    return (
        f'<div class="imprint"><table><colgroup><col><col class="right"></colgroup><tr><td colspan="2">{lines}</td></tr>'
        f'<tr><td>联系人：{words[:contact]}</td><td class="right">共印60份</td></tr>'
        '<tr><td>核稿：王建国</td><td class="right">2026年11月5日印发</td></tr></table></div>'
    )


@pytest.mark.parametrize("lines", [1, 12, 20, 22])
@pytest.mark.parametrize(("length", "contact"), [(100, 40), (200, 60), (299, 60), (300, 120)])
def test_an_imprint_as_long_as_may_be_stays_within_the_type_area_beside_text(render, length, contact, lines):
    path = render(f"{'<p>本月情况较好。</p>' * lines}{END}{imprint_of(length, contact)}")
    with pdfplumber.open(path) as pdf:
        inked = [mark for page in pdf.pages for mark in (*page.chars, *page.rects, *page.lines)]
    assert min(mark["top"] for mark in inked) >= TOP - 1
    assert max(mark["bottom"] for mark in inked if mark["bottom"] < BOTTOM + 10) <= BOTTOM + 1
    *_others, last = words_of(path)
    assert last.endswith("2026年11月5日印发")
    assert "2026年11月5日报：" in last, "the date of the paper stands above it"


@pytest.mark.parametrize("length", [60, 110, 160])
def test_a_table_and_its_chart_stay_together_above_a_long_imprint(render, length):
    """Its letters become smaller before they are parted."""
    chart = f'<figure class="chart">{CHART}<figcaption>各单位得分</figcaption></figure>'
    whole = f'<div class="together">{TABLE_HEAD}<tbody>{rows(10)}</tbody></table>{chart}</div>'
    *_others, last = words_of(render(f"<p>正文。</p>{whole}{imprint_of(length, 40)}"))
    assert "第1街道办事处" in last
    assert "各单位得分" in last
    assert last.endswith("2026年11月5日印发")


def test_an_office_with_a_name_of_several_lines_signs_within_the_type_area(render):
    office = "澜江市人民政府法制办公室信息工作领导小组办公室综合处" * 3
    with pdfplumber.open(
        render(f'<p>正文。</p><div class="signed long"><p class="office">{office}</p><p>2026年11月5日</p></div>')
    ) as pdf:
        signs = pdf.pages[0].chars
    assert "".join(sign["text"] for sign in signs).count("综合处") == 3
    assert max(sign["x1"] for sign in signs) <= RIGHT + 0.5


def test_an_imprint_longer_than_a_page_is_refused_by_name(render):
    with pytest.raises(RenderFailed) as refusal:
        render(f"<p>正文。</p>{imprint_of(660, 600)}")
    assert refusal.value.code == "imprint"
    assert "报：各区县人民政府法制办公室" in refusal.value.message


@pytest.mark.parametrize("lines", range(1, 9))
def test_who_filed_the_last_item_takes_the_last_words_of_the_text_along(tmp_path, lines):
    """Of a long paragraph its last line, so that the page before it stays full."""
    item = f"{'<p>本月情况较好。</p>' * lines}{LONG_PARAGRAPH}<p class='by'>（立法处　何思齐）</p>"
    body = f'<section class="item">{item}</section>{IMPRINT}'
    path = tmp_path / "paper.pdf"
    path.write_bytes(render_pdf(html=page(body), css=house_css("package"), metadata=METADATA))
    pages = words_of(path)
    assert "息。（立法处何思齐）报：市委办公室" in pages[-1]
    assert all("信息" in one for one in pages[:-1])


def test_what_is_replaced_is_what_we_know(monkeypatch):
    monkeypatch.setattr(pdf_imprint.layout, "make_all_pages", pdf_imprint.layout.make_all_pages)
    assert pdf_imprint.original_digest() == pdf_imprint.ORIGINAL
    assert pdf_imprint.apply() is True


def test_another_version_is_left_alone(monkeypatch):
    before = pdf_imprint.layout.make_all_pages
    monkeypatch.setattr(pdf_imprint, "ORIGINAL", "of another version")
    assert pdf_imprint.apply() is False
    assert pdf_imprint.layout.make_all_pages is before
