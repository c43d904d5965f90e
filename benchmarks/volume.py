"""Fills an empty database with an office and any number of items, by bulk paths: the same seed, the same rows.

Most items are done with (signed, forwarded, adopted, declined); two in a hundred are on their way. Each has a text of
some 400 characters, a version, an author, three events in the chain, a notice, and its entries in the search.
"""

import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from activity.clock import now
from activity.models import Notice
from activity.services import EventRow, record_many
from organizations.models import Membership, Outlet, OutletLevel, Role, Unit, UnitClass, UnitKind, User
from review.models import Adoption, Forwarding
from submissions.models import Item, ItemAuthor, ItemType, Revision
from submissions.search import index_many
from submissions.services.revisions import digest
from submissions.states import Nature, Secrecy, Status, Urgency

SEED = 20070101
UNITS = 24
DAYS = 420
PORTION = 1000
LONG_AGO = date(2020, 1, 1)
# Of 1,000 items; the rest is signed.
SHARES = (
    (Status.DRAFT, 8), (Status.UNIT_REVIEW, 3), (Status.FILED, 5), (Status.EDITING, 3), (Status.OFFICE_REVIEW, 1),
    (Status.SIGNATURE, 1), (Status.RETURNED, 4), (Status.DECLINED, 250),
)  # fmt: skip
AWAITED = {
    Status.UNIT_REVIEW: Role.UNIT_HEAD, Status.OFFICE_REVIEW: Role.OFFICE_HEAD, Status.SIGNATURE: Role.DEPUTY_LEADER,
}  # fmt: skip
IN_UNIT = {Status.DRAFT, Status.RETURNED, Status.UNIT_REVIEW}
WITH_EDITOR = {Status.EDITING, Status.OFFICE_REVIEW, Status.SIGNATURE, Status.SIGNED, Status.DECLINED}
WORDS = (
    "规范文件清理执法监督复议应诉立法调研备案审查街道社区乡镇企业群众服务窗口审批证照检查抽检整改培训考核案件听证调解"
    "普法宣传食品药品环保水务交通出租汽车房屋征收拆迁规划土地物业养老教育就业医疗安全生产消防应急值守督查公开信访市场"
    "监管农贸蔬菜质量检测规章修改废止办法条例座谈走访方案"
)


class Office:
    """The people and registers between which the items are spread."""

    def __init__(self) -> None:
        self.unit_class = UnitClass.objects.create(name="处室")
        organ = self._unit("市政府法制办公室", "organ", UnitKind.ORGAN)
        self.office = self._unit("综合处", "office", UnitKind.COMPREHENSIVE_OFFICE)
        self.editor = self._person("editor", self.office, Role.EDITOR)
        self.office_head = self._person("office_head", self.office, Role.OFFICE_HEAD)
        self._person("leader", organ, Role.DEPUTY_LEADER)
        self.units = [self._unit(f"业务{no}处", f"u{no}", UnitKind.DIVISION) for no in range(1, UNITS + 1)]
        self.officers = [self._person(f"officer{no}", unit, Role.OFFICER) for no, unit in enumerate(self.units, 1)]
        for no, unit in enumerate(self.units, 1):
            self._person(f"head{no}", unit, Role.UNIT_HEAD)
        self.types = [ItemType.objects.create(code=f"type{no}", name=f"类型{no}", sort_no=no) for no in range(1, 6)]
        level = OutletLevel.objects.create(code="city", name="市级")
        self.outlets = [Outlet.objects.create(name=f"信息{no}", code=f"o{no}", level=level) for no in range(1, 5)]

    def _unit(self, name: str, code: str, kind: str) -> Unit:
        files = kind == UnitKind.DIVISION
        return Unit.objects.create(
            name=name, short_name=name[:6], code=code, kind=kind, files_items=files,
            unit_class=self.unit_class if files else None, starts_on=LONG_AGO, sort_no=Unit.objects.count(),
        )  # fmt: skip

    def _person(self, username: str, unit: Unit, role: str) -> User:
        user = User.objects.create(username=username, name=username, phone="0571-87000000", password="!")
        Membership.objects.create(user=user, unit=unit, role=role, starts_on=LONG_AGO)
        return user


