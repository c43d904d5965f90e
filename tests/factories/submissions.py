"""Item types, topics and items for tests. `make_item(status=...)` builds an item in any status by raw rows."""

import itertools
from datetime import datetime, timedelta
from typing import Any

import factory

from activity.clock import now
from assignments.models import Meeting
from organizations.models import Membership, Role, Unit, User
from submissions.figures import find_figures
from submissions.models import (
    Attachment,
    FigureTick,
    Item,
    ItemAuthor,
    ItemSource,
    ItemType,
    JointUnit,
    Revision,
    Topic,
)
from submissions.services.revisions import add_revision
from submissions.states import IN_UNIT, Nature, Secrecy, Status
from tests.factories.organizations import UnitFactory, make_person, office_unit

PLAIN_TEXT = "我市组织开展规范性文件清理工作，对不适应改革要求的文件提出修改和废止建议。\n下一步，将完善长效机制。"
"""Without any figure, so that no move waits for ticks."""

_serials = itertools.count(1)

# What an item awaits in each status, as the moves leave it: step, role.
_AWAITED = {
    Status.UNIT_REVIEW: (1, Role.UNIT_HEAD),
    Status.OFFICE_REVIEW: (1, Role.OFFICE_HEAD),
    Status.SIGNATURE: (1, Role.DEPUTY_LEADER),
}
_WITH_EDITOR = {Status.EDITING, Status.OFFICE_REVIEW, Status.SIGNATURE, Status.SIGNED, Status.DECLINED, Status.MERGED}
_ROUTED = {Status.SIGNATURE, Status.SIGNED}


class ItemTypeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ItemType
        django_get_or_create = ("code",)

    code = factory.Sequence(lambda n: f"type{n + 1}")
    name = factory.Sequence(lambda n: f"类型{n + 1}")
    sort_no = factory.Sequence(lambda n: n)


class TopicFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Topic

    name = factory.Sequence(lambda n: f"主题{n + 1}")
    sort_no = factory.Sequence(lambda n: n)


class MeetingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Meeting

    title = factory.Sequence(lambda n: f"市政府第{n + 1}次常务会议")
    held_at = factory.LazyFunction(lambda: now() + timedelta(days=1))
    created_by = factory.LazyFunction(lambda: make_person(Role.OFFICE_HEAD))


class AttachmentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Attachment

    added_at = factory.LazyFunction(now)


def _officer_of(unit: Unit) -> User:
    held = Membership.objects.filter(unit=unit, role=Role.OFFICER, ends_on__isnull=True).order_by("pk").first()
    return held.user if held else make_person(Role.OFFICER, unit=unit)


def _unit_of(drafter: User) -> Unit:
    held = drafter.memberships.filter(role__in=[Role.OFFICER, Role.UNIT_HEAD, Role.UNIT_SIGNER]).order_by("pk").first()
    return held.unit if held else UnitFactory.create()


def _editor() -> User:
    held = Membership.objects.filter(role=Role.EDITOR, ends_on__isnull=True).order_by("pk").first()
    return held.user if held else make_person(Role.EDITOR)


def _dates(status: str, at: datetime) -> dict[str, Any]:
    if status in IN_UNIT:
        return {}
    dates: dict[str, Any] = {"first_filed_at": at, "filed_at": at, "filing_count": 1}
    if status != Status.FILED:
        dates["taken_at"] = at + timedelta(hours=1)
    if status == Status.SIGNED:
        dates["signed_at"] = at + timedelta(hours=2)
    return dates


def _place(status: str, at: datetime, kw: dict[str, Any]) -> dict[str, Any]:
    """Fields that must fit the status; what the caller gives wins."""
    step, role = _AWAITED.get(Status(status), (0, ""))
    place: dict[str, Any] = {"status": status, "step": step, "awaits_role": role, **_dates(status, at)}
    if status not in IN_UNIT:
        place["number"] = f"{at.year}-测试-{next(_serials):06d}"
    if status in _WITH_EDITOR and "editor" not in kw:
        place["editor"] = _editor()
    if status in _ROUTED:
        place["route"] = [str(Role.DEPUTY_LEADER)]
    if status == Status.RETURNED:
        place["return_reason"] = "请补充数据来源"
    return place


