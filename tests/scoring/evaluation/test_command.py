"""`manage.py score_evaluate`: what it prints, how it ends, and that it asks no database."""

import json
import shutil
import subprocess
import sys
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connections

from scoring.evaluation.errors import InputRefused
from scoring.evaluation.paper import _tables
from scoring.services.scheme_files import DIRECTORY
from tests.scoring.evaluating import evaluated, evaluated_files, library_facts
from tests.scoring.evaluation.test_reading import facts_document, write  # noqa: F401

pytestmark = pytest.mark.engine_free

R21 = DIRECTORY / "r21-zhonglou.yaml"
SAMPLES = Path(settings.BASE_DIR) / "docs/samples"


@pytest.fixture(autouse=True)
def no_database(monkeypatch):
    """Whoever asks a database fails."""

    def refuse(*args, **kwargs):
        raise AssertionError("a database was asked")

    for connection in connections.all():
        monkeypatch.setattr(connection, "ensure_connection", refuse)
        monkeypatch.setattr(connection, "cursor", refuse)


def run(*words):
    out = StringIO()
    call_command("score_evaluate", *map(str, words), stdout=out)
    return out.getvalue()


def refused(*words):
    with pytest.raises(CommandError) as found:
        run(*words)
    assert found.value.returncode == 2
    return str(found.value)


def facts_of_months(write, *days):  # noqa: F811
    facts = [{"event": "adopted", "date": day, "unit": "甲局", "level": "own"} for day in days]
    return write("facts.json", facts_document(*facts))


def test_json_holds_ledger_tables_quotas_effects_and_sentences():
    document = json.loads(run("--scheme", R21, "--facts", library_facts("r21"), "--json"))
    assert sorted(document) == [
        "effects", "from", "inconsistencies", "ledger", "notes", "prizes", "quotas", "schema", "schemes", "seconds",
        "tables", "to",
    ]  # fmt: skip
    first = document["tables"][0]["units"][0]
    assert (first["unit"], first["points"], first["points_printed"], first["rank"]) == ("一科", "37", "37.00", 1)
    assert all(row["sentence"] for row in document["ledger"])
    assert next(clause["id"] for clause in document["schemes"][0]["clauses"]) == "base"
    assert all(isinstance(row["points"], str) for row in document["ledger"])


def test_json_is_the_document_one_record_a_line():
    text = run("--scheme", R21, "--facts", library_facts("r21"), "--json")
    assert json.loads(text) == evaluated(R21, library_facts("r21"))
    assert max(map(len, text.splitlines())) < 2000


def test_days_that_lie_centuries_apart_are_taken_for_a_slip(write):  # noqa: F811
    with pytest.raises(InputRefused):
        evaluated(R21, facts_of_months(write, "2026-03-02", "9999-12-31"))


def test_text_is_a_chinese_table_with_everything():
    text = run("--scheme", R21, "--facts", library_facts("r21"))
    assert text.startswith("钟楼区行政审批局信息工作考核评分细则\n2026-01-01 至 2026-03-31\n")
    for word in ("名次", "一科", "37.00", "不合格", "台账", "采用率"):
        assert word in text
    assert "%(" not in text


def test_from_and_to_show_a_part_and_keep_what_is_cumulative(write):  # noqa: F811
    facts = facts_of_months(write, "2026-01-05", "2026-02-10", "2026-02-20", "2026-03-01")
    options = {"starts_on": date(2026, 2, 15), "ends_on": date(2026, 2, 28)}
    document = evaluated(DIRECTORY / "r27-qingang.yaml", facts, **options)
    (table,) = document["tables"]
    assert (table["from"], table["to"], table["period"]) == ("2026-02-15", "2026-02-28", "2026-02-15~2026-02-28")
    (unit,) = table["units"]
    assert (unit["points"], unit["cumulative"]) == ("5", "15")
    assert [row["date"] for row in document["ledger"]] == ["2026-02-20"]
    assert document["notes"] == ["有 1 条事实晚于 2026-02-28，不计入。"]


def test_several_periods_are_followed_by_all_of_them_together(write):  # noqa: F811
    document = evaluated(DIRECTORY / "r27-qingang.yaml", facts_of_months(write, "2026-01-05", "2026-03-10"))
    assert [(table["period"], table["units"][0]["points"], table["units"][0]["cumulative"]) for table in document["tables"]] == [
        ("2026-01", "5", "5"), ("2026-02", "0", "5"), ("2026-03", "5", "10"), ("", "10", "10"),
    ]  # fmt: skip


def test_cumulative_begins_anew_with_the_year(write):  # noqa: F811
    document = evaluated(DIRECTORY / "r27-qingang.yaml", facts_of_months(write, "2025-12-05", "2026-01-10"))
    assert [table["units"][0]["cumulative"] for table in document["tables"]] == ["5", "5", "5"]


