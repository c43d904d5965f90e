"""Prizes of weeks: points count in the week of their facts, and open to the rows of that week."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from scoring.models import Period
from scoring.services.periods import make_period, period_covering
from scoring.services.prize_results import prizes_of
from scoring.services.prize_standing import standing_of_prizes
from scoring.services.reckoning import reckon_period
from scoring.views.access import all_periods
from scoring.views.prizes import prize_tables
from tests.factories.scoring import adopted, filed_item, scheme_of
from tests.scoring.rewards import FILED, POINTS, D, months

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("hand")]

WEEKLY = [
    {"id": "units", "to": "units", "title": "每周先进", "per": "week", "first": 1},
    {"id": "persons", "to": "persons", "title": "每周个人", "per": "week", "first": 1},
    {"id": "items", "to": "items", "title": "每周好信息", "per": "week", "first": 1},
]
MONTHLY = {"id": "month", "to": "units", "title": "月度先进", "per": "month", "first": 1}


def item_of(organ, number, day):
    return filed_item(day, unit=organ.divisions[number], authors=[organ.officers[number]])


def won(to="units", year=2026):
    """Week -> who won with how many points."""
    return {
        one.span: [(one_won.candidate[:3], one_won.candidate.points) for one_won in one.winners]
        for one in prizes_of(year)
        if one.prize.to == to and one.winners
    }


def test_points_count_in_the_week_of_their_facts(organ):
    scheme_of(POINTS, FILED, sharing={"persons": "even"}, prizes=WEEKLY)
    items = [item_of(organ, number, date(2026, 9, 1 + 7 * number)) for number in (0, 1)]
    adopted(items[0], date(2026, 9, 10), "city")
    months(9, close=False)
    one, two = (str(unit.pk) for unit in organ.divisions)
    author = str(organ.officers[0].pk)
    assert won() == {"2026-W36": [((one, "", ""), 1)], "2026-W37": [((one, "", ""), 5)]}
    assert won("persons")["2026-W37"] == [((one, author, ""), 5)]
    assert won("items") == {
        "2026-W36": [(("", "", str(items[0].pk)), 1)], "2026-W37": [(("", "", str(items[0].pk)), 5)]
    }  # fmt: skip
    adopted(items[1], date(2026, 9, 15), "city")
    reckon_period(Period.objects.get(month=9), by=None)
    assert won()["2026-W38"] == [((two, "", ""), 5)]


def test_prizes_of_other_spans_keep_the_printed_months(organ):
    """What happened in a closed month is booked in the next one: the month of booking, and the week of the fact, have it."""
    scheme_of(POINTS, prizes=[WEEKLY[0], MONTHLY])
    item = item_of(organ, 0, date(2026, 9, 1))
    months(9)
    adopted(item, date(2026, 9, 10), "city")
    adopted(item, date(2026, 11, 3), "city")
    months(11, close=False)
    assert list(won()) == ["2026-10", "2026-11", "2026-W37", "2026-W45"]


def test_week_over_the_end_of_a_year_belongs_to_the_year_of_its_thursday(organ, hand):
    """1 January 2026 was a Thursday."""
    scheme_of(POINTS, prizes=WEEKLY[:1], valid_from=date(2025, 1, 1))
    adopted(item_of(organ, 0, date(2026, 1, 2)), date(2026, 1, 2), "city")
    hand.set(datetime(2027, 1, 20, 4, tzinfo=UTC))
    adopted(item_of(organ, 1, date(2027, 1, 2)), date(2027, 1, 2), "city")
    make_period(2026, 1)
    for year in (2026, 2027):
        reckon_period(period_covering(date(year, 1, 2)), by=None)
    assert list(won()) == ["2026-W01", "2026-W53"]
    assert won(year=2027) == {}


def test_what_happened_before_all_periods_counts_on_their_first_day(client, organ):
    scheme_of(POINTS, prizes=WEEKLY[:1], valid_from=date(2026, 1, 1))
    months(10, close=False)
    item = item_of(organ, 0, date(2026, 9, 1))
    for day in (date(2026, 9, 10), date(2026, 10, 20)):
        adopted(item, day, "city")
    reckon_period(Period.objects.order_by("starts_on").first(), by=None)
    assert list(won()) == ["2026-W40", "2026-W43"]
    client.force_login(organ.office_head)
    assert behind(client, organ.office_head) == [("5.00", D(5)), ("5.00", D(5))]


def behind(client, reader):
    """The points of all winners, and what the rows come to that each opens to."""
    tables = prize_tables(standing_of_prizes(2026, all_periods()), reader)
    places = [place for table in tables for place in table.winners]
    pages = [client.get(place.facts) for place in places]
    assert {page.status_code for page in pages} == {200}
    sums = [sum((line.row.points for line in page.context["lines"]), D(0)) for page in pages]
    return [(place.points, found) for place, found in zip(places, sums, strict=True)]


def test_every_number_opens_to_the_rows_of_its_week(client, organ):
    scheme_of(POINTS, FILED, sharing={"persons": "even"}, prizes=WEEKLY)
    item = item_of(organ, 0, date(2026, 9, 29))
    for day in (date(2026, 9, 30), date(2026, 10, 2), date(2026, 10, 12)):
        adopted(item, day, "city")
    months(9, 10, close=False)
    client.force_login(organ.office_head)
    assert sorted(behind(client, organ.office_head)) == [("11.00", D(11))] * 3 + [("5.00", D(5))] * 3


def test_page_behind_a_week_names_it_and_prints_its_number(client, organ):
    scheme_of(POINTS, prizes=WEEKLY[:1])
    adopted(item_of(organ, 0, date(2026, 9, 1)), date(2026, 9, 10), "city")
    months(9, close=False)
    client.force_login(organ.officers[0])
    tables = prize_tables(standing_of_prizes(2026, all_periods()), organ.officers[0])
    (place,) = [place for table in tables for place in table.winners]
    opened = client.get(place.facts).context["opened"]
    assert (opened.printed, opened.sum) == ("5.00", D(5))
    assert "37" in opened.when
    client.force_login(organ.officers[1])
    assert client.get(place.facts).status_code == 404


@pytest.mark.parametrize(
    ("first", "last"),
    [("2026-09-07", ""), ("2026-09-07", "x"), ("2026-09-10", "2026-09-07"), ("2026-09-06", "2026-09-07")],
)
def test_days_that_are_no_week_are_not_found(client, organ, first, last):
    months(9, close=False)
    client.force_login(organ.office_head)
    asked = {"unit": organ.division.pk, "period": "2026-09", "from": first, "to": last}
    assert client.get(reverse("scoring:facts"), asked).status_code == 404
    item = item_of(organ, 0, date(2026, 9, 1))
    assert client.get(reverse("scoring:item_facts", args=[item.pk]), asked).status_code == 404


@pytest.mark.parametrize("per", ["week", "month"])
def test_class_that_the_office_set_outside_the_ranking_wins_nothing(organ, per):
    prizes = [{**prize, "per": per} for prize in WEEKLY[:2]]
    scheme_of(POINTS, sharing={"persons": "even"}, prizes=prizes)
    adopted(item_of(organ, 0, date(2026, 9, 1)), date(2026, 9, 10), "city")
    months(9, close=False)
    named = [place for table in shown(organ) for place in table.winners]
    assert len(named) == 2
    organ.unit_class.is_ranked = False
    organ.unit_class.save()
    assert not [place for table in shown(organ) for place in (*table.winners, *table.blocked)]


def shown(organ):
    return prize_tables(standing_of_prizes(2026, all_periods()), organ.office_head)
