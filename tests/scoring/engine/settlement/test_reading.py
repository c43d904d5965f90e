"""Clauses about periods: what is read, and what is refused at its field, by the engine and by the published schema."""

import json
from decimal import Decimal
from pathlib import Path

import jsonschema
import pytest

from scoring.engine import SchemeRefused, parse_scheme
from scoring.engine.facts import FactKind
from scoring.engine.settlement.quotas import Demand, Result
from scoring.engine.settlement.thresholds import Effects
from tests.scoring.engine.builders import document
from tests.scoring.engine.settlement.worked import base, deduction, limit, points, quota, rate, threshold

pytestmark = pytest.mark.engine_free

D = Decimal
SCHEMA = jsonschema.Draft202012Validator(
    json.loads((Path(__file__).parents[4] / "scoring" / "schemes" / "schema-v1.json").read_text())
)


def rules(*clauses):
    given = document(points(), *clauses)
    SCHEMA.validate(given)
    return parse_scheme(given).period_rules


def test_common_fields_are_read_and_have_their_defaults():
    (plain,) = rules(base())
    assert (plain.id, plain.kind, plain.per, plain.gives, plain.audience, plain.classes, plain.points) == (
        "base", "base", "quarter", "points", "units", frozenset(), 6,
    )  # fmt: skip
    (full,) = rules(base("0.5", "week", gives="yuan", classes=["a", "b"], remark="第二条", **{"for": "persons"}))
    assert (full.per, full.gives, full.audience, full.classes, full.points) == (
        "week",
        "yuan",
        "persons",
        {"a", "b"},
        D("0.5"),
    )


def test_quota_is_read_field_by_field():
    demands = [
        {"classes": "first", "at_least": 6},
        {"classes": ["x", "y"], "at_least": 2, "optional": True},
        {"at_least": 3},
    ]
    result = {"met": 10, "each": 1, "each_above": "0.5", "each_missing": 2, "missed": 3}
    (rule,) = rules(quota(counts=("filed", "best"), demands=demands, result=result, level="city", item_type=["a", "b"]))
    assert rule.events == {FactKind.FILED, FactKind.BEST}
    assert (rule.of, rule.conditions) == (frozenset(), (("item_type", {"a", "b"}), ("level", {"city"})))
    assert rule.demands == (Demand(D(6), frozenset(["first"])), Demand(D(2), frozenset("xy"), True), Demand(D(3)))
    assert rule.result == Result(D(10), D(1), D("0.5"), D(2), D(3))


def test_quota_of_points_looks_at_what_is_named_or_at_all_points_above():
    yuan = points("paid", gives="yuan")
    named, left_out = (rules(yuan, {**quota(60, counts="points", **of), "id": "q"})[0] for of in ({"of": "paid"}, {}))
    assert (named.of, named.counted_account, named.events) == ({"paid"}, "yuan", frozenset())
    assert (left_out.of, left_out.counted_account) == ({"adopted"}, "points")


def test_rate_limit_and_threshold_are_read_field_by_field():
    low, high, bounds, late = rules(
        {**rate(below=30, minus=1), "id": "low"}, {**rate(at_least=80, plus=2, only_with_filings=True), "id": "high"},
        limit(of=["low", "adopted"], at_most=10, at_least=0),
        threshold(fault="late", at_least=2, effects={"minus": 1, "minus_each": 2, "withhold": "low", "named": True, "failed": True}),
    )  # fmt: skip
    assert (low.bound, low.below, low.points, low.only_with_filings) == (D(30), True, D(-1), False)
    assert (high.bound, high.below, high.points, high.only_with_filings) == (D(80), False, D(2), True)
    assert (bounds.of, bounds.at_most, bounds.at_least) == ({"low", "adopted"}, D(10), D(0))
    assert (late.counts, late.faults, late.bound, late.below) == ("fault", {"late"}, D(2), False)
    assert late.effects == Effects(D(1), D(2), False, frozenset(["low"]), ("failed", "named"))
    assert late.effects.names == ("minus", "withhold", "failed", "named")


