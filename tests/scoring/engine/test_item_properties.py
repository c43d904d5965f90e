"""What must hold for all kinds of clauses about items, whatever the scheme says and whatever happened."""

import random
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.engine import Author, Fact, FactKind, Part, SchemeBook, evaluate, evaluate_group, parse_scheme, standing
from scoring.engine.numbers import PLACES, ZERO
from tests.scoring.engine.builders import document, whole_points

pytestmark = pytest.mark.engine_free

D = Decimal
LEVELS = ("own", "city", "province")
START = date(2026, 10, 1)
YES_OR_NO = (True, False)
EVENTS = {"points": ("filed", "adopted", "best"), "deduction": ("fault", "commission_missed")}
KINDS = (*EVENTS["points"], *EVENTS["deduction"], "instructed", "reported")
CONDITIONS = (
    *(("level", level) for level in LEVELS), ("in_composite", True), ("commissioned", False), ("front_page", True),
    ("longer_than", 600), ("fault", "late"), ("channel", "phone"), ("item_type", "brief"),
)  # fmt: skip


class Dice:
    """A scheme and facts out of one number: hundreds of them in the time in which strategies draw one."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.one_of = self.random.choice
        self.number = self.random.randint

    def points(self):
        return f"{self.number(0, 100)}.{self.number(0, 99):02}"

    def rows(self, *worth):
        """Some rows with a condition each, none twice, then one for everything else."""
        chosen = self.random.sample(CONDITIONS, self.number(0, 4))
        return [{name: value, **self.worth(worth)} for name, value in chosen] + [self.worth(worth)]

    def worth(self, fields):
        return {field: self.points() for field in fields}

    def sharing(self):
        return {
            "composite": self.one_of(["shares", "even", "full"]),
            "joint": self.one_of(["even", "full", "lead", "by_authors"]),
            "persons": self.one_of(["even", "full", "first", "none"]),
            "authors_at_most": self.number(0, 2),
        }

    def clause(self, number):
        kind = self.one_of(["points", "points", "instruction", "deduction", "time_limit"])
        clause = {"id": f"c{number}", "kind": kind, "gives": self.one_of(["points", "yuan"])}
        if kind in EVENTS:
            clause["event"] = self.one_of(EVENTS[kind])
        if kind == "instruction":
            clause["repeat"] = self.one_of(["each", "first_full", "once_per_level", "once_per_item"])
        if kind == "points":
            clause["combine"] = self.one_of(["sum", "highest", "highest_per_level"])
            clause["needs_evidence"] = self.one_of(YES_OR_NO)
            clause["front_page_times"] = self.points()
            clause["length_factors"] = [{"longer_than": 900, "times": self.points()}, {"longer_than": 300, "times": 2}]
        worth = ["points"] + (["minutes"] if kind == "time_limit" else [])
        worth += ["then"] if clause.get("repeat") == "first_full" else []
        clause["table"] = self.rows(*worth)
        if kind in ("points", "instruction") and self.one_of(YES_OR_NO):
            clause["table"][-1]["times_external"] = clause["table"][-1].pop("points")
        if self.one_of(YES_OR_NO):
            clause["sharing"] = self.sharing()
        return clause

    def scheme(self):
        head = {"sharing": self.sharing(), "counted_on": self.one_of(["happened", "filed"])}
        mode = self.one_of(["", "instead", "besides"])
        if mode:
            head["host_credit"] = {"mode": mode}
        return parse_scheme(document(*(self.clause(number) for number in range(self.number(1, 4))), **head))

    def part(self):
        units = self.random.sample("ABC", self.number(1, 3))
        authors = [Author(self.one_of("pqr"), self.one_of("ABC")) for _ in range(self.number(0, 3))]
        hosts = self.one_of([(), (("A", "H"),), (("A", "B"), ("C", "H"))])
        return Part(self.one_of(["s1", "s2"]), tuple(units), tuple(authors), self.one_of([None, D("0.3"), D(0)]), hosts)

    def fact(self, key):
        return Fact(
            key=key,
            kind=FactKind(self.one_of(KINDS)),
            on=START + timedelta(days=self.number(0, 5)),
            parts=tuple(self.part() for _ in range(self.number(1, 2))),
            item=self.one_of(["i1", "i2"]),
            filed_on=self.one_of([None, date(2026, 9, 1)]),
            length=self.one_of([0, 300, 301, 601, 901]),
            external=self.one_of([None, D(4)]),
            minutes=self.one_of([None, D(0), D(50), D(101)]),
            item_type=self.one_of(["brief", "research"]),
            level=self.one_of(LEVELS),
            leader=self.one_of(["L1", "L2"]),
            fault=self.one_of(["", "late"]),
            channel=self.one_of(["", "phone"]),
            in_composite=self.one_of(YES_OR_NO),
            commissioned=self.one_of(YES_OR_NO),
            front_page=self.one_of(YES_OR_NO),
            evidence=self.one_of(YES_OR_NO),
            padding=self.one_of([False, False, True]),
        )

    def facts(self):
        return [self.fact(f"f{index}") for index in range(self.number(0, 8))]


def thrown(test):
    """Run the test with many schemes, each with its facts, and the dice for what else it wants."""

    @settings(max_examples=300)
    @given(st.integers(0, 2**48))
    def run(seed):
        dice = Dice(seed)
        test(dice.scheme(), dice.facts(), dice)

    run.__name__, run.__doc__ = test.__name__, test.__doc__
    return run


def printed(rows):
    """Everything of the rows, amounts as they are written."""
    return [tuple(str(value) for value in row) for row in rows]


@thrown
def test_order_of_facts_does_not_matter_to_the_digit(scheme, given_facts, dice):
    shuffled = list(given_facts)
    dice.random.shuffle(shuffled)
    assert printed(evaluate(SchemeBook.always(scheme), shuffled)) == printed(
        evaluate(SchemeBook.always(scheme), given_facts)
    )


@thrown
def test_what_is_remembered_of_earlier_facts_changes_nothing(scheme, given_facts, dice):
    book = SchemeBook.always(scheme)
    first = printed(evaluate(book, given_facts))
    assert printed(evaluate(book, given_facts)) == first
    one_by_one = SchemeBook.always(scheme)
    for fact in given_facts:
        evaluate_group(one_by_one, [fact])
    assert printed(evaluate(one_by_one, given_facts)) == first


@thrown
def test_fact_of_one_unit_gives_what_the_way_for_several_gives(scheme, given_facts, dice):
    single = [fact._replace(parts=(fact.parts[0]._replace(units=("A",), hosts=()),)) for fact in given_facts]
    # A host of a unit that is not there changes nothing, but is looked at with more care.
    careful = [fact._replace(parts=(fact.parts[0]._replace(hosts=(("X", "Y"),)),)) for fact in single]
    book = SchemeBook.always(scheme)
    assert printed(evaluate(book, careful)) == printed(evaluate(book, single))


@thrown
def test_shares_add_up_to_the_whole_before_rounding(scheme, given_facts, dice):
    sources = [fact for fact in given_facts if len(fact.parts) == 1 or scheme.sharing.composite != "full"]
    found = list(evaluate(SchemeBook.always(scheme), sources))
    for clause in scheme.clauses:
        if clause.sharing.joint == "full" or clause.sharing.composite == "full":
            continue
        for item in ("i1", "i2"):
            for fact, whole in whole_points(clause, [fact for fact in standing(sources) if fact.item == item]):
                own = [row for row in found if (row.fact, row.clause, row.person) == (fact.key, clause.id, "")]
                besides = [row for row in own if row.explanation.get("credit") == "besides"]
                on_top = sum((D(row.explanation.get("credit_points", 0)) for row in besides), ZERO)
                assert sum((row.points for row in own), ZERO) - on_top == whole


@thrown
def test_fact_that_is_revoked_and_given_again_leaves_everything_as_it_was(scheme, given_facts, dice):
    if not given_facts:
        return
    book = SchemeBook.always(scheme)
    gone = dice.one_of(given_facts)
    counter = Fact("x", gone.kind, gone.on, item=gone.item, revokes=gone.key)
    without = [fact for fact in given_facts if fact is not gone]
    assert printed(evaluate(book, [*given_facts, counter])) == printed(evaluate(book, without))
    again = gone._replace(key=gone.key + "again")
    assert _sums(evaluate(book, [*given_facts, counter, again])) == _sums(evaluate(book, [*without, again]))
    counter_of_the_counter = Fact("y", gone.kind, gone.on, item=gone.item, revokes="x")
    everything = [*given_facts, counter, counter_of_the_counter]
    assert printed(evaluate(book, everything)) == printed(evaluate(book, given_facts))


def _sums(found):
    sums = {}
    for row in found:
        key = (row.receiver, row.account)
        sums[key] = sums.get(key, ZERO) + row.points
    return sums


@thrown
def test_every_fact_counts_once_for_each_receiver_and_rows_have_places_of_their_own(scheme, given_facts, dice):
    found = list(evaluate(SchemeBook.always(scheme), given_facts))
    assert len({(row.fact, row.clause, row.receiver) for row in found}) == len(found)
    tallied = [(row.fact, row.receiver) for row in found if row.tally]
    assert len(tallied) == len(set(tallied))
    units = {(fact.key, f"unit:{unit}") for fact in given_facts for part in fact.parts for unit in part.units}
    assert {(key, receiver) for key, receiver in tallied if receiver.startswith("unit:")} == units
    assert all(row.points == row.points.quantize(D(1).scaleb(-PLACES)) for row in found)


@thrown
def test_bonus_is_never_negative_deduction_never_positive_and_padding_nothing(scheme, given_facts, dice):
    padded = {fact.key for fact in given_facts if fact.padding}
    for row in evaluate(SchemeBook.always(scheme), given_facts):
        clause = scheme.clause(row.clause)
        sign = -1 if clause and clause.kind in ("deduction", "time_limit") else 1
        assert row.points * sign >= 0
        assert row.padding == (row.fact in padded)
        assert row.points == 0 or not row.padding


@thrown
def test_person_has_one_office_in_each_fact(scheme, given_facts, dice):
    offices = {}
    for row in evaluate(SchemeBook.always(scheme), given_facts):
        if row.person:
            assert offices.setdefault((row.fact, row.person), row.unit) == row.unit
