"""The table of persons page by page and by name, and a person's yearly appraisal."""

from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils.translation import gettext, pgettext
from openpyxl import load_workbook

from activity.clock import frozen
from organizations.models import Role
from scoring.models import Period
from scoring.services.periods import ensure_periods, freeze
from scoring.services.reckoning import reckon_period
from scoring.views import pages
from tests.factories.organizations import (
    GroupMembershipFactory,
    PersonGroupFactory,
    UnitClassFactory,
    make_organ,
    make_person,
)
from tests.factories.scoring import PeriodFactory, adopted, filed_item, instructed, scheme_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("hand")]
CLAUSES = (
    {"id": "filed", "kind": "points", "event": "filed", "table": [{"points": "0.5"}]},
    {"id": "adopted", "kind": "points", "event": "adopted", "table": [{"points": "2.5"}]},
    {
        "id": "one", "kind": "quota", "for": "persons", "per": "month", "counts": ["filed"],
        "demands": [{"at_least": 1}],
    },
)  # fmt: skip


@pytest.fixture
def organ():
    """张一 has 3 points in two months in his unit and 0.5 in another, 张二 and 李三 have 1.5 each."""
    organ = make_organ(divisions=2)
    scheme_of(*CLAUSES, sharing={"persons": "even"}, rounding={"unit": 0, "person": 1, "rate": 1})
    PeriodFactory.create(month=10)
    ensure_periods()
    one, other = organ.divisions
    organ.people = [make_person(Role.OFFICER, unit=one, name=name) for name in ("张一", "张二", "李三")]
    first, *rest = organ.people
    adopted(filed_item(date(2026, 10, 3), unit=one, authors=[first]), date(2026, 10, 4), "city")
    instructed(filed_item(date(2026, 11, 3), unit=other, authors=[first]), date(2026, 11, 5), "city")
    for person in rest:
        for day in (4, 5, 6):
            filed_item(date(2026, 11, day), unit=one, authors=[person])
    reckon()
    return organ


def reckon():
    for period in Period.objects.order_by("starts_on"):
        reckon_period(period, by=None)


def shown(client, user, **query):
    client.force_login(user)
    context = client.get(reverse("scoring:people"), query).context
    return [(row.rank, row.person.name, shown["score"]) for row, shown, _facts in context["lines"]], context["page"]


def test_pages_go_on_with_the_ranks(client, organ, monkeypatch):
    monkeypatch.setattr(pages, "ROWS", 2)
    first, page = shown(client, organ.office_head)
    second, _page = shown(client, organ.office_head, page=2)
    assert [(rank, float(score)) for rank, _name, score in (*first, *second)] == [(1, 1.5), (1, 1.5), (3, 0.5)]
    assert [name for _rank, name, _score in (*first, *second)] == ["张二", "李三", "张一"]
    assert (page.number, page.before, bool(page.after)) == (3, "", True)


def test_a_part_of_a_name_finds_persons_with_their_rank_among_all(client, organ, monkeypatch):
    monkeypatch.setattr(pages, "ROWS", 1)
    found, page = shown(client, organ.office_head, name=" 张 ")
    assert [(rank, name) for rank, name, _score in found] == [(1, "张二")]
    assert "name=" in page.after
    found, _page = shown(client, organ.office_head, name="张", page=2)
    assert [(rank, name) for rank, name, _score in found] == [(3, "张一")]
    answer = client.get(reverse("scoring:people"), {"name": "王\x00"})
    assert answer.context["lines"] == []
    assert 'value="王"' in answer.content.decode()


def test_a_search_finds_nobody_whom_the_reader_may_not_see(client, organ):
    found, _page = shown(client, organ.people[1], name="张")
    assert [name for _rank, name, _score in found] == ["张二"]


def shown_ranks(client, organ):
    return [(name, rank) for rank, name, _score in shown(client, organ.office_head, period="2026-11")[0]]


def test_persons_of_classes_outside_the_ranking_are_listed_without_a_rank(client, organ):
    """By the class of the unit, by the scheme, and in a closed month by the class of that time."""
    one = organ.divisions[0]
    one.unit_class = UnitClassFactory.create(code="own", is_ranked=False)
    one.save()
    unranked = [("张一", 1), ("张二", None), ("李三", None)]
    assert shown_ranks(client, organ) == unranked
    one.unit_class = UnitClassFactory.create(code="guests")
    one.save()
    assert shown_ranks(client, organ) == [("张二", 1), ("李三", 1), ("张一", 3)]
    scheme_of(
        *CLAUSES, code="new", valid_from=date(2026, 11, 1), sharing={"persons": "even"}, ranking={"outside": ["guests"]}
    )
    assert shown_ranks(client, organ) == unranked
    with frozen(datetime(2026, 12, 10, 4, tzinfo=UTC)):
        for period in Period.objects.order_by("starts_on"):
            freeze(period, by=organ.office_head)
        one.unit_class = organ.unit_class
        one.save()
        assert shown_ranks(client, organ) == unranked


