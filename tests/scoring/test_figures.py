"""Every number of the tables opens to the ledger rows that it counts, and they come to the number."""

import re
from collections import defaultdict
from datetime import date
from decimal import Decimal
from html import unescape

import pytest
from django.urls import reverse
from django.utils.translation import gettext

from activity.services import record
from organizations.models import Role
from scoring.engine.numbers import plain, rounded
from scoring.models import LedgerRow, Period, QuotaStanding
from scoring.services.periods import ensure_periods, freeze
from scoring.services.quota_rows import counted, rows_counted
from scoring.services.reckoning import reckon_changes, reckon_period
from tests.factories.organizations import UnitClassFactory, UnitFactory, make_organ, make_person
from tests.factories.scoring import PeriodFactory, adopted, filed_item, forwarded, instructed, revoked, scheme_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("hand")]

CLAUSES = (
    {"id": "filed", "kind": "points", "event": "filed", "table": [{"points": 1}]},
    {"id": "adopted", "kind": "points", "event": "adopted", "table": [{"level": "city", "points": "2.5"}, {"points": 10}]},
    {"id": "fee", "kind": "points", "event": "adopted", "gives": "yuan", "table": [{"points": 50}]},
    {"id": "written", "kind": "instruction", "repeat": "each", "table": [{"points": 4}]},
    {"id": "base", "kind": "base", "per": "month", "points": 2},
    {
        "id": "weekly", "kind": "quota", "per": "week", "counts": ["filed"], "demands": [{"at_least": 2}],
        "result": {"each_missing": "0.5"},
    },
    {
        "id": "city", "kind": "quota", "per": "quarter", "counts": ["adopted"], "level": ["city"],
        "demands": [{"at_least": 3, "optional": True}], "result": {"met": 5},
    },
    {
        "id": "earned", "kind": "quota", "per": "year", "counts": "points", "of": ["filed", "adopted", "base"],
        "demands": [{"at_least": 40}],
    },
    {
        "id": "writers", "kind": "quota", "per": "month", "for": "persons", "counts": ["filed"],
        "demands": [{"at_least": 1}],
    },
)  # fmt: skip
CELL = re.compile(r'<td class="num[^"]*">(.*?)</td>', re.DOTALL)
# Ranks open no rows but the ranks next to them (test_ranks.py).
FIGURE = re.compile(r'<a class="figure[^"]*" href="(?!/scores/rank/)([^"]+)">([^<]+)</a>')
TOLD = re.compile(r'<span class="quota-told">(.*?)</span>', re.DOTALL)


@pytest.fixture
def organ():
    return make_organ(divisions=3)


@pytest.fixture
def year(organ):
    """September is closed, and learns of a revocation late; a joint item, an item adopted in two months and by two
    outlets, two leaders on one item, a person who writes for two units, a unit with nothing, one outside the ranking."""
    scheme_of(*CLAUSES, sharing={"persons": "even"}, rounding={"unit": 1, "person": 3, "rate": 2})
    PeriodFactory.create(month=9)
    ensure_periods()
    first, second, _nothing = organ.divisions
    writer, other = organ.officers[:2]
    for day in (3, 8, 9):
        filed_item(date(2026, 9, day), unit=first, authors=[writer])
    wrong = adopted(filed_item(date(2026, 9, 10), unit=second, authors=[other, writer]), date(2026, 9, 12), "city")
    september = Period.objects.get(month=9)
    reckon_period(september, by=None)
    freeze(september, by=organ.office_head)
    revoked(wrong)
    record("item.submit", subject=wrong.item, by=writer)
    reckon_changes()
    joint = filed_item(date(2026, 10, 8), unit=first, joint=[second], authors=[writer, other])
    forwarded(joint, date(2026, 10, 9), "city")
    for day, level in ((12, "city"), (13, "province"), (30, "city")):
        adopted(joint, date(2026, 10, day), level)
    adopted(joint, date(2026, 11, 3), "province")
    for rank in ("deputy", "principal"):
        instructed(joint, date(2026, 10, 14), "city", rank)
    filed_item(date(2026, 11, 4), unit=second, authors=[other])
    UnitFactory.create(unit_class=UnitClassFactory.create(is_ranked=False))
    for period in Period.objects.unclosed().order_by("starts_on"):
        reckon_period(period, by=None)
    return organ


