"""A year closes on 20 January at the latest: who is told when, and that nothing closes by itself."""

from datetime import date, datetime

import pytest
from django.urls import reverse

from activity import clock, reminders
from activity.clock import OFFICE_ZONE
from activity.models import Notice
from organizations.models import Holiday
from reports.places import lines_of_year_end
from reports.services.year_end import remind_of_year_end, year_still_open
from scoring.models import Period
from scoring.services.periods import ensure_periods, freeze
from ui.desk import desk_of

KINDS = ("year.closing_soon", "year.still_open")


def at(month, day, year=2027):
    return clock.frozen(datetime(year, month, day, 10, tzinfo=OFFICE_ZONE))


def close(month, *numbers):
    ensure_periods()
    for number in numbers:
        freeze(Period.objects.get(year=2026, month=number), by=month.head)


def told():
    """(kind, months that are named) of all notices, oldest first."""
    rows = Notice.objects.filter(kind__in=KINDS).order_by("pk")
    return [(notice.kind, notice.data["months"]) for notice in rows]


@pytest.fixture
def december(month):
    """October is closed; November and December are open, and have ended."""
    with at(1, 2):
        close(month, 10)
    return month


def test_from_10_january_the_head_is_told_once(december):
    with at(1, 9):
        assert remind_of_year_end(clock.now()) == 0
    for day in (10, 10, 11, 15, 19):
        with at(1, day):
            remind_of_year_end(clock.now())
    assert told() == [("year.closing_soon", "2026-11, 2026-12")]
    notice = Notice.objects.get(kind="year.closing_soon")
    assert (notice.user, notice.url) == (december.head, reverse("reports:months"))
    assert notice.data["due"] == "2027-01-20"


def test_from_20_january_the_head_is_told_on_every_working_day_until_all_is_closed(december):
    for day in (20, 20, 21, 22, 23, 24, 25):  # the 23rd and 24th are a weekend
        with at(1, day):
            remind_of_year_end(clock.now())
    assert told() == [("year.still_open", "2026-11, 2026-12")] * 4
    with at(1, 26):
        close(december, 11)
        remind_of_year_end(clock.now())
    assert told()[-1] == ("year.still_open", "2026-12")
    with at(1, 27):
        close(december, 12)
        assert remind_of_year_end(clock.now()) == 0
    assert len(told()) == 5


def test_nothing_closes_by_itself(december):
    for day in (20, 21):
        with at(1, day):
            remind_of_year_end(clock.now())
    assert set(Period.objects.unclosed().filter(year=2026).values_list("month", flat=True)) == {11, 12}


def test_the_last_day_is_told_of_though_it_is_no_working_day(december):
    Holiday.objects.create(day=date(2027, 1, 20), is_working_day=False)
    with at(1, 20):
        assert remind_of_year_end(clock.now()) == 1
    with at(1, 20), clock.frozen(datetime(2027, 1, 20, 18, tzinfo=OFFICE_ZONE)):
        assert remind_of_year_end(clock.now()) == 0


def test_after_days_of_standstill_it_is_told_at_once(december):
    with at(2, 25):
        assert remind_of_year_end(clock.now()) == 1
    assert told() == [("year.still_open", "2026-11, 2026-12")]


def test_an_office_that_began_this_year_has_no_year_to_close(month):
    with at(1, 20, year=2026):
        assert remind_of_year_end(clock.now()) == 0
        assert year_still_open() is None


def test_beat_asks_the_rule(december):
    with at(1, 20):
        assert "reports.year_end" not in reminders.run_rules()
    assert told() == [("year.still_open", "2026-11, 2026-12")]


def test_the_desk_of_the_head_has_a_line_and_nobody_elses(december):
    with at(1, 9):
        assert lines_of_year_end(december.head) == []
    with at(1, 12):
        (line,) = lines_of_year_end(december.head)
        assert "2026" in str(line.title)
        assert (line.until, line.urgent) == (datetime(2027, 1, 20, 18, tzinfo=OFFICE_ZONE), False)
    with at(1, 21):
        (line,) = lines_of_year_end(december.head)
        assert line.urgent
        assert line.is_overdue
        titles = {
            person: [str(one.title) for lines, _more in desk_of(person, since=clock.now()).blocks for one in lines]
            for person in (december.head, december.organ.editor)
        }
    assert [str(line.title) in found for found in titles.values()] == [True, False]


def test_the_page_of_months_says_what_is_open(signed_in, december):
    client = signed_in(december.head)
    shown = {}
    for day in (9, 12, 21):
        with at(1, day):
            shown[day] = client.get(reverse("reports:months")).context["year_end"]
    assert [end and [period.month for period in end.periods] for end in shown.values()] == [None, [11, 12], [11, 12]]
    with at(1, 21):
        close(december, 11, 12)
        assert client.get(reverse("reports:months")).context["year_end"] is None
