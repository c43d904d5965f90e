"""Lists of units, persons, periods and names; prizes, fees and classes on paper."""

import json

import pytest

from scoring.engine import FactKind
from scoring.evaluation.evaluate import evaluate_files
from scoring.evaluation.heads import CODES, EVENTS, FIGURES, HEADS
from scoring.evaluation.paper import as_text
from tests.scoring.evaluating import evaluated, published_schema
from tests.scoring.evaluation.test_reading import facts_document, refused, write  # noqa: F401

pytestmark = pytest.mark.engine_free

FACT = {"event": "adopted", "date": "2026-03-02", "unit": "甲局", "level": "shi", "persons": "张三"}
SCHEME = {
    "schema": "govinfo-scheme/1", "code": "test", "title": "试行办法",
    "ranking": {"outside": ["own"]},
    "budget": {"yuan": 90, "per": "year", "beyond": "scale"},
    "prizes": [{"id": "units", "to": "units", "title": "先进集体", "per": "year", "first": 1}],
    "clauses": [
        {"id": "adopted", "kind": "points", "event": "adopted", "table": [{"level": "shi", "points": 5}]},
        {"id": "fee", "kind": "points", "event": "adopted", "gives": "yuan", "table": [{"points": 60}]},
        {"id": "misses", "kind": "threshold", "per": "year", "counts": "commission_missed", "at_least": 1,
         "effects": {"no_prize": True}},
        {"id": "monthly", "kind": "quota", "per": "month", "counts": ["filed"], "demands": [{"at_least": 1, "optional": True}]},
    ],
}  # fmt: skip
YEAR = facts_document(
    FACT,
    {**FACT, "unit": "乙局", "persons": "李四"},
    {"event": "commission_missed", "date": "2026-04-02", "unit": "甲局"},
    units=[{"unit": "甲局", "class": "d"}, {"unit": "乙局", "class": "d"}, {"unit": "处", "class": "own"}],
    names={"class": {"d": "部门"}, "level": {"shi": "全市"}},
    expected=[
        {"period": "2026-03", "rows": [{"unit": "甲局", "yuan": 60, "adopted:全市": 1}, {"unit": "乙局"}, {"unit": "处", "rank": 3}]},
        {"rows": [{"unit": "甲局", "yuan": 60}, {"unit": "乙局"}, {"unit": "处"}]},
    ],
)  # fmt: skip


@pytest.mark.parametrize(
    ("section", "entry", "word"),
    [
        ("units", {"class": "d"}, "unit"),
        ("units", {"unit": "甲局", "optional": "vielleicht"}, "vielleicht"),
        ("units", {"unit": "甲局", "from": "gestern"}, "gestern"),
        ("persons", {"unit": "甲局"}, "person"),
        ("persons", {"person": "张三"}, "unit"),
        ("periods", {"key": "a", "from": "2026-01-01"}, "to"),
        ("periods", {"key": "a", "from": "2026-02-01", "to": "2026-01-01"}, "to"),
        ("periods", {"key": 5.5, "from": "2026-02-01", "to": "gestern"}, "gestern"),
    ],
)  # fmt: skip
def test_bad_entry_of_a_list_is_told(write, section, entry, word):  # noqa: F811
    assert any(word in line for line in refused(write("f.json", facts_document(FACT, **{section: [entry]}))))


@pytest.mark.parametrize(
    ("section", "entries"),
    [
        ("units", [{"unit": "甲局"}, {"unit": "甲局"}]),
        ("persons", [{"person": "张三", "unit": "甲局"}, {"person": "张三", "unit": "甲局"}]),
        ("periods", [{"key": "a", "from": "2026-01-01", "to": "2026-01-31"}, {"key": "a", "from": "2026-02-01", "to": "2026-02-28"}]),
        ("periods", [{"key": "a", "from": "2026-01-01", "to": "2026-01-31"}, {"key": "b", "from": "2026-01-31", "to": "2026-02-28"}]),
    ],
)  # fmt: skip
def test_entry_that_stands_twice_is_told(write, section, entries):  # noqa: F811
    assert len(refused(write("f.json", facts_document(FACT, **{section: entries})))) == 1


@pytest.mark.parametrize("names", [{"colour": {"a": "b"}}, {"level": {"a": ""}}, {"level": "city"}])
def test_bad_names_are_told(write, names):  # noqa: F811
    assert refused(write("f.json", facts_document(FACT, names=names)))