def test_a_group_of_persons_stands_outside_and_units_without_a_class_do_not(client, organ):
    one, group = organ.divisions[0], PersonGroupFactory.create(code="guests")
    GroupMembershipFactory.create(group=group, user=organ.people[1], starts_on=date(2026, 1, 1))
    one.unit_class = None
    one.save()
    scheme_of(
        *CLAUSES, code="new", valid_from=date(2026, 11, 1), sharing={"persons": "even"}, ranking={"outside": ["guests"]}
    )
    assert shown_ranks(client, organ) == [("李三", 1), ("张一", 2), ("张二", None)]


def test_persons_of_an_optional_class_are_ranked_once_they_filed(client, organ):
    other = organ.divisions[1]
    other.unit_class = UnitClassFactory.create(code="optional")
    other.save()
    scheme_of(
        *CLAUSES,
        code="new",
        valid_from=date(2026, 11, 1),
        sharing={"persons": "even"},
        ranking={"optional": ["optional"]},
    )
    adopted(filed_item(date(2026, 10, 8), unit=other, authors=[organ.people[2]]), date(2026, 11, 8), "city")
    reckon()
    found, _page = shown(client, organ.office_head, period="2026-11")
    assert [(rank, name, float(score)) for rank, name, score in found] == [
        (1, "张二", 1.5), (1, "李三", 1.5), (3, "张一", 0.5), (None, "李三", 2.5),
    ]  # fmt: skip


def test_since_january_is_that_of_the_account(client, organ):
    client.force_login(organ.office_head)
    lines = client.get(reverse("scoring:people"), {"period": "2026-11"}).context["lines"]
    since = {(row.person.name, row.unit.pk): row.total.since for row, _shown, _facts in lines}
    one, other = organ.divisions
    assert since == {("张一", other.pk): 0.5, ("张二", one.pk): 1.5, ("李三", one.pk): 1.5}


def test_table_costs_the_same_for_more_persons(client, organ, assert_same_queries):
    client.force_login(organ.editor)

    def make():
        writer = make_person(Role.OFFICER, unit=organ.division)
        filed_item(date(2026, 11, 7), unit=organ.division, authors=[writer])
        reckon()

    assert_same_queries(make, lambda: client.get(reverse("scoring:people")), most=12)


def appraisal(client, user, person):
    client.force_login(user)
    answer = client.get(reverse("scoring:person_appraisal", args=[person.pk]), {"year": "2026"})
    (sheet,) = load_workbook(BytesIO(answer.content)).worksheets
    headings = [cell.value for cell in sheet[1]]
    return [dict(zip(headings, row, strict=True)) for row in sheet.iter_rows(min_row=2, values_only=True)]


def test_appraisal_of_a_person_has_a_line_for_each_unit_and_their_sum(client, organ):
    rows = appraisal(client, organ.people[0], organ.people[0])
    met = gettext("Quota of clause %(number)d: met") % {"number": 3}
    wanted = (
        gettext("Rank"), gettext("Unit"), gettext("Filed"), "市级", gettext("Instructions (items)"), met,
        pgettext("appraisal", "Total score"),
    )  # fmt: skip
    one, other = organ.divisions
    assert [[row[name] for name in wanted] for row in rows] == [
        [1, one.name, 1, 1, 0, 1, 3],
        [4, other.name, 1, 0, 1, 0, 0.5],
        [None, gettext("Total"), 2, 1, 1, 1, 3.5],
    ]
    assert [row[gettext("Rank")] for row in appraisal(client, organ.office_head, organ.people[2])] == [2, None]


def test_appraisal_gives_no_rank_where_the_table_of_persons_gives_none(client, organ):
    one, first = organ.divisions[0], organ.people[0]
    one.unit_class = UnitClassFactory.create(code="guests")
    one.save()
    GroupMembershipFactory.create(group=PersonGroupFactory.create(code="young"), user=organ.people[1])
    assert [row[gettext("Rank")] for row in appraisal(client, first, first)] == [1, 4, None]
    scheme_of(
        *CLAUSES,
        code="young",
        sharing={"persons": "even"},
        ranking={"outside": ["young"]},
        valid_from=date(2026, 11, 1),
    )
    assert [row[gettext("Rank")] for row in appraisal(client, first, first)] == [1, 3, None]
    scheme_of(
        *CLAUSES, code="new", sharing={"persons": "even"}, ranking={"outside": ["guests"]}, valid_from=date(2026, 11, 5)
    )
    assert [row[gettext("Rank")] for row in appraisal(client, first, first)] == [None, 1, None]


def test_appraisal_of_others_does_not_exist(client, organ):
    client.force_login(organ.people[1])
    address = reverse("scoring:person_appraisal", args=[organ.people[0].pk])
    assert client.get(address).status_code == 404
    page = client.get(reverse("scoring:person", args=[organ.people[1].pk]), {"year": "2026"}).content.decode()
    assert reverse("scoring:person_appraisal", args=[organ.people[1].pk]) + "?year=2026" in page
