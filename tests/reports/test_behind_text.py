"""Figures of the text that are no single count, and times of steps, open to what they are made of, for who may."""

import re
from datetime import date, datetime, timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from activity import clock
from activity.clock import OFFICE_ZONE
from activity.services import record
from reports.models import Bulletin
from reports.services import closing
from reports.services.behind import FIELD_FIGURES, NothingBehind, open_number
from reports.services.behind_text import EXPLAINED, explain, open_step
from reports.services.fields import LABELS, fields_for
from reports.services.proposing import propose_span, propose_topical
from reports.services.spans import calendar_span
from reports.states import Figure, Kind, State
from scoring.models import Period
from scoring.services.periods import make_period
from scoring.services.reckoning import reckon_period
from submissions.models import Item
from submissions.services.drafts import save_draft
from submissions.states import Nature, Status
from tests.factories.registers import FaultFactory
from tests.factories.reports import AFTER, make_bulletin, make_month, make_quarter
from tests.factories.scoring import adopted, filed_item, forwarded, instructed

MOST_QUERIES = 30
NEVER = {"period.name", "period.month", "faults.attachment"}
"""Names and numbers of the paper itself."""


def loaded(bulletin):
    return Bulletin.objects.for_paper().get(pk=bulletin.pk)


def figure(client, bulletin, **query):
    return client.get(reverse("reports:figure", args=[bulletin.pk]), query)


def link(address, words):
    return f'<a href="{address.replace("&", "&amp;")}">{words}</a>'


def told(page, mark):
    found = re.search(rf"<dd[^>]*data-{mark}>([^<]*)</dd>", page)
    return found and unescape(found[1])


@pytest.fixture
def rich(db):
    """Two months, the second with joint items, adoptions on two levels, late bookings and a fault; its bulletin quotes all."""
    month = make_month(items=5)
    first, second = month.organ.divisions
    make_period(2026, 9)
    for number in range(3):
        early = filed_item(date(2026, 9, 3 + number), unit=first)
    adopted(early, date(2026, 9, 20), "city")
    instructed(early, date(2026, 9, 22), "city")
    closing.close_month(year=2026, month=9, by=month.head)
    late = filed_item(date(2026, 9, 12), unit=second, title="迟到的信息")
    adopted(late, date(2026, 9, 25), "city")
    reckon_period(Period.objects.get(year=2026, month=9), by=None)
    FaultFactory.create(
        unit=first, happened_on=date(2026, 10, 14), recorded_at=datetime(2026, 10, 15, 9, tzinfo=OFFICE_ZONE)
    )
    draft = make_bulletin(month)
    quoted = "\n".join(f"其中为{{{{ {name} }}}}。" for name in LABELS)
    draft.sections.filter(key="opening").update(text=quoted)
    month.bulletin = loaded(make_bulletin(month, State.ISSUED))
    return month


def test_every_figure_of_the_text_is_explained():
    assert set(LABELS) == set(EXPLAINED) | set(FIELD_FIGURES) | NEVER


def test_every_figure_that_says_something_opens_and_comes_to_what_is_printed(rich, signed_in):
    client = signed_in(rich.organ.editor)
    page = client.get(rich.bulletin.get_absolute_url()).content.decode()
    words = fields_for(rich.bulletin)
    opened = set()
    for name in EXPLAINED:
        if words[name] in ("无", "无可比数") or not words[name].strip("0.%"):
            continue
        address = f"{reverse('reports:figure', args=[rich.bulletin.pk])}?of=text&what={name}"
        assert link(address, words[name]) in page, name
        text = client.get(address).content.decode()
        assert told(text, "printed") == words[name], name
        assert told(text, "live") in (words[name], None), name
        assert "data-moved" not in text, name
        opened.add(name)
    assert {"units.filed", "filed.change", "adopted.levels", "zero.named", "late.count", "faults.kinds"} <= opened
    assert len(opened) >= 20


def test_who_may_not_open_sums_reads_plain_words(rich, signed_in):
    client = signed_in(rich.organ.officer)
    page = client.get(rich.bulletin.get_absolute_url()).content.decode()
    assert fields_for(rich.bulletin)["adopted.levels"] in page
    assert "of=text" not in page
    assert "of=steps" not in page
    for name in EXPLAINED:
        assert figure(client, rich.bulletin, of="text", what=name).status_code == 404, name
    assert figure(client, rich.bulletin, of="steps", what="editing").status_code == 404


@pytest.mark.parametrize("query", [
    {"of": "text", "what": ""}, {"of": "text", "what": "period.name"}, {"of": "text", "what": "filed.total"},
    {"of": "text", "what": "x\x00"}, {"of": "steps", "what": ""}, {"of": "steps", "what": "gossip"},
    {"of": "office", "what": "filed", "month": "last_year"}, {"of": "office", "what": "rate", "month": "previous"},
    {"of": "office", "what": "level-gossip"}, {"of": "text", "what": "late.count", "page": "x"},
])  # fmt: skip
def test_what_is_not_there_is_not_found(rich, signed_in, query):
    assert figure(signed_in(rich.organ.editor), rich.bulletin, **query).status_code == 404


