"""Free bounds of periods: the 26th to the 25th, two months together, and what stands in the way."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from activity import runner
from activity.clock import frozen
from activity.models import Event, Job
from scoring.errors import PeriodRefused
from scoring.models import LedgerRow, Period, ScoreTotal
from scoring.services.bounds import MOST_AHEAD, plan_next, set_bounds
from scoring.services.periods import ensure_periods, freeze, make_period, period_covering, reopen
from scoring.services.reckoning import reading_desk, reckon_period
from scoring.services.spans import Bounds, after, before, earliest_start, is_too_long, latest_end
from scoring.services.standings import wrong_standings
from scoring.services.summaries import wrong_totals
from tests.factories.scoring import PeriodFactory, filed_item, scheme_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("hand")]


@pytest.fixture
def periods(organ):
    PeriodFactory.create(month=9)
    return ensure_periods()


def days():
    return [(one.slug, one.starts_on, one.ends_on) for one in Period.objects.order_by("starts_on")]


def move(organ, period, starts_on=None, ends_on=None):
    return set_bounds(
        period_id=period.pk, starts_on=starts_on or period.starts_on, ends_on=ends_on or period.ends_on,
        by=organ.office_head,
    )  # fmt: skip


def refusal(call):
    before = days()
    with pytest.raises(PeriodRefused) as refused:
        call()
    assert days() == before
    return refused.value


def test_office_counts_from_the_26th_to_the_25th(organ, periods):
    move(organ, periods[1], ends_on=date(2026, 10, 25))
    assert days()[1:] == [
        ("2026-10", date(2026, 10, 1), date(2026, 10, 25)),
        ("2026-11", date(2026, 10, 26), date(2026, 11, 30)),
    ]
    move(organ, Period.objects.get(month=11), ends_on=date(2026, 11, 25))
    with frozen(datetime(2027, 1, 3, tzinfo=UTC)):
        ensure_periods()
    assert days()[3:] == [
        ("2026-12", date(2026, 11, 26), date(2026, 12, 25)),
        ("2027-01", date(2026, 12, 26), date(2027, 1, 25)),
    ]
    assert make_period(2026, 12).starts_on == date(2026, 11, 26)
    event = Event.objects.filter(verb="period.bounds").earliest("pk")
    assert event.data == {"days": [["2026-10-01", "2026-10-31"], ["2026-10-01", "2026-10-25"]]}


def test_two_months_are_counted_together_from_the_next_on(organ, periods):
    december = plan_next(by=organ.office_head)
    january = plan_next(by=organ.office_head)
    move(organ, december, ends_on=date(2027, 1, 31))
    assert not Period.objects.filter(pk=january.pk).exists()
    assert days()[-1] == ("2027-01", date(2026, 12, 1), date(2027, 1, 31))
    with frozen(datetime(2027, 2, 3, tzinfo=UTC)):
        ensure_periods()
    assert days()[-1] == ("2027-03", date(2027, 2, 1), date(2027, 3, 31))
    assert refusal(lambda: make_period(2026, 12)).code == "inside_another"
    assert refusal(lambda: make_period(2027, 2)).code == "inside_another"


def test_another_first_day_ends_the_period_before(organ, periods):
    move(organ, periods[1], starts_on=date(2026, 9, 26))
    assert days()[:2] == [
        ("2026-09", date(2026, 9, 1), date(2026, 9, 25)),
        ("2026-10", date(2026, 9, 26), date(2026, 10, 31)),
    ]


def test_booked_rows_follow_the_new_days(organ, periods):
    """What is booked moves by differences at the reckoning that the act asks for; nothing is lost."""
    scheme_of()
    october, november = periods[1:]
    filed_item(date(2026, 10, 28), unit=organ.division)
    filed_item(date(2026, 10, 8), unit=organ.division)
    for period in periods:
        reckon_period(period, by=None)
    rows = LedgerRow.objects.count()
    move(organ, october, ends_on=date(2026, 10, 25))
    assert Job.objects.filter(name="score_period").count() == 2
    runner.run_queued()
    filed = {total.period_id: total.filed for total in ScoreTotal.objects.filter(unit=organ.division)}
    assert (filed[october.pk], filed[november.pk]) == (1, 1)
    assert LedgerRow.objects.count() > rows
    assert (wrong_totals(), wrong_standings(reading_desk())) == ([], [])


def test_closed_neighbour_is_not_moved_and_the_refusal_says_what_to_do(organ, periods):
    filed_item(date(2026, 9, 8), unit=organ.division)
    september, october, _november = periods
    freeze(september, by=organ.office_head)
    refused = refusal(lambda: move(organ, october, starts_on=date(2026, 9, 26)))
    assert (refused.code, refused.field) == ("neighbour_closed", "starts_on")
    assert "2" in str(refused.message)  # rows of the item and its author
    assert refusal(lambda: move(organ, september, ends_on=date(2026, 9, 25))).code == "closed"
    freeze(october, by=organ.office_head)
    reopen(september, by=organ.office_head, reason="改期")
    refused = refusal(lambda: move(organ, september, ends_on=date(2026, 9, 25)))
    assert (refused.code, refused.field) == ("neighbour_closed", "ends_on")
    reopen(october, by=organ.office_head, reason="改期")
    move(organ, september, ends_on=date(2026, 9, 25))
    assert days()[1][1] == date(2026, 9, 26)


def test_period_with_rows_is_not_swallowed(organ, periods):
    filed_item(date(2026, 11, 3), unit=organ.division)
    reckon_period(periods[2], by=None)
    refused = refusal(lambda: move(organ, periods[1], ends_on=date(2026, 11, 30)))
    assert (refused.code, refused.field) == ("has_rows", "ends_on")


def test_period_in_use_is_not_swallowed(organ, periods):
    reckon_period(periods[2], by=None)  # a run without rows speaks of it
    assert refusal(lambda: move(organ, periods[1], ends_on=date(2026, 11, 30))).code == "in_use"


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "code"),
    [
        (date(2026, 10, 20), date(2026, 10, 19), "order"),
        (date(2026, 10, 1), date(2026, 10, 30), "day"),
        (date(2026, 8, 31), date(2026, 10, 31), "no_day"),
        (date(2026, 10, 1), date(2026, 9, 30), "order"),
    ],
)
def test_days_that_are_none_are_refused(organ, periods, starts_on, ends_on, code):
    assert refusal(lambda: move(organ, periods[1], starts_on, ends_on)).code == code


def test_two_periods_do_not_end_in_one_month(organ, periods):
    refused = refusal(lambda: move(organ, periods[1], ends_on=date(2026, 11, 10)))
    assert (refused.code, refused.field) == ("name", "ends_on")
    move(organ, periods[2], ends_on=date(2026, 12, 10))
    move(organ, periods[1], ends_on=date(2026, 11, 10))
    assert [slug for slug, _start, _end in days()] == ["2026-09", "2026-11", "2026-12"]


def test_only_the_office_head_sets_days(organ, periods):
    call = {"period_id": periods[1].pk, "starts_on": date(2026, 10, 1), "ends_on": date(2026, 10, 25)}
    assert refusal(lambda: set_bounds(**call, by=organ.editor)).code == "not_allowed"
    assert refusal(lambda: plan_next(by=organ.editor)).code == "not_allowed"


def test_same_days_change_nothing(organ, periods):
    move(organ, periods[1])
    assert not Job.objects.exists()
    assert not Event.objects.filter(verb="period.bounds").exists()


def test_a_year_ahead_is_enough(organ, periods):
    for _number in range(MOST_AHEAD):
        plan_next(by=organ.office_head)
    assert refusal(lambda: plan_next(by=organ.office_head)).code == "far"


def test_first_of_all_periods_leaves_a_name_to_the_one_before(organ, periods):
    assert refusal(lambda: move(organ, periods[0], starts_on=date(2026, 9, 11))).code == "first"
    move(organ, periods[0], starts_on=date(2026, 8, 26))
    assert days()[0][1] == date(2026, 8, 26)
    found = period_covering(date(2026, 8, 5))
    assert (found.slug, found.starts_on, found.ends_on) == ("2026-08", date(2026, 7, 26), date(2026, 8, 25))


@pytest.mark.engine_free
@given(
    start=st.dates(date(2020, 1, 1), date(2030, 1, 1)), months=st.integers(1, 6), day=st.integers(1, 29),
    steps=st.integers(1, 30),
)  # fmt: skip
def test_rhythm_goes_on_without_gap_or_overlap(start, months, day, steps):
    """Whatever the rhythm, each period begins the day after the one before and its name is later."""
    number = start.year * 12 + start.month - 1 + months
    ends_on = date(number // 12, number % 12 + 1, 1) + timedelta(days=day - 2 if day < 29 else -1)
    if ends_on.day > 28 and (ends_on + timedelta(days=1)).day != 1:
        return
    period = Period(year=ends_on.year, month=ends_on.month, starts_on=start.replace(day=1), ends_on=ends_on)
    for _step in range(steps):
        bounds = after(period)
        assert bounds.starts_on == period.ends_on + timedelta(days=1)
        assert bounds.name > (period.year, period.month)
        period = Period(year=bounds.ends_on.year, month=bounds.ends_on.month, **bounds._asdict())
    earlier = before(period)
    assert earlier.ends_on == period.starts_on - timedelta(days=1)
    assert 28 <= (earlier.ends_on - earlier.starts_on).days + 1 <= 31


@pytest.mark.engine_free
def test_month_before_a_free_period_has_its_rhythm():
    period = Period(year=2026, month=12, starts_on=date(2026, 11, 26), ends_on=date(2026, 12, 25))
    assert before(period) == Bounds(date(2026, 10, 26), date(2026, 11, 25))


def test_page_shows_open_and_future_periods_and_sets_them(client, organ, periods):
    freeze(periods[0], by=organ.office_head)
    client.force_login(organ.office_head)
    client.post(reverse("scoring:period_plan"))
    page = client.get(reverse("scoring:periods"))
    assert [(line.period.slug, line.is_future) for line in page.context["lines"]] == [
        ("2026-10", False), ("2026-11", False), ("2026-12", True),
    ]  # fmt: skip
    assert page.context["closed"] == periods[0]
    pk = periods[1].pk
    url = reverse("scoring:period_bounds", args=[pk])
    answer = client.post(url, {f"p{pk}-starts_on": "2026-10-01", f"p{pk}-ends_on": "2026-10-25"})
    assert answer.headers["Location"] == reverse("scoring:periods")
    assert Period.objects.get(pk=pk).ends_on == date(2026, 10, 25)


@pytest.mark.parametrize(
    ("sent", "field"),
    [({"starts_on": "2026-09-26", "ends_on": "2026-10-31"}, "starts_on"), ({"ends_on": "x"}, "ends_on")],
)
def test_page_says_a_refusal_at_its_field_and_keeps_what_was_typed(client, organ, periods, sent, field):
    freeze(periods[0], by=organ.office_head)
    client.force_login(organ.office_head)
    pk = periods[1].pk
    answer = client.post(
        reverse("scoring:period_bounds", args=[pk]), {f"p{pk}-{name}": value for name, value in sent.items()}
    )
    assert answer.status_code == 422
    form = answer.context["lines"][0].form
    assert form.errors[field]
    assert form.data[f"p{pk}-{field}"] == sent[field]


def test_closed_month_is_not_offered_and_not_set_by_a_forged_post(client, organ, periods):
    freeze(periods[0], by=organ.office_head)
    client.force_login(organ.office_head)
    pk = periods[0].pk
    sent = {f"p{pk}-starts_on": "2026-09-01", f"p{pk}-ends_on": "2026-09-25"}
    answer = client.post(reverse("scoring:period_bounds", args=[pk]), sent, follow=True)
    assert [message.level_tag for message in answer.context["messages"]] == ["error"]
    assert Period.objects.get(pk=pk).ends_on == date(2026, 9, 30)


def test_planning_too_far_is_said_on_the_page(client, organ, periods, monkeypatch):
    monkeypatch.setattr("scoring.services.bounds.MOST_AHEAD", 0)
    client.force_login(organ.office_head)
    assert client.post(reverse("scoring:period_plan")).headers["Location"] == reverse("scoring:periods")
    assert Period.objects.count() == 3


@pytest.mark.parametrize(
    ("number", "starts_on", "ends_on", "field", "said"),
    [
        (2, None, date(2028, 10, 25), "ends_on", "2027-04-30"),
        (2, None, date(2027, 5, 25), "ends_on", "2027-04-30"),
        (0, date(2016, 9, 1), None, "starts_on", "2026-04-01"),
        (0, date(1, 1, 1), None, "starts_on", "2026-04-01"),
        (2, None, date.max, "ends_on", "2027-04-30"),
    ],
)
def test_year_mistyped_is_refused_with_the_days_that_are_allowed(
    organ, periods, number, starts_on, ends_on, field, said
):
    refused = refusal(lambda: move(organ, periods[number], starts_on, ends_on))
    assert (refused.code, refused.field) == ("too_long", field)
    year, month, day = map(int, said.split("-"))
    assert f"{year}年{month}月{day}日" in str(refused.message) or said in str(refused.message)


def test_neighbour_does_not_become_too_long_either(organ, periods):
    december, *_others, may = [plan_next(by=organ.office_head) for _number in range(6)]
    move(organ, december, ends_on=date(2027, 4, 30))
    move(organ, may, ends_on=date(2027, 9, 30))
    winter, summer = Period.objects.get(month=4), Period.objects.get(year=2027, month=9)
    refused = refusal(lambda: move(organ, winter, ends_on=date(2027, 2, 28)))
    assert (refused.code, refused.field) == ("too_long", "ends_on")
    refused = refusal(lambda: move(organ, summer, starts_on=date(2027, 7, 10)))
    assert (refused.code, refused.field) == ("too_long", "starts_on")


def test_period_that_is_too_long_may_be_made_shorter_little_by_little(organ, periods):
    Period.objects.filter(pk=periods[2].pk).update(year=2028, month=10, ends_on=date(2028, 10, 25))
    long = Period.objects.get(pk=periods[2].pk)
    move(organ, long, ends_on=date(2027, 12, 31))
    move(organ, Period.objects.get(pk=long.pk), ends_on=date(2026, 11, 30))
    assert days()[2] == ("2026-11", date(2026, 11, 1), date(2026, 11, 30))


@pytest.mark.parametrize("days_of", [(date(2026, 12, 1), date(2026, 12, 31)), (date.max, date.max)])
def test_period_keeps_a_day_of_its_own(organ, periods, days_of):
    refused = refusal(lambda: move(organ, periods[2], *days_of))
    assert (refused.code, refused.field) == ("elsewhere", "starts_on")
    refused = refusal(lambda: move(organ, periods[0], date(2026, 8, 1), date(2026, 8, 31)))
    assert (refused.code, refused.field) == ("elsewhere", "ends_on")


@pytest.mark.engine_free
@given(start=st.dates(date(2020, 1, 1), date(2030, 1, 1)))
def test_longest_period_is_told_from_both_sides(start):
    last = latest_end(start)
    assert not is_too_long(Bounds(start, last))
    assert is_too_long(Bounds(start, last + timedelta(days=3)))
    assert not is_too_long(Bounds(earliest_start(last), last))


def test_page_says_a_mistyped_year_at_its_field(client, organ, periods):
    client.force_login(organ.office_head)
    pk = periods[2].pk
    sent = {f"p{pk}-starts_on": "2026-11-01", f"p{pk}-ends_on": "2028-10-25"}
    answer = client.post(reverse("scoring:period_bounds", args=[pk]), sent)
    assert answer.status_code == 422
    assert answer.context["lines"][-1].form.errors["ends_on"]