def words(chance: random.Random, count: int) -> str:
    """Words of two characters each, one after the other."""
    places = (2 * chance.randrange(len(WORDS) // 2) for _ in range(count))
    return "".join(WORDS[at : at + 2] for at in places)


def text_of(chance: random.Random) -> str:
    """Some 400 characters in paragraphs, with a few figures."""
    sentences = [
        f"{words(chance, 8)}，{words(chance, 6)}{chance.randrange(2, 9999)}件，{words(chance, 5)}。" for _ in range(9)
    ]
    return "\n".join("".join(sentences[at : at + 3]) for at in (0, 3, 6))


def status_of(chance: random.Random) -> Status:
    at = chance.randrange(1000)
    for status, share in SHARES:
        at -= share
        if at < 0:
            return status
    return Status.SIGNED


def fill(items: int, *, seed: int = SEED) -> None:
    """Make the office and the items, a thousand in a transaction, spread over the last fourteen months."""
    chance = random.Random(seed)
    office, end = Office(), now()
    for start in range(0, items, PORTION):
        count = min(PORTION, items - start)
        moments = [end - timedelta(days=DAYS) * (1 - (start + no) / items) for no in range(count)]
        with transaction.atomic():
            _portion(office, chance, moments, start)


def _portion(office: Office, chance: random.Random, moments: list[datetime], start: int) -> None:
    rows = [_item(office, chance, at, start + no) for no, at in enumerate(moments)]
    items = Item.objects.bulk_create(rows)
    revisions = Revision.objects.bulk_create(first_revision(item, text_of(chance)) for item in items)
    for item, revision in zip(items, revisions, strict=True):
        item.current = revision
    Item.objects.bulk_update(items, ["current"], batch_size=200)
    ItemAuthor.objects.bulk_create(ItemAuthor(item=item, user_id=item.drafter_id) for item in items)
    _records(office, chance, [item for item in items if item.status == Status.SIGNED])
    record_many(row for item in items for row in _events(item))
    Notice.objects.bulk_create(_notice(item) for item in items)
    index_many(items)


def _item(office: Office, chance: random.Random, at: datetime, no: int) -> Item:
    place, status = chance.randrange(UNITS), status_of(chance)
    unit = office.units[place]
    filed = None if status in IN_UNIT else at + timedelta(hours=2)
    return Item(
        title=f"{words(chance, 7)}情况{no}", item_type=chance.choice(office.types), nature=Nature.ACHIEVEMENT,
        secrecy=Secrecy.INTERNAL, happened_at=at, unit=unit, chain_unit=unit, drafter=office.officers[place],
        urgency=Urgency.URGENT if chance.randrange(20) == 0 else Urgency.ORDINARY, status=status,
        step=int(status in AWAITED), awaits_role=AWAITED.get(status, ""), created_at=at, entered_at=at,
        number=None if filed is None else f"{at.year}-{unit.short_name}-{no:07d}", first_filed_at=filed, filed_at=filed,
        filing_count=int(filed is not None), editor=office.editor if status in WITH_EDITOR else None,
        signed_at=at + timedelta(days=1) if status == Status.SIGNED else None,
        forwarded_at=at + timedelta(days=1, hours=1) if status == Status.SIGNED else None,
        adopted_at=(at + timedelta(days=3)).date() if status == Status.SIGNED and chance.randrange(2) else None,
        route=[str(Role.DEPUTY_LEADER)] if status in (Status.SIGNATURE, Status.SIGNED) else [],
    )  # fmt: skip


def first_revision(item: Item, text: str) -> Revision:
    """The text of an item as its drafter wrote it."""
    return Revision(
        item=item, no=1, kind=Revision.Kind.AS_WRITTEN, title=item.title, text=text,
        sha256=digest(item.title, "", text), created_by_id=item.drafter_id, created_at=item.created_at,
    )  # fmt: skip


def _records(office: Office, chance: random.Random, items: list[Any]) -> None:
    by = {"recorded_by": office.editor}
    Forwarding.objects.bulk_create(
        Forwarding(
            item=item, outlet=chance.choice(office.outlets), revision_id=item.current_id,
            forwarded_at=item.forwarded_at, recorded_at=item.forwarded_at, **by,
        )
        for item in items
    )  # fmt: skip
    Adoption.objects.bulk_create(
        Adoption(
            item=item, outlet=chance.choice(office.outlets), issue_number=f"第{item.pk}期", adopted_on=item.adopted_at,
            recorded_at=item.created_at, **by,
        )
        for item in items
        if item.adopted_at
    )  # fmt: skip


def _events(item: Item) -> Iterator[EventRow]:
    for verb in ("item.create", "item.edit", "item.submit"):
        yield EventRow(
            verb=verb, subject_kind="submissions.item", subject_key=str(item.pk), actor_id=item.drafter_id,
            unit_key=str(item.unit_id), data={"revision": item.current_id}, at=item.created_at,
        )  # fmt: skip


def _notice(item: Item) -> Notice:
    return Notice(
        user_id=item.drafter_id, kind="item.take", subject_kind="submissions.item", subject_key=str(item.pk),
        data={"title": item.title, "who": "editor", "reason": ""}, url=f"/items/{item.pk}/", created_at=item.created_at,
        read_at=item.created_at,
    )  # fmt: skip
