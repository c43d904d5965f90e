"""Where rows are added up: what counts once, what is shared, and how much is kept."""

import gc
from collections import defaultdict
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.engine import FactKind, Part, SchemeBook, parse_scheme
from scoring.engine.collecting import SELDOM, seldom
from scoring.engine.facts import batches
from scoring.engine.intake import Intake
from scoring.engine.rows import row_of
from scoring.engine.run import run
from scoring.engine.settlement import Profile, Slot
from scoring.engine.totals import SlotTotals
from tests.scoring.engine.builders import document, fact
from tests.scoring.engine.settlement.worked import adopted, filed, month, months, on, points

pytestmark = pytest.mark.engine_free

YEARS = [*months(11, 12, 2025), *months(1, 3)]
DAYS = st.integers(0, 150).map(lambda number: date(2025, 11, 1) + timedelta(days=number))
MENTIONS = st.lists(
    st.tuples(st.sampled_from("xyz"), st.sampled_from(["L1", "L2"]), DAYS, st.sampled_from([1, 1, 1, -1]),
              st.sampled_from([FactKind.ADOPTED, FactKind.INSTRUCTED])),
    max_size=14,
)  # fmt: skip


def rows_of(mentions):
    return [
        row_of("A", "", day, "", 0, tally, kind=kind, item=item, leader=leader if kind is FactKind.INSTRUCTED else "",
               fact=f"f{number}")
        for number, (item, leader, day, tally, kind) in enumerate(mentions)
    ]  # fmt: skip


def standing(mentions, kind, slots, key):
    """Keys with a tally above 0 in these slots."""
    tallies = defaultdict(int)
    for item, leader, day, tally, own in mentions:
        if own is kind and any(slot.starts_on <= day <= slot.ends_on for slot in slots):
            tallies[key(item, leader)] += tally
    return sum(tally > 0 for tally in tallies.values())


def by_pairs(item, leader):
    return item, leader


def by_item(item, _leader):
    return item


@given(MENTIONS)
def test_items_count_once_in_a_slot_and_once_in_the_slots_of_a_year(mentions):
    table = SlotTotals(YEARS)
    table.know("A")
    table.take(rows_of(mentions))
    for number, slot in enumerate(YEARS):
        of_year = [one for one in YEARS[: number + 1] if one.ends_on.year == slot.ends_on.year]
        for slots, found in (([slot], table.of_slot(number)), (of_year, table.cumulative(number))):
            total = found["A", ""]
            assert total.adopted_items == standing(mentions, FactKind.ADOPTED, slots, by_item)
            assert total.person_times == standing(mentions, FactKind.INSTRUCTED, slots, by_pairs)
            assert total.instruction_items == standing(mentions, FactKind.INSTRUCTED, slots, by_item)


@given(MENTIONS)
def test_items_may_come_one_after_the_other(mentions):
    whole, parted = SlotTotals(YEARS), SlotTotals(YEARS)
    rows = rows_of(mentions)
    whole.take(rows)
    for item in "xyz":
        parted.take([row for row in rows if row.item == item])
    assert [parted.cumulative(at) for at in range(5)] == [whole.cumulative(at) for at in range(5)]
    assert [parted.of_slot(at) for at in range(5)] == [whole.of_slot(at) for at in range(5)]


def test_nothing_is_kept_of_items_so_that_an_account_does_not_grow_with_them():
    table = SlotTotals(months(1, 2))
    lengths = set()
    for number in range(200):
        table.take(
            [row_of("A", "", on("01-05"), "", 1, 1, kind=FactKind.ADOPTED, item=f"i{number}", fact=f"f{number}")]
        )
        if number:
            lengths.add(len(table.intake.accounts["A", ""]))
    assert len(lengths) == 1
    assert table.intake.facts == {}
    assert table.of_slot(0)["A", ""].adopted_items == 200


