"""Working days against a hand list of 2024 to 2027: holidays, weekends worked in exchange, and a year without data."""

import logging
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from organizations import working_days
from organizations.models import Holiday
from organizations.working_days import add_working_days, is_known, is_working_day

pytestmark = pytest.mark.django_db

# From the notices of the General Office of the State Council on the holidays of each year.
OFF = [
    "2024-01-01", "2024-02-12", "2024-02-16", "2024-04-04", "2024-05-01", "2024-06-10", "2024-09-17", "2024-10-07",
    "2025-01-01", "2025-01-28", "2025-02-04", "2025-04-04", "2025-05-05", "2025-06-02", "2025-10-01", "2025-10-08",
    "2026-01-01", "2026-01-02", "2026-02-16", "2026-02-23", "2026-04-06", "2026-05-05", "2026-06-19", "2026-09-25",
    "2026-10-07", "2024-02-10", "2026-11-22",
]  # fmt: skip
WORKED = [
    "2024-02-04", "2024-02-18", "2024-04-07", "2024-04-28", "2024-05-11", "2024-09-14", "2024-09-29", "2024-10-12",
    "2025-01-26", "2025-02-08", "2025-04-27", "2025-09-28", "2025-10-11",
    "2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10",
    "2024-02-19", "2025-10-09", "2026-11-23",
]  # fmt: skip
ANY_DAY = st.dates(date(2023, 1, 1), date(2028, 12, 31))


@pytest.mark.parametrize("day", OFF)
def test_days_off(day):
    assert not is_working_day(date.fromisoformat(day))


@pytest.mark.parametrize("day", WORKED)
def test_days_worked(day):
    assert is_working_day(date.fromisoformat(day))


def test_a_year_that_is_not_known_counts_monday_to_friday_and_says_so_once(caplog):
    year = next(year for year in range(2027, 2100) if not is_known(year))
    first = date(year, 1, 1)
    working_days._warn_once.cache_clear()
    with caplog.at_level(logging.WARNING, logger="organizations.working_days"):
        works = [is_working_day(first + timedelta(days=n)) for n in range(14)]
    assert works == [(first + timedelta(days=n)).weekday() < 5 for n in range(14)]
    assert [str(year) in record.getMessage() for record in caplog.records] == [True]


def test_the_offices_own_register_overrides_the_calendar():
    Holiday.objects.create(day=date(2026, 11, 24), is_working_day=False, note="市里统一安排")
    Holiday.objects.create(day=date(2026, 11, 28), is_working_day=True, note="调休上班")
    assert not is_working_day(date(2026, 11, 24))
    assert is_working_day(date(2026, 11, 28))
    assert add_working_days(date(2026, 11, 23), 4) == date(2026, 11, 28)


@pytest.mark.parametrize(
    ("day", "count", "result"),
    [
        ("2026-11-20", 3, "2026-11-25"),
        ("2026-11-21", 1, "2026-11-23"),
        ("2026-11-21", 0, "2026-11-21"),
        ("2026-09-30", 1, "2026-10-08"),
        ("2025-09-26", 3, "2025-09-30"),
        ("2026-10-08", -1, "2026-09-30"),
        ("2024-02-09", 5, "2024-02-22"),
    ],
)
def test_adding_working_days(day, count, result):
    assert add_working_days(date.fromisoformat(day), count) == date.fromisoformat(result)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(day=ANY_DAY, count=st.integers(-40, 40))
def test_so_many_working_days_lie_between_and_the_last_is_one(day, count):
    there = add_working_days(day, count)
    step = timedelta(days=1 if there > day else -1)
    # The office's own register is empty here, so that the published calendar alone is asked for each day.
    passed = [working_days._works(day + step * number, {}) for number in range(1, abs((there - day).days) + 1)]
    assert (there - day) * count >= timedelta(0)
    assert sum(passed) == abs(count)
    assert count == 0 or passed[-1]


def test_counting_costs_one_statement(django_assert_num_queries):
    for act in (lambda: add_working_days(date(2026, 1, 1), 200), lambda: is_working_day(date(2026, 1, 1))):
        with django_assert_num_queries(1):
            act()
