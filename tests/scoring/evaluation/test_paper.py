"""What stands on paper in words, and not as a key or a code: spans that are cut, classes, rules of sharing."""

import pytest

from scoring.evaluation.evaluate import evaluate_files
from scoring.evaluation.output import as_document
from scoring.evaluation.paper import as_text
from tests.scoring.evaluation.test_reading import facts_document, write  # noqa: F401

pytestmark = pytest.mark.engine_free

ADOPTED = {"id": "adopted", "kind": "points", "event": "adopted", "table": [{"points": 6}]}
QUOTA = {"id": "q", "kind": "quota", "per": "quarter", "counts": ["adopted"], "demands": [{"at_least": 2}],
         "result": {"missed": 3}}  # fmt: skip
MISSES = {"id": "t", "kind": "threshold", "per": "year", "counts": "missed_quota", "quota": "q", "at_least": 1,
          "effects": {"named": True}}  # fmt: skip
NAMES = [{"kind": "class", "code": "counties", "name": "县区"}]
PART = "2026年第1季度（2月10日至3月31日）"


def scheme(code, *clauses, **head):
    return {"schema": "govinfo-scheme/1", "code": code, "title": code, "clauses": list(clauses), **head}


@pytest.fixture
def cut(write):  # noqa: F811
    """A year of which a scheme begins inside the first quarter."""
    prize = {"id": "p", "to": "units", "title": "先进集体", "per": "quarter", "first": 1}
    old = write("old.json", scheme("zhen1", ADOPTED))
    new = write("new.json", scheme("zhen2", ADOPTED, QUOTA, MISSES, names=NAMES, prizes=[prize]))
    days = ("2026-01-05", "2026-03-05", "2026-06-30")
    units = [{"unit": "甲局", "class": "counties"}]
    facts = [{"event": "adopted", "date": day, "unit": "甲局", "level": "city"} for day in days]
    return evaluate_files([str(old), f"{new}@2026-02-10"], [write("f.json", facts_document(*facts, units=units))])


def test_a_part_of_a_span_is_printed_with_its_days_and_never_with_its_key(cut):
    text = as_text(cut)
    lines = [line.split() for line in text.splitlines()]
    assert "~" not in text
    assert ["q", PART, "甲局", "1/2", "未完成", "-3"] in lines
    assert ["q", "2026年第2季度", "甲局", "1/2", "未完成", "-3"] in lines
    assert ["先进集体", PART, "县区", "1", "甲局", "3"] in lines
    assert f"q {PART}、q 2026年第2季度" in text
    assert f"{PART}：采用1条，任务2条，缺1条" in text
    assert ["2026-03-31", "甲局", "q", "-3", PART] in [line[:5] for line in lines]


def test_json_keeps_the_key_of_a_span_and_adds_its_name(cut):
    found = as_document(cut)
    for section in ("quotas", "prizes"):
        assert (found[section][0]["span"], found[section][0]["span_name"]) == ("2026-Q1~zhen2", PART)
    assert [one["span_name"] for one in found["effects"]] == ["2026年（2月10日至12月31日）"]


def test_a_class_is_called_as_the_scheme_calls_it_unless_the_file_does(cut, write):  # noqa: F811
    lines = [line.split() for line in as_text(cut).splitlines()]
    assert {line[0] for line in lines if "甲局" in line[2:3] and len(line) == 11} == {"县区"}
    new = write("new.json", scheme("s", ADOPTED, names=NAMES))
    facts = facts_document(
        {"event": "adopted", "date": "2026-03-05", "unit": "甲局"}, units=[{"unit": "甲局", "class": "counties"}],
        names={"class": {"counties": "各县"}},
    )  # fmt: skip
    text = as_text(evaluate_files([str(new)], [write("f.json", facts)]))
    assert ["各县", "1", "甲局"] in [line.split()[:3] for line in text.splitlines()]


def test_whoever_has_nothing_is_told_the_rule_and_whose_points_went_to_the_host_no_share(write):  # noqa: F811
    """R3 and R15 in one: two authors at most, the lead unit alone, the host in place of its point."""
    rules = {"sharing": {"joint": "lead", "authors_at_most": 2}, "host_credit": {"mode": "instead"}}
    facts = facts_document(
        {"event": "adopted", "date": "2026-03-05", "unit": "直报点", "key": "a"},
        {"event": "adopted", "date": "2026-03-06", "units": ["乙局", "丙局"], "persons": "张三、李四、王五、赵六@丙局", "key": "b"},
        units=[{"unit": "直报点", "host": "甲镇"}, {"unit": "甲镇"}],
    )  # fmt: skip
    path = write("s.json", scheme("s", ADOPTED, **rules))
    ledger = as_document(evaluate_files([str(path)], [write("f.json", facts)]))["ledger"]
    told = {one["person"] or one["unit"]: one["explanation"].get("no_share", "") for one in ledger}
    assert told == {
        "直报点": "", "甲镇": "", "乙局": "", "丙局": "joint", "张三": "", "李四": "", "王五": "authors", "赵六": "authors",
    }  # fmt: skip
    said = {one["unit"]: one["sentence"] for one in ledger if not one["person"]}
    assert said["直报点"].endswith("6分计入归口单位甲镇，本单位不计。")
    assert not [one for one in ledger if "分得0分" in one["sentence"]]
