"""How time is cut into spans."""

from datetime import date, timedelta

import pytest

from scoring.engine.settlement.spans import NOWHERE, Cut, Slot, SlotLine
from tests.scoring.engine.settlement.worked import month, months, on

pytestmark = pytest.mark.engine_free


def from_26th_to_25th(first: int, last: int) -> list[Slot]:
    found = []
    for slot in months(first, last):
        before = slot.starts_on - timedelta(days=1)
        found.append(Slot(slot.key, before.replace(day=26), slot.ends_on.replace(day=25)))
    return found


def told(slots, per, **kw):
    """Keys of the spans with the number of their slots and whether they are over at the last of them."""
    return [(span.key, len(span.steps), span.steps[-1].ended) for span in Cut(tuple(slots), "s", **kw).spans(per)]


@pytest.mark.parametrize(
    ("per", "expected"),
    [
        ("month", [("2026-10", 1, True), ("2026-11", 1, True)]),
        ("quarter", [("2026-Q4", 2, False)]),
        ("half", [("2026-H2", 2, False)]),
        ("year", [("2026", 2, False)]),
        ("period", [("2026-10", 1, True), ("2026-11", 1, True)]),
    ],
)
def test_spans_of_two_months(per, expected):
    assert told(months(10, 11), per) == expected


@pytest.mark.parametrize(
    ("first", "last", "per", "key"),
    [(1, 3, "quarter", "2026-Q1"), (4, 6, "quarter", "2026-Q2"), (1, 6, "half", "2026-H1"), (7, 12, "half", "2026-H2"),
     (1, 12, "year", "2026")],
)  # fmt: skip
def test_span_is_over_with_its_last_month_only(first, last, per, key):
    assert told(months(first, last), per) == [(key, last - first + 1, True)]
    assert told(months(first, last - 1), per) == [(key, last - first, False)]


def test_every_step_but_the_last_is_before_the_end():
    (span,) = Cut(tuple(months(7, 9))).spans("quarter")
    assert [step.ended for step in span.steps] == [False, False, True]
    assert [step.on for step in span.steps] == [on("07-31"), on("08-31"), on("09-30")]
    assert (span.starts_on, span.ends_on) == (on("07-01"), on("09-30"))


def test_running_span_is_told_to_its_end_in_the_calendar():
    (span,) = Cut(tuple(months(10, 11))).spans("quarter")
    assert (span.starts_on, span.ends_on) == (on("10-01"), on("12-31"))


@pytest.mark.parametrize("per", ["quarter", "half", "year"])
def test_span_ends_with_the_last_slot_of_the_year_where_the_next_one_is_another_years(per):
    """December is counted together with January: nothing more comes to the year after November."""
    (span,) = Cut(tuple(months(10, 11)), is_followed=True).spans(per)
    assert (span.ends_on, span.steps[-1].ended) == (on("11-30"), True)


def test_office_that_counts_from_the_26th_to_the_25th_has_its_months_and_years():
    slots = from_26th_to_25th(2, 12)
    assert told(slots, "month") == [(f"2026-{number:02d}", 1, True) for number in range(2, 13)]
    assert told(slots, "year") == [("2026", 11, True)]
    assert told(slots[:-1], "year") == [("2026", 10, False)]
    assert told(slots[:-1], "half") == [("2026-H1", 5, True), ("2026-H2", 5, False)]


@pytest.mark.parametrize(
    ("slot", "per", "is_over"),
    [
        # A month after the 3rd of December would end in January, a month after the 30th of November in December.
        (Slot("x", on("11-04"), on("12-03")), "year", True),
        (Slot("x", on("11-02"), on("12-01")), "year", True),
        (Slot("x", on("11-01"), on("11-30")), "quarter", False),
        (Slot("x", on("01-01"), on("01-31")), "quarter", False),
        # A hundred days are taken to be followed by a month, ten days by ten.
        (Slot("x", on("07-01"), on("10-09")), "year", False),
        (Slot("x", on("07-01"), on("10-09")), "month", True),
        (Slot("x", on("12-11"), on("12-20")), "year", False),
        (Slot("x", on("12-16"), on("12-25")), "year", True),
        (Slot("x", on("12-12"), on("12-21")), "year", False),
        (Slot("x", on("12-13"), on("12-22")), "year", True),
        # 27 days are followed by 27, from 28 on a month follows.
        (Slot("x", on("11-08"), on("12-04")), "year", False),
        (Slot("x", on("11-09"), on("12-05")), "year", True),
        (Slot("x", on("11-04"), on("12-01")), "year", True),
        (Slot("x", on("11-16"), on("12-15")), "year", True),
        (Slot("x", on("11-16"), on("12-15")), "month", True),
    ],
)
def test_last_slot_given_ends_a_span_where_the_next_would_end_outside(slot, per, is_over):
    assert [ended for _key, _slots, ended in told([slot], per)] == [is_over]