def test_a_comparison_shows_both_spans_with_their_rows(rich, signed_in):
    change = explain(rich.bulletin, "filed.change")
    printed = [(line.name, line.printed, line.live, line.opens) for line in change.lines]
    data = rich.bulletin.snapshot.data
    assert printed == [
        ("2026年10月", "6", "6", ("office", "filed", "")), ("2026年9月", "3", "3", ("office", "filed", "previous")),
    ]  # fmt: skip
    assert [int(line.printed) for line in change.lines] == [data["totals"]["filed"], data["previous"]["filed"]]
    assert [(name, rows.count() > 0) for name, rows in change.rows] == [("2026年10月", True), ("2026年9月", True)]
    client = signed_in(rich.organ.deputy_leader)
    earlier = figure(client, rich.bulletin, of="office", what="filed", month="previous").content.decode()
    assert (told(earlier, "printed"), told(earlier, "live")) == ("3", "3")
    assert earlier.partition("data-later")[0].count('class="score-fact"') == 3


def test_a_comparison_moves_with_the_span_before(rich):
    with clock.frozen(AFTER + timedelta(hours=3)):
        closing.reopen_month(year=2026, month=9, by=rich.head, reason="漏计")
        filed_item(date(2026, 9, 20), unit=rich.organ.division)
        closing.close_month(year=2026, month=9, by=rich.head)
    change = explain(rich.bulletin, "filed.change")
    assert change.has_moved
    assert (change.lines[1].printed, change.printed) == ("3", fields_for(rich.bulletin)["filed.change"])
    assert int(change.lines[1].live) > 3
    assert change.live != change.printed


def test_units_are_listed_with_what_they_filed(rich):
    filed = explain(rich.bulletin, "units.filed")
    names = {line.name for line in filed.lines}
    assert names == {unit.name for unit in rich.organ.divisions}
    assert all(line.opens[0].startswith("unit-") and line.opens[1] == "filed" for line in filed.lines)
    assert [(line.name, line.printed) for line in explain(rich.bulletin, "zero.count").lines] == [(rich.zero.name, "0")]
    assert len(explain(rich.bulletin, "units.total").lines) == int(fields_for(rich.bulletin)["units.total"])


def test_levels_add_up_to_the_adoptions(rich):
    levels = explain(rich.bulletin, "adopted.levels")
    assert sum(int(line.printed) for line in levels.lines) == rich.bulletin.snapshot.data["totals"]["adoptions"]
    number = open_number(rich.bulletin, *levels.lines[0].opens[:2])
    assert number.printed == number.live == levels.lines[0].printed


def test_late_bookings_and_faults_open_their_rows(rich):
    ((_name, late),) = explain(rich.bulletin, "late.count").rows
    assert {row.fact_period.month for row in late.select_related("fact_period")} == {9}
    ((_name, faults),) = explain(rich.bulletin, "faults.total").rows
    assert {row.kind for row in faults} == {"fault"}
    assert {row.unit_id for row in faults} == {rich.organ.division.pk}


def test_a_bulletin_on_one_matter_explains_nothing(month):
    topical = loaded(propose_topical(title="关于迟报的通报", matter="迟报一条。", by=month.organ.editor))
    with pytest.raises(NothingBehind):
        explain(topical, "units.total")
    with pytest.raises(NothingBehind):
        open_step(topical, "editing")


@pytest.mark.parametrize("name", sorted(EXPLAINED))
def test_the_number_of_queries_is_bounded(rich, signed_in, name):
    client = signed_in(rich.organ.editor)
    figure(client, rich.bulletin, of="text", what=name)
    with CaptureQueriesContext(connection) as queries:
        answer = figure(client, rich.bulletin, of="text", what=name)
    assert answer.status_code == 200
    assert len(queries) <= MOST_QUERIES, f"{name}: {len(queries)}"


@pytest.mark.parametrize("name", ["units.filed", "filed.change", "month_end.filed", "adopted.levels"])
def test_one_row_costs_as_many_queries_as_three(month, signed_in, name):
    counts = []
    for items in (1, 2):
        for number in range(items):
            item = filed_item(date(2026, 10, 29 + number), unit=month.organ.divisions[number])
            adopted(item, date(2026, 10, 30), "city")
        bulletin = make_bulletin(month) if items == 1 else again(month)
        client = signed_in(month.organ.editor)
        figure(client, bulletin, of="text", what=name)
        with CaptureQueriesContext(connection) as queries:
            figure(client, bulletin, of="text", what=name)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def again(month):
    """The month closed a second time with what came in since."""
    with clock.frozen(AFTER + timedelta(hours=3)):
        closing.reopen_month(year=2026, month=10, by=month.head, reason="补录")
        month.period.refresh_from_db()
        return month.propose()