def pages(organ):
    return [
        f"{reverse('scoring:ranking')}?period=2026-10",
        f"{reverse('scoring:ranking')}?period=2026-11",
        f"{reverse('scoring:people')}?period=2026-10",
        f"{reverse('scoring:people')}?period=2026-11",
        *(reverse("scoring:unit", args=[one.pk]) for one in organ.divisions),
        reverse("scoring:person", args=[organ.officers[1].pk]),
        reverse("scoring:quotas"),
    ]


def rows_behind(client, address):
    """What the page of the ledger tells as the figure, and all its rows."""
    answer = client.get(address)
    assert answer.status_code == 200, address
    rows = [line.row for line in answer.context["lines"]]
    while after := answer.context["page"].after:
        answer = client.get(after)
        rows += [line.row for line in answer.context["lines"]]
    return answer.context["opened"].printed, rows


def worked_out(address, rows, printed):
    """The figure out of the rows alone, by what each says of its fact."""
    what = re.search(r"what=([\w-]+)", address)[1]
    if what in ("score", "cumulative"):
        places = 3 if "person=" in address else 1
        return str(rounded(sum((row.points for row in rows), Decimal(0)), places))
    if what == "quota":
        by_points = "clause=earned" in address
        own = sum((row.points if by_points else row.tally for row in rows), Decimal(0))
        demand = re.findall(r"[\d.]+", printed)[1]
        return gettext("%(counted)s of %(demand)s") % {"counted": plain(own), "demand": demand}
    adopted_items = distinct(rows, "adopted", lambda row: row.item_key)
    if what == "rate":
        filed = sum(row.tally for row in rows if row.kind == "filed")
        return f"{rounded(Decimal(100) * adopted_items / filed if filed else Decimal(0), 2)}%"
    if what == "adopted":
        return str(adopted_items)
    if what == "instructed":
        return "/".join(str(distinct(rows, what, key)) for key in (lambda row: row.item_key, item_and_leader))
    return str(sum(row.tally for row in rows))


def item_and_leader(row):
    return row.item_key, row.leader


def distinct(rows, kind, key):
    net = defaultdict(int)
    for row in rows:
        if row.kind == kind:
            net[(row.period_id, row.receiver, key(row))] += row.tally
    return sum((tally > 0) - (tally < 0) for tally in net.values())


def test_every_number_opens_to_rows_that_come_to_it(client, year):
    client.force_login(year.office_head)
    opened = {}
    for page in pages(year):
        html = client.get(page).content.decode()
        cells = [cell for pattern in (CELL, TOLD) for cell in pattern.findall(html)]
        closed = [cell for cell in cells if re.search(r"\d", re.sub(r"<[^>]*>", "", cell)) and "<a " not in cell]
        assert closed == [], page
        opened |= {unescape(address): text for address, text in FIGURE.findall(html)}
    assert len(opened) > 150
    for address, text in opened.items():
        printed, rows = rows_behind(client, address)
        assert (printed, worked_out(address, rows, printed)) == (text, text), address


def test_numbers_of_the_kinds_that_matter_are_not_nothing(client, year):
    """The test above would hold for zeros too: these are the figures that the facts above come to."""
    client.force_login(year.office_head)
    own = f"{reverse('scoring:facts')}?unit={year.division.pk}&first=2026-09&period=2026-11&what="
    expected = {
        "filed": "4",
        "forwarded": "1",
        "adopted": "2",
        "adoptions": "4",
        "level-city": "2",
        "instructed": "1/2",
    }
    assert {what: rows_behind(client, own + what)[0] for what in expected} == expected
    assert rows_behind(client, own + "rate")[0] == "50.00%"
    late = f"{reverse('scoring:facts')}?unit={year.divisions[1].pk}&period=2026-10&what=adoptions"
    assert rows_behind(client, late)[0] == "2"  # three of its own, less the one of September