def make_item(
    *,
    status: str = Status.DRAFT,
    unit: Unit | None = None,
    drafter: User | None = None,
    text: str = PLAIN_TEXT,
    title: str | None = None,
    authors: list[User] | None = None,
    joint: list[Unit] | None = None,
    ticked: bool = True,
    topics: list[Topic] | None = None,
    intended_outlets: list[Any] | None = None,
    **kw: Any,
) -> Item:
    """An item with its present version, in any status, by raw rows and with fields that fit the status.

    The slip is complete (drafter is the author, with phone). `ticked`: somebody vouched for every figure of the text.
    `joint` names partners, who have not answered yet while the item is in the unit and have countersigned later.
    Any field of Item may be given: `make_item(status="signed", number="2026-立法-0001", forwarded_at=...)`.
    """
    if unit is None:
        unit = office_unit() if kw.get("is_composite") else (_unit_of(drafter) if drafter else UnitFactory.create())
    drafter = drafter or (_editor() if kw.get("is_composite") else _officer_of(unit))
    at = kw.pop("created_at", None) or now()
    if title is None:
        title = f"规范性文件清理工作情况{next(_serials)}"
    if status == Status.MERGED and "composite" not in kw:
        kw["composite"] = make_item(status=Status.EDITING, is_composite=True, drafter=kw.get("editor"))
    fields: dict[str, Any] = {
        "nature": Nature.ACHIEVEMENT,
        "secrecy": Secrecy.INTERNAL,
        "happened_at": at - timedelta(hours=3),
        "entered_at": at,
        "chain_unit": unit.host or unit,
        **_place(status, at, kw),
        **kw,
    }
    if status == Status.HELD and "meeting" not in fields:
        fields["meeting"] = MeetingFactory.create(created_by=drafter)
    if "item_type" not in fields:
        fields["item_type"] = ItemTypeFactory.create(code="update", name="动态信息")
    item = Item.objects.create(title=title, unit=unit, drafter=drafter, created_at=at, **fields)
    _write_parts(item, authors=authors if authors is not None else [drafter], joint=joint or [])
    add_revision(
        item, by=drafter, kind=Revision.Kind.AS_WRITTEN if status in IN_UNIT else Revision.Kind.AS_UNIT_SIGNED,
        title=title, text=text, summary=item.summary,
    )  # fmt: skip
    item.save()
    item.topics.set(topics or [])
    item.intended_outlets.set(intended_outlets or [])
    if ticked:
        tick_all(item)
    if item.composite_id:
        ItemSource.objects.create(
            composite_id=item.composite_id, item=item, sort_no=item.composite.source_links.count() + 1, share=1
        )
    return item


def _write_parts(item: Item, *, authors: list[User], joint: list[Unit]) -> None:
    for no, author in enumerate(authors):
        ItemAuthor.objects.create(item=item, user=author, sort_no=no)
    answered = item.status not in IN_UNIT
    for no, partner in enumerate(joint):
        state = JointUnit.State.COUNTERSIGNED if answered else JointUnit.State.PENDING
        JointUnit.objects.create(item=item, unit=partner, sort_no=no, state=state)


def tick_all(item: Item, by: User | None = None) -> None:
    """Somebody (the drafter's unit, if nobody is named) vouches for every figure of the present text."""
    for figure in find_figures(item.text):
        FigureTick.objects.get_or_create(
            item=item, figure=figure.value, occurrence=figure.occurrence,
            defaults={"ticked_by": by or item.drafter, "ticked_at": now()},
        )  # fmt: skip


def make_items(count: int, **kw: Any) -> list[Item]:
    """`count` items alike."""
    return [make_item(**kw) for _ in range(count)]
