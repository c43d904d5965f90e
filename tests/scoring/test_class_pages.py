"""The ranking page by page: the same figures as the table of all units, whatever the state of the month."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from activity.services import record
from scoring.models import Period, Scheme, ScoreTotal
from scoring.services.class_pages import PeriodClasses
from scoring.services.class_queries import _steps
from scoring.services.periods import ensure_periods, freeze
from scoring.services.receivers import receiver_of
from scoring.services.reckoning import reckon_period
from scoring.services.tables import score_table
from scoring.views import pages
from tests.factories.organizations import UnitClassFactory, UnitFactory, make_organ
from tests.factories.scoring import PeriodFactory, adopted, filed_item, instructed, scheme_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("hand")]
CLAUSES = (
    {"id": "filed", "kind": "points", "event": "filed", "table": [{"points": "0.333333"}]},
    {"id": "adopted", "kind": "points", "event": "adopted", "table": [{"points": "2.5"}]},
)  # fmt: skip


@pytest.fixture
def organ():
    """Three months; ties, units without a figure, an optional class, units outside, one that changed its class."""
    organ = make_organ(divisions=4)
    optional = UnitClassFactory.create(code="optional")
    scheme_of(*CLAUSES, ranking={"optional": ["optional"]})
    PeriodFactory.create(month=9)
    ensure_periods()
    more = [UnitFactory.create(unit_class=one) for one in (optional, optional, None)]
    UnitFactory.create(unit_class=UnitClassFactory.create(is_ranked=False))
    for unit, filed in zip(
        [*organ.divisions, *more], ((9, 10, 11), (9, 10), (10, 10), (), (10,), (), (11,)), strict=True
    ):
        for month in filed:
            item = filed_item(date(2026, month, 3), unit=unit)
    adopted(item, date(2026, 11, 4), "city")
    instructed(item, date(2026, 11, 5), "city")
    adopted(filed_item(date(2026, 10, 3), unit=organ.divisions[1]), date(2026, 10, 4), "province")
    moved = organ.divisions[2]
    before, moved.unit_class = moved.unit_class_id, optional
    moved.save()
    record("unit.changed", subject=moved, by=organ.office_head, data={"changes": {"unit_class": [before, optional.pk]}})
    for period in Period.objects.order_by("starts_on"):
        reckon_period(period, by=None)
    return organ


def both(slug):
    """The rows and sums of all classes, from the pages and from the table."""
    periods = list(Period.objects.all())
    period = next(one for one in periods if one.slug == slug)
    classes = PeriodClasses(period, periods, list(Scheme.objects.order_by("valid_from")))
    table = score_table(period)
    paged = [
        (one.class_id, one.name, one.is_ranked, one.best, rows, plain(total))
        for one in classes.classes
        for rows, total in [classes.rows(one, slice(None))]
    ]
    whole = [
        (one.class_id, one.name, one.is_ranked, one.best, [replace(row, filed_cumulative=0) for row in one.rows],
         plain(one.total))
        for one in table.classes
    ]  # fmt: skip
    return paged, whole


def plain(counts):
    levels = {code: number for code, number in counts.adoptions_by_level.items() if number}
    return replace(counts, filed_cumulative=0, adoptions_by_level=levels)


@pytest.mark.parametrize("closed", [(), (9,), (9, 10)])
@pytest.mark.parametrize("slug", ["2026-09", "2026-10", "2026-11"])
def test_pages_hold_what_the_table_holds(organ, slug, closed):
    for month in closed:
        freeze(Period.objects.get(month=month), by=organ.office_head)
    paged, whole = both(slug)
    assert paged == whole
    assert sum(len(rows) for *_head, rows, _total in paged) == 8


def test_a_later_page_goes_on_with_ranks_and_keeps_the_sum(client, organ, monkeypatch):
    monkeypatch.setattr(pages, "ROWS", 2)
    client.force_login(organ.office_head)
    address = reverse("scoring:ranking")
    asked = {"period": "2026-11", "class": organ.unit_class.pk}
    first, second = (client.get(address, {**asked, "page": no}).context for no in (1, 2))
    assert [line.row.rank for line in (*first["rows"], *second["rows"])] == [1, 2, 2]
    assert len({line.row.unit_id for line in (*first["rows"], *second["rows"])}) == 3
    assert first["sum"].counts == second["sum"].counts
    assert second["sum"].facts
    assert client.get(address, {**asked, "page": "x"}).status_code == 404


def test_the_sum_of_a_class_with_more_pages_opens_for_who_opens_every_account(client, organ, monkeypatch):
    monkeypatch.setattr(pages, "ROWS", 1)
    client.force_login(organ.officers[0])
    asked = {"period": "2026-11", "class": organ.unit_class.pk}
    context = client.get(reverse("scoring:ranking"), asked).context
    assert [bool(line.facts) for line in context["rows"]] == [True]
    assert not context["sum"].facts


def test_units_without_a_summary_share_their_place_with_those_whose_summary_is_empty(organ):
    """PostgreSQL writes the two zeros in different ways, and both come before a unit with points taken off."""
    period = Period.objects.get(month=11)
    wrong, empty, without = (organ.divisions[number] for number in (0, 1, 3))
    ScoreTotal.objects.filter(period=period, receiver=receiver_of(wrong.pk)).update(points=-1)
    ScoreTotal.objects.create(period=period, receiver=receiver_of(empty.pk), unit=empty)
    assert not ScoreTotal.objects.filter(period=period, unit=without).exists()
    paged, _whole = both("2026-11")
    ranks = {row.unit_id: row.rank for one in paged for row in one[4]}
    assert [ranks[one.pk] for one in (empty, without, wrong)] == [1, 1, 3]


def test_scores_that_are_written_in_several_ways_are_one_step():
    assert _steps('["0", "0.000000", "1.5", "0", null]') == {Decimal(0): 3, Decimal("1.5"): 1}