@pytest.mark.parametrize("rows_a_page", [2, 100])
def test_rows_behind_a_count_say_what_they_count_and_add_up_to_it(client, year, monkeypatch, rows_a_page):
    monkeypatch.setattr("scoring.views.pages.ROWS", rows_a_page)
    client.force_login(year.office_head)
    units = [f"unit={unit.pk}&first=2026-09&period=2026-11" for unit in year.divisions]
    scopes = [*units, f"class={year.unit_class.pk}&period=2026-10", f"person={year.officers[1].pk}&period=2026-10"]
    for scope in scopes:
        for what in ("filed", "forwarded", "adopted", "adoptions", "level-city", "instructed"):
            address = f"{reverse('scoring:facts')}?{scope}&what={what}"
            printed, told = counts_behind(client, address)
            assert added(told) == ("0" if printed == "0/0" else printed), address
        printed, told = counts_behind(client, f"{reverse('scoring:facts')}?{scope}&what=rate")
        filed = sum(int(count or 0) for kind, count in told if kind == "filed")
        items = sum(int(count or 0) for kind, count in told if kind == "adopted")
        assert printed == f"{rounded(Decimal(100) * items / filed if filed else Decimal(0), 2)}%"
    quota = f"{reverse('scoring:facts')}?unit={year.division.pk}&{quota_of(year.division, 'city')}&what=quota"
    assert [count for _kind, count in counts_behind(client, quota)[1]] == ["1", "1"]
    earned = f"{reverse('scoring:facts')}?unit={year.division.pk}&{quota_of(year.division, 'earned')}&what=quota"
    assert {line.count for line in client.get(earned).context["lines"]} == {None}


def counts_behind(client, address):
    """What is printed, and of each row its kind and what it counts."""
    answer = client.get(address)
    printed, told = answer.context["opened"].printed, []
    while True:
        told += [(line.row.kind, line.count.replace("−", "-")) for line in answer.context["lines"]]
        if not answer.context["page"].after:
            return printed, told
        answer = client.get(answer.context["page"].after)


def added(told):
    """1/1 and 0/1 are 1/2."""
    parts = [[int(one) for one in count.split("/")] for _kind, count in told if count]
    return "/".join(str(sum(numbers)) for numbers in zip(*parts, strict=True)) or "0"


def test_sums_of_a_class_are_those_of_its_units(client, year):
    client.force_login(year.editor)
    own = f"class={year.unit_class.pk}&period=2026-10"
    answer = client.get(f"{reverse('scoring:facts')}?{own}&what=filed")
    assert (answer.context["opened"].about, answer.context["opened"].printed) == (year.unit_class.name, "2")
    assert {line.row.unit for line in answer.context["lines"]} == set(year.divisions[:2])
    assert all(unit.name in answer.content.decode() for unit in year.divisions[:2])
    assert client.get(f"{reverse('scoring:facts')}?class=999&period=2026-10&what=filed").status_code == 404


def test_who_may_not_open_a_number_reads_it_as_text(client, year):
    """Units see their own ledger: the lines of others, and the sum of all, are plain text, and their addresses 404."""
    client.force_login(year.officer)
    answer = client.get(f"{reverse('scoring:ranking')}?period=2026-10")
    opens = {unescape(address) for address, _text in FIGURE.findall(answer.content.decode())}
    assert opens
    assert all(f"unit={year.division.pk}&" in address for address in opens)
    facts = reverse("scoring:facts")
    other, stranger = year.divisions[1], year.officers[1]
    refused = [
        f"class={year.unit_class.pk}&period=2026-10&what=score",
        f"unit={other.pk}&first=2026-09&period=2026-11&what=rate",
        f"person={stranger.pk}&period=2026-10&what=score",
        f"unit={other.pk}&{quota_of(other)}&what=quota",
        f"unit={year.division.pk}&person={make_person(Role.OFFICER, unit=year.division).pk}&what=score",
    ]
    assert {client.get(f"{facts}?{query}").status_code for query in refused} == {404}
    assert client.get(f"{facts}?unit={year.division.pk}&{quota_of(year.division)}&what=quota").status_code == 200


def quota_of(unit, clause="weekly"):
    row = QuotaStanding.objects.of_units().filter(unit=unit, clause=clause).order_by("-ends_on").first()
    return f"scheme={row.scheme_id}&clause={row.clause}&span={row.span}"


def test_person_of_two_units_is_added_up_as_far_as_the_reader_may_see(client, year):
    """The writer of the first unit wrote for the second too; the head of each sees the own part."""
    writer = year.officers[0]
    address = f"{reverse('scoring:facts')}?person={writer.pk}&first=2026-09&period=2026-11&what=filed"
    seen = []
    for reader in (year.office_head, writer, *year.heads[:2]):
        client.force_login(reader)
        seen.append(rows_behind(client, address)[0])
        page = client.get(reverse("scoring:person", args=[writer.pk])).context["sum"]
        assert str(page["counts"].filed) == seen[-1]
    assert seen == ["5", "5", "4", "1"]


