import random
from collections import Counter
from datetime import date, datetime, time, timedelta

import pytest

from activity.clock import OFFICE_ZONE
from govinfo.demo import organ
from govinfo.demo.plan import INSTRUCTIONS, PRESENT, make_plan
from govinfo.demo.times import CLOSES, OPENS, OfficeHours, first_of_month

TODAY = date(2026, 11, 23)
FIRST = date(2025, 10, 1)
WORKED = [FIRST + timedelta(days=no) for no in range(417) if (FIRST + timedelta(days=no)).weekday() < 5]


def plans(seed=7, items=1200):
    return make_plan(seed=seed, items=items, first_day=FIRST, today=TODAY, worked_days=WORKED)


def test_the_plan_is_a_function_of_its_seed():
    assert plans() == plans()
    assert plans() != plans(seed=8)


def test_there_are_as_many_items_as_asked_in_the_order_of_their_days():
    found = plans()
    assert len(found) == 1200
    assert [plan.index for plan in found] == list(range(1200))
    past = [plan.day for plan in found if not plan.stop]
    assert past == sorted(past)
    assert all(FIRST <= plan.day < TODAY for plan in found)


def test_all_kinds_of_fates_occur():
    fates = Counter(fate for plan in plans() for fate in plan.fates)
    assert {
        "returned_in_unit", "returned", "declined", "merged", "pulled_back", "withdrawn", "voided", "refused", "shelved",
        "to_editor", "called_back", "passed_up", "put_back", "held", "flash", "joint", "by_head", "late", "on_phone",
    } <= set(fates)  # fmt: skip


def test_there_are_forty_instructions_on_items_that_are_adopted():
    instructed = [plan for plan in plans() if plan.leaders]
    assert sum(len(plan.leaders) for plan in instructed) == INSTRUCTIONS == 40
    assert all(plan.adopted_by for plan in instructed)
    assert max(len(plan.leaders) for plan in instructed) > 1
    assert not any(len(set(plan.leaders)) < len(plan.leaders) for plan in instructed)


def test_items_are_merged_in_groups_of_two_or_more():
    groups = Counter(plan.group for plan in plans() if plan.group)
    assert groups
    assert min(groups.values()) >= 2
    assert max(groups.values()) <= 4


def test_work_is_left_at_every_stop_and_the_shown_unit_has_some():
    found = plans()
    assert Counter(plan.stop for plan in found if plan.stop) == dict(PRESENT)
    for stop in ("draft", "unit_step_1", "unit_head", "returned"):
        assert organ.SHOWN_UNIT in {plan.unit.code for plan in found if plan.stop == stop}


def test_a_small_plan_has_one_of_each_stop_and_still_a_past():
    found = plans(items=60)
    assert len(found) == 60
    assert {plan.stop for plan in found if plan.stop} == {stop for stop, _count in PRESENT}
    assert sum(not plan.stop for plan in found) >= 30


@pytest.mark.parametrize("unit", ["ZP", "MT"])
def test_quiet_units_file_nothing_in_some_months(unit):
    months = {(plan.day.year, plan.day.month) for plan in plans() if plan.unit.code == unit and not plan.stop}
    assert 0 < len(months) < 14


def test_first_of_month_counts_back_over_the_year():
    assert first_of_month(date(2026, 2, 17)) == date(2026, 2, 1)
    assert first_of_month(date(2026, 2, 17), 2) == date(2025, 12, 1)
    assert first_of_month(date(2026, 11, 23), 13) == date(2025, 10, 1)


@pytest.mark.django_db
def test_moments_lie_in_office_hours_of_working_days():
    hours, rng = OfficeHours(), random.Random(3)
    at = datetime.combine(date(2026, 9, 28), time(16), OFFICE_ZONE)
    for _no in range(200):
        later = hours.after(rng, at, 0.2, 9)
        assert later > at
        assert hours.is_worked(later.date())
        assert OPENS <= later.time() <= time(CLOSES.hour, CLOSES.minute, 59)
        at = later


@pytest.mark.django_db
def test_the_national_holiday_is_passed_over():
    hours = OfficeHours()
    assert hours.next_worked(date(2026, 10, 1)) == date(2026, 10, 8)
    assert hours.last_worked(date(2026, 10, 4)) == date(2026, 9, 30)
