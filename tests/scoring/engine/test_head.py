"""What the head of a scheme says, and what is refused in it and in the newer fields of clauses about items."""

import json
from decimal import Decimal
from pathlib import Path

import jsonschema
import pytest

import scoring
from scoring.engine import SchemeRefused, parse_scheme
from scoring.engine.head import Budget, Conversion, HostCredit, Name, Prize, Ranking, Rounding
from scoring.engine.scheme import EMPTY
from tests.scoring.engine.builders import document, points_clause

pytestmark = pytest.mark.engine_free

D = Decimal
SCHEMA = json.loads((Path(scoring.__file__).parent / "schemes" / "schema-v1.json").read_text())
ROW = {"points": 5}
FAULTS = {"id": "faults", "kind": "deduction", "event": "fault", "table": [{"fault": "late", "points": 1}]}
REPORTS = {"id": "reports", "kind": "time_limit", "table": [{"channel": "phone", "minutes": 20, "points": 1}]}
BASE = {"id": "base", "kind": "base", "per": "month", "points": 6}
PRIZE = {"id": "units", "to": "units", "title": "先进集体", "per": "year", "first": 3}
NAME = {"kind": "fault", "code": "late", "name": "迟报"}
HEAD = {
    "remark": "第三条以下未见",
    "rounding": {"unit": 1, "yuan": 0},
    "counted_on": "filed",
    "ranking": {"outside": ["own"], "optional": "others"},
    "host_credit": {"mode": "besides", "of": ["adopted"]},
    "conversion": {"times": "0.05", "at_most": 5, "per": "year"},
    "budget": {"yuan": 20000, "per": "half", "beyond": "scale"},
    "prizes": [
        {**PRIZE, "at_least": 60, "moves_up": True},
        {"id": "i", "to": "items", "title": "好信息", "per": "month", "at_least": 9},
    ],
    "names": [{"kind": "fault", "code": "late", "name": "迟报"}, {"kind": "level", "code": "late", "name": "末级"}],
}


def test_whole_head_is_read_field_by_field():
    given = document(BASE, points_clause(ROW, gives="yuan"), FAULTS, REPORTS, **HEAD)
    jsonschema.validate(given, SCHEMA)
    scheme = parse_scheme(given)
    assert scheme.remark == "第三条以下未见"
    assert scheme.rounding == Rounding(unit=1, person=2, rate=1, yuan=0, target=2)
    assert scheme.counted_on == "filed"
    assert scheme.ranking == Ranking(frozenset({"own"}), frozenset({"others"}))
    assert scheme.host_credit == HostCredit("besides", frozenset({"adopted"}))
    assert scheme.conversion == Conversion(D("0.05"), "year", D(5))
    assert scheme.budget == Budget(D(20000), "half", "scale")
    assert scheme.prizes == (
        Prize("units", "units", "先进集体", "year", 3, D(60), moves_up=True),
        Prize("i", "items", "好信息", "month", None, D(9)),
    )
    assert scheme.names == (Name("fault", "late", "迟报"), Name("level", "late", "末级"))
    assert scheme.order == ("base", "adopted", "faults", "reports")
    assert [clause.kind for clause in scheme.clauses] == ["points", "deduction", "time_limit"]
    assert [clause.gives for clause in scheme.clauses] == ["yuan", "points", "points"]
    assert (scheme.period_rule("base"), scheme.clause("base")) == (scheme.period_rules[0], None)
    assert scheme.period_rule("adopted") is None


def test_what_is_left_out_has_its_default():
    scheme = parse_scheme(document(points_clause(ROW), conversion={"times": 1, "per": "month"}))
    assert (scheme.remark, scheme.counted_on, scheme.ranking) == ("", "happened", Ranking())
    assert (scheme.host_credit, scheme.budget, scheme.prizes) == (None, None, ())
    assert scheme.conversion.at_most is None
    assert EMPTY.clause("adopted") is None


def test_host_credit_covers_all_clauses_or_those_named():
    assert HostCredit("instead").covers("adopted", "yuan")
    assert not HostCredit("instead", frozenset({"filed"})).covers("adopted", "points")


def test_what_only_counts_stays_the_own_of_a_direct_report_point_unless_it_is_named():
    assert not HostCredit("instead").covers("parts", "count")
    assert HostCredit("instead", frozenset({"parts"})).covers("parts", "count")