def test_limit_without_names_is_about_all_above_in_its_account():
    (rule,) = rules(points("paid", gives="yuan"), limit(at_most=10, gives="yuan"))
    assert rule.of == {"paid"}


def test_zero_takes_all_above_in_its_account():
    _quota, rule = rules(
        points("paid", gives="yuan"),
        quota(),
        threshold("missed_quota", quota="quota", at_least=1, effects={"zero": True}),
    )
    assert (rule.effects.lost, rule.of, rule.effects.names) == ({"adopted", "quota"}, {"quota"}, ("zero",))


def test_threshold_of_points_names_clauses_of_any_account():
    (rule,) = rules(points("paid", gives="yuan"), threshold("points", of="paid", below=5, effects={"failed": True}))
    assert (rule.of, rule.counted_account, rule.below, rule.bound) == ({"paid"}, "yuan", True, D(5))


def demand_rows(*rows, **kw):
    return quota(demands=list(rows), **kw)


A, B, AB = ({"classes": classes, "at_least": 1} for classes in ("a", "b", ["a", "b"]))
ALL = {"at_least": 1}
EFFECTS = {"effects": {"named": True}}
PERSONAL = {**quota(), "for": "persons"}


@pytest.mark.parametrize(
    ("clauses", "expected"),
    [
        # common fields
        ([base(per="decade")], {("1.per", "not_choice")}),
        ([{"id": "b", "kind": "base", "points": 1}], {("1.per", "missing")}),
        ([base(**{"for": "items"})], {("1.for", "not_choice")}),
        ([base(gives="dollars")], {("1.gives", "not_choice")}),
        ([base(classes=[])], {("1.classes", "not_list")}),
        ([base(sharing={"joint": "full"})], {("1.sharing", "unknown")}),
        ([base(None)], {("1.points", "missing")}),
        ([base(-1)], {("1.points", "out_of_range")}),
        # quotas
        ([quota(counts=None)], {("1.counts", "missing")}),
        ([quota(counts=[])], {("1.counts", "not_list")}),
        ([quota(counts=("late",))], {("1.counts", "not_choice")}),
        ([quota(counts=("filed", "points"))], {("1.counts", "points_alone")}),
        ([quota(of="adopted")], {("1.of", "only_with_points")}),
        ([quota(counts="points", of="missing")], {("1.of", "not_above")}),
        ([quota(counts="points", of="later"), points("later")], {("1.of", "not_above")}),
        ([quota(counts="points", of="quota")], {("1.of", "not_above")}),
        (
            [points("paid", gives="yuan"), quota(counts="points", of=["adopted", "paid"])],
            {("2.of", "other_account")},
        ),
        ([quota(demands=None)], {("1.demands", "missing")}),
        ([quota(demands=[])], {("1.demands", "not_list")}),
        ([demand_rows({"classes": "a"})], {("1.demands.0.at_least", "missing")}),
        ([demand_rows({"at_least": 1, "most": 2})], {("1.demands.0.most", "unknown")}),
        ([demand_rows({"at_least": "2.5"})], {("1.demands.0.at_least", "not_whole")}),
        ([demand_rows({"at_least": 2, "optional": "yes"})], {("1.demands.0.optional", "not_flag")}),
        ([demand_rows(ALL, A)], {("1.demands.1", "unreachable")}),
        ([demand_rows(ALL, ALL)], {("1.demands.1", "unreachable")}),
        ([demand_rows(A, A)], {("1.demands.1", "unreachable")}),
        ([demand_rows(A, B, AB)], {("1.demands.2", "unreachable")}),
        ([demand_rows(A, B, ALL, classes=["a", "b"])], {("1.demands.2", "unreachable")}),
        ([demand_rows(A, classes="b")], {("1.demands.0.classes", "classes_outside")}),
        ([quota(result={})], {("1.result", "nothing_said")}),
        ([quota(result={"lost": 1})], {("1.result.lost", "unknown"), ("1.result", "nothing_said")}),
        (
            [demand_rows({**ALL, "optional": True}, result={"met": 1, "each_missing": 1, "missed": 1})],
            {("1.result.each_missing", "all_optional"), ("1.result.missed", "all_optional")},
        ),
        (
            [demand_rows({**ALL, "optional": True}, result={"met": 1, "missed": 1})],
            {("1.result.missed", "all_optional")},
        ),
        # rates
        ([rate(minus=1)], {("1", "below_or_at_least")}),
        ([rate(below=1, at_least=1, minus=1)], {("1", "below_or_at_least")}),
        ([rate(below=1)], {("1", "plus_or_minus")}),
        ([rate(below=1, minus=1, plus=1)], {("1", "plus_or_minus")}),
        ([rate(below=0, minus=1)], {("1.below", "never_below")}),
        ([rate(below=1, minus=1, of="adopted")], {("1.of", "unknown")}),
        # limits
        ([limit()], {("1", "no_bound")}),
        ([limit(at_most=1, at_least=2)], {("1.at_least", "above_at_most")}),
        ([limit(at_most=0, at_least="0.5")], {("1.at_least", "above_at_most")}),
        ([limit(at_most=1, of="missing")], {("1.of", "not_above")}),
        ([limit(at_most=1, of=["adopted", "below"]), base(id="below")], {("1.of", "not_above")}),
        ([limit(at_most=1, of="adopted", gives="yuan")], {("1.of", "other_account")}),
        ([limit(at_most=1, gives="yuan")], {("1.of", "nothing_above")}),
        # thresholds
        ([threshold("rain", at_least=1, **EFFECTS)], {("1.counts", "not_choice")}),
        ([threshold(at_least=1)], {("1.effects", "missing")}),
        ([threshold(at_least=1, effects={})], {("1.effects", "nothing_said")}),
        ([threshold(at_least=1, effects={"fine": 1})], {("1.effects.fine", "unknown"), ("1.effects", "nothing_said")}),
        ([threshold(**EFFECTS)], {("1", "below_or_at_least")}),
        ([threshold(at_least=0, **EFFECTS)], {("1.at_least", "not_whole")}),
        ([threshold(at_least="1.5", **EFFECTS)], {("1.at_least", "not_whole")}),
        ([threshold(below=2, **EFFECTS)], {("1.below", "only_with_points")}),
        ([threshold("points", below=2, at_least=1, **EFFECTS)], {("1", "below_or_at_least")}),
        ([threshold("points", below=2, fault="late", **EFFECTS)], {("1.fault", "only_with_counts")}),
        ([threshold(at_least=2, of="adopted", **EFFECTS)], {("1.of", "only_with_counts")}),
        ([threshold(at_least=2, quota="adopted", **EFFECTS)], {("1.quota", "only_with_counts")}),
        ([threshold("missed_quota", at_least=2, **EFFECTS)], {("1.quota", "missing")}),
        ([threshold("missed_quota", at_least=2, quota="adopted", **EFFECTS)], {("1.quota", "not_above")}),
        ([PERSONAL, threshold("missed_quota", at_least=2, quota="quota", **EFFECTS)], {("2.quota", "other_audience")}),
        ([threshold("points", at_least=2, of="missing", **EFFECTS)], {("1.of", "not_above")}),
        ([threshold("points", at_least=2, effects={"minus_each": 1})], {("1.effects.minus_each", "each_of_points")}),
        (
            [threshold(at_least=1, effects={"zero": True, "withhold": "adopted"})],
            {("1.effects.withhold", "withheld_twice")},
        ),
        ([threshold(at_least=1, effects={"withhold": "later"}), points("later")], {("1.effects.withhold", "not_above")}),
        ([threshold(at_least=1, gives="yuan", effects={"withhold": "adopted"})], {("1.effects.withhold", "other_account")}),
        ([threshold(at_least=1, gives="yuan", effects={"zero": True})], {("1.effects.zero", "nothing_above")}),
    ],
)  # fmt: skip
def test_bad_clause_is_refused_at_its_field(clauses, expected):
    bad = document(points(), *({key: value for key, value in one.items() if value is not None} for one in clauses))
    with pytest.raises(SchemeRefused) as refused:
        parse_scheme(bad)
    assert {(problem.path.removeprefix("clauses."), problem.code) for problem in refused.value.problems} == expected
    assert all(str(problem).startswith(problem.path) for problem in refused.value.problems)
    if not {code for _path, code in expected} & BEYOND_THE_SCHEMA:
        with pytest.raises(jsonschema.ValidationError):
            SCHEMA.validate(bad)