def test_two_who_ask_for_the_same_figure_get_the_same_sum():
    intake = Intake()
    first, second = SlotTotals(months(1, 2), intake=intake), SlotTotals(months(1, 2), intake=intake)
    intake.take([row_of("A", "", on("01-05"), "", 3, 1)])
    assert first.of_slot(0) == second.of_slot(0)
    assert (first.of_slot(0)["A", ""].points, first.of_slot(0)["A", ""].filed) == (3, 1)


def test_receivers_are_known_by_name_or_by_their_first_row_wherever_it_lies():
    table = SlotTotals([month(1)])
    table.know("B", "p")
    table.take([row_of("A", "", on("12-05"), "", 3, 1)])
    assert {one: total.points for one, total in table.of_slot(0).items()} == {("A", ""): 0, ("B", "p"): 0}


def source(key, day, *items, kind=FactKind.ADOPTED):
    """A fact of the composite `c`, of which these items are the sources."""
    return fact(key, kind, on(day), "c", parts=tuple(Part(item, (unit,)) for item, unit in items))


def test_batches_hold_composites_with_their_sources():
    facts = [filed("f1", "10-05", item="x"), filed("f2", "10-05", item="y"), filed("f3", "10-06", item="z"),
             source("c1", "10-07", ("x", "A"), ("y", "B")), adopted("a", "10-08", item="x")]  # fmt: skip
    assert [[one.key for one in batch] for batch in batches(facts)] == [["f1", "a", "f2", "c1"], ["f3"]]
    assert [[one.key for one in batch] for batch in batches(facts[::-1])] == [["a", "f1", "c1", "f2"], ["f3"]]


@given(st.lists(st.tuples(st.sampled_from("abcdefgh"), st.sets(st.sampled_from("abcdefgh"), min_size=1)), max_size=12))
def test_batches_are_parted_and_lose_nothing(links):
    facts = [
        fact(f"k{number}", FactKind.FILED, on("10-05"), item, parts=tuple(Part(one, ("A",)) for one in sorted(items)))
        for number, (item, items) in enumerate(links)
    ]
    found = list(batches(facts))
    assert sorted(one.key for batch in found for one in batch) == sorted(one.key for one in facts)
    items = [{name for one in batch for name in (one.item, *(part.item for part in one.parts))} for batch in found]
    for at, own in enumerate(items):
        assert all(own.isdisjoint(other) for other in items[at + 1 :])


def test_an_item_adopted_by_itself_and_in_a_composite_is_one_item():
    scheme = SchemeBook.always(parse_scheme(document(points())))
    facts = [
        adopted("a1", "10-06", item="x"),
        source("c1", "11-07", ("x", "A"), ("y", "B")),
        filed("f", "10-05", item="x"),
    ]
    found = run(scheme, batches(facts), months(10, 11), lambda *_: Profile())
    october, november, both = (figures["A", ""] for figures in (found.totals(0), found.totals(1), found.cumulative(1)))
    assert [total.adopted_items for total in (october, november, both)] == [1, 1, 1]
    assert both.adoptions == 2
    assert found.cumulative(1)["B", ""].adopted_items == 1


def test_slots_of_any_length_have_tables():
    table = SlotTotals([Slot("one", on("01-01"), on("01-10")), Slot("rest", on("01-11"), on("12-31"))])
    table.take([row_of("A", "", day, "", 0, 1, kind=FactKind.ADOPTED, item="x", fact=str(day.day))
                for day in (on("01-05"), on("01-10"), on("01-11"))])  # fmt: skip
    figures = table.of_slot(0), table.of_slot(1), table.cumulative(1)
    assert [one["A", ""].adopted_items for one in figures] == [1, 1, 1]
    assert [one["A", ""].adoptions for one in figures] == [2, 1, 3]


def fails_seldom(seen):
    with seldom():
        seen.append(gc.get_threshold())
        raise KeyError


def test_the_collector_is_as_it_was_before_also_after_an_error():
    before, seen = gc.get_threshold(), []
    with pytest.raises(KeyError):
        fails_seldom(seen)
    assert seen == [SELDOM]
    assert gc.get_threshold() == before
