"""Lists of fees and prizes: derived from the ledger, approved by two people, paid once."""

from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from activity.clock import frozen
from activity.models import Event, Notice
from scoring.errors import FeesRefused
from scoring.forms.fees import FeeListForm
from scoring.models import FeeLine, FeeList, FeeListState, LedgerRow, Period, Scheme, SettledEffect
from scoring.services.fee_lists import (
    approve_list,
    drop_list,
    make_list,
    open_periods,
    reckon_list,
    return_list,
    submit_list,
)
from scoring.services.periods import ensure_periods, freeze, reopen
from scoring.services.prize_results import end_of_span, prizes_of
from scoring.services.reckoning import reckon_period
from scoring.views.prizes import prize_tables
from tests.factories.organizations import make_organ
from tests.factories.scoring import PeriodFactory, adopted, filed_item, revoked, scheme_of

pytestmark = pytest.mark.django_db

D = Decimal
POINTS = {"id": "adopted", "kind": "points", "event": "adopted", "table": [{"points": 5}]}
FILED = {"id": "filed", "kind": "points", "event": "filed", "table": [{"points": 1}]}
FEES = {
    "id": "fees", "kind": "points", "event": "adopted", "gives": "yuan",
    "table": [{"level": "city", "points": 50}, {"points": "100.5"}],
}  # fmt: skip
PRIZES = [
    {"id": "units", "to": "units", "title": "先进集体", "per": "year", "first": 1},
    {"id": "persons", "to": "persons", "title": "先进个人", "per": "year", "first": 1},
    {"id": "items", "to": "items", "title": "优秀信息", "per": "year", "first": 1},
]


@pytest.fixture(autouse=True)
def hand():
    with frozen(datetime(2026, 11, 10, 4, tzinfo=UTC)) as hand:
        yield hand


@pytest.fixture
def organ():
    return make_organ(divisions=2)


def months(*numbers, close=True):
    """Make, reckon and close these months of 2026."""
    for number in numbers:
        PeriodFactory.create(month=number)
    ensure_periods()
    for number in numbers:
        period = Period.objects.get(month=number)
        reckon_period(period, by=None)
        if close:
            freeze(period, by=None)
    return [Period.objects.get(month=number) for number in numbers]


@pytest.fixture
def september_and_october(organ):
    """The first officer: 50 yuan in September; in October 100.50. The second: 50 in October."""
    scheme_of(POINTS, FEES, sharing={"persons": "even"}, rounding={"yuan": 2})
    first = filed_item(date(2026, 9, 2), unit=organ.divisions[0], authors=[organ.officers[0]])
    second = filed_item(date(2026, 10, 2), unit=organ.divisions[1], authors=[organ.officers[1]])
    adopted(first, date(2026, 9, 10), "city")
    adopted(first, date(2026, 10, 10), "province")
    adopted(second, date(2026, 10, 12), "city")
    return months(9, 10)


def amounts(fees):
    return {line.person_id: line.amount for line in fees.lines.all()}


def made(organ, periods):
    return make_list(first=periods[0], last=periods[-1], by=organ.office_head)


def approved(organ, periods):
    fees = made(organ, periods)
    submit_list(pk=fees.pk, version=1, by=organ.office_head)
    return approve_list(pk=fees.pk, version=2, by=organ.deputy_leader)


def test_list_pays_what_the_ledger_says(organ, september_and_october):
    fees = made(organ, september_and_october)
    first, second = organ.officers
    assert amounts(fees) == {first.pk: D("150.50"), second.pk: D("50")}
    assert (fees.year, fees.places, fees.state) == (2026, 2, FeeListState.DRAFT)


def test_later_list_pays_only_what_is_new(organ, september_and_october):
    september, october = september_and_october
    approved(organ, [september])
    assert open_periods() == [october]
    later = made(organ, [october])
    line = later.lines.get(person=organ.officers[0])
    assert (line.earned, line.due, line.paid, line.amount) == (D("100.5"), D("150.5"), D("50"), D("100.5"))