def test_facts_of_which_no_clause_speaks_are_noted(write):  # noqa: F811
    facts = facts_document(
        {"event": "adopted", "date": "2026-03-02", "unit": "甲局", "outlet": "unbekannt", "level": "市级"}
    )
    document = evaluated(DIRECTORY / "r08-henan-miit.yaml", write("f.json", facts))
    assert document["notes"] == ["采用 1 次，层级 市级，刊物 unbekannt：计分办法中没有对应的分值。"]


def test_facts_between_the_periods_of_the_file_are_noted(write):  # noqa: F811
    periods = [
        {"key": "a", "from": "2026-01-01", "to": "2026-01-31"},
        {"key": "b", "from": "2026-03-01", "to": "2026-03-31"},
    ]
    facts = [{"event": "adopted", "date": f"2026-0{month}-05", "unit": "甲局", "level": "own"} for month in (1, 2, 3)]
    document = evaluated(DIRECTORY / "r27-qingang.yaml", write("f.json", facts_document(*facts, periods=periods)))
    assert document["notes"] == ["有 1 条事实不在任何一个期间内，不计入。"]
    assert document["tables"][-1]["units"][0]["points"] == "10"


@pytest.mark.parametrize(
    "bounds",
    [
        {"starts_on": date(2026, 3, 2), "ends_on": date(2026, 3, 1)}, {"ends_on": date(2025, 1, 1)},
    ],
)  # fmt: skip
def test_bounds_without_days_are_refused(write, bounds):  # noqa: F811
    with pytest.raises(InputRefused):
        evaluated(DIRECTORY / "r27-qingang.yaml", facts_of_months(write, "2026-03-02"), **bounds)


@pytest.mark.parametrize(
    "bounds",
    [{"starts_on": date(2026, 1, 20)}, {"ends_on": date(2026, 1, 20)}, {"starts_on": date(2026, 5, 1)}, {"ends_on": date(2025, 1, 1)}],
)  # fmt: skip
def test_bounds_that_cut_a_period_of_the_file_are_refused(write, bounds):  # noqa: F811
    periods = [{"key": "a", "from": "2026-01-01", "to": "2026-01-31"}]
    facts = [{"event": "adopted", "date": "2026-01-05", "unit": "甲局", "level": "own"}]
    with pytest.raises(InputRefused):
        evaluated(R21, write("f.json", facts_document(*facts, periods=periods)), **bounds)


def test_two_schemes_each_with_its_days(write):  # noqa: F811
    facts = [
        {"event": "adopted", "date": day, "unit": "甲局", "outlet": "guoban", "level": "own"}
        for day in ("2026-01-31", "2026-02-01")
    ]
    schemes = [DIRECTORY / "r27-qingang.yaml", f"{DIRECTORY / 'r08-henan-miit.yaml'}@2026-02-01"]
    document = evaluated_files(schemes, [write("f.json", facts_document(*facts))])
    assert [(row["scheme"], row["points"]) for row in document["ledger"]] == [
        ("r27-qingang", "5"),
        ("r08-henan-miit", "20"),
    ]
    assert [scheme["from"] for scheme in document["schemes"]] == ["", "2026-02-01"]


def test_bad_input_ends_with_2_and_plain_words(write, tmp_path):  # noqa: F811
    good = facts_of_months(write, "2026-03-02")
    bad_scheme = write("bad.yaml", R21.read_text(encoding="utf-8").replace("points: 6", "points: viele"))
    assert "bad.yaml" in refused("--scheme", bad_scheme, "--facts", good)
    assert "points" in refused("--scheme", bad_scheme, "--facts", good)
    nothing = tmp_path / "nothing.yaml"
    assert refused("--scheme", nothing, "--facts", good) == f"{nothing}：没有这个文件。"
    assert refused("--scheme", R21, "--scheme", R21, "--facts", good)
    assert refused("--scheme", R21, "--scheme", f"{R21}@2026-02-01", "--facts", good)
    bad_facts = write("bad.csv", "事件,日期,单位\n采用,三月,甲局\n")
    assert "三月" in refused("--scheme", R21, "--facts", bad_facts)
    twice = facts_document(*[{"key": "a", "event": "adopted", "date": "2026-03-02", "unit": "甲局"}] * 2)
    assert "a" in refused("--scheme", R21, "--facts", write("twice.json", twice))


@pytest.mark.parametrize("option", ["--from", "--to"])
@pytest.mark.parametrize("day", ["2026-13-10", "三月"])
def test_a_day_that_is_none_is_told_with_what_a_day_looks_like(write, option, day):  # noqa: F811
    said = refused("--scheme", R21, "--facts", facts_of_months(write, "2026-03-02"), option, day)
    assert said == f"{option}：“{day}”不是日期，应如 2026-03-05。"


def test_a_wrong_day_behind_a_scheme_is_no_missing_file(write):  # noqa: F811
    said = refused("--scheme", f"{R21}@2026-13-01", "--facts", facts_of_months(write, "2026-03-02"))
    assert said == "“2026-13-01”不是日期，应如 2026-03-05。"


