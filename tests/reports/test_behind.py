"""A number of the reading page opens to the ledger for who may see it, comes to the same, and says where it has moved."""

import re
from datetime import date, datetime, timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from activity import clock
from reports.models import Bulletin
from reports.services import building, closing
from reports.services.behind import NothingBehind, open_number
from reports.services.ledger_links import Ledger
from reports.services.paper import context_of
from reports.services.proposing import propose_span, propose_topical
from reports.services.spans import calendar_span, free_span
from reports.states import Kind, State
from scoring.models import LedgerRow, Period
from scoring.services.periods import make_period
from scoring.services.reckoning import reckon_period
from submissions.models import Item
from submissions.states import Nature
from tests.factories.organizations import make_person
from tests.factories.reports import AFTER, make_bulletin, make_quarter
from tests.factories.scoring import adopted, filed_item, revoked

FIGURE_QUERIES = 18
LINK = re.compile(r'<a href="(/bulletins/\d+/figure/[^"]*)">([^<]*)</a>')


def loaded(bulletin):
    return Bulletin.objects.for_paper().get(pk=bulletin.pk)


def read(client, bulletin):
    return client.get(reverse("reports:read", args=[bulletin.pk])).content.decode()


def links(page):
    return [(unescape(address), number) for address, number in LINK.findall(page)]


@pytest.fixture
def issued(month):
    return loaded(make_bulletin(month, State.ISSUED))


def told(page, mark):
    """None where only the lines say what it is today."""
    found = re.search(rf"<dd[^>]*data-{mark}>([^<]*)</dd>", page)
    return found and found[1]


@pytest.mark.parametrize("role", ["editor", "deputy_leader"])
def test_for_the_office_and_leaders_every_number_opens_and_comes_to_what_is_printed(month, issued, signed_in, role):
    client = signed_in(getattr(month.organ, role))
    found = links(read(client, issued))
    scopes = {address.split("of=")[1].split("&")[0].partition("-")[0] for address, _number in found}
    assert scopes == {"unit", "class", "all", "office", "text"}
    for address, number in found:
        page = client.get(address).content.decode()
        assert told(page, "printed") == number, address
        assert told(page, "live") in (number, None), address
        assert "data-moved" not in page


def test_all_numbers_of_the_score_table_but_nought_are_links(month, issued, signed_in):
    table = (
        read(signed_in(month.organ.editor), issued).partition('class="grid dense scores"')[2].partition("</table>")[0]
    )
    cells = re.findall(r"<td>([^<]+)</td>", table.partition("<tbody>")[2])
    names = {row["unit"] for one in context_of(issued)["scores"]["classes"] for row in one["rows"]}
    assert {cell for cell in cells if cell not in names and not re.fullmatch(r"\d", cell)} <= {"0", "0.0", "0.00", "—"}
    ranks = sum(len(one["rows"]) for one in context_of(issued)["scores"]["classes"])
    assert len([cell for cell in cells if re.fullmatch(r"[1-9]", cell)]) <= ranks


def test_a_unit_opens_its_own_row_and_nothing_else(month, issued, signed_in):
    unit = month.organ.division
    client = signed_in(month.organ.officer)
    found = links(read(client, issued))
    assert found
    assert {address.split("of=")[1].split("&")[0] for address, _number in found} == {f"unit-{unit.pk}"}
    address, number = found[0]
    page = client.get(address).content.decode()
    assert told(page, "printed") == number
    other = month.organ.divisions[1]
    for scope in (f"unit-{other.pk}", "all", "office", "unit-", "unit-x", "class-1", "", f"unit-{'9' * 30}"):
        answer = client.get(reverse("reports:figure", args=[issued.pk]), {"of": scope, "what": "filed"})
        assert answer.status_code == 404, scope


def test_who_has_no_role_reads_nothing_and_opens_nothing(month, issued, signed_in):
    for person in (make_person(), make_person(admin_kind="audit")):
        query = {"of": f"unit-{month.organ.division.pk}", "what": "filed"}
        assert signed_in(person).get(reverse("reports:figure", args=[issued.pk]), query).status_code == 404