@pytest.mark.parametrize("clause", ["weekly", "city", "earned", "writers"])
def test_standing_of_a_quota_is_the_sum_of_the_rows_that_it_opens_to(year, clause):
    standings = QuotaStanding.objects.filter(clause=clause).select_related("scheme")
    assert any(one.counted for one in standings)
    for one in standings:
        assert counted(one, rows_counted(one)) == one.counted, one


def test_quota_page_names_clause_and_demand(client, year):
    client.force_login(year.office_head)
    address = f"{reverse('scoring:facts')}?unit={year.division.pk}&{quota_of(year.division, 'city')}&what=quota"
    opened = client.get(address).context["opened"]
    assert opened.printed == gettext("%(counted)s of %(demand)s") % {"counted": 2, "demand": 3}
    assert {(row.kind, row.level, row.tally) for row in opened.rows} == {("adopted", "city", 1)}
    assert "3" in opened.clause
    assert opened.when


@pytest.mark.parametrize(
    "query",
    [
        "unit=1&what=quota", "unit=x&scheme=1&clause=a&span=b&what=quota", "unit=1&scheme=1&clause=%00&span=b&what=quota",
        "class=x&what=score", "class=%00&what=score", "person=x&what=score", "person=999999&what=score", "what=nothing",
        "what=level-%00", "page=x", "page=-1",
    ],
)  # fmt: skip
def test_figures_of_nonsense_are_not_found(client, year, query):
    client.force_login(year.office_head)
    own = "" if re.search(r"unit|class|person", query) else f"unit={year.division.pk}&"
    assert client.get(f"{reverse('scoring:facts')}?{own}{query}").status_code == 404


def test_many_rows_come_by_pages_and_add_up_all_the_same(client, year, monkeypatch):
    monkeypatch.setattr("scoring.views.pages.ROWS", 2)
    client.force_login(year.office_head)
    address = f"{reverse('scoring:facts')}?unit={year.division.pk}&period=2026-10&what=score"
    first = client.get(address)
    assert (len(first.context["lines"]), first.context["page"].before) == (2, "")
    printed, rows = rows_behind(client, address)
    assert (len(rows), len({row.pk for row in rows})) == (first.context["opened"].number,) * 2
    assert str(rounded(sum(row.points for row in rows), 1)) == printed
    beyond = client.get(f"{address}&page=99999999999")
    assert beyond.context["page"].after == ""
    assert beyond.context["lines"]


@pytest.mark.parametrize("what", ["score", "adopted", "instructed", "rate", "level-city"])
@pytest.mark.parametrize("whose", ["unit", "class", "person"])
def test_ledger_costs_the_same_for_more_rows(client, organ, assert_same_queries, what, whose):
    scheme_of(*CLAUSES, sharing={"persons": "even"})
    PeriodFactory.create(month=10)
    ensure_periods()
    october = Period.objects.get(month=10)
    writer = organ.officer
    keys = {"unit": organ.division.pk, "class": organ.unit_class.pk, "person": writer.pk}
    client.force_login(organ.editor)

    def make():
        item = filed_item(date(2026, 10, 8), unit=organ.division, authors=[writer])
        adopted(item, date(2026, 10, 12), "city")
        instructed(item, date(2026, 10, 14), "city")
        reckon_period(october, by=None)

    make()
    address = f"{reverse('scoring:facts')}?{whose}={keys[whose]}&period=2026-10&what={what}"
    assert_same_queries(make, lambda: client.get(address), most={"unit": 14, "person": 15, "class": 16}[whose])


def test_quota_costs_the_same_for_more_rows(client, organ, assert_same_queries):
    scheme_of(*CLAUSES)
    PeriodFactory.create(month=10)
    ensure_periods()
    october = Period.objects.get(month=10)
    reckon_period(october, by=None)
    client.force_login(organ.editor)

    def make():
        filed_item(date(2026, 10, 8), unit=organ.division)
        reckon_period(october, by=None)

    address = f"{reverse('scoring:facts')}?unit={organ.division.pk}&{quota_of(organ.division, 'earned')}&what=quota"
    assert_same_queries(make, lambda: client.get(address), most=12)
    assert LedgerRow.objects.filter(kind="filed").count() == 3
