"""Which pages of which papers are compared with stored pictures."""

import io
import re
from datetime import date, datetime, timedelta

import pdfplumber
from django.db import transaction

from activity import clock
from activity.clock import OFFICE_ZONE
from activity.services import record
from reports.models import Bulletin
from reports.services import building
from reports.services.proposing import propose_span
from reports.services.spans import calendar_span
from reports.states import Figure, Kind
from submissions.states import Status
from tests.factories import organizations as factories
from tests.factories.reports import after_month, make_quarter
from tests.factories.scoring import filed_item, forwarded
from tests.reports.printed import Printed, print_long

# Page of the bulletin of tests/reports/printed.py: what it shows.
BULLETIN_PAGES = {
    1: "bulletin-masthead",
    2: "bulletin-contents",
    3: "bulletin-title",
    5: "bulletin-text",
    8: "bulletin-scores",
    10: "bulletin-table",
    13: "bulletin-imprint",
}
# Pages of a quarterly bulletin from its last attachment on: tables and charts of months, levels and steps.
CHART_PAGES = ("charts-months", "charts-steps")
NAMES = sorted((*BULLETIN_PAGES.values(), *CHART_PAGES))
WAY = (
    (Status.UNIT_REVIEW, Status.FILED, 2), (Status.FILED, Status.EDITING, 5), (Status.EDITING, Status.OFFICE_REVIEW, 9),
    (Status.OFFICE_REVIEW, Status.SIGNATURE, 4), (Status.SIGNATURE, Status.SIGNED, 21),
)  # fmt: skip
"""From, to, and the hours since the step before."""


def print_charts() -> bytes:
    """A quarterly bulletin with everything that can be drawn; nothing of it stays in the database."""
    for name in ("UnitClass", "Unit", "User", "OutletLevel", "Outlet", "SuperiorLeader"):
        getattr(factories, f"{name}Factory").reset_sequence(0)
    with after_month(), transaction.atomic():
        quarter = make_quarter(items=3)
        for number in range(4):
            _take_its_way(datetime(2026, 8, 4 + 2 * number, 8, tzinfo=OFFICE_ZONE), number + 1, quarter.organ.division)
        made = propose_span(span=calendar_span(Kind.QUARTERLY, 2026, 9), by=quarter.head)
        Bulletin.objects.filter(pk=made.pk).update(figures=[str(key) for key in Figure])
        pdf = building.build(Bulletin.objects.for_paper().get(pk=made.pk)).pdf
        transaction.set_rollback(True)
    return pdf


def _take_its_way(start: datetime, pace: int, unit: object) -> None:
    """An item that goes through the office and is forwarded; nothing of it counts in the closed month."""
    item = filed_item(date(2026, 8, start.day), unit=unit)
    for source, target, hours in WAY:
        start += timedelta(hours=hours * pace)
        with clock.frozen(start):
            record("item.take", subject=item, by=None, data={"from": source, "to": target})
    forwarded(item, start.date() + timedelta(days=pace))


def names_and_pages(printed: Printed, charts: bytes) -> dict[str, tuple[bytes, int]]:
    """Name of a picture: the PDF and the number of its page."""
    with pdfplumber.open(io.BytesIO(charts)) as pdf:
        texts = ["".join(page.extract_text().split()) for page in pdf.pages]
    first = next(number for number, text in enumerate(texts, start=1) if re.match("附件[0-9][^附]*统计图表", text))
    return {
        **{name: (printed.built.pdf, number) for number, name in BULLETIN_PAGES.items()},
        **{name: (charts, number) for number, name in enumerate(CHART_PAGES, start=first)},
    }


def print_all() -> dict[str, tuple[bytes, int]]:
    """Set both papers in type."""
    return names_and_pages(print_long(), print_charts())