@pytest.mark.parametrize(
    ("scope", "what", "more"),
    [
        ("all", "nothing", {}), ("all", "", {}), ("office", "score", {}), ("office", "level-x\x00", {}), ("class-999999", "filed", {}),
        ("unit-999999", "filed", {}), ("office", "nature-gossip", {}), ("all", "filed_year", {}), ("office", "filed_year", {"month": "2026-10"}),
        ("office", "nature-problem", {"month": "2026-10"}), ("all", "nature-problem", {}), ("office", "filed", {"month": "2019-01"}), ("office", "rate", {"month": "2026-10"}),
        ("all", "filed", {"month": "2026-10"}), ("all", "filed", {"page": "x"}), ("all", "adoptions", {}),
    ],
)  # fmt: skip
def test_a_number_that_the_bulletin_does_not_print_is_not_found(month, issued, signed_in, scope, what, more):
    if "page" in more:
        scope = f"unit-{month.organ.division.pk}"
    answer = signed_in(month.organ.editor).get(
        reverse("reports:figure", args=[issued.pk]), {"of": scope, "what": what, **more}
    )
    assert answer.status_code == 404


def test_a_draft_opens_for_the_office_only(month, signed_in):
    draft = make_bulletin(month)
    query = {"of": f"unit-{month.organ.division.pk}", "what": "filed"}
    statuses = {
        role: signed_in(getattr(month.organ, role)).get(reverse("reports:figure", args=[draft.pk]), query).status_code
        for role in ("editor", "officer", "deputy_leader")
    }
    assert statuses == {"editor": 200, "officer": 404, "deputy_leader": 404}


def test_the_rows_of_a_number_are_those_that_it_counts(month, issued):
    unit = month.organ.divisions[1]
    filed = open_number(issued, f"unit-{unit.pk}", "filed")
    assert {(row.unit_id, row.kind) for row in filed.rows} == {(unit.pk, "filed")}
    assert sum(row.tally for row in filed.rows) == int(filed.printed) == 2
    score = open_number(issued, f"unit-{unit.pk}", "score")
    assert sum(row.points for row in score.rows) == 4
    assert score.printed == "4.00"
    joint = open_number(issued, "office", "adoptions")
    assert (joint.printed, joint.rows.count()) == ("2", 3)


def learn(unit, title="迟到的信息"):
    """An item of October that nobody told of before, with an adoption."""
    late = filed_item(date(2026, 10, 9), unit=unit, title=title)
    adopted(late, date(2026, 10, 21), "city")
    reckon_period(Period.objects.get(year=2026, month=10), by=None)
    return late


def test_a_fact_learned_later_is_marked_on_the_page_and_behind_the_number(month, issued, signed_in):
    unit = month.organ.division
    late = learn(unit)
    for role in ("editor", "officer"):
        page = read(signed_in(getattr(month.organ, role)), issued)
        assert unit.name in page.partition("data-later")[2].partition("</p>")[0]
        assert "data-rewritten" not in page
    query = {"of": f"unit-{unit.pk}", "what": "filed"}
    text = signed_in(month.organ.editor).get(reverse("reports:figure", args=[issued.pk]), query).content.decode()
    assert (told(text, "printed"), told(text, "live")) == ("2", "2")
    assert str(late) in text.partition("data-later")[2]


def test_a_unit_is_not_told_what_was_learned_of_another(month, issued, signed_in):
    learn(month.organ.divisions[1])
    assert "data-later" not in read(signed_in(month.organ.officer), issued)
    assert "data-later" in read(signed_in(month.organ.editor), issued)


@pytest.fixture
def read_by_editor(month, issued):
    return lambda: Ledger(month.organ.editor, issued).later_units


def test_a_unit_for_which_nothing_remains_of_what_was_booked_later_is_not_named(month, read_by_editor):
    stays, goes = month.organ.divisions[:2]
    learn(stays)
    october = Period.objects.get(year=2026, month=10)
    mistaken = adopted(Item.objects.filter(unit=goes).earliest("pk"), date(2026, 10, 22), "province")
    reckon_period(october, by=None)
    assert read_by_editor() == [stays.name, goes.name]
    revoked(mistaken)
    reckon_period(october, by=None)
    late = LedgerRow.objects.filter(unit=goes, fact_period=october).exclude(tally=0, points=0)
    assert late.exists(), "the counter-record is booked beside what it takes back"
    with CaptureQueriesContext(connection) as asked:
        assert read_by_editor() == [stays.name]
    assert sum("GROUP BY" in one["sql"] for one in asked) == 1


