"""Lists of fees: derived from the ledger, approved by two people, paid once."""

from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from activity.models import Event, Notice
from scoring.errors import FeesRefused
from scoring.forms.fees import FeeListForm
from scoring.models import FeeLine, FeeList, FeeListState, Period
from scoring.services.fee_lists import (
    approve_list,
    drop_list,
    make_list,
    open_periods,
    reckon_list,
    return_list,
    submit_list,
)
from scoring.services.periods import reopen
from scoring.services.reckoning import reckon_period
from tests.factories.scoring import PeriodFactory, adopted, filed_item, revoked, scheme_of
from tests.scoring.rewards import FEES, POINTS, D, months

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("hand")]


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


def test_each_act_asks_who_may_do_it_again_behind_the_lock(organ, september_and_october):
    with pytest.raises(FeesRefused) as refusal:
        make_list(first=september_and_october[0], last=september_and_october[-1], by=organ.editor)
    assert (refusal.value.code, FeeList.objects.count()) == ("rights", 0)
    fees = made(organ, september_and_october)
    for act in (reckon_list, submit_list, drop_list):
        with pytest.raises(FeesRefused) as refusal:
            act(pk=fees.pk, version=1, by=organ.deputy_leader)
        assert refusal.value.code == "rights"
    submit_list(pk=fees.pk, version=1, by=organ.office_head)
    for act, more in ((approve_list, {}), (return_list, {"reason": "请核对"})):
        with pytest.raises(FeesRefused) as refusal:
            act(pk=fees.pk, version=2, by=organ.office_head, **more)
        assert refusal.value.code == "rights"
    fees.refresh_from_db()
    assert (fees.state, fees.version) == (FeeListState.SUBMITTED, 2)


def test_who_made_it_does_not_approve_it_and_a_changed_ledger_is_not_approved(organ, september_and_october, hand):
    fees = made(organ, september_and_october)
    submit_list(pk=fees.pk, version=1, by=organ.office_head)
    FeeList.objects.filter(pk=fees.pk).update(made_by=organ.deputy_leader)
    with pytest.raises(FeesRefused) as refusal:
        approve_list(pk=fees.pk, version=2, by=organ.deputy_leader)
    assert refusal.value.code == "own"
    FeeList.objects.filter(pk=fees.pk).update(made_by=organ.office_head)
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