def test_correction_of_a_paid_month_is_held_back_from_the_next_list(organ, hand):
    scheme_of(POINTS, FEES, sharing={"persons": "even"})
    item = filed_item(date(2026, 9, 2), unit=organ.divisions[0], authors=[organ.officers[0]])
    wrong = adopted(item, date(2026, 9, 10), "province")
    (september,) = months(9)
    approved(organ, [september])
    revoked(wrong)
    adopted(item, date(2026, 10, 5), "city")
    (october,) = months(10)
    line = made(organ, [october]).lines.get()
    assert (line.earned, line.due, line.paid, line.amount) == (D("-50.5"), D("50"), D("100.5"), D(0))


def test_budget_of_the_year_is_never_exceeded(organ):
    scheme_of(
        POINTS, FEES, sharing={"persons": "even"}, budget={"yuan": 100, "per": "year", "beyond": "scale"},
        rounding={"yuan": 2},
    )  # fmt: skip
    for number in (0, 1):
        item = filed_item(date(2026, 9, 2), unit=organ.divisions[number], authors=[organ.officers[number]])
        adopted(item, date(2026, 9, 10), "province")
    (september,) = months(9)
    assert set(amounts(made(organ, [september])).values()) == {D("50")}


def test_lists_of_a_year_together_stay_within_the_budget(organ):
    scheme_of(
        POINTS, FEES, sharing={"persons": "even"}, budget={"yuan": 150, "per": "year", "beyond": "scale"},
        rounding={"yuan": 0},
    )  # fmt: skip
    for number in (0, 1):
        item = filed_item(date(2026, 9 + number, 2), unit=organ.divisions[number], authors=[organ.officers[number]])
        adopted(item, date(2026, 9 + number, 10), "province")
    september, october = months(9, 10)
    assert amounts(approved(organ, [september])) == {organ.officers[0].pk: D(101)}
    fees = made(organ, [october])
    first, second = (fees.lines.get(person=one) for one in organ.officers)
    # Each is due 75; the first has 101 already, so that only 49 are left for the second.
    assert (first.amount, second.due, second.amount) == (D(0), D(75), D(49))


def test_list_is_refused_for_open_taken_or_mixed_periods(organ, september_and_october):
    september, october = september_and_october
    november = Period.objects.get(month=11)
    for first, last, code in [(october, september, "order"), (october, november, "open")]:
        with pytest.raises(FeesRefused) as refusal:
            make_list(first=first, last=last, by=organ.office_head)
        assert refusal.value.code == code
    fees = made(organ, [september])
    with pytest.raises(FeesRefused) as refusal:
        made(organ, [october])
    assert refusal.value.code == "waiting"
    drop_list(pk=fees.pk, version=1, by=organ.office_head)
    approved(organ, [october])
    with pytest.raises(FeesRefused) as refusal:
        made(organ, [september])
    assert refusal.value.code == "taken"
    assert FeeList.objects.live().count() == 1


def test_who_made_it_does_not_approve_it_and_a_changed_ledger_is_not_approved(organ, september_and_october, hand):
    fees = made(organ, september_and_october)
    submit_list(pk=fees.pk, version=1, by=organ.office_head)
    with pytest.raises(FeesRefused) as refusal:
        approve_list(pk=fees.pk, version=2, by=organ.office_head)
    assert refusal.value.code == "own"
    reopen(september_and_october[-1], by=organ.office_head, reason="补录采用")
    item = filed_item(date(2026, 10, 20), unit=organ.divisions[0], authors=[organ.officers[0]])
    adopted(item, date(2026, 10, 21), "city")
    reckon_period(september_and_october[-1], by=None)
    with pytest.raises(FeesRefused) as refusal:
        approve_list(pk=fees.pk, version=2, by=organ.deputy_leader)
    assert refusal.value.code == "stale"
    fees.refresh_from_db()
    assert (fees.state, fees.version) == (FeeListState.SUBMITTED, 2)


