"""The yearly appraisal of units as a workbook: what stands in it, and who draws it up."""

from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils.translation import gettext, pgettext
from openpyxl import load_workbook

from activity.clock import frozen
from scoring.models import Period
from scoring.services.periods import ensure_periods
from scoring.services.reckoning import reckon_period
from tests.factories.organizations import UnitClassFactory, UnitFactory, make_organ
from tests.factories.scoring import PeriodFactory, adopted, filed_item, instructed, scheme_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("hand")]

CLAUSES = (
    {"id": "filed", "kind": "points", "event": "filed", "table": [{"points": 1}]},
    {"id": "adopted", "kind": "points", "event": "adopted", "table": [{"points": "2.5"}]},
    {
        "id": "one", "kind": "quota", "per": "month", "counts": ["filed"], "demands": [{"at_least": 1}],
        "result": {"each_missing": "0.5"},
    },
    {
        "id": "bar", "kind": "threshold", "per": "year", "counts": "missed_quota", "quota": "one", "at_least": 2,
        "effects": {"no_prize": True, "named": True},
    },
)  # fmt: skip


@pytest.fixture
def organ():
    return make_organ(divisions=3)


@pytest.fixture
def year(organ):
    """The first unit files each month and is adopted, the second never, the third was dissolved in October."""
    scheme_of(*CLAUSES, rounding={"unit": 1, "rate": 1})
    PeriodFactory.create(month=9)
    ensure_periods()
    first, _second, third = organ.divisions
    for month in (9, 10, 11):
        item = filed_item(date(2026, month, 3), unit=first)
    adopted(item, date(2026, 11, 4), "city")
    instructed(item, date(2026, 11, 5), "city")
    for day in range(1, 9):
        filed_item(date(2026, 9, day), unit=third)
    third.ends_on = date(2026, 10, 15)
    third.save()
    UnitFactory.create(name="不排名的单位", unit_class=UnitClassFactory.create(is_ranked=False))
    for period in Period.objects.order_by("starts_on"):
        reckon_period(period, by=None)
    return organ


def sheets(client, user, **query):
    client.force_login(user)
    answer = client.get(reverse("scoring:appraisal_file"), query)
    assert answer.status_code == 200
    return load_workbook(BytesIO(answer.content)).worksheets


def lines(sheet):
    """Unit -> heading -> value."""
    headings = [cell.value for cell in sheet[1]]
    rows = [dict(zip(headings, row, strict=True)) for row in sheet.iter_rows(min_row=2, values_only=True)]
    return {row[gettext("Unit")]: row for row in rows}


def test_units_stand_by_the_rank_of_the_year_with_all_that_is_appraised(client, year):
    sheet, other = sheets(client, year.office_head, year="2026")
    found, (first, second, third) = lines(sheet), year.divisions
    assert list(found) == [first.name, second.name, third.name, gettext("Total")]
    met, missed = (gettext(f"Quota of clause %(number)d: {word}") % {"number": 3} for word in ("met", "missed"))
    wanted = (
        gettext("Rank"), gettext("Filed"), gettext("Items adopted"), "市级", gettext("Adoption rate (%)"),
        gettext("Instructions (items)"), gettext("Instructions (person-times)"), met, missed,
        pgettext("appraisal", "Total score"),
    )  # fmt: skip
    assert [[found[unit.name][name] for name in wanted] for unit in (first, second, third)] == [
        [1, 3, 1, 1, 33.3, 1, 1, 2, 0, 5.5],
        [2, 0, 0, 0, 0, 0, 0, 0, 2, -1],
        [None, 8, 0, 0, 0, 0, 0, 1, 0, 8],
    ]
    assert [found[gettext("Total")][name] for name in wanted] == [None, 11, 1, 1, 9.1, 1, 1, 3, 2, 12.5]
    assert [row["不排名的单位"][gettext("Rank")] for row in [lines(other)]] == [None]
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


def test_who_is_barred_is_said_with_the_clause_and_who_is_gone_with_the_day(client, year):
    found, (first, second, third) = lines(sheets(client, year.editor)[0]), year.divisions
    results = gettext("Barred and other results")
    assert not found[first.name][results]
    assert all(word in found[second.name][results] for word in (gettext("no prize"), gettext("named in the bulletin")))
    remark = pgettext("appraisal", "Remark")
    assert "2026" in found[third.name][remark]
    assert "15" in found[third.name][remark]
    assert not found[second.name][remark]


def test_quotas_of_two_schemes_are_told_apart(client, year):
    scheme_of(*CLAUSES, valid_from=date(2026, 11, 1), code="later")
    for period in Period.objects.order_by("starts_on"):
        reckon_period(period, by=None)
    with frozen(datetime(2026, 12, 2, 4, tzinfo=UTC)):
        ensure_periods()
        for period in Period.objects.order_by("starts_on"):
            reckon_period(period, by=None)
        headings = [cell.value for cell in sheets(client, year.office_head)[0][1]]
    assert len([name for name in headings if "按期间计分" in name]) == 4


@pytest.mark.parametrize(
    ("role", "status"),
    [("office_head", 200), ("editor", 200), ("deputy_leader", 200), ("officer", 404)],
)
def test_the_office_and_the_leaders_draw_it_up(client, year, role, status):
    client.force_login(getattr(year, role))
    assert client.get(reverse("scoring:appraisal_file")).status_code == status
    shown = reverse("scoring:appraisal_file") in client.get(reverse("scoring:ranking")).content.decode()
    assert shown == (status == 200)
    assert client.get(reverse("scoring:appraisal_file"), {"year": "1999"}).status_code == 404


def test_it_costs_the_same_for_more_units(client, organ, assert_same_queries):
    scheme_of(*CLAUSES)
    PeriodFactory.create(month=10)
    ensure_periods()
    client.force_login(organ.editor)

    def make():
        unit = UnitFactory.create(unit_class=organ.unit_class)
        adopted(filed_item(date(2026, 10, 8), unit=unit), date(2026, 10, 12), "city")
        for period in Period.objects.order_by("starts_on"):
            reckon_period(period, by=None)

    make()
    assert_same_queries(make, lambda: client.get(reverse("scoring:appraisal_file")), most=24)