#: What one field has to do with others is beyond JSON Schema, which sees each by itself.
BEYOND_THE_SCHEMA = {
    "not_above", "other_account", "other_audience", "nothing_above", "unreachable", "classes_outside", "above_at_most",
    "all_optional", "never_below",
}  # fmt: skip


@pytest.mark.parametrize(
    "clause",
    [
        demand_rows(A, B, ALL),
        demand_rows(A, AB),
        demand_rows(A, ALL, classes=["a", "b"]),
        demand_rows({**A, "optional": True}, ALL, result={"missed": 1}),
        demand_rows(A, B, classes=["b"], **{"for": "persons"}),
        demand_rows({"at_least": 0}),
        demand_rows({"at_least": "2.0"}),
        quota("2.5", counts="points"),
        quota(counts="filed"),
        limit(at_most=0),
        limit(at_least=0),
        limit(at_most=5, at_least=5),
        rate(at_least=0, plus=1),
        rate(below=120, plus=0),
        threshold("points", at_least=0, effects={"minus": 1}),
        threshold("points", below="0.5", effects={"no_prize": True}),
        threshold("commission_missed", at_least=1, effects={"zero": True, "minus": 10, "named": False}),
    ],
)
def test_good_clause_is_read_and_keeps_to_the_schema(clause):
    assert len(rules(clause)) == 1