def test_sharing_of_deductions_is_that_of_the_scheme_but_for_who_loses():
    scheme = parse_scheme(document(
        FAULTS, {**REPORTS, "sharing": {"persons": "even"}}, sharing={"composite": "full", "joint": "full"},
    ))  # fmt: skip
    faults, reports = scheme.clauses
    assert (faults.sharing.composite, faults.sharing.joint, faults.sharing.persons) == ("full", "lead", "none")
    assert (reports.sharing.composite, reports.sharing.joint, reports.sharing.persons) == ("full", "lead", "even")


def problems_of(bad):
    with pytest.raises(SchemeRefused) as refused:
        parse_scheme(bad)
    return {(problem.path, problem.code) for problem in refused.value.problems}


def head(**kw):
    return document(points_clause(ROW), **kw)


def clause(*table, **kw):
    return document(points_clause(*table, **kw))


@pytest.mark.parametrize(
    ("bad", "expected"),
    [
        (head(remark=7), {("remark", "not_text")}),
        (head(rounding={"yuan": 9}), {("rounding.yuan", "out_of_range")}),
        (head(rounding={"fee": 2}), {("rounding.fee", "unknown")}),
        (head(counted_on="signed"), {("counted_on", "not_choice")}),
        (head(ranking={"outside": []}), {("ranking.outside", "not_list")}),
        (head(ranking={"inside": "own"}), {("ranking.inside", "unknown")}),
        (head(host_credit={}), {("host_credit.mode", "missing")}),
        (head(host_credit={"mode": "both"}), {("host_credit.mode", "not_choice")}),
        (head(host_credit={"mode": "instead", "of": 5}), {("host_credit.of", "not_list")}),
        (head(conversion={}), {("conversion.times", "missing"), ("conversion.per", "missing")}),
        (head(conversion={"times": 1, "per": "decade"}), {("conversion.per", "not_choice")}),
        (head(conversion={"times": 1, "per": "year", "at_most": -1}), {("conversion.at_most", "out_of_range")}),
        (head(budget={"yuan": 5, "per": "year"}), {("budget.beyond", "missing")}),
        (head(budget={"yuan": 2 * 10**9, "per": "year", "beyond": "stop"}), {("budget.yuan", "out_of_range")}),
        (head(prizes=[]), {("prizes", "not_list")}),
        (head(prizes=[{**PRIZE, "first": None}]), {("prizes.0", "first_or_at_least")}),
        (head(prizes=[{**PRIZE, "first": 0}]), {("prizes.0.first", "out_of_range")}),
        (head(prizes=[{**PRIZE, "to": "towns"}]), {("prizes.0.to", "not_choice")}),
        (head(prizes=[{**PRIZE, "moves_up": "yes"}]), {("prizes.0.moves_up", "not_flag")}),
        (head(names=[]), {("names", "not_list")}),
        (head(names={"fault": {"late": "迟报"}}), {("names", "not_list")}),
        (head(names=[{**NAME, "kind": "unit"}]), {("names.0.kind", "not_choice")}),
        (head(names=[{**NAME, "code": "迟 报"}]), {("names.0.code", "not_code")}),
        (head(names=[{**NAME, "name": " "}]), {("names.0.name", "not_text")}),
        (head(names=[{**NAME, "words": "迟"}]), {("names.0.words", "unknown")}),
        (clause(ROW, gives="stars"), {("clauses.0.gives", "not_choice")}),
        (clause(ROW, needs_evidence="yes"), {("clauses.0.needs_evidence", "not_flag")}),
        (clause(ROW, front_page_times="x"), {("clauses.0.front_page_times", "not_number")}),
        (clause(ROW, length_factors=[]), {("clauses.0.length_factors", "not_list")}),
        (clause(ROW, length_factors=[{"times": 2}]), {("clauses.0.length_factors.0.longer_than", "missing")}),
        (clause(ROW, length_factors=[{"longer_than": "1.5", "times": 2}]),
         {("clauses.0.length_factors.0.longer_than", "not_number")}),
        (clause({**ROW, "longer_than": -1}), {("clauses.0.table.0.longer_than", "out_of_range")}),
        (clause({**ROW, "front_page": "yes"}), {("clauses.0.table.0.front_page", "not_flag")}),
        (clause({**ROW, "fault": "迟报"}), {("clauses.0.table.0.fault", "not_code")}),
        (clause({**ROW, "minutes": 5}), {("clauses.0.table.0.minutes", "unknown")}),
        (document({**FAULTS, "event": "filed"}), {("clauses.0.event", "not_choice")}),
        (document({**FAULTS, "event": None}), {("clauses.0.event", "missing")}),
        (document({**FAULTS, "table": [{"fault": "late"}]}), {("clauses.0.table.0.points", "missing")}),
        (document({**FAULTS, "table": [{"times_external": 2}]}),
         {("clauses.0.table.0.times_external", "unknown"), ("clauses.0.table.0.points", "missing")}),
        (document({**FAULTS, "table": [{"points": -1}]}), {("clauses.0.table.0.points", "out_of_range")}),
        (document({**FAULTS, "combine": "sum"}), {("clauses.0.combine", "unknown")}),
        (document({**REPORTS, "table": [{"points": 1}]}), {("clauses.0.table.0.minutes", "missing")}),
        (document({**REPORTS, "event": "reported"}), {("clauses.0.event", "unknown")}),
    ],
)  # fmt: skip
def test_mistake_is_refused_at_its_field_and_by_the_schema(bad, expected):
    assert problems_of(bad) == expected
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(bad, SCHEMA)


