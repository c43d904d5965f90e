"""采用率 is one figure: what was filed only as padding or as a duplicate is printed as filed and never divided by."""

import json
import re
from datetime import UTC, date, datetime
from html import unescape
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils.translation import gettext
from openpyxl import load_workbook

from activity.clock import frozen
from activity.services import record
from reports.services.behind import open_number
from reports.services.bulletins import propose
from reports.services.closing import close_month
from reports.services.fields import fields_for
from reports.services.paper import score_notes, score_table_of
from reports.services.spans import Span
from reports.services.tables import table_of
from reports.states import Kind
from scoring.evaluation.evaluate import evaluate_files
from scoring.evaluation.output import as_document
from scoring.evaluation.paper import as_text
from scoring.models import LedgerRow, Period
from scoring.services.periods import make_period
from scoring.services.summaries import wrong_totals
from tests.factories.organizations import make_organ
from tests.factories.scoring import adopted, filed_item, scheme_of

pytestmark = pytest.mark.django_db

SCHEME = (
    {"id": "adopted", "kind": "points", "event": "adopted", "table": [{"points": 5}]},
    {"id": "rate", "kind": "rate", "per": "month", "below": 30, "minus": 3},
)
RATE, SHOWN = "33.3", "33.3%"


@pytest.fixture(autouse=True)
def hand():
    with frozen(datetime(2026, 11, 5, 4, tzinfo=UTC)) as hand:
        yield hand


@pytest.fixture
def october():
    """One unit and its writer: five filed, one of them padding and one a duplicate, one adopted. 1 ÷ 3, not 1 ÷ 5."""
    organ = make_organ(divisions=1)
    scheme_of(*SCHEME, rounding={"rate": 1}, sharing={"persons": "even"})
    make_period(2026, 10)
    unit, writer = organ.division, organ.officers[0]
    items = [filed_item(date(2026, 10, day), unit=unit, authors=[writer]) for day in range(5, 10)]
    for item, kind in zip(items, ("padding", "duplicate"), strict=False):
        item.status = "declined"
        item.save()
        record("item.decline", subject=item, by=organ.editor, data={"kind": kind})
    adopted(items[-1], date(2026, 10, 20))
    close_month(year=2026, month=10, by=organ.office_head)
    return organ


def links_of_rates(html):
    """Where the rates of a page open, with what is printed."""
    return [(unescape(one[0]), one[1]) for one in re.findall(r'href="([^"]*what=rate[^"]*)">([^<]+)</a>', html)]


def column_of(answer, heading):
    (sheet, *_more) = load_workbook(BytesIO(answer.content)).worksheets
    headings = [cell.value for cell in sheet[1]]
    return [row[headings.index(gettext(heading))] for row in sheet.iter_rows(min_row=2, values_only=True)]


def test_pages_and_what_opens_behind_their_numbers_agree(client, october):
    client.force_login(october.office_head)
    pages = [
        reverse("scoring:ranking") + "?period=2026-10",
        reverse("scoring:unit", args=[october.division.pk]),
        reverse("scoring:person", args=[october.officers[0].pk]),
    ]
    for page in pages:
        html = client.get(page).content.decode()
        found = {link for link in links_of_rates(html) if link[1] != "0.0%"}
        assert found, page
        assert {printed for _link, printed in found} == {SHOWN}, page
        for link, _printed in found:
            opened = client.get(link).context["opened"]
            assert opened.printed == SHOWN
            # 1 ÷ (5 − 2): the reader can work it out, and sees the rows that count.
            assert re.findall(r"\d+", opened.how)[:3] == ["1", "5", "2"]
            assert len(opened.rows) == opened.number == 4
        filed = client.get(next(iter(found))[0].replace("what=rate", "what=filed")).context["opened"]
        assert (filed.printed, filed.number) == ("5", 5)


def test_workbooks_print_the_rate_beside_what_it_leaves_out(client, october):
    client.force_login(october.office_head)
    files = [
        reverse("scoring:ranking_file") + "?period=2026-10",
        reverse("scoring:unit_file", args=[october.division.pk]),
        reverse("scoring:person_file", args=[october.officers[0].pk]),
        reverse("scoring:appraisal_file"),
    ]
    for file in files:
        answer = client.get(file)
        rates, filed, padding = (
            column_of(answer, name) for name in ("Adoption rate (%)", "Filed", "Filed, padding or duplicate")
        )
        found = {(float(rate), all_, left) for rate, all_, left in zip(rates, filed, padding, strict=True) if all_}
        assert found == {(33.3, 5, 2)}, file


def test_the_bulletin_prints_the_same_and_says_why(october):
    bulletin = propose(period=Period.objects.get(month=10), by=october.office_head)
    data = bulletin.snapshot.data
    table = score_table_of(data)
    place = table["whats"].index("rate")
    assert table["classes"][0]["rows"][0]["cells"][place] == table["total"][place] == RATE
    assert fields_for(bulletin)["adopted.rate"] == SHOWN
    note = next(line for line in score_notes(data) if "凑数" in line)
    assert f"{october.division.name}2条" in note
    for scope, printed in ((f"unit-{october.division.pk}", RATE), ("all", RATE), ("office", SHOWN)):
        found = open_number(bulletin, scope, "rate")
        assert (found.printed, found.live) == (printed, printed)
        assert found.rows.count() == 4


def test_a_bulletin_of_before_is_opened_by_what_it_divided_by(october):
    bulletin = propose(period=Period.objects.get(month=10), by=october.office_head)
    data = bulletin.snapshot.data
    for counts in (data["totals"], data["scores"]["total"], *(row for row in data["scores"]["classes"][0]["rows"])):
        del counts["padding"]
    assert fields_for(bulletin)["adopted.rate"] == "20%"
    assert not any("凑数" in line for line in score_notes(data))
    found = open_number(bulletin, "office", "rate")
    assert (found.printed, found.live, found.rows.count()) == ("20%", "20%", 6)
    assert open_number(bulletin, f"unit-{october.division.pk}", "rate").live == "20.0"


def test_a_span_of_months_the_rate_clause_and_files_agree(october, tmp_path):
    month = Period.objects.get(month=10)
    table = table_of(Span(Kind.QUARTERLY, month.starts_on, month.ends_on, (month,)))
    assert table.rate_shown(table.total.rate) == RATE
    # 1 of 5 would be below 30 per cent.
    assert not LedgerRow.objects.filter(clause="rate").exclude(points=0).exists()
    assert wrong_totals() == []
    day = {"date": "2026-10-08", "unit": "一处"}
    facts = [
        *({**day, "event": "filed"},) * 3,
        *({**day, "event": "filed", "padding": True},) * 2,
        {**day, "event": "adopted"},
    ]
    documents = {
        "facts.json": {"schema": "govinfo-facts/1", "facts": facts},
        "scheme.json": {
            "schema": "govinfo-scheme/1", "code": "x", "title": "x", "rounding": {"rate": 1}, "clauses": list(SCHEME),
        },
    }  # fmt: skip
    for name, document in documents.items():
        (tmp_path / name).write_text(json.dumps(document), encoding="utf-8")
    evaluation = evaluate_files([str(tmp_path / "scheme.json")], [tmp_path / "facts.json"])
    (unit,) = as_document(evaluation)["tables"][0]["units"]
    assert (unit["rate"], unit["filed"], unit["padding"], unit["points"]) == (RATE, 5, 2, "5")
    text = as_text(evaluation)
    assert SHOWN in text
    assert "一处 2" in text
