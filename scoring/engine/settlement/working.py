"""Settling one receiver under one scheme: clause after clause, span after span, slot after slot."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from scoring.engine.intake import Cell, Values
from scoring.engine.numbers import ZERO, plain
from scoring.engine.rows import Row, Sign
from scoring.engine.settlement.account import Clause, Look, Term
from scoring.engine.settlement.base import PERSONS, UNITS, Moment, Profile, ProfileOf
from scoring.engine.settlement.quotas import QuotaRule
from scoring.engine.settlement.results import MET, MISSED, RUNNING, Effect, QuotaResult, Settled
from scoring.engine.settlement.spans import Slot, Span, Step
from scoring.engine.settlement.thresholds import ThresholdRule


class Held(NamedTuple):
    """What a receiver has: figures, and the keys of facts with their tally. Settlement changes neither."""

    values: Values
    facts: Mapping[Cell, Mapping[str, int]]


class Working:
    """Writes what one receiver gets into `settled`. Rows of a clause count for the clauses below it: `booked` and `missed`
    hold what these clauses add to the receiver's figures."""

    def __init__(
        self, receiver: tuple[str, str], held: Held, term: Term, slots: Sequence[Slot], profile_of: ProfileOf,
        settled: Settled,
    ) -> None:  # fmt: skip
        self.unit, self.person = receiver
        self.held = held
        self.booked: dict[Cell, Decimal | int] = {}
        self.missed: dict[Cell, list[str]] = {}
        self.term = term
        self.slots = slots
        self.profile_of = profile_of
        self.profiles: dict[int, Profile | None] = {}
        self.settled = settled

    def work(self) -> None:
        for clause in self.term.clauses_of[PERSONS if self.person else UNITS]:
            for span, looks in clause.spans:
                self._settle(clause, span, looks)

    def _settle(self, clause: Clause, span: Span, looks: Sequence[Look]) -> None:
        """Book what the clause is worth more, or less, at the end of each slot than at the end of the one before."""
        rule, _spans, quota, threshold, sign = clause
        sums, classes = [ZERO] * len(looks[0].cells), rule.classes
        worth = ZERO
        since: Step | None = None
        last: tuple[Look, Moment] | None = None
        for look in looks:
            self._add(sums, look.cells)
            step = look.step
            profile = self._profile(step.slot)
            if profile is None:
                continue
            moment = Moment(tuple(sums), profile, step.ended)
            speaks = not classes or profile.is_of(classes)
            before, worth = worth, rule.worth(moment) if speaks else ZERO
            if worth != before:
                told = rule.told(moment) if speaks else {"outside": "yes"}
                self._book(sign, span, look, worth, before, told)
            last = (look, moment) if speaks else None
            if threshold:
                since = (since or step) if speaks and threshold.is_reached(moment) else None
        if last and quota:
            self._tell_quota(quota, span, *last, worth)
        elif last and since and threshold:
            self._tell_effect(threshold, span, since, last[1], self._facts(looks))

    def _add(self, sums: list[Decimal], cells: Sequence[Cell]) -> None:
        """Add what a slot brings to each measure."""
        values, booked = self.held.values, self.booked
        for at, cell in enumerate(cells):
            found = values[cell] if cell < len(values) else None
            if found:
                sums[at] += found
            if cell in booked:
                sums[at] += booked[cell]

    def _facts(self, looks: Sequence[Look]) -> tuple[str, ...]:
        """Keys of the facts that were counted in a span, by key; misses of a quota by date."""
        kept: dict[str, int] = {}
        misses: list[str] = []
        for cell in (cell for look in looks for cell in look.cells):
            for key, tally in self.held.facts.get(cell, {}).items():
                kept[key] = kept.get(key, 0) + tally
            misses += self.missed.get(cell, ())
        return (*sorted(fact for fact, tally in kept.items() if tally > 0), *misses)

    def _profile(self, slot: int) -> Profile | None:
        if slot not in self.profiles:
            self.profiles[slot] = self.profile_of(self.unit, self.person, self.slots[slot].ends_on)
        return self.profiles[slot]

    def _book(
        self, sign: Sign, span: Span, look: Look, worth: Decimal, before: Decimal, told: Mapping[str, str]
    ) -> None:
        if before:
            told = {**told, "worth": plain(worth), "before": plain(before)}
        step, points = look.step, worth - before
        fact = f"{sign.clause}:{span.key}:{self.slots[step.slot].key}"
        row = (self.unit, self.person, fact, step.on, self.term.code, points, 0, "", "", told, sign)
        self.settled.rows.append(tuple.__new__(Row, row))
        for cell in look.own:
            self.booked[cell] = self.booked.get(cell, 0) + points

    def _tell_quota(self, rule: QuotaRule, span: Span, look: Look, moment: Moment, worth: Decimal) -> None:
        demand = rule.demand(moment.profile)
        if demand is None:
            return
        counted = rule.counted(moment)
        state = RUNNING if not moment.ended else MET if counted >= demand.at_least else MISSED
        self.settled.quotas.append(
            QuotaResult(
                rule.id, span.key, span.starts_on, span.ends_on, self.unit, self.person, demand.at_least, counted,
                demand.optional, state, worth, self.slots[look.step.slot].key, self.term.code,
            )
        )  # fmt: skip
        if state == MISSED and not demand.optional:
            for cell in look.misses:
                self.booked[cell] = self.booked.get(cell, 0) + 1
                self.missed.setdefault(cell, []).append(f"{rule.id}:{span.key}")

    def _tell_effect(
        self, rule: ThresholdRule, span: Span, since: Step, moment: Moment, facts: tuple[str, ...]
    ) -> None:
        slot = self.slots[since.slot]
        self.settled.effects.append(
            Effect(
                rule.id, span.key, self.unit, self.person, slot.key, rule.effects.names, rule.counted(moment), facts,
                self.term.code, max(slot.starts_on, span.starts_on), span.ends_on,
            )
        )  # fmt: skip