@pytest.mark.parametrize(
    ("bad", "expected"),
    [
        (head(host_credit={"mode": "instead", "of": ["filed", "adopted"]}), {("host_credit.of", "no_clause")}),
        (document(BASE, host_credit={"mode": "instead", "of": "base"}), {("host_credit.of", "no_clause")}),
        (head(prizes=[PRIZE, PRIZE]), {("prizes.1.id", "twice")}),
        (head(names=[NAME, {**NAME, "kind": "level"}, {**NAME, "name": "又名"}]), {("names.2.code", "twice")}),
        (document(points_clause(ROW), {**BASE, "id": "adopted"}), {("clauses.1.id", "twice")}),
        (clause(ROW, length_factors=[{"longer_than": 600, "times": 2}, {"longer_than": 600, "times": 4}]),
         {("clauses.0.length_factors.1", "unreachable_factor")}),
    ],
)  # fmt: skip
def test_mistake_that_a_schema_cannot_see(bad, expected):
    assert problems_of(bad) == expected


def test_what_is_named_is_told_with_what_there_is():
    with pytest.raises(
        SchemeRefused, match=r"no clause “filed” about items in this scheme\. There are: adopted, faults"
    ):
        parse_scheme(document(points_clause(ROW), FAULTS, BASE, host_credit={"mode": "instead", "of": "filed"}))


@pytest.mark.parametrize(
    ("above", "below"),
    [
        ({"longer_than": 600}, {"longer_than": 600}),
        ({"longer_than": 600}, {"longer_than": 2000, "level": "city"}),
        ({"front_page": True}, {"front_page": True, "commissioned": True}),
        ({"fault": ["late", "omitted"]}, {"fault": "late", "channel": "phone"}),
    ],
)
def test_row_below_a_wider_row_is_refused(above, below):
    assert problems_of(clause({**above, "points": 1}, {**below, "points": 2})) == {("clauses.0.table.1", "unreachable")}


@pytest.mark.parametrize(
    ("above", "below"),
    [
        ({"longer_than": 2000}, {"longer_than": 600}),
        ({"longer_than": 600}, {}),
        ({"front_page": True}, {"commissioned": True}),
        ({"front_page": True}, {"front_page": False}),
        ({"fault": "late"}, {"fault": ["late", "omitted"]}),
    ],
)
def test_row_below_a_narrower_row_is_read(above, below):
    assert len(parse_scheme(clause({**above, "points": 1}, {**below, "points": 2})).clauses[0].table.rows) == 2


def test_row_of_a_deduction_or_time_limit_that_never_counts_is_refused():
    bad = document(
        {**FAULTS, "table": [{"points": 1}, {"fault": "late", "points": 2}]},
        {**REPORTS, "table": [{"minutes": 5, "points": 1}, {"channel": "phone", "minutes": 20, "points": 2}]},
    )
    assert problems_of(bad) == {("clauses.0.table.1", "unreachable"), ("clauses.1.table.1", "unreachable")}