def test_keys_that_a_count_makes_may_not_stand_elsewhere(write):  # noqa: F811
    facts = [{"event": "filed", "date": "2026-03-02", "unit": "甲局", "key": "a", "count": 1},
             {"event": "filed", "date": "2026-03-02", "unit": "甲局", "key": "a.1", "item": "a.1"}]  # fmt: skip
    from scoring.evaluation.errors import InputRefused

    with pytest.raises(InputRefused, match="a\\.1"):
        evaluated(write("s.json", SCHEME), write("f.json", facts_document(*facts)))


def test_paper_names_classes_levels_prizes_and_what_the_budget_cut(write):  # noqa: F811
    text = as_text(evaluate_files([str(write("s.json", SCHEME))], [write("f.json", YEAR)]))
    lines = [line.split() for line in text.splitlines()]
    assert ["部门", "1", "乙局", "0", "0", "1", "1", "0.0%", "0/0", "5.00", "5.00", "45.00"] in lines
    assert ["1", "李四", "乙局", "5.00", "5.00", "60.00"] in lines
    assert ["own", "—", "处", "0", "0", "0", "0", "0.0%", "0/0", "0.00", "0.00", "0.00"] in lines
    # 甲局 missed a commission, so it is no prize winner though it has as many points.
    assert ["先进集体", "2026年", "部门", "1", "乙局", "5"] in lines
    assert ["先进集体", "2026年", "部门", "1", "甲局", "5", "被取消：misses"] in lines
    assert ["稿酬（元）", "2026年", "甲局", "60", "45"] in lines
    assert ["monthly", "2026年3月", "甲局", "0/1", "未完成", "0", "自愿"] in lines
    assert ["misses", "2026年", "甲局", "取消评优", "1", "#000003"] in lines


def test_fees_are_compared_as_earned_in_a_month_and_as_paid_in_the_whole(write):  # noqa: F811
    result = evaluated(write("s.json", SCHEME), write("f.json", YEAR))
    # The budget of the year cuts 120 to 90; a month by itself shows what was earned.
    assert [(one["period"], one["row"], one["figure"], one["found"]) for one in result["inconsistencies"]] == [
        ("", "甲局", "yuan", "45"),
    ]  # fmt: skip


def test_a_long_ledger_is_shortened_on_paper_only(write):  # noqa: F811
    facts = [
        {**FACT, "key": f"k{number:03d}", "date": f"2026-03-{number % 28 + 1:02d}", "unit": f"单位{number}"}
        for number in range(150)
    ]
    text = as_text(evaluate_files([str(write("s.json", SCHEME))], [write("f.json", facts_document(*facts))]))
    assert text.splitlines()[-1].startswith("……另有")


def test_a_document_that_no_line_marks_can_be_put_to_is_refused_by_its_paths(write):  # noqa: F811
    """JSON that is no YAML (tabs between its words) is still JSON; places are then paths."""
    text = json.dumps(facts_document({**FACT, "date": "gestern"})).replace(" ", "\t")
    (line,) = refused(write("f.json", text))
    assert "gestern" in line


def test_yaml_too_long_for_line_marks_is_refused_with_advice(write):  # noqa: F811
    rows = "".join(f"  - {{event: filed, date: 2026-03-02, unit: 甲局{number}}}\n" for number in range(20_000))
    (line,) = refused(write("f.yaml", "schema: govinfo-facts/1\nfacts:\n" + rows))
    assert "XLSX" in line


def test_the_published_schema_names_the_fields_and_words_that_are_read():
    schema = published_schema("facts-v1").schema
    parts = schema["$defs"]
    assert set(parts["fact"]["properties"]) == set(HEADS["facts"]) | {"unit"}
    assert set(parts["unit"]["properties"]) == set(HEADS["units"])
    assert set(parts["person"]["properties"]) == set(HEADS["persons"])
    assert set(schema["properties"]["periods"]["items"]["properties"]) == set(HEADS["periods"])
    assert set(schema["properties"]["names"]["properties"]) == set(CODES)
    assert set(parts["fact"]["properties"]["event"]["enum"]) == {
        *EVENTS,
        *(word for words in EVENTS.values() for word in words),
    }
    assert set(EVENTS) == {kind.value for kind in FactKind} - {"settlement"}


@pytest.mark.parametrize("kind", sorted(HEADS))
def test_no_head_means_two_fields_of_one_table(kind):
    heads = [head for others in HEADS[kind].values() for head in others]
    if kind == "expected":
        heads += [head for others in FIGURES.values() for head in others]
    assert len(set(heads)) == len(heads)
