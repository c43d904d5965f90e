"""Prizes by rule: who wins, who is kept from it and why, who may see and open which numbers, and what the page costs."""

from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override
from openpyxl import load_workbook
from redis.exceptions import RedisError

from organizations.models import Role, UnitKind, User
from organizations.services.units import update_unit
from scoring.models import LedgerRow, Period, Scheme, SettledEffect
from scoring.services import prize_standing
from scoring.services.periods import ensure_periods
from scoring.services.prize_results import prizes_of
from scoring.services.prize_standing import standing_of_prizes
from scoring.services.reckoning import reckon_period
from scoring.views.access import all_periods
from scoring.views.prizes import prize_tables
from scoring.wording_periods import span_names
from submissions.models import Item
from tests.factories.organizations import UnitClassFactory, UnitFactory, make_person
from tests.factories.scoring import adopted, filed_item, revoked, scheme_of
from tests.scoring.rewards import FILED, POINTS, PRIZES, D, months
from ui.words import date_cn

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("hand")]


def tables(reader):
    return prize_tables(standing_of_prizes(2026, all_periods()), reader)


@pytest.fixture
def year_with_prizes(organ):
    """The first division leads with 10 points, and two faults in October keep it from its prize."""
    bar = {
        "id": "bar", "kind": "threshold", "per": "year", "counts": "points", "of": ["adopted"], "at_least": 10,
        "effects": {"no_prize": True},
    }  # fmt: skip
    scheme_of(POINTS, FILED, bar, sharing={"persons": "even"}, prizes=PRIZES)
    item = filed_item(
        date(2026, 9, 2), unit=organ.divisions[0], title="蔬菜质量安全检测情况", authors=[organ.officers[0]]
    )
    other = filed_item(date(2026, 9, 3), unit=organ.divisions[1], title="出租汽车管理", authors=[organ.officers[1]])
    adopted(item, date(2026, 9, 10), "city")
    adopted(item, date(2026, 10, 10), "province")
    adopted(other, date(2026, 10, 12), "city")
    months(9, 10, close=False)


def test_prizes_name_winners_and_who_is_kept_from_them(organ, year_with_prizes):
    units, persons, items = tables(organ.office_head)
    assert [(place.name, place.rank, place.points) for place in units.blocked] == [(organ.division.name, 1, "11.00")]
    assert units.winners == []  # who comes after moves up only where the scheme says so
    assert [place.points for place in persons.winners] == ["11.00"]
    assert [(place.name, place.points) for place in items.winners] == [("蔬菜质量安全检测情况", "11.00")]
    assert not units.ended
    (why,) = units.blocked[0].why
    assert "10" in why


def test_item_whose_adoption_was_revoked_wins_nothing_by_it(organ):
    scheme_of(POINTS, FILED, sharing={"joint": "full"}, prizes=PRIZES)
    items = [filed_item(date(2026, 9, 2), unit=unit, title=unit.name) for unit in organ.divisions]
    wrong, _right = [adopted(item, date(2026, 9, 10), "city") for item in items]
    months(9, close=False)
    revoked(wrong)
    reckon_period(Period.objects.get(month=9), by=None)
    (won,) = [one for one in prizes_of(2026) if one.prize.to == "items"]
    assert [(one.candidate.item, one.candidate.points) for one in won.winners] == [(str(items[1].pk), D(6))]


def test_facts_that_bar_a_unit_are_named_to_who_may_open_its_account(organ):
    scheme_of(
        POINTS,
        {"id": "bar", "kind": "threshold", "per": "year", "counts": "fault", "at_least": 1, "effects": {"no_prize": True}},
        prizes=PRIZES[:1],
    )  # fmt: skip
    adopted(filed_item(date(2026, 9, 2), unit=organ.divisions[0]), date(2026, 9, 10), "city")
    months(9, close=False)
    SettledEffect.objects.create(
        year=2026, period=Period.objects.get(month=9), unit=organ.division, receiver=f"unit:{organ.division.pk}",
        scheme=Scheme.objects.get(), clause="bar", span="2026", counted=1, effects=["no_prize"],
        facts=list(LedgerRow.objects.filter(kind="adopted").values_list("fact", flat=True)),
    )  # fmt: skip
    told = {}
    for reader in (organ.office_head, organ.officers[0], organ.officers[1]):
        (table,) = tables(reader)
        told[reader.pk] = table.blocked[0].why[0]
    assert [date_cn(date(2026, 9, 10)) in words for words in told.values()] == [True, True, False]
    assert all(words.strip() for words in told.values())


