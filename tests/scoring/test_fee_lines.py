"""Behind the numbers of a list of fees, and the page on which authors find their own."""

from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from organizations.models import Role
from scoring.models import FeeLine, FeeList
from scoring.places import fee_figure
from scoring.services.fee_lists import approve_list, make_list, submit_list
from scoring.services.periods import reopen
from scoring.services.reckoning import reckon_period
from tests.factories.organizations import make_person
from tests.factories.scoring import adopted, filed_item, revoked, scheme_of
from tests.scoring.rewards import FEES, POINTS, D, months

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("hand")]

BUDGET = {"yuan": 150, "per": "year", "beyond": "scale"}
NUMBERS = ("earned", "due", "paid", "amount")


def approved(organ, *periods):
    fees = make_list(first=periods[0], last=periods[-1], by=organ.office_head)
    submit_list(pk=fees.pk, version=1, by=organ.office_head)
    return approve_list(pk=fees.pk, version=2, by=organ.deputy_leader)


@pytest.fixture
def two_lists(organ):
    """The first officer earns 100.50 in September, the second in October; the year's budget is 150, in whole yuan."""
    scheme_of(POINTS, FEES, sharing={"persons": "even"}, budget=BUDGET, rounding={"yuan": 0})
    for number in (0, 1):
        item = filed_item(date(2026, 9 + number, 2), unit=organ.divisions[number], authors=[organ.officers[number]])
        adopted(item, date(2026, 9 + number, 10), "province")
    september, october = months(9, 10)
    return approved(organ, september), approved(organ, october)


def opened(client, line, what):
    answer = client.get(reverse("scoring:fee_line", args=[line.pk, what]))
    assert answer.status_code == 200
    return answer.context


def test_due_opens_to_the_rows_since_january_and_the_cut_of_the_budget(client, organ, two_lists):
    client.force_login(organ.office_head)
    line = two_lists[1].lines.get(person=organ.officers[1])
    due = opened(client, line, "due")
    assert [one.row.points for one in due["lines"]] == [D("100.5")]
    (share,) = due["behind"].shares
    told = share.share
    assert (told.earned, told.everybody, told.budget.yuan, told.result) == (D("100.5"), 201, 150, D("75"))
    assert told.is_cut
    assert told.result == line.due
    assert share.budget


def test_earned_opens_to_the_rows_of_the_lists_own_periods(client, organ, two_lists):
    client.force_login(organ.office_head)
    first = organ.officers[0]
    earned = [opened(client, fees.lines.get(person=first), "earned")["lines"] for fees in two_lists]
    assert [[line.row.points for line in lines] for lines in earned] == [[D("100.5")], []]


def test_paid_opens_to_the_lines_of_earlier_lists(client, organ, two_lists):
    client.force_login(organ.office_head)
    before, now = (fees.lines.get(person=organ.officers[0]) for fees in two_lists)
    assert opened(client, before, "paid")["behind"].paid == []
    assert opened(client, now, "paid")["behind"].paid == [before]
    assert before.amount == now.paid == 101


def test_amount_says_what_is_held_back_and_what_the_budget_leaves(client, organ, two_lists):
    client.force_login(organ.office_head)
    lines = [two_lists[1].lines.get(person=one) for one in organ.officers]
    steps = [[step.amount for step in opened(client, line, "amount")["behind"].steps] for line in lines]
    assert steps == [[75, -101, -26, 0], [75, 0, 75, 49]]
    notes = [opened(client, line, "amount")["behind"].notes for line in lines]
    assert [len(one) for one in notes] == [1, 1]
    assert "75" in notes[1][0]
    assert "49" in notes[1][0]
    assert opened(client, two_lists[0].lines.get(), "amount")["behind"].notes == []


def test_list_marks_who_is_held_back_and_who_is_cut(client, organ, two_lists):
    client.force_login(organ.office_head)
    lines = client.get(two_lists[1].get_absolute_url()).context["lines"]
    marks = {line.person: (shown["is_held_back"], shown["is_cut"]) for line, shown in lines}
    assert marks == {organ.officers[0]: (True, False), organ.officers[1]: (False, True)}


def test_what_an_approved_line_is_made_of_stays_when_the_ledger_moves(client, organ):
    scheme_of(POINTS, FEES, sharing={"persons": "even"})
    item = filed_item(date(2026, 9, 2), unit=organ.divisions[0], authors=[organ.officers[0]])
    wrong = adopted(item, date(2026, 9, 10), "province")
    (september,) = months(9)
    line = approved(organ, september).lines.get()
    reopen(september, by=organ.office_head, reason="更正采用")
    revoked(wrong)
    reckon_period(september, by=None)
    client.force_login(organ.office_head)
    for what in ("earned", "due"):
        assert [one.row.points for one in opened(client, line, what)["lines"]] == [D("100.5")]
    assert [one.share.result for one in opened(client, line, "due")["behind"].shares] == [line.due]


def test_every_number_of_the_page_of_a_list_opens(client, organ, two_lists):
    client.force_login(organ.deputy_leader)
    page = client.get(two_lists[1].get_absolute_url()).content.decode()
    for line in two_lists[1].lines.all():
        for what in NUMBERS:
            address = reverse("scoring:fee_line", args=[line.pk, what])
            assert (address in page) == (what != "paid" or bool(line.paid))
            assert client.get(address).status_code == 200


