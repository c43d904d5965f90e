"""Every page that a role can reach by links: fits a phone, answers, and says nothing on the console."""

from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.contrib.auth.hashers import make_password
from django.urls import Resolver404, resolve
from playwright.sync_api import Page

from activity.clock import today
from activity.runner import run_queued
from organizations.models import AdminKind
from reports.services import bulletins
from reports.services.closing import close_month
from scoring.models import Period
from submissions.states import Status
from tests.browser.conftest import PASSWORD
from tests.browser.steps import TEXT, TITLE
from tests.factories.organizations import UserFactory, make_person
from tests.factories.review import AdoptionClaimFactory, AdoptionFactory, ForwardingFactory, InstructionFactory
from tests.factories.submissions import make_item

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LONG_WORD = "关于进一步加强全市农产品质量安全监督管理工作中若干法律适用问题的调查研究与对策建议（征求意见稿第三次修改）"
LEFT_OUT = {
    "account_logout",
    "submissions:attachment",
    "review:evidence",
    "scoring:ranking_file",
    "reports:docx",
    "review:package_docx",
}
# Pages that answer a question only, so that they have no address without one.
ASKED = {"scoring:facts", "scoring:rank", "reports:figure"}
ROLES = ("officer", "head", "editor", "office_head", "leader", "reader")


@pytest.fixture
def busy(cast):
    """Return the six people with an item in every status, one with a long title, and every kind of record."""
    for status in Status:
        make_item(
            status=status, unit=cast.unit, drafter=cast.officer, title=f"{TITLE}（{status.label}）", text=TEXT,
            **({"is_composite": True} if status == Status.VOIDED else {}),
        )  # fmt: skip
    make_item(unit=cast.unit, drafter=cast.officer, title=LONG_WORD, text=TEXT, ticked=False)
    item = make_item(status="signed", unit=cast.unit, drafter=cast.officer, title=LONG_WORD, text=TEXT)
    ForwardingFactory(item=item)
    AdoptionFactory(item=item)
    AdoptionClaimFactory(item=item, note=LONG_WORD, printed_title=LONG_WORD)
    InstructionFactory(item=item, feedback_due="2026-12-01", feedback_unit=cast.unit)
    issue_last_month(cast)
    return cast


def issue_last_month(cast) -> None:
    """Close last month and bring its bulletin to its readers."""
    last = today().replace(day=1) - timedelta(days=1)
    close_month(year=last.year, month=last.month, by=cast.office_head)
    period = Period.objects.get(year=last.year, month=last.month)
    pk = bulletins.propose(period=period, by=cast.editor).pk
    bulletins.check_bulletin(bulletin_id=pk, by=cast.office_head)
    bulletins.sign_bulletin(bulletin_id=pk, by=cast.leader)
    run_queued()
    bulletins.issue_bulletin(bulletin_id=pk, by=cast.office_head)


def links_of(page: Page) -> Iterator[tuple[str, str]]:
    """(name of the view, path with query) of each link to a page of the house."""
    for href in page.eval_on_selector_all("a[href]:not([download])", "nodes => nodes.map(node => node.href)"):
        address = urlsplit(href)
        if address.netloc != urlsplit(page.url).netloc or "export=" in address.query:
            continue
        try:
            match = resolve(address.path)
        except Resolver404:
            continue
        if match.view_name not in LEFT_OUT:
            kept = "tab=" in address.query or match.view_name in ASKED
            yield match.view_name, f"{address.path}{'?' + address.query if kept else ''}"


def walk(page: Page) -> dict[str, str]:
    """Open one page of every view that links lead to; what was wrong by path. Different tabs count as one view each."""
    wrong, seen, waiting = {}, set(), [("ui:desk", "/")]
    while waiting:
        view, path = waiting.pop()
        key = view if view in ASKED else f"{view}{path.partition('?')[2]}"
        if key in seen:
            continue
        seen.add(key)
        answer = page.goto(path)
        wide = int(page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))
        if answer is None or not answer.ok:
            wrong[path] = f"answered {answer and answer.status}"
        elif wide > 0:
            wrong[path] = f"{wide} pixels too wide"
        waiting.extend(links_of(page))
    assert len(seen) > 5, f"the walk ended at {sorted(seen)}"
    return wrong


@pytest.mark.parametrize("role", ROLES)
def test_every_page_of_a_role_fits_a_phone(busy, open_page, role):
    assert walk(open_page(getattr(busy, role), phone=True)) == {}


@pytest.mark.parametrize("kind", [kind for kind in AdminKind if kind])
def test_every_page_of_an_administrator_fits_a_phone(busy, open_page, kind):
    make_person()
    assert (
        walk(open_page(UserFactory(name="管理员", admin_kind=kind, password=make_password(PASSWORD)), phone=True)) == {}
    )
