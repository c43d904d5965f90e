"""Trials of made-up schemes on made-up facts: both sides know the same of the time before the months tried."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from random import Random

import pytest

from activity.clock import frozen, today
from organizations.models import Unit
from scoring.engine import Fact, Scheme, SchemeBook, parse_scheme
from scoring.engine.book import Valid
from scoring.engine.facts import batches
from scoring.engine.run import Result, run
from scoring.engine.settlement import Profile
from scoring.models import Period
from scoring.services import trial_books, trying
from scoring.services.ledger_sums import slots_of
from scoring.services.trial_heads import has_heads
from scoring.services.trying import Comparison, Tried, try_scheme
from tests.factories.organizations import UnitClassFactory, UnitFactory, make_person
from tests.scoring.engine.reference import generator
from tests.scoring.engine.reference.compare import made_up
from tests.scoring.engine.reference.world import World

pytestmark = pytest.mark.django_db

SEEDS = 120


@pytest.fixture(autouse=True)
def hand():
    with frozen(datetime(2027, 6, 1, 4, tzinfo=UTC)) as hand:
        yield hand


@dataclass
class Place:
    """Where made-up cases happen: their units and people as they stand in the database."""

    units: dict[str, str]
    people: dict[str, str]
    monkeypatch: pytest.MonkeyPatch
    facts: Sequence[Fact] = ()
    books: Sequence[Valid] = ()

    def settle_in(self, seed: int) -> tuple[World, list[Period]]:
        """Let the periods, facts and schemes be those of the case."""
        world = made_up(seed)
        Period.objects.all().delete()
        periods = [
            Period.objects.create(year=one.last.year, month=one.last.month, starts_on=one.first, ends_on=one.last)
            for one in world.slots
        ]
        last = periods[-1].ends_on
        self.facts = [self._put(fact) for fact in world.facts if fact.on <= last and (fact.filed_on or last) <= last]
        kept = {fact.key for fact in self.facts}
        self.facts = [fact for fact in self.facts if not fact.revokes or fact.revokes in kept]
        self.books = [Valid(parse_scheme(term.document), term.first, term.last) for term in world.terms]
        self.monkeypatch.setattr(trying, "scheme_book", lambda: (SchemeBook(self.books), {}))
        self.monkeypatch.setattr(trying, "load_facts", self._load)
        self.monkeypatch.setattr(trial_books, "groups_of", self._groups)
        return world, periods

    def run(self, book: SchemeBook, periods: Sequence[Period]) -> Result:
        """The engine asked directly, for all facts."""
        classes = {self.units[name]: code for name, code in generator.CLASSES.items()}
        known = [(unit, "") for unit in self.units.values()]
        return run(
            book, batches(self.facts), slots_of(periods), lambda unit, _person, _day: Profile(classes[unit]), known,
            until=today(),
        )  # fmt: skip

    def _put(self, fact: Fact) -> Fact:
        return fact._replace(
            parts=tuple(
                part._replace(
                    units=tuple(self.units[one] for one in part.units),
                    authors=tuple(
                        one._replace(person=self.people[one.person], unit=self.units[one.unit]) for one in part.authors
                    ),
                    hosts=tuple((self.units[one], self.units[host]) for one, host in part.hosts),
                )
                for part in fact.parts
            )
        )

    def _groups(self, period: Period) -> set[str]:
        start, end = period.starts_on, period.ends_on
        days = [(fact.group, day) for fact in self.facts for day in (fact.on, fact.filed_on) if day]
        return {group for group, day in days if start <= day <= end}

    def _load(self, groups: Iterable[str], _units: object) -> dict[str, list[Fact]]:
        return {group: [fact for fact in self.facts if fact.group == group] for group in groups}


@pytest.fixture
def place(monkeypatch):
    classes = {code: UnitClassFactory.create(code=code) for code in ("first", "second")}
    units = {name: UnitFactory.create(unit_class=classes.get(code)) for name, code in generator.CLASSES.items()}
    people = {name: make_person(unit=units[home]) for name, home in generator.PEOPLE.items()}
    keys = {name: str(unit.pk) for name, unit in units.items()}
    return Place(keys, {name: str(person.pk) for name, person in people.items()}, monkeypatch)


def some_of(dice: Random, periods: Sequence[Period]) -> list[Period]:
    first = dice.randrange(len(periods))
    return list(periods[first : dice.randint(first, len(periods) - 1) + 1])


def of_one_scheme(books: Sequence[Valid], periods: Sequence[Period]) -> Scheme | None:
    """The scheme of all days of these periods."""
    covering = [one for one in books if all(one.covers(day) for day in (periods[0].starts_on, periods[-1].ends_on))]
    return covering[0].scheme if covering else None


def changed(compared: Comparison) -> list[Tried]:
    return [
        one for one in (*compared.units, *compared.persons)
        if one.points_before != one.points_after or one.rank_before != one.rank_after
        or one.clauses or one.seconds or one.dues
    ]  # fmt: skip


def test_an_unchanged_copy_changes_nothing_whatever_months_are_tried(place):
    tried = 0
    for seed in range(SEEDS):
        _world, periods = place.settle_in(seed)
        chosen = some_of(Random(seed), periods)
        scheme = of_one_scheme(place.books, chosen)
        if scheme:
            compared = try_scheme(replace(scheme, code="copy"), chosen)
            assert changed(compared) == [], f"seed {seed}"
            for one in compared.seconds:
                assert (one.before, one.due_before) == (one.after, one.due_after), f"seed {seed}"
            tried += bool(compared.facts)
    assert tried > SEEDS / 2


def two_schemes(place: Place) -> Iterator[tuple[str, list[Period], Scheme, list[Result]]]:
    """Cases with one scheme, another one for it, and what the engine says of all periods by both."""
    for seed in range(SEEDS):
        _world, periods = place.settle_in(seed)
        (valid, *others) = place.books
        if not others:
            other = parse_scheme(generator.document(Random(-1 - seed), "other"))
            sides = [place.run(SchemeBook.always(one), periods) for one in (valid.scheme, other)]
            yield f"seed {seed}", periods, other, sides


def test_points_of_any_months_are_those_of_two_reckonings(place):
    for seed, periods, other, sides in two_schemes(place):
        chosen = some_of(Random(seed), periods)
        numbers = [periods.index(one) for one in chosen]
        for one in told(try_scheme(other, chosen)):
            assert points_of(one) == [points(side, one, numbers) for side in sides], seed


def test_all_months_of_a_year_are_the_difference_of_two_reckonings(place):
    """What is due and ranks too."""
    tried = 0
    for seed, periods, other, sides in two_schemes(place):
        if periods[0].ends_on.year != periods[-1].ends_on.year:
            continue
        compared = try_scheme(other, periods)
        assert sums(compared) == summed(sides), seed
        if has_heads([SchemeBook(place.books), SchemeBook.always(other)]):
            assert dues(compared) == due_by(sides), seed
        for n, side in enumerate(sides):
            ranks = {one.unit: one.rank for one in side.cumulative_ranks(-1) if not one.person}
            assert {str(one.unit): (one.rank_before, one.rank_after)[n] for one in compared.units} == ranks, seed
        tried += 1
    assert tried > SEEDS / 4


def told(compared: Comparison) -> list[Tried]:
    found = [*compared.units, *compared.persons]
    assert {one.unit for one in compared.units} == set(
        Unit.objects.filter(files_items=True).values_list("pk", flat=True)
    )
    return found


def points_of(one: Tried) -> list[Decimal]:
    return [one.points_before, one.points_after]


def points(result: Result, one: Tried, numbers: Iterable[int]) -> Decimal:
    receiver = (str(one.unit), str(one.person or ""))
    found = (result.totals(number).get(receiver) for number in numbers)
    return sum((total.points for total in found if total), Decimal(0))


def dues(compared: Comparison) -> dict[tuple[str, str, str], tuple[Decimal, Decimal]]:
    """(unit, person, account) -> what is due before and after, where that differs."""
    return {
        (str(one.unit), str(one.person or ""), due.account): (due.before, due.after)
        for one in told(compared)
        for due in one.dues
    }


def due_by(sides: Sequence[Result]) -> dict[tuple[str, str, str], tuple[Decimal, Decimal]]:
    found: dict[tuple[str, str, str], list[Decimal]] = defaultdict(lambda: [Decimal(0), Decimal(0)])
    for number, side in enumerate(sides):
        for one in side.seconds:
            found[one.unit, one.person, one.account][number] += one.result
    return {key: (before, after) for key, (before, after) in found.items() if before != after}


def sums(compared: Comparison) -> dict[tuple[str, bool], tuple[Decimal, Decimal]]:
    return {
        (one.account, one.of_persons): (one.before, one.after) for one in compared.seconds if one.before or one.after
    }


def summed(sides: Sequence[Result]) -> dict[tuple[str, bool], tuple[Decimal, Decimal]]:
    """What clauses bring all units, and all persons, by account."""
    found: dict[tuple[str, bool], list[Decimal]] = defaultdict(lambda: [Decimal(0), Decimal(0)])
    for number, side in enumerate(sides):
        for slot in range(len(side.slots)):
            for (_unit, person), total in side.totals(slot).items():
                found["yuan", bool(person)][number] += total.yuan
                found["target", bool(person)][number] += total.target
    return {key: (before, after) for key, (before, after) in found.items() if before or after}
