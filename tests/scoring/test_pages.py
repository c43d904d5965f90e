"""Pages of scores: what they show, who opens them, what they cost."""

from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils.translation import gettext
from openpyxl import load_workbook

from activity.models import Job
from organizations.models import Role
from scoring.models import LedgerRow, Period, ScoreTotal
from scoring.services.office_totals import office_totals
from scoring.services.periods import ensure_periods, freeze, make_period
from scoring.services.reckoning import reckon_period
from scoring.services.tables import score_table
from tests.factories.organizations import UnitClassFactory, UnitFactory, make_organ, make_person
from tests.factories.scoring import PeriodFactory, adopted, demo_scheme, filed_item, instructed, points

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("hand")]
DAY = date(2026, 10, 8)


@pytest.fixture
def organ():
    return make_organ(divisions=3)


@pytest.fixture
def october(organ):
    """First division: 1 filed, adopted twice, one instruction; second: 1 filed; third: nothing."""
    demo_scheme()
    PeriodFactory.create(month=9)
    ensure_periods()
    period = Period.objects.get(month=10)
    first = filed_item(DAY, unit=organ.divisions[0], title="蔬菜质量安全检测情况")
    adopted(first, date(2026, 10, 12), "city")
    adopted(first, date(2026, 10, 13), "province")
    instructed(first, date(2026, 10, 14), "city", "deputy")
    filed_item(DAY, unit=organ.divisions[1], title="出租汽车管理办法")
    filed_item(date(2026, 9, 8), unit=organ.divisions[1], title="行政复议三项制度")
    reckon_period(Period.objects.get(month=9), by=None)
    reckon_period(period, by=None)
    return period


def page(client, user, name, *args, **query):
    client.force_login(user)
    return client.get(reverse(name, args=args), query)


def test_table_ranks_moves_rates_and_sums(organ, october):
    (one,) = score_table(october).classes
    seen = [(row.unit_id, row.rank, row.previous_rank, row.movement, row.score, row.cumulative) for row in one.rows]
    first, second, third = (unit.pk for unit in organ.divisions)
    assert seen == [
        (first, 1, 2, 1, points(1 + 5 + 10 + 10), points(26)),
        (second, 2, 1, -1, points(1), points(2)),
        (third, 3, 2, -1, points(0), points(0)),
    ]
    assert [(row.rate, row.is_zero) for row in one.rows] == [(100, False), (0, False), (0, True)]
    assert (one.total.filed, one.total.filed_cumulative, one.total.adoptions_by_level) == (
        2,
        3,
        {"city": 1, "province": 1},
    )
    assert (one.total.score, one.best) == (points(27), points(26))


def test_table_as_json_keeps_exact_and_printed_points(organ, october):
    told = score_table(october).as_dict()
    row = told["classes"][0]["rows"][0]
    assert (told["period"], told["previous_period"], told["scheme"]["code"]) == ("2026-10", "2026-09", "demo-office")
    assert (row["score"], row["score_shown"], row["rate"]) == ("26", "26.00", "100.0")
    assert row["adoptions_by_level"] == {
        level["code"]: row["adoptions_by_level"][level["code"]] for level in told["levels"]
    }
    assert told["total"]["score"] == "27"


def test_ties_share_a_rank_and_units_outside_have_none(organ, october):
    tied = UnitFactory.create(unit_class=organ.unit_class)
    outside = UnitFactory.create(unit_class=None)
    unranked = UnitFactory.create(unit_class=UnitClassFactory.create(is_ranked=False))
    table = score_table(october)
    ranks = {row.unit_id: row.rank for one in table.classes for row in one.rows}
    assert (ranks[tied.pk], ranks[organ.divisions[2].pk]) == (3, 3)
    assert (ranks[outside.pk], ranks[unranked.pk]) == (None, None)
    assert [one.is_ranked for one in table.classes] == [True, False, False]


