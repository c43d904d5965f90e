"""Several schemes, sums of a database in place of rows, settling again."""

from datetime import date
from decimal import Decimal

import pytest

from scoring.engine import FactKind, SchemeBook, evaluate, parse_scheme
from scoring.engine.evaluation import Valid
from scoring.engine.rows import row_of
from scoring.engine.settlement import Profile, Settler
from tests.scoring.engine.builders import document, fact
from tests.scoring.engine.settlement.worked import (
    adopted,
    base,
    booked,
    faulty,
    filed,
    limit,
    month,
    months,
    on,
    points,
    quota,
    rate,
    settled,
    settled_by,
    threshold,
)

pytestmark = pytest.mark.engine_free

D = Decimal


def told(outcome):
    return {row.fact: dict(row.explanation) for row in outcome.rows}


def schemes(*, old=(), new=(), change="2026-07-01"):
    first = date.fromisoformat(change)
    before = date.fromordinal(first.toordinal() - 1)
    old_scheme = parse_scheme({**document(points(), *old), "code": "old"})
    new_scheme = parse_scheme({**document(points(), *new), "code": "new"})
    return SchemeBook([Valid(new_scheme, first), Valid(old_scheme, date(2026, 1, 1), before)])


def test_another_scheme_begins_anew():
    book = schemes(old=[limit("year", at_most=5)], new=[limit("year", at_most=4)])
    facts = [adopted("a", "03-05"), adopted("b", "06-05"), adopted("c", "07-05"), adopted("d", "08-05")]
    outcome = settled_by(book, facts, months(1, 12))
    assert [(row.scheme, row.fact, row.points) for row in outcome.rows] == [
        ("old", "limit:2026:2026-06", D(-1)), ("new", "limit:2026:2026-08", D(-2)),
    ]  # fmt: skip


def test_scheme_that_changes_inside_a_month_has_a_quota_in_each_part():
    demand = quota(1, result={"missed": 1})
    book = schemes(old=[demand], new=[demand], change="2026-10-15")
    outcome = settled_by(book, [filed("f", "10-20")], [month(10)])
    assert [(one.scheme, one.span, one.state, one.ends_on) for one in outcome.quotas] == [
        ("old", "2026-10", "missed", on("10-14")), ("new", "2026-10~new", "met", on("10-31")),
    ]  # fmt: skip
    assert [(row.fact, row.on) for row in outcome.rows] == [("quota:2026-10:2026-10", on("10-14"))]


def test_scheme_without_clauses_about_periods_and_days_without_a_scheme_settle_nothing():
    book = schemes(new=[base()])
    facts = [adopted("a", "03-05"), adopted("b", "07-05")]
    assert [row.fact for row in settled_by(book, facts, months(1, 9)).rows] == ["base:2026-Q3:2026-07"]
    early = SchemeBook([Valid(parse_scheme(document(points(), base())), date(2026, 7, 1), date(2026, 9, 30))])
    outcome = settled_by(early, [adopted("a", "03-05"), adopted("z", "11-05")], months(1, 12))
    assert [row.fact for row in outcome.rows] == ["base:2026-Q3:2026-07"]


def sum_of(**kw):
    given = {"unit": "A", "person": "", "on": on("10-05"), "scheme": "test", "points": D(0)}
    return row_of(**{**given, **kw})


def settled_sums(clauses, *sums, slots=None):
    book = SchemeBook.always(parse_scheme(document(*clauses)))
    settler = Settler(book, slots or [month(10)], lambda *_: Profile())
    settler.take(sums)
    return settler.settle()


def test_sums_of_a_database_count_like_rows():
    outcome = settled_sums(
        [points(), quota(5), limit(at_most=10)],
        sum_of(tally=2), sum_of(tally=1, on=on("10-09")), sum_of(clause="adopted", kind=FactKind.ADOPTED, points=D(12)),
        sum_of(tally=7, scheme="another"),
    )  # fmt: skip
    assert outcome.quotas[0].counted == 3
    assert booked(outcome) == {"limit:2026-10:2026-10": D(-2)}


