"""Offices that must edit open the DOCX in LibreOffice: the pages, words and geometry of the PDF, and nothing lost by saving."""

import io
import os
from datetime import date, datetime
from itertools import zip_longest

import docx
import lxml.html
import pdfplumber
import pytest
from docx.oxml.ns import qn

from activity import clock
from activity.clock import OFFICE_ZONE
from reports.models import Bulletin
from reports.services import building, bulletins, word
from reports.services.spans import calendar_span, free_span
from reports.states import Kind
from review.services import package_paper, packages
from tests.documents import measuring
from tests.documents.libreoffice import convert, pages_of, program, words_of
from tests.factories.organizations import OutletFactory
from tests.factories.reports import make_quarter
from tests.factories.review import signed_item
from tests.reports.printed import TITLES, print_long

pytestmark = [
    pytest.mark.once,
    pytest.mark.skipif(program() is None and os.environ.get("CI") != "true", reason="LibreOffice is not installed"),
]
NEXT_YEAR = datetime(2027, 1, 6, 9, 0, tzinfo=OFFICE_ZONE)
TEXT = (
    "一、基本情况\n今年以来，市政府法制办组织对现行有效的86件政府规章和1,240件规范性文件进行了全面清理，提出保留、修改或者"
    "废止的意见，报经市政府常务会议审议通过后向社会公布。\n（一）摸清底数。采取“部门自查、法制机构复核、专家论证”的方式逐件"
    "登记，建立目录。\n二、存在的问题和建议\n个别部门对“谁制定、谁清理”的要求落实不到位，清理意见不够具体。\n"
)  # fmt: skip


def chart_words(html):
    """What stands in each picture of the page."""
    body = lxml.html.document_fromstring(html).find("body")
    return ["".join("".join("".join(text.itertext()).split()) for text in svg.iter("text")) for svg in body.iter("svg")]


def set_bulletin(pk):
    """PDF, DOCX and the words of the charts."""
    bulletin = Bulletin.objects.for_paper().get(pk=pk)
    pdf = building.build(bulletin).pdf
    return pdf, word.document_of(bulletin, pdf), chart_words(building.page_html(bulletin))


def papers_of_all_kinds():
    """A bulletin of each kind but the monthly one, a special report and an edition with a dozen pages."""
    month = make_quarter(first_month=10)
    span_of = {
        "quarterly": calendar_span(Kind.QUARTERLY, 2026, 12),
        "half-yearly": calendar_span(Kind.HALF_YEARLY, 2026, 12),
        "yearly": calendar_span(Kind.YEARLY, 2026, 12),
        "free": free_span(date(2026, 10, 8), date(2026, 12, 20)),
    }
    papers = {name: set_bulletin(bulletins.propose_span(span=span, by=month.head).pk) for name, span in span_of.items()}
    matter = "10月3日，某单位迟报紧急信息4小时。\n" + "各单位要举一反三，严格执行24小时值班制度。" * 30
    topical = bulletins.propose_topical(title="关于一起紧急信息迟报问题的通报", matter=matter, by=month.head)
    papers["topical"] = set_bulletin(topical.pk)
    papers["with long comments"] = set_bulletin(with_long_comments(month).pk)
    items = [signed_item(unit=month.organ.division, title=title, text=TEXT * 6) for title in TITLES]
    outlet = OutletFactory.create(name="法制工作信息", is_own=True)
    for kind, chosen in (("special", items[:1]), ("edition", items)):
        head = packages.proposed_head(kind, outlet)
        made = packages.make_package(kind=kind, head=head, items=chosen, by=month.organ.editor, outlet=outlet)
        pdf = package_paper.pdf_of(made)
        papers[kind] = (pdf, package_paper.docx_of(made, pdf), [])
    return papers


def with_long_comments(month):
    """Two comments as long as they may be, which take more than a page: one begins on the page of the masthead."""
    bulletin = bulletins.propose_topical(title="关于一起迟报的通报", matter="某单位迟报紧急信息。", by=month.head)
    bulletins.check_bulletin(bulletin_id=bulletin.pk, by=month.head)
    words = ("各单位要认真对照通报查找不足，切实加强组织领导，压实工作责任，进一步提高信息报送的质量和时效。" * 11)[
        :500
    ]
    for leader in (month.organ.deputy_leader, month.organ.principal_leader):
        bulletins.add_comment(bulletin_id=bulletin.pk, leader=leader, recorded_by=leader, text=words)
    return bulletin


@pytest.fixture(scope="module")
def long(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        return print_long()


def test_every_kind_of_paper_has_the_pages_and_words_of_its_pdf(db, long, tmp_path):
    with clock.frozen(NEXT_YEAR):
        papers = papers_of_all_kinds()
    papers["monthly"] = (long.built.pdf, long.docx, chart_words(long.html))
    seen = convert({name: docx for name, (_pdf, docx, _drawn) in papers.items()}, "pdf", tmp_path)
    wrong = []
    for name, (pdf, _docx, drawn) in papers.items():
        if len(pages_of(seen[name])) != len(pages_of(pdf)):
            wrong.append(f"{name}: {len(pages_of(seen[name]))} pages, {len(pages_of(pdf))} in the PDF")
        ours, theirs = words_of(pdf, drawn), words_of(seen[name], drawn)
        if ours != theirs:
            place = next(place for place, (one, two) in enumerate(zip_longest(ours, theirs)) if one != two)
            wrong.append(f"{name}: “{theirs[place - 8 : place + 20]}”, “{ours[place - 8 : place + 20]}” in the PDF")
    assert not wrong, "\n".join(wrong)
    assert len(pages_of(long.built.pdf)) > 8
    assert len(pages_of(papers["edition"][0])) > 8
    _has_the_geometry_of_the_standard(seen["monthly"])


def _has_the_geometry_of_the_standard(content):
    with pdfplumber.open(io.BytesIO(content)) as pdf:
        width, height = measuring.type_area(pdf)
        assert abs(width - 156) <= 0.5
        assert abs(height - 225) <= 0.5
        full = measuring.full_pages(pdf)
        assert len(full) >= 4
        assert {measuring.lines_on(page) for page in full} == {22}
        of_28, of_27, wide = measuring.lines_of_28(pdf)
        assert of_28 + of_27 == wide
        assert of_28 > of_27 * 3
        assert measuring.unlawful_lines(pdf) == []
        assert all(measuring.is_outside(page) for page in pdf.pages)
        assert all(abs(measuring.dash_depth(page) - 7) <= 0.5 for page in pdf.pages)
        assert abs(measuring.red_line_gap(pdf.pages[0]) - 4) <= 0.5
        last = pdf.pages[-1]
        assert abs(measuring.BOTTOM - max(rule["bottom"] for rule in (*last.lines, *last.rects))) <= 0.5 * measuring.MM


def test_saving_by_libreoffice_loses_no_word(long, tmp_path):
    saved = convert({"paper": long.docx}, "docx", tmp_path)["paper"]
    assert paragraphs(saved) == paragraphs(long.docx)


def paragraphs(content):
    """The words of all paragraphs in order, tables and frames too."""
    body = docx.Document(io.BytesIO(content)).element.body
    texts = ["".join(node.text or "" for node in made.iter(qn("w:t"))) for made in body.iter(qn("w:p"))]
    return [text for text in texts if text]
