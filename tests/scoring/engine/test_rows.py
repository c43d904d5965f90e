"""A row says of its fact what its sign says; rows of the ledger are made with it."""

from datetime import date
from decimal import Decimal

import pytest

from scoring.engine import FactKind, evaluate
from scoring.engine.rows import Sign, row_of
from tests.scoring.engine.builders import adopted, book, fact, points_clause

pytestmark = pytest.mark.engine_free

SHOWN = {
    "clause": "c", "kind": FactKind.FILED, "account": "yuan", "item_type": "brief", "level": "city", "outlet": "daily",
    "fault": "late", "padding": True,
}  # fmt: skip


def test_row_shows_what_its_sign_says():
    row = row_of("A", "p", date(2026, 10, 8), "test", Decimal(5), 1, fact="f", item="i", leader="m", **SHOWN)
    assert {name: getattr(row, name) for name in SHOWN} == SHOWN
    assert (row.sign, row.receiver) == (Sign(**SHOWN, is_person=True), "person:p@A")
    assert row.place == (date(2026, 10, 8), "f", "c", "person:p@A")


def test_rows_of_a_fact_show_its_own_type_outlet_and_level_whatever_the_clauses_ask():
    """Facts that are alike for the clauses are remembered together, but rows show more of them."""
    scheme = book(points_clause({"points": 5}))
    facts = [adopted(outlet, item=outlet, item_type=kind, outlet=outlet, level=level, authors=[("p", "A")])
             for kind, outlet, level in (("brief", "x", "city"), ("update", "y", "state"))]  # fmt: skip
    rows = evaluate(scheme, [*facts, fact("f", FactKind.FAULT, fault="late", item="z", authors=[("p", "A")])])
    assert {(row.item_type, row.outlet, row.level, row.fault, row.clause, row.person) for row in rows} == {
        (*shown, clause, person)
        for *shown, clause in (("brief", "x", "city", "", "adopted"), ("update", "y", "state", "", "adopted"), ("", "", "", "late", ""))
        for person in ("", "p")
    }  # fmt: skip
    assert all(row.sign.is_person == bool(row.person) for row in rows)