def test_slot_that_follows_in_another_span_ends_the_one_before():
    slots = [Slot("a", on("07-01"), on("10-09")), Slot("b", on("10-10"), date(2027, 1, 5))]
    assert told(slots, "year") == [("2026", 1, True), ("2027", 1, False)]


def test_weeks_belong_to_the_slot_of_their_thursday_and_hold_seven_days():
    spans = Cut(tuple(months(10, 10))).spans("week")
    assert [span.key for span in spans] == [f"2026-W{number}" for number in range(40, 45)]
    assert (spans[0].starts_on, spans[0].ends_on) == (on("09-28"), on("10-04"))
    assert (spans[-1].starts_on, spans[-1].ends_on) == (on("10-26"), on("11-01"))
    assert [step.on for span in spans for step in span.steps] == [
        on("10-04"), on("10-11"), on("10-18"), on("10-25"), on("10-31"),
    ]  # fmt: skip
    assert all(step.ended and step.slot == 0 for span in spans for step in span.steps)


def test_week_at_new_year_has_the_year_of_its_thursday():
    assert Cut((month(12),)).spans("week")[-1].key == "2026-W53"
    assert Cut((month(1, 2027),)).spans("week")[0].key == "2027-W01"


def test_spans_that_end_after_the_last_known_day_are_running():
    slots = months(10, 11)
    assert told(slots, "month", until=on("11-29")) == [("2026-10", 1, True), ("2026-11", 1, False)]
    assert told(slots, "period", until=on("10-30")) == [("2026-10", 1, False), ("2026-11", 1, False)]
    weeks = told(slots, "week", until=on("10-25"))
    assert [key for key, _slots, ended in weeks if ended] == ["2026-W40", "2026-W41", "2026-W42", "2026-W43"]
    assert [ended for _key, _slots, ended in told(slots, "week", until=on("10-24"))][3:5] == [False, False]


def test_spans_are_cut_where_a_scheme_begins_and_ends():
    slots = tuple(months(1, 12))
    old = Cut(slots, "old", on("01-01"), on("05-31")).spans("year")
    new = Cut(slots, "new", on("06-01"), date.max, on("05-31")).spans("year")
    assert [(span.key, span.starts_on, span.ends_on, len(span.steps)) for span in (*old, *new)] == [
        ("2026", on("01-01"), on("05-31"), 5), ("2026", on("06-01"), on("12-31"), 7),
    ]  # fmt: skip
    assert [step.ended for step in old[0].steps] == [False] * 4 + [True]


def test_slot_that_two_schemes_share_is_in_a_span_of_each_under_different_names():
    slots = (month(10),)
    (old,) = Cut(slots, "old", on("01-01"), on("10-14")).spans("month")
    (new,) = Cut(slots, "new", on("10-15"), date.max, on("10-14")).spans("month")
    assert (old.key, old.steps[0].on, old.starts_on, old.ends_on) == ("2026-10", on("10-14"), on("10-01"), on("10-14"))
    assert (new.key, new.steps[0].on, new.starts_on, new.ends_on) == (
        "2026-10~new", on("10-31"), on("10-15"), on("10-31"),
    )  # fmt: skip
    assert old.steps[0].ended
    assert new.steps[0].ended


def test_week_belongs_to_the_scheme_of_its_thursday_and_has_only_its_days():
    slots = (month(10),)
    (old,) = Cut(slots, "old", on("10-01"), on("10-08")).spans("week")[1:]
    (new, *_rest) = Cut(slots, "new", on("10-09"), on("10-20"), on("10-08")).spans("week")
    assert (old.key, old.starts_on, old.ends_on, old.steps[0].on) == ("2026-W41", on("10-05"), on("10-08"), on("10-08"))
    assert (new.key, new.starts_on) == ("2026-W42", on("10-12"))
    assert Cut(slots, "short", on("10-09"), on("10-11")).spans("week") == []


def test_scheme_that_ends_before_the_slots_has_no_spans():
    cut = Cut(tuple(months(10, 11)), "old", on("01-01"), on("09-30"))
    assert cut.spans("month") == cut.spans("week") == []


def test_slots_that_overlap_are_refused():
    with pytest.raises(ValueError, match="2026-10 and x overlap"):
        SlotLine([Slot("x", on("10-31"), on("11-30")), month(10)])


def test_day_is_found_in_its_slot():
    line = SlotLine([month(12), month(10)])
    days = ("09-30", "10-01", "10-31", "11-15", "12-31")
    assert [line.of(on(day)) for day in days] == [NOWHERE, 0, 0, NOWHERE, 1]
