"""Progress with quotas, the table of persons, workbooks of accounts, and a ranking that the office keeps to itself."""

from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils.translation import gettext
from openpyxl import load_workbook

from activity.clock import frozen
from scoring.models import Period, QuotaStanding, ScoreTotal
from scoring.places import unit_figure
from scoring.services.accounts import rank_of
from scoring.services.periods import ensure_periods
from scoring.services.profiles import code_of
from scoring.services.quota_progress import running
from scoring.services.reckoning import reckon_period, settle_everybody
from scoring.services.tables import score_table
from tests.factories.organizations import UnitFactory
from tests.factories.scoring import PeriodFactory, adopted, filed_item, scheme_of

pytestmark = pytest.mark.django_db

D = Decimal
CLAUSES = (
    {"id": "filed", "kind": "points", "event": "filed", "table": [{"points": 1}]},
    {"id": "adopted", "kind": "points", "event": "adopted", "table": [{"points": "2.5"}]},
    {
        "id": "eight", "kind": "quota", "per": "month", "counts": ["filed"], "demands": [{"at_least": 8}],
        "result": {"met": 10, "each_missing": 1},
    },
    {
        "id": "bar", "kind": "threshold", "per": "year", "counts": "points", "of": ["adopted"], "at_least": 2,
        "effects": {"no_prize": True},
    },
)  # fmt: skip


@pytest.fixture(autouse=True)
def hand():
    """Tuesday, 24 November 2026: five working days are left of the month, today included."""
    with frozen(datetime(2026, 11, 24, 4, tzinfo=UTC)) as hand:
        yield hand


@pytest.fixture
def november(organ):
    scheme_of(*CLAUSES, sharing={"persons": "even"}, rounding={"unit": 1})
    PeriodFactory.create(month=11)
    ensure_periods()
    for day in (3, 4):
        item = filed_item(date(2026, 11, day), unit=organ.divisions[0], authors=[organ.officers[0]])
    adopted(item, date(2026, 11, 10), "city")
    filed_item(date(2026, 11, 5), unit=organ.divisions[1], authors=[organ.officers[1]])
    period = Period.objects.get(month=11)
    reckon_period(period, by=None)
    return period


def test_two_of_eight_with_five_days_left(organ, november):
    first, second = running(QuotaStanding.objects.of_units().filter(unit__in=organ.divisions))
    assert {(one.standing.counted, one.missing, one.percent, one.days_left) for one in (first, second)} == {
        (D(2), D(6), 25, 5), (D(1), D(7), 12, 5),
    }  # fmt: skip
    assert first.is_pressing
    assert running(QuotaStanding.objects.all(), on=date(2026, 12, 2)) == []


def test_unit_sees_its_quota_on_its_desk_and_page(client, organ, november):
    client.force_login(organ.officer)
    told = "2 / 8"
    for name, args in (("ui:desk", []), ("scoring:quotas", []), ("scoring:unit", [organ.division.pk])):
        page = client.get(reverse(name, args=args)).content.decode()
        assert told in page, name
        assert "5" in page
    assert organ.divisions[1].name not in client.get(reverse("scoring:quotas")).content.decode()


def test_office_sees_all_quotas_with_as_many_statements_for_any_number(
    client, organ, november, django_assert_max_num_queries
):
    client.force_login(organ.office_head)
    with django_assert_max_num_queries(12):
        page = client.get(reverse("scoring:quotas")).content.decode()
    assert all(unit.name in page for unit in organ.divisions)
    sheet = load_workbook(BytesIO(client.get(reverse("scoring:quotas_file")).content)).active
    rows = {row[2]: row[3:] for row in sheet.iter_rows(min_row=2, values_only=True)}
    assert rows[organ.division.name] == (8, 2, 6, 5)


@pytest.fixture
def five_a_page(monkeypatch):
    for place in ("pages", "quotas"):
        monkeypatch.setattr(f"scoring.views.{place}.ROWS", 5)


