"""What counts by heads for a quota and gives nobody anything (R11: 篇数按人头分)."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from organizations.models import Role
from scoring.models import Period, QuotaStanding, ScoreTotal
from scoring.models.ledger import Account
from scoring.services.periods import ensure_periods
from scoring.services.quota_rows import counted, rows_counted
from scoring.services.reckoning import reckon_period, settle_everybody
from scoring.services.summaries import wrong_totals
from tests.factories.organizations import make_organ, make_person
from tests.factories.scoring import PeriodFactory, filed_item, scheme_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("early_november")]

D = Decimal
DAY = date(2026, 10, 8)
PARTS = {"id": "parts", "kind": "points", "event": "filed", "gives": "count", "table": [{"points": 1}]}
POINTS = {"id": "filed", "kind": "points", "event": "filed", "table": [{"points": 2}]}
TWO = {
    "id": "two", "kind": "quota", "per": "month", "counts": "points", "of": ["parts"], "demands": [{"at_least": 2}],
    "result": {"each_missing": 4},
}  # fmt: skip


@pytest.fixture
def october():
    """The first division files an item by itself and one with the second, which has one author of the three."""
    organ = make_organ(divisions=2)
    first, second = organ.divisions
    scheme_of(POINTS, PARTS, TWO, sharing={"joint": "by_authors"})
    filed_item(DAY, unit=first)
    colleague = make_person(Role.OFFICER, unit=first)
    filed_item(DAY, unit=first, joint=[second], authors=[organ.officer, colleague, organ.officers[1]])
    PeriodFactory.create(month=10)
    ensure_periods()
    period = Period.objects.get(month=10)
    reckon_period(period, by=organ.office_head)
    settle_everybody()
    return organ, period


def standings():
    found = QuotaStanding.objects.of_units().filter(period__month=10).order_by("unit")
    return {one.unit: (one.counted, one.state) for one in found}


def test_quota_counts_parts_of_joint_items_and_no_total_holds_them(october):
    organ, period = october
    first, second = organ.divisions
    assert standings()[first] == (D("1.666667"), "missed")
    assert standings()[second] == (D("0.333333"), "missed")
    totals = {one.unit: one for one in ScoreTotal.objects.filter(period=period, person=None)}
    # 2 + 2 x 2/3 points, less 4 for each item missing.
    assert totals[first].points == D("3.333333") - 4 * D("0.333333")
    assert totals[second].points == D("0.666667") - 4 * D("1.666667")
    assert (totals[first].filed, totals[second].filed) == (2, 1)
    assert wrong_totals() == []


def test_a_quota_of_parts_opens_to_the_rows_that_it_counted(october, client):
    organ, _period = october
    first, _second = organ.divisions
    standing = QuotaStanding.objects.get(unit=first, person=None, period__month=10)
    rows = rows_counted(standing)
    assert {row.account for row in rows} == {Account.COUNT}
    assert counted(standing, rows) == standing.counted
    client.force_login(organ.office_head)
    told = {"unit": first.pk, "scheme": standing.scheme_id, "clause": "two", "span": "2026-10", "what": "quota"}
    page = client.get(reverse("scoring:facts"), told)
    assert page.status_code == 200
    told = page.context["opened"]
    assert (told.printed, told.sum) == ("1.666667 / 2", D("1.666667"))
    assert "折算条数" in page.content.decode()
