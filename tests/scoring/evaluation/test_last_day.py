"""`--to`: later facts have not happened, and what is asked for each week, month or year goes on after that day."""

from datetime import date

import pytest
from django.utils.translation import override

from scoring.evaluation.errors import InputRefused
from scoring.services.scheme_files import DIRECTORY
from tests.scoring.evaluating import evaluated, evaluated_files
from tests.scoring.evaluation.test_checks import SCHEME
from tests.scoring.evaluation.test_reading import facts_document, write  # noqa: F401

pytestmark = pytest.mark.engine_free

R07, R22 = DIRECTORY / "r07-liangyi.yaml", DIRECTORY / "r22-city-template.yaml"
QUOTAS = {
    **SCHEME,
    "clauses": [
        {"id": "base", "kind": "base", "per": "year", "points": 3},
        {"id": "month", "kind": "quota", "per": "month", "counts": ["filed"], "demands": [{"at_least": 2}],
         "result": {"missed": 1}},
        {"id": "year", "kind": "quota", "per": "year", "counts": ["filed"], "demands": [{"at_least": 9}],
         "result": {"missed": 1}},
    ],
}  # fmt: skip


def filed(*days):
    return facts_document(*({"event": "filed", "date": day, "unit": "甲局"} for day in days))


def states(document, clause):
    return [(one["span"], one["counted"], one["state"]) for one in document["quotas"] if one["clause"] == clause]


def test_a_week_that_goes_on_after_the_last_day_is_running(write):  # noqa: F811
    facts = write("f.json", filed("2026-01-29", "2026-02-01"))
    cut = evaluated(R22, facts, ends_on=date(2026, 1, 31))
    assert states(cut, "weekly")[-2:] == [("2026-W04", "0", "missed"), ("2026-W05", "1", "running")]
    over = evaluated(R22, facts, ends_on=date(2026, 2, 1))
    assert states(over, "weekly")[-1] == ("2026-W05", "2", "met")
    assert ("2026-W05", "2", "met") in states(evaluated(R22, facts), "weekly")


@pytest.mark.parametrize("day", [20, 29])
def test_a_month_and_a_year_go_on_after_the_last_day(write, day):  # noqa: F811
    facts = write("f.json", filed("2026-01-05", "2026-01-30"))
    document = evaluated(write("s.json", QUOTAS), facts, ends_on=date(2026, 1, day))
    assert states(document, "month") == [("2026-01", "1", "running")]
    assert states(document, "year") == [("2026", "1", "running")]
    (table,) = document["tables"]
    assert (table["period"], table["to"], table["units"][0]["points"]) == ("2026-01", f"2026-01-{day}", "3")
    # What is booked at the end of the month so far stands on the last day.
    assert [(row["clause"], row["date"]) for row in document["ledger"] if row["clause"]] == [("base", f"2026-01-{day}")]
    assert document["notes"] == ["有 1 条事实晚于 2026-01-" + f"{day}，不计入。"]


def test_a_month_that_ends_on_the_last_day_is_over(write):  # noqa: F811
    document = evaluated(
        write("s.json", QUOTAS), write("f.json", filed("2026-01-05", "2026-02-10")), ends_on=date(2026, 1, 31)
    )
    assert states(document, "month") == [("2026-01", "1", "missed")]


def test_a_scheme_that_begins_after_the_last_day_says_nothing_yet(write):  # noqa: F811
    later = {**QUOTAS, "code": "later", "clauses": [{"id": "base", "kind": "base", "per": "month", "points": 50}]}
    schemes = [write("s.json", QUOTAS), f"{write('later.json', later)}@2026-01-25"]
    document = evaluated_files(schemes, [write("f.json", filed("2026-01-05"))], ends_on=date(2026, 1, 20))
    assert document["tables"][0]["units"][0]["points"] == "3"
    assert states(document, "month") == [("2026-01", "1", "running")]


def test_a_week_is_running_where_the_file_knows_of_facts_after_its_periods(write):  # noqa: F811
    facts = {**filed("2026-01-29", "2026-02-01"), "periods": [{"key": "a", "from": "2026-01-01", "to": "2026-01-31"}]}
    document = evaluated(R22, write("f.json", facts))
    assert states(document, "weekly")[-1] == ("2026-W05", "1", "running")


def test_days_in_the_wrong_order_are_named_with_their_options(write):  # noqa: F811
    with pytest.raises(InputRefused) as found, override("en"):
        evaluated(R22, write("f.json", filed("2026-01-29")), starts_on=date(2026, 3, 2), ends_on=date(2026, 3, 1))
    assert "--to 2026-03-01" in found.value.lines[0]
    assert "--from 2026-03-02" in found.value.lines[0]


def test_facts_before_the_first_scheme_are_told_so(write):  # noqa: F811
    scheme = f"{write('s.json', SCHEME)}@2026-04-01"
    facts = [{"event": "adopted", "date": day, "unit": "甲局", "level": "city"} for day in ("2026-03-02", "2026-03-05")]
    with override("en"):
        document = evaluated_files([scheme], [write("f.json", facts_document(*facts))])
    (note,) = document["notes"]
    assert note.startswith("2 facts lie before 2026-04-01")


def test_faults_that_a_threshold_took_points_for_are_not_called_unknown(write):  # noqa: F811
    fault = {"event": "fault", "date": "2026-03-02", "unit": "甲局"}
    facts = [*({**fault, "fault": "约稿迟报"} for _number in range(4)), {**fault, "fault": "泄密"}]
    with override("en"):
        document = evaluated(R07, write("f.json", facts_document(*facts)))
    assert document["tables"][0]["units"][0]["points"] == "-40"
    (note,) = document["notes"]
    assert note.startswith("1 × 差错")
    assert "泄密" in note