def test_as_a_process_it_ends_with_2_and_without_a_traceback(write, tmp_path):  # noqa: F811
    """With a database that cannot be there at all: neither is one made."""
    facts = write("bad.csv", "事件,日期,单位\n采用,三月,甲局\n")
    command = [sys.executable, "manage.py", "score_evaluate", "--scheme", str(R21), "--facts"]
    environment = {
        "PATH": "/usr/bin:/bin", "SECRET_KEY": "x" * 60, "GOVINFO_DATA_ROOT": str(tmp_path / "data"), "DEBUG": "1",
        "DATABASE_URL": "postgres://nobody:none@127.0.0.1:1/none", "HOME": str(tmp_path), "LANG": "C.UTF-8",
    }  # fmt: skip
    done = [
        subprocess.run(
            [*command, str(path)], cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=False
        )
        for path in (facts, library_facts("r21"))
    ]
    assert [one.returncode for one in done] == [2, 0], done
    assert "Traceback" not in done[0].stderr
    assert "三月" in done[0].stderr
    assert "一科" in done[1].stdout


def test_inconsistencies_are_no_failure(write):  # noqa: F811
    facts = [{"event": "adopted", "date": "2026-03-02", "unit": "甲局", "level": "own"}]
    expected = [{"table": "附件1", "rows": [{"unit": "甲局", "points": 99}]}]
    path = write("f.json", facts_document(*facts, expected=expected))
    text = run("--scheme", DIRECTORY / "r27-qingang.yaml", "--facts", path)
    assert "附件1" in text
    assert "99" in text


@pytest.mark.parametrize("first", ["2030-01-01", "2026-04-01"])
def test_a_first_day_after_the_last_fact_is_refused(write, first):  # noqa: F811
    said = refused("--scheme", R21, "--facts", facts_of_months(write, "2026-03-02"), "--from", first)
    assert first in said
    assert "2026-03-02" in said


def test_the_smallest_amount_of_money_has_its_column():
    line = {"class": "", "rank": 1, "unit": "甲局", "filed": 0, "forwarded": 0, "adopted": 0, "adoptions": 0, "rate": "0",
            "instructed": 0, "person_times": 0, "points_printed": "0", "cumulative_printed": "0", "target": "0",
            "yuan": "1E-400"}  # fmt: skip
    table = {"period": "2026-03", "from": "2026-03-01", "to": "2026-03-31", "units": [line], "persons": []}
    assert any("1E-400" in text for text in _tables({"tables": [table]}, {}))


def test_the_order_of_rows_in_a_file_changes_nothing(write):  # noqa: F811
    facts = [
        {"key": "a", "event": "adopted", "date": "2026-03-02", "item": "i", "unit": "甲局", "level": "city"},
        {"key": "b", "event": "adopted", "date": "2026-03-09", "item": "i", "unit": "甲局", "level": "province"},
        {"key": "c", "event": "instructed", "date": "2026-03-05", "item": "i", "unit": "乙局"},
    ]
    scheme = DIRECTORY / "r27-qingang.yaml"
    forward = evaluated(scheme, write("f.json", facts_document(*facts)))
    backward = evaluated(scheme, write("b.json", facts_document(*reversed(facts))))
    assert sorted(map(str, forward["ledger"])) == sorted(map(str, backward["ledger"]))


def test_samples_of_the_manual_give_what_the_manual_says(tmp_path):
    """The steps of docs/score-evaluate.md, with the very files that it names."""
    shutil.copytree(SAMPLES, tmp_path / "samples")
    scheme, workbook = tmp_path / "samples/scheme.yaml", tmp_path / "samples/march.xlsx"
    document = json.loads(run("--scheme", scheme, "--facts", workbook, "--json"))
    assert [(one["unit"], one["points"], one["rank"]) for one in document["tables"][0]["units"]] == [
        ("市监局", "74", 1), ("民政局", "35", 2), ("教育局", "8", 3), ("档案局", "-2", 4),
    ]  # fmt: skip
    page = (SAMPLES.parent / "score-evaluate.md").read_text(encoding="utf-8")
    told = [one["message"] for one in document["inconsistencies"]]
    assert len(told) == 3
    assert [message for message in told if message not in page] == []
    text = run("--scheme", scheme, "--facts", workbook)
    assert [line for line in page.partition("```text\n")[2].partition("```")[0].splitlines() if line not in text] == []


def test_events_of_the_manual_s_csv_are_read():
    document = json.loads(run("--scheme", SAMPLES / "scheme.yaml", "--facts", SAMPLES / "march.csv", "--json"))
    # 市监局: 1 + 5 + 10 + 10, and half of 1 + 3; 民政局 the other half.
    assert {one["unit"]: one["points"] for one in document["tables"][0]["units"]} == {"市监局": "28", "民政局": "2"}
