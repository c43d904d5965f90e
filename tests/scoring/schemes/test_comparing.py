"""Schemes compared by what they mean, in words."""

from django.utils.translation import override

from scoring.services.comparing import compare_documents
from scoring.wording import Names
from tests.scoring.engine.builders import document
from tests.scoring.schemes.documents import CLAUSES, whole

NAMES = Names(levels={"city": "市级", "province": "省级"}, item_types={"brief": "简讯"})
ADOPTED = {
    "id": "adopted", "kind": "points", "event": "adopted",
    "table": [{"level": "city", "item_type": "brief", "points": 3}, {"level": "city", "points": 5}, {"level": "province", "points": 10}],
}  # fmt: skip
FILED = {"id": "filed", "kind": "points", "event": "filed", "table": [{"points": 1}]}


def compared(before, after):
    with override("en"):
        return compare_documents(before, after, NAMES)


def test_a_scheme_is_the_same_as_itself_however_it_is_written():
    assert compared(whole(), whole()).is_empty
    other = {**ADOPTED, "combine": "sum", "table": [{**row, "level": [row["level"]]} for row in ADOPTED["table"]]}
    assert compared(document(ADOPTED), document(other)).is_empty


def test_rows_are_changed_added_and_removed_in_words():
    table = [
        {"level": "city", "item_type": "brief", "points": 4},
        {"level": "city", "points": 5},
        {"level": "own", "points": 1},
    ]
    (one,) = compared(document(ADOPTED), document({**ADOPTED, "table": table})).clauses
    assert (one.kind, one.count) == ("changed", 3)
    assert [(line.kind, line.what, line.before, line.after) for line in one.lines] == [
        ("changed", "市级, 简讯", "3 points", "4 points"), ("added", "own", "", "1 points"), ("removed", "省级", "10 points", ""),
    ]  # fmt: skip


def test_rules_of_a_clause_and_of_the_head_are_named_before_and_after():
    after = {**ADOPTED, "combine": "highest"}
    found = compared(document(ADOPTED), document(after, sharing={"persons": "first"}))
    (one,) = found.clauses
    assert one.rules_gone == ["Several outlets for one item are added up."]
    assert one.rules_new == ["Of several outlets for one item only the highest counts."]
    assert (found.head_gone, found.head_new) == (
        ["Authors share the points evenly."],
        ["The first author gets the points."],
    )


def test_clauses_are_added_removed_and_moved():
    found = compared(document(FILED, ADOPTED), document(ADOPTED, CLAUSES[5]))
    assert [(one.code, one.kind) for one in found.clauses] == [("base", "added"), ("filed", "removed")]
    assert not found.is_reordered
    moved = compared(document(FILED, ADOPTED), document(ADOPTED, FILED))
    assert (moved.is_reordered, moved.clauses, moved.is_empty) == (True, [], False)


def test_rows_in_another_order_mean_something_else():
    table = [ADOPTED["table"][2], *ADOPTED["table"][:2]]
    (one,) = compared(document(ADOPTED), document({**ADOPTED, "table": table})).clauses
    assert (one.kind, one.is_reordered, list(one.lines)) == ("changed", True, [])


def test_rows_about_the_same_are_matched_one_by_one():
    twice = {**FILED, "table": [{"item_type": "a", "points": 1}, {"item_type": ["a", "b"], "points": 2}]}
    (one,) = compared(document(twice), document({**twice, "table": twice["table"][:1]})).clauses
    assert [(line.what, line.before, line.after) for line in one.lines] == [("a or b", "2 points", "")]


def test_clauses_that_are_wrong_are_left_out_and_named():
    wrong = {"id": "x", "kind": "points", "event": "late", "table": []}
    found = compared(document(FILED), document(FILED, wrong))
    assert (found.unread, found.clauses, found.is_empty) == (([], [2]), [], False)


def test_every_field_of_every_kind_makes_a_difference():
    """Comparing works on the words, so each field must be in them."""
    changes = [
        ("adopted", "combine", "sum"), ("adopted", "needs_evidence", False), ("adopted", "front_page_times", 2),
        ("adopted", "length_factors", [{"longer_than": 100, "times": 2}]), ("adopted", "gives", "target"),
        ("adopted", "sharing", {"joint": "full"}), ("instructed", "repeat", "each"), ("faults", "event", "commission_missed"),
        ("faults", "sharing", {"joint": "full"}), ("base", "per", "year"), ("base", "points", 7), ("base", "classes", ["others"]),
        ("base", "for", "persons"), ("monthly", "counts", ["filed"]), ("monthly", "item_type", "brief"),
        ("monthly", "result", {"met": 10}), ("monthly", "demands", [{"at_least": 3}]), ("yearly", "of", ["filed"]),
        ("low-rate", "below", 20), ("low-rate", "minus", 2), ("low-rate", "only_with_filings", False),
        ("cap", "of", ["base"]), ("cap", "at_most", 11), ("cap", "at_least", 1), ("misses", "at_least", 3),
        ("misses", "effects", {"minus": 10}), ("late", "fault", ["missed"]), ("few", "below", 7),
        ("few", "effects", {"failed": True}), ("emergencies", "table", [{"minutes": 30, "points": 1}]),
    ]  # fmt: skip
    silent = []
    for code, name, value in changes:
        clauses = [
            {key: inner for key, inner in {**clause, name: value}.items() if inner is not None}
            if clause["id"] == code
            else clause
            for clause in CLAUSES
        ]
        if name == "repeat":
            clauses[2] = {**clauses[2], "table": [{"points": 10}]}
        if name == "event":
            clauses[3] = {**clauses[3], "table": [{"points": 1}]}
        found = compared(whole(), {**whole(), "clauses": clauses})
        if code not in {one.code for one in found.clauses} or found.unread != ([], []):
            silent.append((code, name, found.unread))
    assert silent == []


def test_every_field_of_the_head_makes_a_difference():
    changes = {
        "counted_on": "happened", "sharing": {}, "ranking": {}, "rounding": {}, "host_credit": {"mode": "instead"},
        "conversion": {"times": 1, "per": "month"}, "budget": {"yuan": 1, "per": "year", "beyond": "stop"},
        "prizes": [{"id": "a", "to": "units", "title": "甲", "per": "year", "at_least": 5}],
    }  # fmt: skip
    found = {name: compared(whole(), {**whole(), name: value}) for name, value in changes.items()}
    silent = [name for name, one in found.items() if not (one.head_gone or one.head_new)]
    assert silent == []
