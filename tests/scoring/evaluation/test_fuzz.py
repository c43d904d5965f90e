"""Whatever stands in a file: it is evaluated, or refused in words; nothing else ever comes out of it."""

import csv
import io
import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from scoring.evaluation.errors import InputRefused
from scoring.evaluation.evaluate import evaluate_files
from scoring.evaluation.output import as_json
from scoring.evaluation.paper import as_text
from scoring.services.scheme_files import DIRECTORY

pytestmark = pytest.mark.engine_free

SCHEME = str(DIRECTORY / "r21-zhonglou.yaml")
FIELDS = (
    "key", "event", "date", "period", "count", "units", "persons", "item", "item_type", "level", "length", "front_page",
    "external", "fault", "minutes", "evidence", "revokes", "filed_on", "source", "share", "colour",
)  # fmt: skip
DAYS = st.sampled_from(
    ["2026-03-02", "2026-02-30", "2026年3月9日", "0001-01-01", "9999-12-31", "三月", "45000", "2026-03"]
)
WORDS = st.sampled_from(
    ["filed", "采用", "批示", "fault", "甲局", "甲局、乙局", "张三@乙局", "a", "b", "市级", "late", "是", "", "@", "、"]
)
NUMBERS = st.sampled_from([0, 1, -1, 3, 10**20, "0.1", "1e9", "NaN", "1,000", "63.1%", True, None])
VALUES = st.one_of(DAYS, WORDS, NUMBERS, st.lists(WORDS, max_size=2), st.dictionaries(WORDS, NUMBERS, max_size=1))
GOOD = {"event": "filed", "date": "2026-03-02", "units": "甲局"}
ROWS = st.lists(
    st.one_of(
        st.dictionaries(st.sampled_from(FIELDS), VALUES, max_size=8).map(lambda fields: {**GOOD, **fields}),
        st.dictionaries(st.sampled_from(FIELDS), VALUES, max_size=6),
    ),
    min_size=1, max_size=4,
)  # fmt: skip
FIGURES = st.dictionaries(
    st.sampled_from(["unit", "person", "points", "rank", "rate", "采用", "占比", "adopted:市级"]), VALUES, max_size=5
)
TABLES = st.fixed_dictionaries(
    {}, optional={"period": VALUES, "rows": st.lists(FIGURES, max_size=3), "sum": FIGURES, "text": FIGURES, "rates": VALUES},
)  # fmt: skip


KEYS = st.sampled_from(["a", "b", "c", "i1", "i2"])
UNITS = st.sampled_from(["甲局", "乙局", "甲局、乙局", "丙局"])
PLAUSIBLE = st.fixed_dictionaries(
    {
        "event": st.sampled_from(["filed", "adopted", "instructed", "fault", "commission_missed", "reported", "best"]),
        "date": st.sampled_from(["2026-01-01", "2026-02-28", "2026-03-31", "2025-12-31", "2026-03-02"]),
        "units": UNITS,
    },
    optional={
        "item": KEYS, "persons": st.sampled_from(["张三", "张三、李四", "张三@乙局"]), "level": WORDS, "fault": WORDS,
        "length": st.integers(0, 5000), "external": st.sampled_from(["0.5", 0, -3, "999999999"]), "filed_on": st.just("2026-01-05"),
        "share": st.sampled_from(["0", "0.5", 1]), "padding": st.booleans(), "evidence": st.booleans(), "minutes": st.integers(-5, 99),
        "leader": WORDS, "front_page": st.booleans(), "count": st.integers(0, 5),
    },
)  # fmt: skip
COUNTERS = st.builds(lambda target: {"date": "2026-03-03", "revokes": f"k{target}"}, st.integers(0, 4))


EVALUATED, REFUSED = "evaluated", "refused"


def come_of(name, content):
    """What comes of the file, and the words in which it is told."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        try:
            evaluation = evaluate_files([SCHEME], [path])
        except InputRefused as error:
            return REFUSED, list(error.lines)
        return EVALUATED, [json.loads("".join(as_json(evaluation)))["schema"], as_text(evaluation)]


def is_in_words(told):
    _came, words = told
    return bool(words) and all(line.strip() for line in words)


@settings(max_examples=120)
@given(rows=ROWS, tables=st.lists(TABLES, max_size=2))
@example(rows=[{**GOOD, "count": "100000000"}], tables=[])
@example(rows=[{**GOOD, "period": "2026-03", "date": None}], tables=[{"sum": {"points": 1}, "text": {"points": 2}}])
def test_documents_are_evaluated_or_refused(rows, tables):
    document = {"schema": "govinfo-facts/1", "facts": rows, "expected": tables}
    assert is_in_words(come_of("facts.json", json.dumps(document).encode()))


def test_plausible_facts_are_evaluated():
    came = []

    @settings(max_examples=120)
    @given(
        rows=st.lists(st.one_of(PLAUSIBLE, PLAUSIBLE, COUNTERS), min_size=1, max_size=5),
        printed=st.lists(FIGURES, max_size=2),
    )
    def run(rows, printed):
        rows = [{**row, "key": f"k{number}"} for number, row in enumerate(rows)]
        lines = [{"unit": "甲局", **dict.fromkeys(line, 1)} for line in printed]
        document = {"schema": "govinfo-facts/1", "facts": rows, "expected": [{"rows": lines, "period": "2026-03"}]}
        came.append(come_of("facts.json", json.dumps(document).encode()))

    run()
    assert [told for told in came if not is_in_words(told)] == []
    assert [kind for kind, _words in came].count(EVALUATED) > 20


@settings(max_examples=120)
@given(
    heads=st.lists(st.sampled_from(["事件", "日期", "单位", "月份", "采用:市级", "报送", "得分", "名次", "采用=a+b", "a", "编号", "撤销", ""]),
                   min_size=1, max_size=6),
    rows=st.lists(st.lists(st.one_of(DAYS, WORDS, NUMBERS), max_size=6), max_size=4),
)  # fmt: skip
def test_tables_are_evaluated_or_refused(heads, rows):
    out = io.StringIO()
    csv.writer(out).writerows([heads, *rows])
    assert is_in_words(come_of("facts.csv", out.getvalue().encode()))


@settings(max_examples=60)
@given(content=st.binary(max_size=200), name=st.sampled_from(["f.csv", "f.json", "f.yaml", "f.xlsx"]))
def test_bytes_are_evaluated_or_refused(content, name):
    assert is_in_words(come_of(name, content))
