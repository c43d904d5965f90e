"""The measures of a 信息专报 and of an edition of a journal, taken from their PDFs as those of a bulletin are.

Each is set in type once, of items long enough to fill pages; nothing stays in the database.
"""

import io
from datetime import date

import pdfplumber
import pytest
from django.db import transaction

from review.services import package_paper, packages
from tests.documents import measuring
from tests.documents.measuring import BOTTOM, LEFT, MM, RIGHT
from tests.documents.paper_layout import PaperLayout
from tests.factories.organizations import OutletFactory, make_organ
from tests.factories.review import signed_item
from tests.reports.printed import LONG

# Each paper is made once for all tests here; the mark has the database set up for it.
pytestmark = pytest.mark.django_db

PARTS = {"doing_well": "一、主要做法", "shortcomings": "二、存在的问题", "demands": "三、下一步打算"}
FIELDS = {"best.units": "立法处、政策研究处", "zero.units": "法制宣传处", "zero.count": "1"}
TITLES = {
    "special": ["石桥头镇农村土地流转合同纠纷增多应予重视"],
    "edition": ["行政复议三项制度运行中存在的问题和建议", "老旧小区加装电梯意见分歧的成因与对策", "校园食堂承包合同不规范问题亟待解决"],
}  # fmt: skip
MASTHEADS = {"special": "信息专报", "edition": "法制工作信息"}


def long_text() -> str:
    """Sections of the long bulletin with words in place of their fields."""
    text = "\n".join(f"{head}\n{LONG[key]}" for key, head in PARTS.items())
    for name, words in FIELDS.items():
        text = text.replace(f"{{{{ {name} }}}}", words)
    return text


def print_one(kind: str) -> bytes:
    """Set it in type."""
    with transaction.atomic():
        organ = make_organ()
        items = [
            signed_item(unit=organ.division, drafter=organ.officer, title=title, text=long_text())
            for title in TITLES[kind]
        ]
        head = packages.Head(
            masthead=MASTHEADS[kind], number_line="〔2026〕第3期", dated_on=date(2026, 11, 5),
            send_up="市委办公室、市政府办公室。", send_peer="市直有关部门。", send_down="各处室。", copies=20,
        )  # fmt: skip
        outlet = OutletFactory.create(name=MASTHEADS[kind], is_own=True) if kind == "edition" else None
        made = package_paper.pdf_of(
            packages.make_package(kind=kind, head=head, items=items, by=organ.editor, outlet=outlet)
        )
        transaction.set_rollback(True)
    return made


@pytest.fixture(scope="module", params=TITLES)
def pdf(request, django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        made = print_one(request.param)
    with pdfplumber.open(io.BytesIO(made)) as opened:
        yield opened


class TestPages(PaperLayout):
    full_pages, full_lines, edges = 2, 15, 30


def test_no_box_and_no_rule_sticks_out_of_the_type_area(pdf):
    for page in pdf.pages:
        for rule in (*page.rects, *page.lines):
            assert LEFT - 0.5 <= rule["x0"] <= rule["x1"] <= RIGHT + 0.5


def test_two_lines_are_free_above_every_title(pdf):
    """Also where it begins a page: below the last words of the item before, a box, or the head of the type area."""
    found = measuring.free_lines_above_titles(pdf)
    assert len(found) in {len(titles) for titles in TITLES.values()}
    assert all(abs(free - 2) <= 0.5 for free in found)


def test_imprint_stands_at_the_foot_of_the_last_page(pdf):
    last = pdf.pages[-1]
    lowest = max(rule["bottom"] for rule in (*last.lines, *last.rects))
    assert abs(lowest - BOTTOM) <= 0.5 * MM
    assert "印发" in last.extract_text()
