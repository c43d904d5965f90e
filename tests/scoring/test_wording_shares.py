"""Why a ledger row has nothing of the points of its fact, and what is said where they went to a host."""

import pytest
from django.utils.translation import override

from scoring.engine import parse_scheme
from scoring.models import LedgerRow
from scoring.wording import reason_in_words
from tests.scoring.test_words_and_files import FAULTS, NAMES, document, points_clause

pytestmark = pytest.mark.engine_free

LEAD = {"row": "1", "full": "6", "whole": "6", "share": "0", "no_share": "joint"}
AUTHORS = {**LEAD, "no_share": "authors"}
MOVED = {"row": "1", "full": "6", "whole": "6", "share": "0", "host": "7", "credit": "instead"}


@pytest.mark.parametrize(
    ("sharing", "told", "reasons"),
    [
        ({"joint": "lead"}, LEAD, ["Only the lead unit counts."]),
        ({"joint": "by_authors"}, LEAD, ["Shared by the number of authors, and none of them is of this unit."]),
        ({"authors_at_most": 2}, AUTHORS, ["Only the first 2 authors count."]),
        ({"authors_at_most": 1}, AUTHORS, ["Only the first author counts."]),
        ({"persons": "first"}, AUTHORS, ["Only the first author counts."]),
        ({}, {**LEAD, "no_share": "source"}, ["The share of its source is 0."]),
        ({}, {**MOVED, "credited": "6"}, ["6 points go to the host unit 某县 instead."]),
        ({}, {**MOVED, "credited": "3"}, ["Its share: 3 points.", "3 points go to the host unit 某县 instead."]),
        ({"joint": "lead"}, {**MOVED, "credited": "0", "no_share": "joint"}, ["Only the lead unit counts."]),
        ({}, {**LEAD, "share": "3", "credit": "instead", "credit_of": "8", "credit_points": "3", "no_share": ""},
         ["With 3 points of the direct-report point 8."]),
        # A row that was booked before rules were noted.
        ({"joint": "lead"}, {**LEAD, "no_share": ""}, ["Its share: 0 points."]),
    ],
)  # fmt: skip
def test_a_share_of_nothing_is_told_by_its_rule_and_no_share_of_what_went_to_the_host(sharing, told, reasons):
    scheme = parse_scheme(document(points_clause({"level": "city", "points": 6}, sharing=sharing)))
    told = {name: word for name, word in told.items() if word}
    row = LedgerRow(clause="adopted", explanation=told, points=0, tally=1)
    with override("en"):
        assert reason_in_words(row, scheme, NAMES)[1:] == reasons


@pytest.mark.parametrize(
    ("sharing", "rule", "reason"),
    [
        ({}, "joint", "Only the lead unit loses points."),
        ({"persons": "even", "authors_at_most": 2}, "authors", "Only the first 2 authors lose points."),
        ({"persons": "first"}, "authors", "Only the first author loses points."),
    ],
)
def test_whoever_loses_nothing_is_told_by_which_rule(sharing, rule, reason):
    scheme = parse_scheme(document({**FAULTS, "sharing": sharing}))
    told = {"row": "1", "full": "-1", "whole": "-1", "share": "0", "no_share": rule}
    with override("en"):
        said = reason_in_words(LedgerRow(clause="faults", explanation=told, points=0, tally=1), scheme, NAMES)
    assert said == ["迟报: minus 1 points.", reason]