def standings(organ, november, number):
    """So many units that still owe, beside the two."""
    known = QuotaStanding.objects.of_units().filter(unit=organ.division, clause="eight").get()
    for _count in range(number):
        unit = UnitFactory.create(unit_class=organ.unit_class)
        known.pk, known.unit, known.receiver, known.counted = None, unit, f"unit:{unit.pk}", 0
        known.save()


def test_many_quotas_come_by_pages_with_who_still_owes_first(client, organ, november, five_a_page):
    QuotaStanding.objects.filter(unit=organ.division).update(counted=9)
    standings(organ, november, 9)
    client.force_login(organ.office_head)
    address, seen, tabs = reverse("scoring:quotas"), [], set()
    while address:
        answer = client.get(address)
        ((_what, _span, lines),) = answer.context["groups"]
        assert len(lines) <= 5
        seen += [line.progress.standing for line in lines]
        tabs |= {tab["label"] for tab in answer.context["tabs"]}
        address = answer.context["page"].after
    everybody = QuotaStanding.objects.filter(clause="eight")
    assert {row.pk for row in seen} == set(everybody.values_list("pk", flat=True))
    assert seen[-1].unit == organ.division
    assert answer.context["owed"] == len(seen) - 1
    assert client.get(f"{reverse('scoring:quotas')}?page=x").status_code == 404
    rows = load_workbook(BytesIO(client.get(reverse("scoring:quotas_file")).content)).active.max_row
    assert rows == len(seen) + 1


def test_where_quotas_are_many_each_has_a_tab(client, organ, november, five_a_page):
    standings(organ, november, 4)
    QuotaStanding.objects.filter(unit=organ.division).update(clause="bar", ends_on=date(2026, 12, 31), span="2026")
    client.force_login(organ.office_head)
    first = client.get(reverse("scoring:quotas"))
    assert [(tab["count"], tab["active"]) for tab in first.context["tabs"]] == [(5, True), (1, False)]
    second = client.get(reverse("scoring:quotas") + first.context["tabs"][1]["url"])
    assert [len(lines) for _what, _span, lines in second.context["groups"]] == [1]
    assert client.get(reverse("scoring:quotas") + "?quota=9.nothing.2026").context["groups"]


def test_page_of_quotas_costs_the_same_for_more_of_them(client, organ, november, assert_same_queries):
    client.force_login(organ.office_head)
    address = reverse("scoring:quotas")
    assert_same_queries(lambda: standings(organ, november, 30), lambda: client.get(address), rows=(1, 3), most=12)
    assert len(client.get(address).context["groups"][0][2]) == 50


def test_quotas_that_are_over_stand_on_the_page_of_the_unit(client, organ, november, hand):
    hand.set(datetime(2026, 12, 2, 4, tzinfo=UTC))
    settle_everybody()
    client.force_login(organ.officer)
    answer = client.get(reverse("scoring:unit", args=[organ.division.pk]))
    (line,) = answer.context["ended"]
    assert (line.progress.is_missed, line.left, line.progress.standing.span) == (True, "", "2026-11")
    assert line.facts.replace("&", "&amp;") in answer.content.decode()
    assert client.get(f"{line.facts}quota").context["opened"].number == 2


def test_threshold_that_was_reached_is_said_on_the_page_of_the_unit(client, organ, november):
    client.force_login(organ.officer)
    effects = client.get(reverse("scoring:unit", args=[organ.division.pk])).context["effects"]
    assert [[str(one) for one in effect["does"]] for effect in effects] == [["取消评优资格"]]


def test_table_of_persons_shows_whom_the_reader_may_see(client, organ, november):
    def people(user):
        client.force_login(user)
        return [
            (row.rank, row.person) for row, _shown, _facts in client.get(reverse("scoring:people")).context["lines"]
        ]

    first, second = organ.officers
    assert people(organ.office_head) == [(1, first), (2, second)]
    assert people(first) == [(1, first)]
    assert people(organ.heads[1]) == people(second) == [(2, second)]  # the same number for whoever reads it