def test_prizes_page_and_workbook(client, organ, year_with_prizes):
    client.force_login(organ.officer)
    page = client.get(reverse("scoring:prizes")).content.decode()
    assert "先进集体" in page
    assert organ.division.name in page
    book = load_workbook(BytesIO(client.get(reverse("scoring:prizes_file")).content))
    assert [name.split()[0] for name in book.sheetnames] == ["先进集体", "先进个人", "优秀信息"]
    scores = [row[-3] for sheet in book for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert scores
    assert all(isinstance(score, int | float) for score in scores), "a score can be added up in the workbook"
    assert client.get(reverse("scoring:prizes"), {"year": "1999"}).status_code == 404


def shown_to(reader):
    """(points of the winning person, whether they open; points of the barred unit, whether they open)."""
    units, persons, _items = tables(reader)
    (person,), (unit,) = persons.winners, units.blocked
    return person.points, bool(person.facts), unit.points, bool(unit.facts)


def test_points_of_persons_are_for_the_person_the_own_head_the_office_and_the_leaders(organ, year_with_prizes):
    colleague = make_person(Role.OFFICER, unit=organ.division)
    may = (organ.officers[0], organ.heads[0], organ.editor, organ.office_head, organ.deputy_leader)
    assert {shown_to(reader) for reader in may} == {("11.00", True, "11.00", True)}
    assert shown_to(colleague) == ("", False, "11.00", True)
    assert {shown_to(reader) for reader in (organ.officers[1], organ.heads[1])} == {("", False, "11.00", False)}


def test_who_may_not_see_a_persons_points_gets_the_name_on_the_page_and_in_the_workbook(
    client, organ, year_with_prizes
):  # fmt: skip
    client.force_login(organ.officers[1])
    page = client.get(reverse("scoring:prizes")).content.decode()
    assert organ.officers[0].name in page
    assert reverse("scoring:person", args=[organ.officers[0].pk]) not in page
    sheet = load_workbook(BytesIO(client.get(reverse("scoring:prizes_file")).content)).worksheets[1]
    (row,) = sheet.iter_rows(min_row=2, values_only=True)
    assert organ.officers[0].name in row[1]
    assert row[3] is None


def test_person_kept_from_a_prize_is_no_news_for_strangers(organ):
    bar = {
        "id": "bar", "kind": "threshold", "per": "year", "counts": "points", "of": ["adopted"], "at_least": 5, "for": "persons",
        "effects": {"no_prize": True},
    }  # fmt: skip
    scheme_of(POINTS, bar, sharing={"persons": "even"}, prizes=PRIZES[1:2])
    item = filed_item(date(2026, 9, 2), unit=organ.divisions[0], authors=[organ.officers[0]])
    adopted(item, date(2026, 9, 10), "city")
    months(9, close=False)
    told = {}
    for reader in (organ.officers[0], organ.editor, organ.officers[1]):
        (table,) = tables(reader)
        told[reader.pk] = ([place.rank for place in table.blocked], table.hides)
    assert list(told.values()) == [([1], False), ([1], False), ([], True)]


def rows_behind(client, place):
    """The exact sum of the rows that a number opens to."""
    answer = client.get(place.facts)
    assert answer.status_code == 200
    return sum(line.row.points for line in answer.context["lines"])


def test_every_number_opens_to_the_rows_that_make_it(client, organ, year_with_prizes):
    client.force_login(organ.office_head)
    units, persons, items = tables(organ.office_head)
    for place in (*units.blocked, *persons.winners, *items.winners):
        assert rows_behind(client, place) == D(place.points) == 11


def test_numbers_that_are_not_open_do_not_open_by_their_address(client, organ, year_with_prizes):
    units, persons, _items = tables(organ.office_head)
    client.force_login(organ.officers[1])
    for place in (*units.blocked, *persons.winners):
        assert client.get(place.facts).status_code == 404


def test_points_of_a_span_open_to_the_months_in_it(client, organ):
    prize = {"id": "quarter", "to": "units", "title": "季度先进", "per": "quarter", "first": 1}
    scheme_of(POINTS, prizes=[prize])
    for month, unit in ((6, 0), (9, 0), (10, 1)):
        adopted(filed_item(date(2026, month, 2), unit=organ.divisions[unit]), date(2026, month, 10), "city")
    months(6, 7, 8, 9, 10, close=False)
    client.force_login(organ.office_head)
    found = {table.span: [(place.name, place.points) for place in table.winners] for table in tables(organ.editor)}
    one, two = (unit.name for unit in organ.divisions)
    assert list(found.values()) == [[(one, "5.00")], [(one, "5.00")], [(two, "5.00")]]
    assert all(rows_behind(client, place) == 5 for table in tables(organ.office_head) for place in table.winners)


def test_point_and_host_that_both_get_the_whole_count_it_once_for_the_item(client, organ):
    scheme_of(POINTS, FILED, host_credit={"mode": "besides", "of": ["adopted"]}, prizes=PRIZES)
    point = UnitFactory.create(kind=UnitKind.DIRECT_REPORT_POINT, host=organ.division, unit_class=organ.unit_class)
    adopted(filed_item(date(2026, 9, 2), unit=point), date(2026, 9, 10), "city")
    months(9, close=False)
    items = tables(organ.office_head)[-1]
    assert [place.points for place in items.winners] == ["6.00"]


def page_of(client):
    """The names of the winning items, after counting what the ledger was asked for."""
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(reverse("scoring:prizes"))
    heavy = [one["sql"] for one in queries.captured_queries if 'SUM("scoring_ledgerrow' in one["sql"]]
    *_others, items = answer.context["tables"]
    return [place.points for place in items.winners], len(heavy)


def test_ledger_is_grouped_once_for_each_state(client, organ, year_with_prizes):
    client.force_login(organ.office_head)
    assert page_of(client) == (["11.00"], 1)
    assert page_of(client) == (["11.00"], 0)
    adopted(Item.objects.get(title="出租汽车管理"), date(2026, 10, 20), "state")
    assert page_of(client) == (["11.00"], 0)
    reckon_period(Period.objects.get(month=10), by=None)
    assert page_of(client) == (["11.00", "11.00"], 1)
    assert page_of(client) == (["11.00", "11.00"], 0)


def blocked_now(reader):
    return [place.name for place in tables(reader)[0].blocked]


def test_what_is_kept_goes_with_effects_classes_periods_schemes_and_days(organ, year_with_prizes, hand):
    reader = organ.office_head
    assert blocked_now(reader) == [organ.division.name]
    SettledEffect.objects.filter(unit=organ.division).delete()
    assert blocked_now(reader) == []
    assert [place.name for place in tables(reader)[0].winners] == [organ.division.name]
    update_unit(unit_id=organ.division.pk, by=organ.office_head, unit_class=UnitClassFactory.create())
    assert {place.name for place in tables(reader)[0].winners} == {unit.name for unit in organ.divisions}
    scheme_of(POINTS, prizes=PRIZES[:1], code="later", valid_from=date(2026, 11, 1))
    assert len(tables(reader)) == 4
    hand.set(datetime(2027, 1, 2, 4, tzinfo=UTC))
    ensure_periods()
    assert all(table.ended for table in prize_tables(standing_of_prizes(2026, all_periods()), reader))


@pytest.mark.parametrize("failure", [DatabaseError, RedisError])
def test_cache_that_is_down_makes_the_page_slower_and_nothing_else(organ, year_with_prizes, monkeypatch, failure):
    def fail(*_args):
        raise failure("down")

    wanted = tables(organ.office_head)
    for name in ("get", "set"):
        monkeypatch.setattr(prize_standing.cache, name, fail)
    assert tables(organ.office_head) == wanted


def more_winners(organ):
    def make():
        unit = UnitFactory.create(unit_class=organ.unit_class)
        writer = make_person(Role.OFFICER, unit=unit)
        adopted(filed_item(date(2026, 10, 3), unit=unit, authors=[writer]), date(2026, 10, 12), "city")
        adopted(filed_item(date(2026, 9, 3), unit=organ.divisions[0], authors=[writer]), date(2026, 9, 12), "city")
        for month in (9, 10):
            reckon_period(Period.objects.get(month=month), by=None)

    return make


@pytest.mark.parametrize("who", ["officer", "office_head", "deputy_leader"])
def test_page_costs_the_same_for_more_winners(client, organ, year_with_prizes, assert_same_queries, who):
    client.force_login(getattr(organ, who))
    client.get(reverse("scoring:prizes"))
    make = more_winners(organ)

    def make_and_fill():
        make()
        client.get(reverse("scoring:prizes"))

    # One more where the cache stands in the database.
    assert_same_queries(make_and_fill, lambda: client.get(reverse("scoring:prizes")), most=11)


def test_year_without_prizes_says_so(client, organ):
    scheme_of(POINTS)
    months(9)
    client.force_login(organ.officer)
    assert reverse("scoring:prizes_file") in client.get(reverse("scoring:prizes")).content.decode()
    assert prizes_of(2026) == []
    assert prizes_of(2019) == []


def test_two_parts_of_a_year_are_told_apart_by_their_days():
    halves = [("2026", date(2026, 1, 1), date(2026, 6, 30)), ("2026~next", date(2026, 7, 1), date(2026, 12, 31))]
    with override("zh-hans"):
        names = span_names([*halves, halves[0], ("2025", date(2025, 1, 1), date(2025, 12, 31))])
    assert [name[:5] for name in names.values()] == ["2026年", "2026年", "2025年"]
    told = list(names.values())
    assert "1月1日" in told[0]
    assert "6月30日" in told[0]
    assert "7月1日" in told[1]
    assert told[2] == "2025年"


def test_workbook_of_prizes_has_the_unit_of_a_person_in_a_column_of_its_own(client, organ, year_with_prizes):
    client.force_login(organ.office_head)
    book = load_workbook(BytesIO(client.get(reverse("scoring:prizes_file")).content))
    units, persons, items = (list(sheet.iter_rows(values_only=True)) for sheet in book)
    assert (len(units[0]), len(persons[0]), len(items[0])) == (6, 6, 5)
    people = {str(person) for person in User.objects.all()}
    assert {row[1] for row in persons[1:]} <= people
    assert {row[2] for row in persons[1:]} <= {unit.name for unit in organ.divisions}
