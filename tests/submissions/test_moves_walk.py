"""A random walk over the moves: whatever people press in whatever order, the promises of the table hold."""

from dataclasses import dataclass
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from activity.errors import DomainError
from activity.models import Event
from activity.services import verify_chain
from organizations.models import User
from submissions.models import Item
from submissions.moves.table import MOVES
from submissions.services.merging import merge_items, split_up
from submissions.services.moves import allowed_moves, move_item
from submissions.states import IN_UNIT, DeclineKind, FaultKind, Status
from tests.factories.organizations import make_organ, make_person
from tests.factories.submissions import make_item

ANY = [*sorted(name for name, move in MOVES.items() if not move.is_internal), "merge_both", "split"]
# Mostly a button that somebody is offered just now, sometimes anything by anybody; one seed makes one walk.
LENGTH = 30
SOMETIMES_ANYTHING = 8
MADE: set[str] = set()
STARTS = (Status.HELD, Status.FILED, Status.EDITING, Status.OFFICE_REVIEW, Status.SIGNATURE, Status.SIGNED)


@dataclass(frozen=True)
class Trace:
    """What must never change back."""

    number: str | None
    first_filed_at: object
    filing_count: int


class RandomWalk(TestCase):
    def setUp(self) -> None:
        self.organ = make_organ(divisions=2)
        self.people: list[User] = [
            self.organ.officer, self.organ.head, self.organ.heads[1], self.organ.editor, self.organ.office_head,
            self.organ.deputy_leader, self.organ.principal_leader,
        ]  # fmt: skip
        self.other_editor = make_person("editor", unit=self.organ.office)

    def _given(self, name: str, flag: bool) -> dict[str, object]:
        given: dict[str, object] = {}
        for need in (*MOVES[name].needs, *MOVES[name].offers):
            if need == "kind":
                given["kind"] = FaultKind.FACTS if name == "send_back" else DeclineKind.STALE
            elif need == "editor":
                given["editor"] = self.other_editor if flag else self.organ.editor
            elif need == "decision":
                given["decision"] = "passed" if flag else "revise"
            elif need == "unit_id":
                given["unit_id"] = self.organ.divisions[1].pk
            elif need == "accept":
                given["accept"] = flag
            elif need == "words" and (flag or name == "edit_flash"):
                given["text"] = f"改后的文字{'甲' if flag else '乙'}。"
        return given

    def _press(self, name: str, item: Item, person: User, flag: bool, rows: list[Item]) -> None:
        if name == "merge_both":
            sources = [
                row for row in rows if row.status in (Status.FILED, Status.EDITING) and not row.is_composite
            ] or rows
            merge_items(sources=[(row.pk, row.version) for row in sources[:2]], by=person, title="综合情况")
        elif name == "split":
            composite = Item.objects.filter(is_composite=True).order_by("-pk").first() or item
            split_up(composite_id=composite.pk, by=person, seen_version=composite.version, reason="拆分")
        else:
            move_item(
                item_id=item.pk,
                name=name,
                by=person,
                seen_version=item.version,
                reason="按意见办理",
                **self._given(name, flag),
            )

    def _choice(self, kind: int, pick: int, rows: list[Item], made: set[str]) -> tuple[str, Item, User]:
        if kind < SOMETIMES_ANYTHING:
            offered = [(m.name, row, who) for row in rows for who in self.people for m in allowed_moves(row, who)]
            offered = [choice for choice in offered if choice[0] != "void"] or offered
            mergeable = [row for row in rows if row.status in (Status.FILED, Status.EDITING) and not row.is_composite]
            if len(mergeable) > 1 and pick % 5 == 0:
                return "merge_both", mergeable[0], self.organ.editor
            if rows[-1].is_composite and rows[-1].status == Status.EDITING and pick % 5 == 1:
                return "split", rows[-1], self.organ.editor
            # What this walk has not pressed yet comes first, so that walks reach far.
            offered = [choice for choice in offered if choice[0] not in made] or offered
            if offered:
                return offered[pick % len(offered)]
        return ANY[pick % len(ANY)], rows[pick % len(rows)], self.people[pick // 7 % len(self.people)]

    @given(st.integers(0, 2**32))
    @settings(max_examples=30)
    def test_promises_hold_on_every_walk(self, seed):
        dice = Random(seed)
        urgency = dice.choice(["ordinary", "flash"])
        division, partner = self.organ.division, self.organ.divisions[1]
        make_item(unit=division, drafter=self.organ.officer, urgency=urgency)
        make_item(
            unit=division, drafter=self.organ.officer, urgency=urgency, joint=[partner], status=Status.UNIT_REVIEW
        )
        for status in STARTS:
            make_item(unit=division, drafter=self.organ.officer, status=status)
        traces: dict[int, Trace] = {}
        made: set[str] = set()
        for _step in range(LENGTH):
            kind, pick, flag = dice.randrange(10), dice.randrange(10_000), dice.random() < 0.5
            rows = list(Item.objects.order_by("pk"))
            before = {row.pk: (row.status, row.version) for row in rows}
            events = Event.objects.count()
            name, item, person = self._choice(kind, pick, rows, made)
            try:
                self._press(name, item, person, flag, rows)
            except DomainError:
                # Refused: nothing at all has changed.
                assert {row.pk: (row.status, row.version) for row in Item.objects.all()} == before
                assert Event.objects.count() == events
            else:
                made.add(name)
                assert Event.objects.count() > events
            self._check_promises(traces)
        MADE.update(made)
        assert verify_chain().is_whole

    def test_the_walks_reach_nearly_every_move(self):
        # Runs after the walks (by name): a walk that only ever voids drafts would prove nothing.
        if not MADE:
            self.test_promises_hold_on_every_walk()
        assert set(ANY) - MADE <= {"void"}

    def _check_promises(self, traces: dict[int, Trace]) -> None:
        numbers = [row.number for row in Item.objects.all() if row.number]
        assert len(numbers) == len(set(numbers))
        for row in Item.objects.select_related("current"):
            old = traces.get(row.pk)
            if old:
                assert old.number in (None, row.number), "a number is kept"
                assert old.first_filed_at in (None, row.first_filed_at), "the first filing is kept"
                assert row.filing_count >= old.filing_count
            traces[row.pk] = Trace(row.number, row.first_filed_at, row.filing_count)
            assert row.status in IN_UNIT or row.number
            assert bool(row.composite_id) == (row.status == Status.MERGED)
            assert row.title == row.current.title
            if row.awaits_role:
                assert row.status in (Status.UNIT_REVIEW, Status.OFFICE_REVIEW, Status.SIGNATURE)
            for signature in row.signatures.filter(voided_at__isnull=True).select_related("revision"):
                assert signature.revision.sha256 == row.current.sha256, "a signature binds one version"
                assert signature.signed_by_id not in row.writer_ids