def test_list_goes_back_with_a_reason_and_is_worked_out_again(organ, september_and_october):
    fees = made(organ, september_and_october)
    submit_list(pk=fees.pk, version=1, by=organ.office_head)
    assert Notice.objects.filter(kind="fee_list.waiting", user=organ.deputy_leader).count() == 1
    with pytest.raises(FeesRefused) as refusal:
        return_list(pk=fees.pk, version=2, by=organ.deputy_leader, reason=" ")
    assert refusal.value.field == "reason"
    back = return_list(pk=fees.pk, version=2, by=organ.deputy_leader, reason="请核对复议处")
    assert (back.state, back.returned_reason) == (FeeListState.DRAFT, "请核对复议处")
    before = amounts(back)
    assert amounts(reckon_list(pk=fees.pk, version=3, by=organ.office_head)) == before
    verbs = Event.objects.filter(subject_kind="scoring.feelist").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["fee_list.make", "fee_list.submit", "fee_list.return", "fee_list.reckon"]


def test_two_windows_do_not_move_a_list_twice(organ, september_and_october):
    fees = made(organ, september_and_october)
    submit_list(pk=fees.pk, version=1, by=organ.office_head)
    with pytest.raises(FeesRefused) as refusal:
        submit_list(pk=fees.pk, version=1, by=organ.office_head)
    assert refusal.value.code == "changed"


def test_list_on_screen_from_making_to_approval(client, organ, september_and_october):
    september, october = september_and_october
    client.force_login(organ.office_head)
    answer = client.post(reverse("scoring:fee_list_new"), {"first": september.pk, "last": october.pk})
    fees = FeeList.objects.get()
    assert answer.url == fees.get_absolute_url()
    page = client.get(answer.url).content.decode()
    assert "150.50" in page
    assert "200.50" in page
    client.post(reverse("scoring:fee_list_act", args=[fees.pk, "submit"]), {"version": 1})
    client.force_login(organ.deputy_leader)
    refused = client.post(reverse("scoring:fee_list_act", args=[fees.pk, "return"]), {"version": 2, "reason": ""})
    assert refused.status_code == 422
    client.post(reverse("scoring:fee_list_act", args=[fees.pk, "approve"]), {"version": 2})
    fees.refresh_from_db()
    assert (fees.state, fees.approved_by) == (FeeListState.APPROVED, organ.deputy_leader)
    sheet = load_workbook(BytesIO(client.get(reverse("scoring:fee_list_file", args=[fees.pk])).content)).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert [row[-1] for row in rows[1:]] == [150.5, 50, 200.5]
    assert {row[1] for row in rows[1:3]} == {one.name for one in organ.officers}


def test_what_was_earned_in_several_months_opens_to_the_rows_of_all(client, organ, september_and_october):
    fees = made(organ, september_and_october)
    client.force_login(organ.office_head)
    lines = {line.person_id: shown for line, shown in client.get(fees.get_absolute_url()).context["lines"]}
    shown = lines[organ.officer.pk]
    assert client.get(shown["facts"]).context["sum"] == shown["earned"] == D("150.50")


def test_yuan_and_points_behind_a_count_are_not_added_up(client, organ, september_and_october):
    client.force_login(organ.office_head)
    address = f"{reverse('scoring:facts')}?unit={organ.division.pk}&period=2026-09&what=adopted"
    facts = client.get(address).context
    assert {line.row.account for line in facts["lines"]} == {"points"}
    assert facts["sum"] is None


def test_refused_bounds_are_said_at_their_field(client, organ, september_and_october):
    september, october = september_and_october
    client.force_login(organ.office_head)
    answer = client.post(reverse("scoring:fee_list_new"), {"first": october.pk, "last": september.pk})
    assert answer.status_code == 422
    assert answer.context["form"].errors["last"]
    assert not FeeList.objects.exists()