# --- steps ---

WAY = (
    (Status.UNIT_REVIEW, Status.FILED, 2), (Status.FILED, Status.EDITING, 5), (Status.EDITING, Status.OFFICE_REVIEW, 9),
    (Status.OFFICE_REVIEW, Status.SIGNATURE, 4), (Status.SIGNATURE, Status.SIGNED, 21),
)  # fmt: skip


def take_its_way(start, unit, pace=1):
    item = filed_item(date(2026, 8, start.day), unit=unit)
    for source, target, hours in WAY:
        start += timedelta(hours=hours * pace)
        with clock.frozen(start):
            record("item.take", subject=item, by=None, data={"from": source, "to": target})
    forwarded(item, start.date() + timedelta(days=pace))
    return item


@pytest.mark.parametrize("items", [1, 3])
def test_the_time_of_a_step_opens_to_its_items(db, signed_in, items):
    quarter = make_quarter()
    made = [
        take_its_way(datetime(2026, 8, 4 + no, 8, tzinfo=OFFICE_ZONE), quarter.organ.division, no + 1)
        for no in range(items)
    ]
    draft = propose_span(span=calendar_span(Kind.QUARTERLY, 2026, 9), by=quarter.head)
    Bulletin.objects.filter(pk=draft.pk).update(figures=[str(Figure.STEPS)])
    client = signed_in(quarter.head)
    page = client.get(draft.get_absolute_url()).content.decode()
    address = f"{reverse('reports:figure', args=[draft.pk])}?of=steps&what=editing"
    assert link(address, str(items)) in page
    times = open_step(loaded(draft), "editing")
    assert times.printed == times.live
    assert [pk for pk, _minutes in times.items] == [item.pk for item in reversed(made)]
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        text = client.get(address).content.decode()
    assert all(item.get_absolute_url() in text for item in made)
    assert f"{9 * items}.0" in text
    assert len(queries) <= 14


# --- natures ---


def renature(item, nature, by, at):
    """As a returned item is saved again with another nature."""
    with clock.frozen(at):
        Item.objects.filter(pk=item.pk).update(status=Status.DRAFT, drafter=by)
        item.refresh_from_db()
        save_draft(item_id=item.pk, by=by, seen_version=item.version, data={"nature": nature})


def test_a_nature_that_was_changed_later_is_told_with_day_and_person(db, signed_in):
    month = make_month(items=2)
    officer, unit = month.organ.officer, month.organ.division
    problem = filed_item(date(2026, 10, 15), unit=unit, nature=Nature.PROBLEM, title="边界争议增多")
    bulletin = loaded(make_bulletin(month, State.ISSUED))
    assert bulletin.snapshot.data["natures"]["problem"] == [problem.pk]
    renature(problem, Nature.ACHIEVEMENT, officer, AFTER + timedelta(days=2))
    page = figure(signed_in(month.organ.editor), bulletin, of="office", what="nature-problem").content.decode()
    assert (told(page, "printed"), told(page, "live")) == ("1", "0")
    note = page.partition("data-natures")[2].partition("</ul>")[0]
    assert "边界争议增多" in note
    assert officer.name in note
    assert "data-moved" not in page
    assert page.count('class="score-fact"') == 1
    gained = open_number(bulletin, "office", "nature-achievement")
    assert (gained.printed, gained.live) == ("2", "3")
    assert [(one.item_id, one.was, one.now, one.by) for one in gained.natures] == [
        (problem.pk, "problem", "achievement", officer)
    ]
    assert gained.has_same_rows


def test_a_snapshot_that_does_not_name_items_is_explained_by_the_events(db):
    month = make_month(items=2)
    problem = filed_item(date(2026, 10, 15), unit=month.organ.division, nature=Nature.PROBLEM)
    bulletin = loaded(make_bulletin(month, State.ISSUED))
    bulletin.snapshot.data["natures"] = None
    renature(problem, Nature.ADVICE, month.organ.officer, AFTER + timedelta(days=2))
    found = open_number(bulletin, "office", "nature-problem")
    assert (found.printed, found.live) == ("1", "0")
    assert [(one.was, one.now) for one in found.natures] == [("problem", "advice")]


def test_a_change_that_nothing_recorded_is_not_laid_to_the_ledger(db, signed_in):
    month = make_month(items=2)
    problem = filed_item(date(2026, 10, 15), unit=month.organ.division, nature=Nature.PROBLEM)
    bulletin = loaded(make_bulletin(month, State.ISSUED))
    Item.objects.filter(pk=problem.pk).update(nature=Nature.ADVICE)
    found = open_number(bulletin, "office", "nature-problem")
    assert [(one.was, one.now, one.at) for one in found.natures] == [("problem", "advice", None)]
    page = figure(signed_in(month.organ.editor), bulletin, of="office", what="nature-problem").content.decode()
    assert "data-natures" in page
    assert "data-moved" not in page