def test_closed_period_keeps_its_classes(organ, october):
    freeze(Period.objects.get(month=9), by=organ.office_head)
    freeze(october, by=organ.office_head)
    organ.divisions[0].unit_class = UnitClassFactory.create()
    organ.divisions[0].save()
    (one,) = score_table(Period.objects.get(pk=october.pk)).classes
    assert one.class_id == organ.unit_class.pk
    assert len(one.rows) == 3


def test_joint_item_counts_once_for_the_office(organ, october):
    joint = filed_item(date(2026, 10, 20), unit=organ.divisions[0], joint=[organ.divisions[1]])
    adopted(joint, date(2026, 10, 21), "city")
    instructed(joint, date(2026, 10, 22), "city", "deputy")
    reckon_period(october, by=None)
    totals = office_totals(october)
    assert (totals.filed, totals.adopted_items, totals.adoptions) == (3, 2, 3)
    assert (totals.instruction_items, totals.person_times, totals.forwarded) == (2, 2, 0)
    assert score_table(october).total.filed == 4


def test_ranking_shows_rows_in_order_with_zero_rows_muted(client, organ, october):
    answer = page(client, organ.office_head, "scoring:ranking", period="2026-10")
    assert [line.row.unit_id for line in answer.context["rows"]] == [unit.pk for unit in organ.divisions]
    html = answer.content.decode()
    assert html.count('class="is-zero"') == 1
    assert "26.00" in html
    assert "100.0%" in html
    assert "<svg" in html
    assert "style=" not in html.split("<main")[1]


def test_ranking_shows_the_running_month_by_default_and_refuses_an_unknown_one(client, organ, october):
    assert page(client, organ.officer, "scoring:ranking").context["period"].slug == "2026-11"
    assert page(client, organ.officer, "scoring:ranking", period="2031-01").status_code == 404


def test_ranking_opens_the_class_of_the_own_unit(client, organ, october):
    other = UnitClassFactory.create(sort_no=99)
    unit = UnitFactory.create(unit_class=other)
    officer = make_person(Role.OFFICER, unit=unit)
    assert page(client, officer, "scoring:ranking").context["chosen"].class_id == other.pk
    answer = page(client, officer, "scoring:ranking", **{"class": organ.unit_class.pk})
    assert answer.context["chosen"].class_id == organ.unit_class.pk


def test_numbers_open_for_the_own_unit_and_the_office_only(client, organ, october):
    mine = page(client, organ.officers[0], "scoring:ranking", period="2026-10").context["rows"]
    assert [bool(line.facts) for line in mine] == [True, False, False]
    assert [line.is_own for line in mine] == [True, False, False]
    assert all(line.facts for line in page(client, organ.editor, "scoring:ranking").context["rows"])


def test_before_any_unit_the_ranking_says_what_to_do(client):
    head = make_person(Role.OFFICE_HEAD)
    ensure_periods()
    answer = page(client, head, "scoring:ranking")
    assert answer.context["chosen"] is None
    assert gettext("There are no units to rank yet.") in answer.content.decode()
    assert page(client, head, "scoring:ranking_file").status_code == 302


@pytest.mark.parametrize("name", ["ranking", "ranking_file", "facts"])
def test_before_any_period_pages_say_so_and_make_none(client, name):
    answer = page(client, make_person(Role.OFFICE_HEAD), f"scoring:{name}")
    assert gettext("No period has begun yet.") in answer.content.decode()
    assert not Period.objects.exists()


def test_future_period_is_no_page_yet(client, organ, october):
    make_period(2027, 3)
    answer = page(client, organ.officer, "scoring:ranking")
    assert answer.context["period"].slug == "2026-11"
    assert page(client, organ.officer, "scoring:ranking", period="2027-03").status_code == 404


def test_workbook_holds_values_of_all_classes(client, organ, october):
    answer = page(client, organ.officer, "scoring:ranking_file", period="2026-10")
    sheet = load_workbook(BytesIO(answer.content)).worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert (rows[0][2], rows[1][0], rows[1][2]) == (gettext("Unit"), 1, organ.divisions[0].name)
    assert len(rows) == 1 + 3 + 1
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    assert rows[-1][-2] == 27


