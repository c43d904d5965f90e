"""For how long an effect of a threshold bars prizes: to the end of its span, and no longer than its scheme is valid."""

from datetime import date

import pytest

from scoring.models import Period, Scheme, SettledEffect
from scoring.services.prize_results import prizes_of
from tests.factories.organizations import make_organ
from tests.factories.scoring import adopted, filed_item, scheme_of
from tests.scoring.rewards import POINTS, months

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("hand")]

MONTHLY = [{"id": "units", "to": "units", "title": "月度先进", "per": "month", "first": 1}]


@pytest.fixture
def division():
    return make_organ().division


def bar(per):
    return {
        "id": "bar", "kind": "threshold", "per": per, "counts": "fault", "at_least": 1, "effects": {"no_prize": True},
    }  # fmt: skip


def blocked(division, span, *, code="spans", month=8):
    """The months from July to October in which an effect of August keeps the unit from its prize."""
    item = filed_item(date(2026, 7, 2), unit=division)
    for number in (7, 8, 9, 10):
        adopted(item, date(2026, number, 20), "city")
    months(7, 8, 9, 10, close=False)
    SettledEffect.objects.all().delete()
    SettledEffect.objects.create(
        year=2026, period=Period.objects.get(month=month), unit=division, receiver=f"unit:{division.pk}",
        scheme=Scheme.objects.get(code=code), clause="bar", span=span, counted=1, effects=["no_prize"],
    )  # fmt: skip
    return [one.starts_on.month for one in prizes_of(2026) if one.blocked]


@pytest.mark.parametrize(
    ("per", "span", "expected"),
    [
        ("year", "2026", [8, 9, 10]),
        ("half", "2026-H2", [8, 9, 10]),
        ("quarter", "2026-Q3", [8, 9]),
        ("month", "2026-08", [8]),
        ("period", "2026-08", [8]),
        ("week", "2026-W34", [8]),
    ],
)
def test_effect_bars_from_its_period_to_the_end_of_its_span(division, per, span, expected):
    scheme_of(POINTS, bar(per), prizes=MONTHLY)
    assert blocked(division, span) == expected


def test_effect_of_a_year_ends_with_its_scheme(division):
    """Another scheme begins anew."""
    scheme_of(POINTS, bar("year"), prizes=MONTHLY)
    scheme_of(POINTS, prizes=MONTHLY, code="next", valid_from=date(2026, 10, 1))
    assert blocked(division, "2026") == [8, 9]


def test_effect_of_a_span_that_is_there_no_more_bars_in_its_period(division):
    scheme_of(POINTS, bar("year"), prizes=MONTHLY)
    assert blocked(division, "2026-W99") == [8]