@pytest.mark.parametrize("effects", [{"named": False}, {"minus": 0}, {"zero": False, "no_prize": False}])
def test_effects_that_change_nothing_are_refused(effects):
    with pytest.raises(SchemeRefused, match=r"effects: Say at least one of these: minus, minus_each, zero"):
        parse_scheme(document(points(), threshold(at_least=1, effects=effects)))


def test_every_problem_of_a_clause_is_told_at_once():
    with pytest.raises(SchemeRefused) as refused:
        parse_scheme(document(points(), quota(counts=("late",), result={"lost": 1}), limit(of="x")))
    assert [problem.path for problem in refused.value.problems] == [
        "clauses.1.counts", "clauses.1.result.lost", "clauses.1.result", "clauses.2", "clauses.2.of",
    ]  # fmt: skip


def test_names_that_stand_above_are_told():
    with pytest.raises(SchemeRefused, match=r"no clause “x” above this one\. Above it stand: adopted, faults\."):
        parse_scheme(document(points(), deduction(), limit(of="x", at_most=1)))


@pytest.mark.parametrize(
    ("clauses", "message"),
    [
        ([points("paid", gives="yuan"), limit(of="paid", at_most=1)],
         r"2\.of: The clause “paid” gives something else than this one: yuan, not points\."),
        ([quota(), {**quota(), "id": "other"}, threshold("missed_quota", quota="adopted", at_least=1, **EFFECTS)],
         r"3\.quota: There is no clause “adopted” above this one\. Above it stand: quota, other\."),
        ([PERSONAL, threshold("missed_quota", quota="quota", at_least=1, **EFFECTS)],
         r"2\.quota: The clause “quota” is about units and this one about persons"),
        ([threshold(at_least=1, quota="x", **EFFECTS)], r"1\.quota: This belongs here only where “missed_quota” is counted\."),
        ([demand_rows(A, classes=["c", "b"])], r"0\.classes: .* the whole clause is only for b, c\."),
        ([demand_rows(A, B, AB)], r"demands\.2: This row never counts, because row 2 above it already fits\."),
        ([quota(counts=("late",))], r"counts: “late” is not possible here\. Possible: filed, forwarded, adopted"),
    ],
)  # fmt: skip
def test_problem_says_what_it_is_about(clauses, message):
    with pytest.raises(SchemeRefused, match=message):
        parse_scheme(document(points(), *clauses))