def test_a_month_that_was_opened_again_says_what_the_number_is_now(month, issued, signed_in):
    unit = month.organ.division
    with clock.frozen(AFTER + timedelta(hours=3)):
        closing.reopen_month(year=2026, month=10, by=month.head, reason="漏计一条信息")
        learn(unit)
        month.close()
    client = signed_in(month.organ.editor)
    assert "data-rewritten" in read(client, issued)
    query = {"of": f"unit-{unit.pk}", "what": "filed"}
    text = client.get(reverse("reports:figure", args=[issued.pk]), query).content.decode()
    assert (told(text, "printed"), told(text, "live")) == ("2", "3")
    assert "data-moved" in text


def test_numbers_of_a_quarter_and_of_its_months_open_too(db, signed_in):
    quarter = make_quarter()
    bulletin = propose_span(span=calendar_span(Kind.QUARTERLY, 2026, 9), by=quarter.head)
    client = signed_in(quarter.head)
    found = links(read(client, bulletin))
    assert {"2026-07", "2026-08", "2026-09"} <= {address.partition("month=")[2] for address, _number in found}
    for address, number in found:
        text = client.get(address).content.decode()
        assert told(text, "printed") == number, address
        assert told(text, "live") in (number, None), address


IN_TEXT = {
    "filed.year": "filed_year", "adopted.year": "adopted_items_year", "balance.achievement": "nature-achievement",
    "balance.problem": "nature-problem", "balance.advice": "nature-advice",
}  # fmt: skip


def quoting(bulletin):
    """The bulletin with a section that quotes each of these figures."""
    bulletin.sections.filter(key="opening").update(text="，".join(f"共{{{{ {name} }}}}条" for name in IN_TEXT))
    return loaded(bulletin)


def test_figures_of_the_year_and_of_good_and_bad_news_open_from_the_text(db, signed_in):
    quarter = make_quarter(items=3)
    unit = quarter.organ.division
    with clock.frozen(datetime(2026, 9, 28, 9, tzinfo=clock.OFFICE_ZONE)):
        closing.reopen_month(year=2026, month=9, by=quarter.head, reason="补录")
        filed_item(date(2026, 9, 20), unit=unit, joint=[quarter.organ.divisions[1]], nature=Nature.PROBLEM)
        filed_item(date(2026, 9, 21), unit=unit, nature=Nature.ADVICE)
        reckon_period(Period.objects.get(year=2026, month=9), by=None)
    with clock.frozen(datetime(2026, 10, 9, 9, tzinfo=clock.OFFICE_ZONE)):
        closing.close_month(year=2026, month=9, by=quarter.head)
    bulletin = quoting(make_bulletin(quarter))
    client = signed_in(quarter.head)
    text = read(client, bulletin).partition('id="s-opening"')[2].partition("<h")[0]
    found = {address.partition("what=")[2]: (address, number) for address, number in links(text)}
    assert {what: number for what, (_address, number) in found.items()} == {
        "filed_year": "11", "adopted_items_year": "1", "nature-achievement": "3", "nature-problem": "1",
        "nature-advice": "1",
    }  # fmt: skip
    for address, number in found.values():
        page = client.get(address).content.decode()
        assert (told(page, "printed"), told(page, "live")) == (number, number), address
    problem = open_number(bulletin, "office", "nature-problem")
    assert {(row.kind, row.unit_id) for row in problem.rows} == {("filed", unit.pk) for unit in quarter.organ.divisions}
    year = open_number(bulletin, "office", "filed_year")
    assert {row.period.month for row in year.rows.select_related("period")} == {7, 8, 9}


def test_a_unit_opens_no_figure_of_the_whole_office_from_the_text(month, signed_in):
    quoting(make_bulletin(month))
    issued = make_bulletin(month, State.ISSUED)
    client = signed_in(month.organ.officer)
    text = read(client, issued).partition('id="s-opening"')[2].partition("<h")[0]
    assert re.search("共[1-9]", text)
    assert links(text) == []
    for what in IN_TEXT.values():
        query = {"of": "office", "what": what}
        assert client.get(reverse("reports:figure", args=[issued.pk]), query).status_code == 404


def test_a_span_that_cuts_months_counts_by_day(db, signed_in):
    quarter = make_quarter()
    bulletin = propose_span(span=free_span(date(2026, 7, 10), date(2026, 8, 10)), by=quarter.head)
    client = signed_in(quarter.head)
    found = links(read(client, bulletin))
    assert found
    for address, number in found:
        text = client.get(address).content.decode()
        assert told(text, "printed") == number, address
        assert told(text, "live") in (number, None), address


