"""One list of kinds of faults everywhere, and schemes that name their own codes."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.utils.translation import override

from review.fault_kinds import FAULTS
from scoring.engine import FactKind, parse_scheme
from scoring.evaluation.heads import CODES, code_of
from scoring.models import LedgerRow
from scoring.services.scheme_checks import words_by_code
from scoring.services.scheme_files import DIRECTORY
from scoring.vocabulary import CHANNELS, EVENT_CLASSES, said
from scoring.vocabulary import FAULTS as IN_SCHEMES
from scoring.wording import Names, reason_in_words
from scoring.wording_head import head_in_words
from tests.scoring.engine.builders import document, points_clause
from tests.scoring.evaluating import evaluated, published_schema, scheme_file

pytestmark = pytest.mark.engine_free

LIBRARY = sorted(DIRECTORY.glob("r[0-9]*.yaml"))
OWN_FAULT = {"id": "faults", "kind": "deduction", "event": "fault", "table": [{"fault": "hearsay", "points": 1}]}
NAMED = {"names": [{"kind": "fault", "code": "hearsay", "name": "道听途说"}, {"kind": "level", "code": "city", "name": "本市"},
                   {"kind": "class", "code": "own", "name": "本办处室"}]}  # fmt: skip


def test_schemas_wording_and_files_of_facts_know_the_same_faults():
    codes = list(FAULTS)
    assert published_schema("schema-v1").schema["$defs"]["faults"]["examples"] == codes
    assert published_schema("facts-v1").schema["$defs"]["fact"]["properties"]["fault"]["examples"] == codes
    assert list(IN_SCHEMES) == list(CODES["fault"]) == codes


def test_every_fault_has_the_word_by_which_chinese_files_write_it():
    with override("zh-hans"):
        assert {code: str(kind.label) for code, kind in FAULTS.items()} == {
            code: kind.words[0] for code, kind in FAULTS.items()
        }
    words = [word for kind in FAULTS.values() for word in kind.words]
    assert len(set(words)) == len(words)


@pytest.mark.parametrize(
    ("word", "code"), [("迟报", "late"), ("误报", "inaccurate"), ("missed", "omitted"), ("named-error", "named_error"),
                       ("late", "late"), ("道听途说", "道听途说")],
)  # fmt: skip
def test_words_and_earlier_codes_are_read_as_the_one_code(word, code):
    assert code_of(word, CODES["fault"]) == code


@pytest.mark.parametrize("path", LIBRARY, ids=lambda path: path.stem)
def test_a_published_scheme_says_everything_in_words(path):
    """Even an office that has none of its outlets, levels and types reads no bare code."""
    scheme = parse_scheme(scheme_file(path).document)
    with override("zh-hans"):
        common = Names(faults=said(IN_SCHEMES), event_classes=said(EVENT_CLASSES), channels=said(CHANNELS))
        told = [text for one in words_by_code(scheme, common).values() for text in (one.article, one.sentence)]
        told += [rule for topic in head_in_words(scheme, common) for rule in topic.rules]
    assert [text for text in told if re.search("[a-z]{2,}", text)] == []


def test_names_of_the_scheme_go_before_those_of_the_office():
    scheme = parse_scheme(
        document(points_clause({"level": "city", "points": 5}), OWN_FAULT, ranking={"outside": "own"}, **NAMED)
    )
    names = Names(levels={"city": "市级"}, faults={"late": "迟报"}, classes={"own": "自己"})
    with override("zh-hans"):
        clauses = words_by_code(scheme, names)
        assert clauses["adopted"].lines[0].what == "本市"
        assert clauses["faults"].article.startswith("道听途说")
        (ranking,) = [
            topic.rules for topic in head_in_words(scheme, names) if any("排" in rule for rule in topic.rules)
        ]
        assert "本办处室" in ranking[0]
        row = LedgerRow(kind=FactKind.FAULT, clause="faults", points=Decimal(-1), tally=1, happened_on=date(2026, 3, 1),
                        explanation={"row": "1", "full": "-1"})  # fmt: skip
        assert reason_in_words(row, scheme, names)[0].startswith("道听途说")
    assert names.levels == {"city": "市级"}


def test_results_of_the_command_name_the_codes_of_the_scheme(tmp_path):
    scheme, facts = tmp_path / "s.yaml", tmp_path / "f.yaml"
    scheme.write_text(
        "schema: govinfo-scheme/1\ncode: x\ntitle: 办法\n"
        "clauses:\n  - {id: f, kind: deduction, event: fault, table: [{fault: hearsay, points: 1}]}\n"
        "names:\n  - {kind: fault, code: hearsay, name: 道听途说}\n"
    )
    facts.write_text(
        "schema: govinfo-facts/1\nfacts:\n  - {event: fault, date: 2026-03-02, units: [甲局], fault: hearsay}\n"
        "  - {event: fault, date: 2026-03-03, units: [甲局], fault: 道听途说}\n"
    )
    with override("zh-hans"):
        result = evaluated(scheme, facts)
    assert "道听途说" in result["schemes"][0]["clauses"][0]["sentence"]
    assert [row["points"] for row in result["ledger"] if row["clause"]] == ["-1", "-1"]
