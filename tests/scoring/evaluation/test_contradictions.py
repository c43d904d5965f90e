"""Facts that contradict themselves or one another: refused with both places, or noted where both may be meant; nothing is
left out or counted twice without a word."""

from datetime import date

import pytest
from django.utils.translation import override

from scoring.evaluation.facts_file import read_facts
from tests.scoring.evaluating import evaluated
from tests.scoring.evaluation.test_checks import SCHEME
from tests.scoring.evaluation.test_reading import facts_document, refused, write  # noqa: F401

pytestmark = pytest.mark.engine_free

FILED = {"event": "filed", "date": "2026-03-02", "unit": "甲局"}
COMPOSITE = {"key": "z", "event": "adopted", "date": "2026-03-02", "item": "z", "level": "city"}
ONE, OTHER = {**COMPOSITE, "source": "s1", "unit": "甲局"}, {**COMPOSITE, "source": "s2", "unit": "乙局"}


@pytest.fixture
def told(write):  # noqa: F811
    """What is said of facts that are refused, in English."""

    def _told(*facts, name="f.yaml"):
        with override("en"):
            return refused(write(name, facts_document(*facts) if name != "f.csv" else facts[0]))

    return _told


def noted(write, *facts, **more):  # noqa: F811
    with override("en"):
        return read_facts([write("f.json", facts_document(*facts, **more))]).notes


def test_a_first_filing_after_the_event_is_refused(told):
    (line,) = told({**FILED, "filed_on": "2026-04-05"})
    assert line.startswith("f.yaml: ")
    assert "filed_on" in line
    assert "2026-04-05" in line
    assert "2026-03-02" in line


def test_a_first_filing_inside_the_month_of_a_count_is_right(write):  # noqa: F811
    counted = {"event": "adopted", "period": "2026-03", "unit": "甲局", "filed_on": "2026-03-30"}
    (fact,) = read_facts([write("f.json", facts_document(counted))]).facts
    assert str(fact.filed_on) == "2026-03-30"


def test_what_happened_before_the_last_day_counts_though_its_item_was_filed_later(write):  # noqa: F811
    """`counted_on: happened` asks for the day of the event only."""
    facts = facts_document(
        {"event": "adopted", "date": "2026-03-02", "item": "i", "unit": "甲局", "level": "city"},
        {"event": "filed", "date": "2026-04-05", "item": "i", "unit": "甲局"},
    )
    document = evaluated(write("s.json", SCHEME), write("f.json", facts), ends_on=date(2026, 3, 31))
    assert document["tables"][0]["units"][0]["points"] == "5"
    assert any("2026-04-05" in note for note in document["notes"])


@pytest.mark.parametrize(("field", "value"), [
    ("date", "2026-03-05"), ("level", "province"), ("event", "filed"), ("item", "y"), ("front_page", True), ("length", 700),
])  # fmt: skip
def test_rows_of_one_fact_that_contradict_each_other_name_both_places(told, field, value):
    whole = {**ONE, "front_page": False, "length": 800}
    lines = told(whole, {**OTHER, field: value})
    (line,) = [line for line in lines if "contradicts" in line]
    assert line.startswith(f"f.yaml: Line 1, {field}: ")
    assert "(Line 1)" in line
    assert "(z)" in line


def test_rows_of_one_fact_in_a_table_name_both_lines(told):
    text = "编号,事件,日期,单位,来源,层级\nz,采用,2026-03-02,甲局,s1,市级\nz,采用,2026-03-02,乙局,s2,省级\n"
    (line,) = told(text, name="f.csv")
    assert line.startswith("f.csv: Line 3, 层级: “省级” contradicts “市级” (Line 2)")


def test_what_only_a_later_row_says_of_the_fact_holds(write):  # noqa: F811
    silent = {name: value for name, value in ONE.items() if name != "level"}
    (fact,) = read_facts([write("f.json", facts_document(silent, OTHER))]).facts
    assert fact.level == "city"


def test_one_day_and_one_level_in_two_ways_of_writing_are_no_contradiction(write):  # noqa: F811
    other = {**OTHER, "date": "2026年3月2日", "level": "市级", "front_page": "是", "external": "7.0"}
    (fact,) = read_facts(
        [
            write(
                "f.json",
                facts_document({**ONE, "front_page": True, "external": 7, "title": "甲"}, {**other, "title": "乙"}),
            )
        ]
    ).facts
    assert len(fact.parts) == 2


def test_a_key_that_stands_twice_without_sources_names_both_places(told):
    text = "编号,事件,日期,单位\na,报送,2026-03-02,甲局\na,报送,2026-03-05,乙局\n"
    (line,) = told(text, name="f.csv")
    assert line.startswith("f.csv: Line 3, 编号: ")
    assert "Line 2" in line


@pytest.mark.parametrize("share", [-1, 3, "1.2", "101%"])
def test_shares_lie_between_nothing_and_all(told, share):
    lines = told({**ONE, "share": share}, {**OTHER, "share": "0.5"})
    assert len(lines) == 1
    assert f"“{share}” is no share" in lines[0]
    assert ", share: " in lines[0]


def test_shares_of_all_sources_make_up_the_whole(told):
    assert "add up to 0.8" in told({**ONE, "share": "0.5"}, {**OTHER, "share": "0.3"})[0]
    assert "or none has" in told({**ONE, "share": "0.5"}, OTHER)[0]


@pytest.mark.parametrize("shares", [("0.7", "0.3"), (1, 0), ("70%", "30%"), ("0.33", "0.66")])
def test_shares_that_are_right_are_taken(write, shares):  # noqa: F811
    facts = [{**row, "share": share} for row, share in zip((ONE, OTHER), shares, strict=True)]
    (fact,) = read_facts([write("f.json", facts_document(*facts))]).facts
    assert len(fact.parts) == 2
    assert all(part.share is not None for part in fact.parts)


def test_a_source_that_stands_twice_is_refused(told):
    assert "“s1” stands here for the second time" in told(ONE, {**OTHER, "source": "s1"})[0]


def test_a_share_of_a_fact_without_sources_is_noted(write):  # noqa: F811
    assert ["counts for nothing" in note for note in noted(write, {**FILED, "share": "0.5"})] == [True]


@pytest.mark.parametrize("person", ["@甲局", "@", " @ 甲局"])
def test_an_author_without_a_name_is_refused(told, person):
    (line,) = told({**FILED, "persons": [person]})
    assert "persons" in line
    assert "names no person" in line


def test_an_author_of_a_unit_that_is_none_of_the_facts_is_noted(write):  # noqa: F811
    (note,) = noted(write, {**FILED, "persons": ["张三@丙局", "李四"]})
    assert "丙局" in note
    assert "张三" in note
    assert "甲局" in note
    assert noted(write, {**FILED, "unit": "甲局、丙局", "persons": "张三@丙局"}) == []


def test_a_day_outside_the_month_of_its_row_is_noted(write):  # noqa: F811
    (note,) = noted(write, {**FILED, "period": "2026-04"})
    assert "2026-03-02" in note
    assert "2026-04" in note
    assert noted(write, {**FILED, "period": "2026-03"}) == []