@pytest.mark.parametrize("who", ["officer", "editor", "deputy_leader"])
def test_only_the_head_of_the_office_makes_lists(client, organ, september_and_october, who):
    client.force_login(getattr(organ, who))
    september = september_and_october[0]
    answer = client.post(reverse("scoring:fee_list_new"), {"first": september.pk, "last": september.pk})
    assert answer.status_code == 404
    assert not FeeList.objects.exists()
    assert not FeeLine.objects.exists()


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
    units, persons, items = prize_tables(prizes_of(2026), organ.office_head)
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
        (table,) = prize_tables(prizes_of(2026), reader)
        told[reader.pk] = table.blocked[0].why[0]
    assert ["2026-09-10" in words for words in told.values()] == [True, True, False]
    assert all(words.strip() for words in told.values())


def test_prizes_page_and_workbook(client, organ, year_with_prizes, django_assert_max_num_queries):
    client.force_login(organ.officer)
    with django_assert_max_num_queries(35):
        page = client.get(reverse("scoring:prizes")).content.decode()
    assert "先进集体" in page
    assert organ.division.name in page
    book = load_workbook(BytesIO(client.get(reverse("scoring:prizes_file")).content))
    assert [name.split()[0] for name in book.sheetnames] == ["先进集体", "先进个人", "优秀信息"]
    scores = [row[3] for sheet in book for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert scores
    assert all(isinstance(score, int | float) for score in scores), "a score can be added up in the workbook"
    assert client.get(reverse("scoring:prizes"), {"year": "1999"}).status_code == 404


def test_year_without_prizes_says_so(client, organ, september_and_october):
    client.force_login(organ.officer)
    assert reverse("scoring:prizes_file") in client.get(reverse("scoring:prizes")).content.decode()
    assert prizes_of(2026) == []
    assert prizes_of(2019) == []


@pytest.mark.parametrize(
    ("span", "last"),
    [
        ("2026", date(2026, 12, 31)),
        ("2026-H1", date(2026, 10, 31)),
        ("2026-Q4", date(2026, 12, 31)),
        ("2026-10", date(2026, 10, 31)),
        ("2026-Q4~new", date(2026, 12, 31)),
        ("2026-W41", date(2026, 10, 31)),
    ],
)
def test_effects_hold_until_the_end_of_their_span(span, last):
    assert end_of_span(span, PeriodFactory.create(month=10)) == last


def test_periods_that_are_offered_for_a_list_stay_inside_one_year():
    rows = [PeriodFactory.create(year=year, month=month) for year, month in ((2025, 11), (2025, 12), (2026, 1))]
    form = FeeListForm(periods=rows)
    assert [form.fields[name].initial for name in ("first", "last")] == [rows[0].pk, rows[1].pk]
    assert list(form.fields["last"].queryset) == rows
    assert FeeListForm(periods=[]).fields["last"].initial is None


def test_budget_of_a_week_holds_for_each_week(organ):
    scheme_of(POINTS, FEES, sharing={"persons": "even"}, budget={"yuan": 50, "per": "week", "beyond": "scale"})
    item = filed_item(date(2026, 9, 2), unit=organ.divisions[0], authors=[organ.officers[0]])
    adopted(item, date(2026, 9, 8), "province")
    adopted(item, date(2026, 9, 16), "city")
    (september,) = months(9)
    assert set(amounts(made(organ, [september])).values()) == {D("100")}


def test_scheme_that_begins_in_the_year_does_not_open_the_budget_of_the_one_before(organ):
    budget = {"yuan": 100, "per": "year", "beyond": "scale"}
    scheme_of(POINTS, FEES, sharing={"persons": "even"}, budget=budget)
    scheme_of(
        POINTS, FEES, sharing={"persons": "even"}, budget={**budget, "yuan": 500}, code="later",
        valid_from=date(2026, 10, 1),
    )  # fmt: skip
    for number in (0, 1):
        item = filed_item(date(2026, 9, 2), unit=organ.divisions[number], authors=[organ.officers[number]])
        adopted(item, date(2026, 9, 10), "province")
    adopted(item, date(2026, 10, 10), "city")
    september_and_october = months(9, 10)
    assert sorted(amounts(made(organ, september_and_october)).values()) == [D("50"), D("100")]