def late_of_august(quarter, *, close):
    """A bulletin from 10 July to 10 August; then a fact of 5 August is learned of and booked in October."""
    with clock.frozen(datetime(2026, 10, 9, 9, tzinfo=clock.OFFICE_ZONE)):
        bulletin = propose_span(span=free_span(date(2026, 7, 10), date(2026, 8, 10)), by=quarter.head)
    with clock.frozen(datetime(2026, 10, 20, 9, tzinfo=clock.OFFICE_ZONE)):
        october = make_period(2026, 10)
        late = filed_item(date(2026, 8, 5), unit=quarter.organ.division, title="迟到的信息")
        for month in (8, 10):
            reckon_period(Period.objects.get(year=2026, month=month), by=None)
    if close:
        with clock.frozen(datetime(2026, 11, 9, 9, tzinfo=clock.OFFICE_ZONE)):
            closing.close_month(year=2026, month=10, by=quarter.head)
    assert LedgerRow.objects.filter(period=october, happened_on=date(2026, 8, 5)).exists()
    return bulletin, late


@pytest.mark.parametrize("close", [False, True])
def test_a_fact_booked_late_in_a_month_closed_since_is_booked_later_and_moves_no_number(db, signed_in, close):
    quarter = make_quarter()
    bulletin, late = late_of_august(quarter, close=close)
    unit = quarter.organ.division
    client = signed_in(quarter.head)
    page = read(client, bulletin)
    assert unit.name in page.partition("data-later")[2].partition("</p>")[0]
    for what in ("filed", "filed_cumulative"):
        query = {"of": f"unit-{unit.pk}", "what": what}
        text = client.get(reverse("reports:figure", args=[bulletin.pk]), query).content.decode()
        assert told(text, "printed") == told(text, "live"), what
        assert "data-moved" not in text
        assert str(late) in text.partition("data-later")[2]


def test_a_month_that_was_closed_then_and_again_since_counts_as_before(db):
    """What a bulletin drew on is not lost when a month is opened and closed again, inside its span or outside."""
    quarter = make_quarter()
    bulletin, _late = late_of_august(quarter, close=True)
    with clock.frozen(datetime(2026, 11, 10, 9, tzinfo=clock.OFFICE_ZONE)):
        second = propose_span(span=free_span(date(2026, 7, 11), date(2026, 8, 10)), by=quarter.head)
    with clock.frozen(datetime(2026, 11, 11, 9, tzinfo=clock.OFFICE_ZONE)):
        for month in (10, 7):
            closing.reopen_month(year=2026, month=month, by=quarter.head, reason="核对")
        for month in (7, 10):
            closing.close_month(year=2026, month=month, by=quarter.head)
    found = [open_number(loaded(one), "office", "filed") for one in (bulletin, second)]
    assert [(one.printed, one.live) for one in found] == [("2", "2"), ("3", "3")]


def test_a_bulletin_on_one_matter_has_no_numbers(month, signed_in):
    topical = propose_topical(title="关于迟报的通报", matter="迟报一条。", by=month.organ.editor)
    assert links(read(signed_in(month.organ.editor), topical)) == []
    with pytest.raises(NothingBehind):
        open_number(loaded(topical), "office", "filed")


def test_the_paper_itself_has_no_links_into_the_ledger(issued):
    assert LINK.findall(building.page_html(issued)) == []


@pytest.mark.parametrize("rows", [1, 3])
def test_opening_a_number_costs_the_same_for_one_row_and_three(month, signed_in, rows):
    unit = month.organ.divisions[1]
    for number in range(rows):
        filed_item(date(2026, 10, 5 + number), unit=unit)
    bulletin = make_bulletin(month, State.ISSUED)
    client = signed_in(month.organ.editor)
    query = {"of": f"unit-{unit.pk}", "what": "filed"}
    client.get(reverse("reports:figure", args=[bulletin.pk]), query)
    with CaptureQueriesContext(connection) as queries:
        text = client.get(reverse("reports:figure", args=[bulletin.pk]), query).content.decode()
    assert text.count('class="score-fact') >= rows
    assert len(queries) == FIGURE_QUERIES
