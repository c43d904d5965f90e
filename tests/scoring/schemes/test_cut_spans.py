"""A scheme that begins inside a month or a year cuts it in two: whoever adopts it is told before."""

from datetime import UTC, date, datetime

import pytest

from activity.clock import frozen
from scoring.models import Period
from scoring.services.scheme_start import cut_spans
from tests.factories.schemes import make_draft, make_scheme
from tests.factories.scoring import PeriodFactory
from tests.scoring.schemes.pages import post

pytestmark = [pytest.mark.django_db, pytest.mark.once]

BASES = [{"id": f"base-{per}", "kind": "base", "per": per, "points": 2} for per in ("month", "quarter", "year", "week")]
DOCUMENT = {"clauses": BASES}


@pytest.mark.parametrize(
    ("start", "cut"),
    [
        (date(2026, 11, 10), ["week", "month", "quarter", "year"]),
        (date(2026, 11, 2), ["month", "quarter", "year"]),
        (date(2026, 11, 1), ["week", "quarter", "year"]),
        (date(2027, 1, 1), ["week"]),
        (date(2027, 3, 1), ["quarter", "year"]),
    ],
)
def test_spans_that_run_across_the_first_day_are_cut(start, cut):
    PeriodFactory.create(month=10)
    PeriodFactory.create(month=11)
    assert cut_spans(start, [DOCUMENT]) == cut


def test_only_spans_that_a_clause_looks_at_are_told():
    assert cut_spans(date(2026, 11, 10), [{"clauses": [{"per": ["odd"]}]}, {"clauses": BASES[:1]}]) == ["month"]


def test_prizes_budget_and_conversion_are_cut_too():
    head = {"prizes": [{"per": "year"}], "budget": {"per": "quarter"}, "conversion": {"per": "month"}, "clauses": []}
    assert cut_spans(date(2026, 11, 10), [head]) == ["month", "quarter", "year"]


def test_bounds_of_the_office_decide_not_the_calendar():
    october = PeriodFactory.create(month=10)
    Period.objects.filter(pk=october.pk).update(starts_on=date(2026, 9, 26), ends_on=date(2026, 10, 25))
    november = PeriodFactory.create(month=11)
    Period.objects.filter(pk=november.pk).update(starts_on=date(2026, 10, 26), ends_on=date(2026, 11, 25))
    assert cut_spans(date(2026, 10, 26), [DOCUMENT]) == ["quarter", "year"]
    assert cut_spans(date(2026, 11, 1), [DOCUMENT]) == ["week", "month", "quarter", "year"]


@pytest.mark.parametrize(("day", "warned"), [("2026-11-10", True), ("2027-01-01", False)])
def test_the_page_before_the_act_says_it(client, head, day, warned):
    with frozen(datetime(2026, 11, 5, 4, tzinfo=UTC)):
        make_scheme(*BASES[:3])
        draft = make_draft(*BASES[:3], by=head)
        answer = post(
            client, "scheme_adopt", draft.pk, valid_from=day, valid_until="", code="next", version=str(draft.version)
        )
    assert answer.status_code == 200
    assert bool(answer.context["cut"]) == warned
    assert ("note--warning" in answer.content.decode()) == warned