def test_workbooks_of_accounts_add_up(client, organ, november):
    client.force_login(organ.officer)
    for name, pk in (("scoring:unit_file", organ.division.pk), ("scoring:person_file", organ.officer.pk)):
        sheet = load_workbook(BytesIO(client.get(reverse(name, args=[pk])).content)).active
        rows = list(sheet.iter_rows(min_row=2, values_only=True))
        headings = [cell.value for cell in sheet[1]]
        added = {gettext(name) for name in ("Filed", "Items adopted", "Instructions (items)", "Score")} | {"市级"}
        columns = dict(zip(headings, zip(*rows, strict=True), strict=True))
        assert {name: column[-1] for name, column in columns.items() if name in added} == {
            name: sum(columns[name][:-1]) for name in added
        }
        assert (columns[gettext("Filed")][-1], columns["市级"][-1]) == (2, 1)
        assert columns[gettext("Adoption rate (%)")][-1] == 50
        since = columns[gettext("Score since January")]
        assert since[-1] == since[-2] == columns[gettext("Score")][-1] > 0
        assert (gettext("Rank") in headings) == (name == "scoring:unit_file")
    sheet = load_workbook(BytesIO(client.get(reverse("scoring:unit_file", args=[organ.division.pk])).content)).active
    assert [row[1].value for row in sheet.iter_rows(min_row=2)] == [1, None]
    sheet = load_workbook(BytesIO(client.get(reverse("scoring:people_file")).content)).active
    assert [cell.value for cell in sheet[2]][1:4] == [organ.officer.name, organ.division.name, 2]


def test_desk_prints_the_score_as_the_scheme_does_and_ranks_only_who_is_ranked(organ, november):
    figure = unit_figure(organ.officer)
    ranking = score_table(november)
    own = next(row for one in ranking.classes for row in one.rows if row.unit_id == organ.division.pk)
    assert str(figure.value) == ranking.points_shown(own.score)
    assert "1" in figure.hint
    organ.unit_class.is_ranked = False
    organ.unit_class.save()
    assert "1" not in unit_figure(organ.officer).hint


def test_accounts_of_others_are_not_exported(client, organ, november):
    client.force_login(organ.officers[1])
    assert client.get(reverse("scoring:unit_file", args=[organ.division.pk])).status_code == 404
    assert client.get(reverse("scoring:person_file", args=[organ.officer.pk])).status_code == 404


def test_office_may_keep_the_ranking_to_itself(client, organ, november, settings):
    settings.RANKING_IS_OPEN = False
    client.force_login(organ.officer)
    assert client.get(reverse("scoring:ranking")).url == reverse("scoring:unit", args=[organ.division.pk])
    assert client.get(reverse("scoring:ranking_file")).status_code == 404
    for name in ("scoring:prizes", "scoring:prizes_file"):
        assert client.get(reverse(name)).status_code == 404
    assert client.get(reverse("scoring:unit", args=[organ.division.pk])).status_code == 200
    client.force_login(organ.office_head)
    assert client.get(reverse("scoring:ranking")).status_code == 200


def test_page_and_desk_of_a_unit_print_the_rank_of_the_table_or_none(organ, november):
    """A class that the scheme keeps outside the ranking has no rank anywhere (F16)."""
    unit, other = organ.divisions
    totals = ScoreTotal.objects.of_units()
    assert (rank_of(unit, november), rank_of(other, november)) == (1, 2)
    totals.filter(unit=other).delete()
    assert rank_of(other, november) == 2
    scheme_of(
        *CLAUSES, valid_from=date(2026, 11, 1), code="apart", ranking={"outside": [code_of(organ.unit_class)]}
    )  # fmt: skip
    assert (rank_of(unit, november), rank_of(other, november)) == (None, None)
    assert {row.rank for one in score_table(november).classes for row in one.rows} == {None}