def test_facts_behind_a_score_name_fact_clause_and_item(client, organ, october):
    unit = organ.divisions[0]
    answer = page(client, organ.officers[0], "scoring:facts", unit=unit.pk, period="2026-10", what="score")
    lines = answer.context["lines"]
    assert [(line.row.kind, line.row.points) for line in lines] == [
        ("filed", 1), ("adopted", 5), ("adopted", 10), ("instructed", 10),
    ]  # fmt: skip
    assert answer.context["sum"] == points(26)
    html = answer.content.decode()
    assert reverse("submissions:item", args=[lines[0].item.pk]) in html
    assert lines[1].clause.number == 3


@pytest.mark.parametrize(
    ("what", "kinds"),
    [
        ("filed", {"filed"}), ("adopted", {"adopted"}), ("level-city", {"adopted"}), ("instructed", {"instructed"}),
        ("forwarded", set()), ("cumulative", {"filed", "adopted", "instructed"}),
    ],
)  # fmt: skip
def test_each_number_opens_its_own_rows(client, organ, october, what, kinds):
    unit = organ.divisions[0]
    answer = page(client, organ.editor, "scoring:facts", unit=unit.pk, period="2026-10", what=what)
    assert {line.row.kind for line in answer.context["lines"]} == kinds


@pytest.mark.parametrize(
    "query",
    [
        {"what": "nonsense"},
        {"what": "level-\x00"},
        {"unit": "x"},
        {"unit": "9" * 30},
        {"person": "0"},
        {"first": "1999-01"},
    ],
)
def test_facts_of_nonsense_are_not_found(client, organ, october, query):
    asked = {"unit": organ.division.pk, "period": "2026-10", **query}
    assert page(client, organ.editor, "scoring:facts", **asked).status_code == 404


def test_facts_come_as_a_fragment_for_the_panel(client, organ, october):
    client.force_login(organ.editor)
    query = {"unit": organ.division.pk, "period": "2026-10", "what": "score"}
    answer = client.get(reverse("scoring:facts"), query, headers={"HX-Request": "true", "HX-Target": "score-panel"})
    assert "<html" not in answer.content.decode()
    assert "score-facts" in answer.content.decode()


def test_another_units_ledger_and_page_are_not_found(client, organ, october):
    other = organ.divisions[0].pk
    answer = page(client, organ.officers[1], "scoring:facts", unit=other, period="2026-10", what="score")
    assert answer.status_code == 404
    assert page(client, organ.officers[1], "scoring:unit", other).status_code == 404
    assert page(client, organ.officers[0], "scoring:unit", other).status_code == 200


def test_unit_page_has_every_month_with_rank_and_people_for_its_head(client, organ, october):
    unit = organ.divisions[1]
    answer = page(client, organ.heads[1], "scoring:unit", unit.pk, year="2026")
    shown = [(line["month"].period.slug, line["score"], line["month"].rank) for line in answer.context["months"]]
    assert shown == [("2026-09", "1.00", 1), ("2026-10", "1.00", 2), ("2026-11", "0.00", None)]
    assert answer.context["sum"]["score"] == "2.00"
    assert [one["person"] for one in answer.context["people"]] == [organ.officers[1]]
    assert page(client, organ.heads[1], "scoring:unit", unit.pk, year="1999").status_code == 404


def test_colleagues_see_their_own_points_only(client, organ, october):
    colleague = make_person(Role.OFFICER, unit=organ.divisions[0])
    answer = page(client, colleague, "scoring:unit", organ.divisions[0].pk)
    assert answer.context["people"] == []
    writer = organ.officers[0]
    assert page(client, colleague, "scoring:person", writer.pk).status_code == 404
    assert page(client, colleague, "scoring:person", colleague.pk).status_code == 200
    for reader in (writer, organ.heads[0], organ.editor, organ.principal_leader):
        months = page(client, reader, "scoring:person", writer.pk).context["months"]
        assert [line["score"] for line in months] == ["0.00", "26.00", "0.00"]
    assert page(client, organ.heads[1], "scoring:person", writer.pk).status_code == 404


