"""Settling one receiver under one scheme: clause after clause, span after span, slot after slot."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from scoring.engine.facts import FactKind
from scoring.engine.numbers import ZERO, plain
from scoring.engine.rows import Row
from scoring.engine.settlement.account import Account, Cells, Clause, Term
from scoring.engine.settlement.base import PERSONS, Moment, Profile, ProfileOf
from scoring.engine.settlement.quotas import QuotaRule
from scoring.engine.settlement.results import MET, MISSED, RUNNING, Effect, QuotaResult, Settled
from scoring.engine.settlement.spans import Slot, Span, Step, thursday_of
from scoring.engine.settlement.thresholds import ThresholdRule


class Working:
    """Writes what one receiver gets into `settled`. Rows of a clause count for the clauses below it."""

    def __init__(
        self, receiver: tuple[str, str], account: Account, term: Term, slots: Sequence[Slot], profile_of: ProfileOf,
        settled: Settled,
    ) -> None:  # fmt: skip
        self.unit, self.person = receiver
        self.account = account.copy()
        self.missed: dict[tuple[int, int], list[str]] = {}
        self.term = term
        self.slots = slots
        self.profile_of = profile_of
        self.profiles: dict[int, Profile | None] = {}
        self.settled = settled

    def work(self) -> None:
        for clause in self.term.clauses:
            if (clause.rule.audience == PERSONS) == (self.person != ""):
                for span in self.term.spans[clause.rule.per]:
                    self._settle(clause, span)

    def _settle(self, clause: Clause, span: Span) -> None:
        """Book what the clause is worth more, or less, at the end of each slot than at the end of the one before."""
        rule, running = clause.rule, _Running(self, clause)
        worth = ZERO
        since: Step | None = None
        last: tuple[Step, Moment] | None = None
        for step in span.steps:
            running.add(step.bucket)
            profile = self._profile(step.slot)
            if profile is None:
                continue
            moment = Moment(running.values(), profile, step.ended)
            speaks = profile.is_of(rule.classes)
            before, worth = worth, rule.worth(moment) if speaks else ZERO
            if worth != before:
                told = rule.told(moment) if speaks else {"outside": "yes"}
                self._book(clause, span, step, worth, before, told)
            last = (step, moment) if speaks else None
            if isinstance(rule, ThresholdRule):
                since = (since or step) if speaks and rule.is_reached(moment) else None
        if last and isinstance(rule, QuotaRule):
            self._tell_quota(rule, clause.misses, span, *last, worth)
        elif last and since and isinstance(rule, ThresholdRule):
            self._tell_effect(rule, span, since, last[1], running.facts())

    def _profile(self, slot: int) -> Profile | None:
        if slot not in self.profiles:
            self.profiles[slot] = self.profile_of(self.unit, self.person, self.slots[slot].ends_on)
        return self.profiles[slot]

    def _book(
        self, clause: Clause, span: Span, step: Step, worth: Decimal, before: Decimal, told: Mapping[str, str]
    ) -> None:
        rule = clause.rule
        history = {"worth": plain(worth), "before": plain(before)} if before else {}
        row = Row(
            unit=self.unit,
            person=self.person,
            fact=f"{rule.id}:{span.key}:{self.slots[step.slot].key}",
            kind=FactKind.SETTLEMENT,
            on=step.on,
            scheme=self.term.code,
            clause=rule.id,
            points=worth - before,
            tally=0,
            item="",
            level="",
            outlet="",
            leader="",
            explanation={**told, **history},
            account=rule.gives,
        )
        self.settled.rows.append(row)
        self.account.add(clause.own, (step.slot, thursday_of(step.on)), row.points)

    def _tell_quota(
        self, rule: QuotaRule, misses: Cells, span: Span, step: Step, moment: Moment, worth: Decimal
    ) -> None:
        demand = rule.demand(moment.profile)
        if demand is None:
            return
        counted = moment.values[0]
        state = RUNNING if not moment.ended else MET if counted >= demand.at_least else MISSED
        self.settled.quotas.append(
            QuotaResult(
                rule.id, span.key, span.starts_on, span.ends_on, self.unit, self.person, demand.at_least, counted,
                demand.optional, state, worth, self.slots[step.slot].key, self.term.code,
            )
        )  # fmt: skip
        if state == MISSED and not demand.optional:
            buckets = (step.slot, thursday_of(step.on))
            self.account.add(misses, buckets, 1)
            for number, place in misses:
                self.missed.setdefault((number, buckets[place]), []).append(f"{rule.id}:{span.key}")

    def _tell_effect(
        self, rule: ThresholdRule, span: Span, since: Step, moment: Moment, facts: tuple[str, ...]
    ) -> None:
        self.settled.effects.append(
            Effect(
                rule.id, span.key, self.unit, self.person, self.slots[since.slot].key, rule.effects.names,
                moment.values[0], facts, self.term.code, since.on, span.ends_on,
            )
        )  # fmt: skip


class _Running:
    """The measures of one clause in one span, up to the slot that was added last."""

    def __init__(self, working: Working, clause: Clause) -> None:
        self.working = working
        self.clause = clause
        self.sums = [ZERO] * len(clause.numbers)
        self.items: dict[str, int] = {}
        self.kept: dict[str, int] = {}
        self.misses: list[str] = []

    def add(self, bucket: int) -> None:
        account = self.working.account
        for at, number in enumerate(self.clause.numbers):
            cell = (number, bucket)
            value = account.values.get(cell)
            if value:
                self.sums[at] += value
            if cell in account.items:
                _merge(self.items, account.items[cell])
            if cell in account.facts:
                _merge(self.kept, account.facts[cell])
            if cell in self.working.missed:
                self.misses += self.working.missed[cell]

    def values(self) -> tuple[Decimal, ...]:
        """An item counts once in a span, in whatever slots it was adopted."""
        sums = list(self.sums)
        if self.clause.of_items is not None:
            sums[self.clause.of_items] += sum(tally > 0 for tally in self.items.values())
        return tuple(sums)

    def facts(self) -> tuple[str, ...]:
        """Keys of the facts that were counted, by key; misses of a quota by date."""
        return (*sorted(fact for fact, tally in self.kept.items() if tally > 0), *self.misses)


def _merge(into: dict[str, int], more: Mapping[str, int]) -> None:
    for key, tally in more.items():
        into[key] = into.get(key, 0) + tally