def test_sums_are_asked_for_their_traits_and_tell_no_facts():
    clauses = [
        points(), quota(9, item_type="a", level="b", outlet="c"), threshold("fault", at_least=2, fault="late", effects={"named": True}),
    ]  # fmt: skip
    good, late = {"item_type": "a", "level": "b", "outlet": "c"}, {"kind": FactKind.FAULT, "fault": "late"}
    outcome = settled_sums(
        clauses, sum_of(tally=2, **good), *(sum_of(tally=4, **{**good, trait: "x"}) for trait in good),
        sum_of(tally=4, person="p", **good), sum_of(tally=2, **late), sum_of(tally=5, **{**late, "fault": "other"}),
    )  # fmt: skip
    assert [(one.unit, one.person, one.counted) for one in outcome.quotas] == [("A", "", 2)]
    assert [(effect.counted, effect.facts) for effect in outcome.effects] == [(2, ())]


def test_sums_tell_items_by_name():
    clauses = [points(), rate("month", below=100, minus=1)]
    by_name = settled_sums(
        clauses, sum_of(tally=8), sum_of(kind=FactKind.ADOPTED, tally=1, item="x", level="city"),
        sum_of(kind=FactKind.ADOPTED, tally=2, item="x"), sum_of(kind=FactKind.ADOPTED, tally=1, item="y"),
        sum_of(kind=FactKind.ADOPTED, tally=-1, item="y", level="city"),
    )  # fmt: skip
    assert told(by_name)["rate:2026-10:2026-10"]["adopted"] == "1"


def test_settling_may_be_asked_for_again_and_after_more_rows():
    book = SchemeBook.always(parse_scheme(document(points(), base(6, "month"), limit(at_most=5))))
    settler = Settler(book, [month(10)], lambda *_: Profile())
    settler.know("A")
    settler.know("A")
    first = settler.settle()
    assert settler.settle() == first
    settler.take([sum_of(clause="adopted", kind=FactKind.ADOPTED, points=D(3))])
    assert [row.points for row in settler.settle().rows] == [6, -4]


def test_fact_without_an_item_is_an_item_of_its_own():
    facts = [fact("f", FactKind.FILED, 5, ""), fact("a", FactKind.ADOPTED, 6, ""), fact("b", FactKind.ADOPTED, 6, "")]
    outcome = settled(
        [points(), rate("month", at_least=0, plus=1)],
        [f._replace(parts=(f.parts[0]._replace(item=""),)) for f in facts],
        [month(10)],
    )
    assert told(outcome)["rate:2026-10:2026-10"]["adopted"] == "2"


def test_items_and_facts_that_are_taken_back_once_of_two_times_still_stand():
    clauses = [points(), rate(below=100, minus=1), threshold(at_least=1, effects={"named": True})]
    book = SchemeBook.always(parse_scheme(document(*clauses)))
    settler = Settler(book, months(10, 12), lambda *_: Profile())
    rows = list(evaluate(book, [filed("f", "10-05"), filed("g", "10-05"), filed("h", "10-05"), adopted("a", "10-05", item="x"),
                                adopted("b", "10-06", item="x"), adopted("c", "11-06", item="x"), faulty("v", "10-05"),
                                faulty("w", "10-05")]))  # fmt: skip
    back = [row._replace(points=-row.points, tally=-row.tally) for row in rows if row.fact in ("b", "w", "c")]
    third = next(row for row in rows if row.fact == "c")
    again = [third._replace(points=-third.points, tally=-1, on=on("12-05"), fact="again"), third._replace(fact="more")]
    settler.take([*rows, *back, *again])
    outcome = settler.settle()
    assert told(outcome)["rate:2026-Q4:2026-12"] == {"filed": "3", "adopted": "1", "rate": "33.333333"}
    assert [effect.facts for effect in outcome.effects] == [("v",)]