def test_personal_rows_open_for_the_person(client, organ, october):
    writer = organ.officers[0]
    query = {"unit": organ.divisions[0].pk, "person": writer.pk, "period": "2026-10", "what": "score"}
    assert page(client, writer, "scoring:facts", **query).context["sum"] == points(26)
    assert page(client, organ.officers[1], "scoring:facts", **query).status_code == 404


PAGES = ["scoring:ranking", "scoring:ranking_file", "scoring:facts", "scoring:schemes"]


@pytest.mark.parametrize("name", PAGES)
def test_strangers_are_sent_to_sign_in(client, october, name):
    answer = client.get(reverse(name))
    assert answer.status_code == 302
    assert "login" in answer.url


@pytest.mark.parametrize("kind", ["system", "security", "audit"])
@pytest.mark.parametrize("name", PAGES)
def test_administrators_have_no_business_with_scores(client, october, name, kind):
    assert page(client, make_person(admin_kind=kind), name).status_code == 404


@pytest.mark.parametrize(
    ("role", "allowed"), [("editor", True), ("office_head", True), ("officer", False), ("deputy_leader", False)]
)
def test_only_the_office_has_scores_reckoned_again(client, organ, october, role, allowed):
    client.force_login(getattr(organ, role))
    answer = client.post(reverse("scoring:reckon"), {"period": "2026-10"})
    assert answer.status_code == (302 if allowed else 404)
    assert Job.objects.filter(name="score_period").count() == int(allowed)


def test_second_press_finds_the_job_that_waits(client, organ, october):
    client.force_login(organ.editor)
    pages = {client.post(reverse("scoring:reckon"), {"period": "2026-10"}).url for _press in range(2)}
    assert pages == {reverse("activity:job", args=[Job.objects.get(name="score_period").pk])}


def more_units(organ, october):
    def make():
        unit = UnitFactory.create(unit_class=organ.unit_class)
        adopted(filed_item(DAY, unit=unit), date(2026, 10, 12), "city")
        reckon_period(october, by=None)

    return make


def test_ranking_costs_the_same_for_more_units(client, organ, october, assert_same_queries):
    client.force_login(organ.editor)
    url = reverse("scoring:ranking") + "?period=2026-10"
    assert_same_queries(more_units(organ, october), lambda: client.get(url), most=12)


def test_facts_cost_the_same_for_more_rows(client, organ, october, assert_same_queries):
    client.force_login(organ.editor)
    url = f"{reverse('scoring:facts')}?unit={organ.divisions[2].pk}&period=2026-10&what=score"

    def make():
        adopted(filed_item(DAY, unit=organ.divisions[2]), date(2026, 10, 12), "city")
        reckon_period(october, by=None)

    assert_same_queries(make, lambda: client.get(url), most=14)


def test_unit_page_costs_the_same_for_more_people(client, organ, october, assert_same_queries):
    client.force_login(organ.editor)
    url = reverse("scoring:unit", args=[organ.divisions[2].pk])

    def make():
        writer = make_person(Role.OFFICER, unit=organ.divisions[2])
        filed_item(DAY, unit=organ.divisions[2], drafter=writer)
        reckon_period(october, by=None)

    assert_same_queries(make, lambda: client.get(url), most=12)


def test_ledger_list_and_rule_agree(organ, october):
    from organizations.policy import can, visible_to

    everybody = [*organ.officers, *organ.heads, organ.editor, organ.office_head, organ.deputy_leader, make_person()]
    everybody += [make_person(admin_kind=kind) for kind in ("system", "security", "audit")]
    for user in everybody:
        for model in (LedgerRow, ScoreTotal):
            seen = set(visible_to(user, model.objects.all()))
            action = f"{model._meta.model_name}.view"
            assert seen == {row for row in model.objects.all() if can(user, action, row)}, (user, model)
