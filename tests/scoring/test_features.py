"""F1 to F27: the worked examples of docs/features.md are read out of the page and run."""

import re
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings

from scoring.evaluation.evaluate import evaluate_files
from scoring.evaluation.output import as_document
from scoring.services.scheme_files import read_scheme_file

pytestmark = pytest.mark.engine_free

PAGE = Path(settings.BASE_DIR) / "docs/features.md"
SECTION = re.compile(r"^## (F\d+) .*?$(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
BLOCK = re.compile(r"^```yaml ([^\n]*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
SECTIONS = dict(SECTION.findall(PAGE.read_text(encoding="utf-8")))
HEAD = "schema: govinfo-scheme/1\ntitle: 示例\n"


def example(number):
    """The blocks of a section: [(what stands after yaml, text)]."""
    return BLOCK.findall(SECTIONS[number])


def evaluation_of(number, folder):
    schemes, facts = [], folder / "facts.yaml"
    for words, text in example(number):
        kind, _from, day = words.partition(" from ")
        if kind == "scheme":
            path = folder / f"scheme{len(schemes)}.yaml"
            path.write_text(HEAD + ("" if "code:" in text else "code: example\n") + text, encoding="utf-8")
            schemes.append(f"{path}@{day}" if day else str(path))
        elif kind == "facts":
            facts.write_text(f"schema: govinfo-facts/1\n{text}", encoding="utf-8")
    return as_document(evaluate_files(schemes, [facts]))


def numbers(mapping):
    return {name: None if value is None else Decimal(str(value)) for name, value in mapping.items()}


def figures(lines, name):
    return numbers(
        {f"{line['person']}@{line['unit']}" if line["person"] else line["unit"]: line[name] for line in lines}
    )


def found_in(document, kind):
    """What the evaluation says under a word of a `result` block."""
    whole = document["tables"][-1]
    if kind == "persons":
        return figures(whole["persons"], "points")
    if kind == "by_period":
        return {table["period"]: figures(table["units"], "points") for table in document["tables"] if table["period"]}
    column = {"ranks": "rank", "rates": "rate", "printed": "points_printed"}.get(kind, kind)
    return figures(whole["units"], column)


def check(number, folder):
    document = evaluation_of(number, folder)
    (text,) = [text for words, text in example(number) if words == "result"]
    for kind, expected in read_scheme_file(text).document.items():
        if kind in ("quotas", "effects"):
            told = [{name: one[name] for name in expected[0]} for one in document[kind]]
            assert sorted(map(plainly, told)) == sorted(map(plainly, expected))
        elif kind == "by_period":
            assert found_in(document, kind) == {key: numbers(points) for key, points in expected.items()}
        else:
            assert found_in(document, kind) == numbers(expected)


def plainly(entry):
    return sorted((name, sorted(value) if isinstance(value, list) else str(value)) for name, value in entry.items())


def test_f01_points_by_outlet(tmp_path):
    check("F1", tmp_path)


def test_f02_outlet_and_item_type(tmp_path):
    check("F2", tmp_path)


def test_f03_event(tmp_path):
    check("F3", tmp_path)


def test_f04_instruction_by_level_and_rank(tmp_path):
    check("F4", tmp_path)


def test_f05_several_instructions(tmp_path):
    check("F5", tmp_path)


def test_f06_several_outlets(tmp_path):
    check("F6", tmp_path)


def test_f07_composite(tmp_path):
    check("F7", tmp_path)


def test_f08_joint(tmp_path):
    check("F8", tmp_path)


def test_f09_multiples_of_external_points(tmp_path):
    check("F9", tmp_path)


def test_f10_quotas_by_class_and_period(tmp_path):
    check("F10", tmp_path)


def test_f11_quota_results(tmp_path):
    check("F11", tmp_path)


def test_f12_caps_and_floors(tmp_path):
    check("F12", tmp_path)


def test_f13_deductions(tmp_path):
    check("F13", tmp_path)


def test_f14_thresholds(tmp_path):
    check("F14", tmp_path)


def test_f15_rate_condition(tmp_path):
    check("F15", tmp_path)


def test_f16_classes_outside_optional(tmp_path):
    check("F16", tmp_path)


def test_f17_host_credit_and_one_office(tmp_path):
    check("F17", tmp_path)


def test_f18_persons_beside_units(tmp_path):
    check("F18", tmp_path)


def test_f19_yuan_and_target_points(tmp_path):
    check("F19", tmp_path)


def test_f20_validity(tmp_path):
    check("F20", tmp_path)


def test_f21_evidence(tmp_path):
    check("F21", tmp_path)


def test_f22_which_day_counts(tmp_path):
    check("F22", tmp_path)


def test_f23_revocation(tmp_path):
    check("F23", tmp_path)


def test_f24_length_and_front_page(tmp_path):
    check("F24", tmp_path)


def test_f25_own_items_outside(tmp_path):
    check("F25", tmp_path)


def test_f26_rounding(tmp_path):
    check("F26", tmp_path)


def test_f27_time_limits(tmp_path):
    check("F27", tmp_path)


def test_every_feature_has_an_example_with_a_result():
    assert list(SECTIONS) == [f"F{number}" for number in range(1, 28)]
    assert all({"scheme", "facts", "result"} <= {words for words, _text in example(number)} for number in SECTIONS)


def test_the_result_of_an_example_is_really_compared(tmp_path, monkeypatch):
    wrong = SECTIONS["F1"].replace("教育局: 13", "教育局: 14")
    monkeypatch.setitem(SECTIONS, "F1", wrong)
    with pytest.raises(AssertionError):
        check("F1", tmp_path)
