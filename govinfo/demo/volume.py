"""History by the hundred thousand, for benchmarks: items of earlier years by bulk inserts.

These items did not pass the services: each has one version, its signature, forwarding and adoption where it has them,
its entry in the search, and one event in the chain (`item.create`); no notices, no ticks, no move events, no points.
They lie before the first month of the demo, so closed months and scores are what they are without them.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models
from django.db.models import Max

from activity.clock import now
from activity.services import EventRow, record_many
from govinfo.demo import organ
from govinfo.demo.lives import NATURES
from govinfo.demo.plan import TYPE_WEIGHTS, UNIT_WEIGHTS
from govinfo.demo.texts import make_text
from govinfo.demo.times import OfficeHours
from govinfo.demo.world import World
from review.models import Adoption, Forwarding
from scoring.models import ScoringRun
from scoring.services.reckoning import last_event_id
from submissions.models import Item, ItemAuthor, NumberSeries, Revision, Signature
from submissions.search import index_many
from submissions.services.revisions import digest
from submissions.states import Secrecy, Status

YEARS = 8
PORTION = 500
STATUSES = {
    Status.SIGNED: 840, Status.DECLINED: 115, Status.CLOSED: 8, Status.RETURNED: 12, Status.VOIDED: 8, Status.DRAFT: 5,
    Status.FILED: 6, Status.EDITING: 4, Status.SIGNATURE: 2,
}  # fmt: skip
IN_HAND = frozenset({Status.EDITING, Status.SIGNATURE, Status.SIGNED, Status.DECLINED, Status.CLOSED})
Tell = Callable[[int, int], None]


class Archive:
    """Writes items of the years before `until`, oldest first."""

    def __init__(self, world: World, *, seed: int, until: date) -> None:
        self.world, self.seed, self.until = world, seed, until
        self.rng = random.Random(f"{seed}/volume")
        self.hours = OfficeHours()
        self.serials: Counter[tuple[int, int]] = Counter()
        self.item_id = _last(Item)
        self.revision_id = _last(Revision)

    def write(self, count: int, tell: Tell | None = None) -> None:
        """Write that many items, in portions. Call it in a transaction, before any other item has a number."""
        moments = self._moments(count)
        for start in range(0, count, PORTION):
            rows = [self._row(start + no, at) for no, at in enumerate(islice(moments, PORTION))]
            self._store(rows)
            if tell:
                tell(min(start + PORTION, count), count)
        self._keep_series()
        _leave_unscored()
        _reset_sequences(Item, Revision)

    def _moments(self, count: int) -> Iterator[datetime]:
        first = self.until - timedelta(days=365 * YEARS)
        days = (self.until - first).days
        return (self.hours.moment(self.rng, first + timedelta(days=no * (days - 5) // count)) for no in range(count))

    def _row(self, index: int, at: datetime) -> tuple[Item, Revision, list[str]]:
        """The item, its version, and the fields (topics) of its text."""
        rng, world = self.rng, self.world
        spec = rng.choices(organ.FILING_UNITS, [UNIT_WEIGHTS[u.level] for u in organ.FILING_UNITS])[0]
        kind = rng.choices(list(TYPE_WEIGHTS), list(TYPE_WEIGHTS.values()))[0]
        text = make_text(seed=self.seed, index=1_000_000 + index, kind=kind, unit=spec, day=at.date())
        drafter, unit = world.person(organ.OFFICER, spec.code), world.units[spec.code]
        status = rng.choices(list(STATUSES), list(STATUSES.values()))[0]
        self.item_id += 1
        self.revision_id += 1
        item = Item(
            pk=self.item_id, title=text.title, summary=text.summary, item_type=world.item_types[kind], unit=unit,
            chain_unit=unit, nature=NATURES[text.nature], secrecy=Secrecy.PUBLIC, drafter=drafter, status=status,
            created_at=at, entered_at=at, happened_at=at, current_id=self.revision_id,
        )  # fmt: skip
        self._date(item, at)
        revision = Revision(
            pk=self.revision_id, item=item, no=1, kind=Revision.Kind.AS_WRITTEN, title=text.title, summary=text.summary,
            text=text.body, sha256=digest(text.title, text.summary, text.body), created_by=drafter, created_at=at,
        )  # fmt: skip
        item.current = revision
        return item, revision, list(text.topics)

    def _date(self, item: Item, at: datetime) -> None:
        """Number, hands and dates as the status wants them."""
        if item.status == Status.DRAFT:
            return
        self.serials[item.unit_id, at.year] += 1
        item.number = f"{at.year}-{item.unit.short_name}-{self.serials[item.unit_id, at.year]:04d}"
        item.first_filed_at = item.filed_at = item.entered_at = at + timedelta(hours=2)
        item.filing_count = 1
        if item.status in IN_HAND:
            item.editor = self.rng.choice(self.world.editors())
            item.taken_at = item.entered_at = at + timedelta(hours=4)
        if item.status == Status.SIGNATURE:
            item.route, item.step, item.awaits_role = [organ.DEPUTY_LEADER], 1, organ.DEPUTY_LEADER
        if item.status == Status.SIGNED:
            item.signed_at = item.entered_at = at + timedelta(hours=7)
            item.forwarded_at = at + timedelta(hours=8)
            printed_on = (at + timedelta(days=self.rng.randint(2, 20))).date()
            # Nothing of these years may count in a month of the demo, whose earlier months would then be open.
            if self.rng.random() < 0.45 and printed_on < self.until:
                item.adopted_at = printed_on

    def _store(self, rows: list[tuple[Item, Revision, list[str]]]) -> None:
        items = [item for item, _revision, _topics in rows]
        Item.objects.bulk_create(items)
        Revision.objects.bulk_create([revision for _item, revision, _topics in rows])
        ItemAuthor.objects.bulk_create(ItemAuthor(item=item, user_id=item.drafter_id) for item in items)
        link = Item.topics.through
        topics = self.world.topics
        link.objects.bulk_create(
            link(item_id=i.pk, topic_id=topics[name].pk) for i, _r, names in rows for name in names
        )
        self._store_records([item for item in items if item.status == Status.SIGNED])
        index_many(items)
        record_many(
            EventRow(
                verb="item.create", subject_kind="submissions.item", subject_key=str(item.pk), actor_id=item.drafter_id,
                at=item.created_at, unit_key=str(item.unit_id), data={"revision": item.current_id},
            )
            for item in items
        )  # fmt: skip

    def _store_records(self, signed: list[Any]) -> None:
        leader = self.world.person(organ.DEPUTY_LEADER)
        outlets = [self.world.outlets[code] for code in ("own-journal", "city-gov", "city-party", "province-gov")]
        Signature.objects.bulk_create(
            Signature(
                item=item, revision_id=item.current_id, stage=Signature.Stage.LEADER, step=1, signed_by=leader,
                signed_at=item.signed_at,
            )
            for item in signed
        )  # fmt: skip
        sent = [(item, outlets[item.pk % 4]) for item in signed]
        Forwarding.objects.bulk_create(
            Forwarding(
                item=item, outlet=outlet, revision_id=item.current_id, forwarded_at=item.forwarded_at,
                recorded_by_id=item.editor_id, recorded_at=item.forwarded_at,
            )
            for item, outlet in sent
        )  # fmt: skip
        Adoption.objects.bulk_create(
            Adoption(
                item=item, outlet=outlet, issue_number=f"〔{item.adopted_at.year}〕第{item.adopted_at.month}期",
                adopted_on=item.adopted_at, recorded_by_id=item.editor_id, recorded_at=item.forwarded_at,
            )
            for item, outlet in sent if item.adopted_at
        )  # fmt: skip

    def _keep_series(self) -> None:
        """The counters go on where the bulk stopped."""
        NumberSeries.objects.bulk_create(
            NumberSeries(series=f"unit-{unit_id}", year=year, last=last)
            for (unit_id, year), last in self.serials.items()
        )


def _leave_unscored() -> None:
    """No scheme was valid in those years: their events count as reckoned, or each of their months would be opened."""
    run = ScoringRun(cause=ScoringRun.Cause.CHANGES, started_at=now(), last_event_id=last_event_id())
    run.save()


def _last(model: type[models.Model]) -> int:
    return int(model._default_manager.aggregate(last=Max("pk"))["last"] or 0)


def _reset_sequences(*tables: type[models.Model]) -> None:
    """PostgreSQL counts on from where rows with keys of their own were put in."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(tables)):
            cursor.execute(statement)