@pytest.mark.parametrize("what", NUMBERS)
def test_own_lines_open_and_those_of_others_do_not(client, organ, two_lists, what):
    address = reverse("scoring:fee_line", args=[two_lists[0].lines.get().pk, what])
    found = {}
    for reader in (
        organ.officers[0],
        organ.officers[1],
        organ.heads[0],
        make_person(Role.OFFICER, unit=organ.division),
    ):
        client.force_login(reader)
        found[reader.pk] = client.get(address).status_code
    assert list(found.values()) == [200, 404, 404, 404]


def test_author_sees_no_line_before_it_is_approved(client, organ):
    scheme_of(POINTS, FEES, sharing={"persons": "even"})
    adopted(filed_item(date(2026, 9, 2), unit=organ.division, authors=[organ.officer]), date(2026, 9, 10), "city")
    (september,) = months(9)
    fees = make_list(first=september, last=september, by=organ.office_head)
    address = reverse("scoring:fee_line", args=[fees.lines.get().pk, "amount"])
    client.force_login(organ.officer)
    assert client.get(address).status_code == 404
    own = client.get(reverse("scoring:person_fees", args=[organ.officer.pk])).context
    assert (own["lines"], own["fees"].paid, own["fees"].earned) == ([], 0, 50)
    client.force_login(organ.editor)
    assert client.get(address).status_code == 200
    theirs = client.get(reverse("scoring:person_fees", args=[organ.officer.pk])).context
    assert ([line for line, _shown in theirs["lines"]], theirs["fees"].paid) == ([fees.lines.get()], 0)


def test_authors_find_their_own_fees_where_the_lists_are(client, organ, two_lists):
    client.force_login(organ.officers[0])
    answer = client.get(reverse("scoring:fee_lists"))
    assert answer.url == reverse("scoring:person_fees", args=[organ.officers[0].pk])
    page = client.get(answer.url)
    assert [line for line, _shown in page.context["lines"]] == list(
        FeeLine.objects.filter(person=organ.officers[0]).order_by("pk")
    )
    assert (page.context["fees"].paid, page.context["fees"].earned) == (101, 101)
    html = page.content.decode()
    assert two_lists[0].get_absolute_url() not in html
    for month, _yuan in page.context["months"]:
        assert client.get(month.facts).context["opened"].sum == month.yuan
    assert client.get(two_lists[0].get_absolute_url()).status_code == 404


def test_desk_of_an_author_leads_to_the_own_fees(organ, two_lists):
    shown = [fee_figure(person) for person in (*organ.officers, organ.heads[0])]
    assert [(one.value, one.url) if one else None for one in shown] == [
        *((D("101"), reverse("scoring:person_fees", args=[person.pk])) for person in organ.officers), None,
    ]  # fmt: skip
    assert ["101" in str(shown[0].hint), "49" in str(shown[1].hint)] == [True, True]


def test_fees_of_somebody_are_for_the_person_the_office_and_the_leaders(client, organ, two_lists):
    found = {}
    for name in ("person_fees", "person_fees_file"):
        address = reverse(f"scoring:{name}", args=[organ.officers[0].pk])
        for reader in (organ.officers[0], organ.editor, organ.deputy_leader, organ.officers[1], organ.heads[0]):
            client.force_login(reader)
            found.setdefault(name, []).append(client.get(address).status_code)
    assert found == {name: [200, 200, 200, 404, 404] for name in ("person_fees", "person_fees_file")}
    client.force_login(organ.officers[0])
    address = reverse("scoring:person_fees", args=[organ.officers[0].pk])
    assert client.get(address, {"year": "1999"}).status_code == 404


def test_own_fees_as_a_workbook_hold_values(client, organ, two_lists):
    client.force_login(organ.officers[0])
    answer = client.get(reverse("scoring:person_fees_file", args=[organ.officers[0].pk]))
    lists, ledger = load_workbook(BytesIO(answer.content)).worksheets
    assert [[cell.value for cell in row][3:] for row in lists.iter_rows(min_row=2)] == [
        [101, 101, 0, 101], [0, 75, 101, 0], [None, None, None, 101],
    ]  # fmt: skip
    assert [row[2].value for row in ledger.iter_rows(min_row=2)] == [101, 101]
    assert all(cell.data_type != "f" for sheet in (lists, ledger) for row in sheet.iter_rows() for cell in row)


def test_own_fees_cost_the_same_for_more_months(client, organ, assert_same_queries):
    scheme_of(POINTS, FEES, sharing={"persons": "even"})
    left = iter(months(6, 7, 8, 9, close=False))
    client.force_login(organ.officer)
    address = reverse("scoring:person_fees", args=[organ.officer.pk])

    def make():
        period = next(left)
        item = filed_item(period.starts_on, unit=organ.division, authors=[organ.officer])
        adopted(item, period.ends_on, "city")
        reckon_period(period, by=None)
        fees = FeeList.objects.create(
            first=period, last=period, year=2026, made_at=datetime(2026, 11, 1, tzinfo=UTC), made_by=organ.office_head,
            state="approved", approved_by=organ.deputy_leader, approved_at=datetime(2026, 11, 2, tzinfo=UTC),
        )  # fmt: skip
        FeeLine.objects.create(
            fee_list=fees, person=organ.officer, unit=organ.division, earned=50, due=50, paid=0, amount=50
        )

    assert_same_queries(make, lambda: client.get(address), most=12)
