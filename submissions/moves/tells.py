"""Who hears of a move. One function an audience; a row of the table names the audiences."""

from collections.abc import Callable, Iterable

from activity.clock import today
from organizations.models import ActingGrant, Role, User
from submissions.models import Item, JointUnit
from submissions.moves.chain import holders_for, people_in
from submissions.moves.context import MoveContext


def people_awaited(item: Item) -> list[User]:
    """Everybody who may make the next step: holders of the awaited role but the writers, and those acting for them."""
    if not item.awaits_role:
        return []
    people = [person for person in holders_for(item, item.awaits_role) if person.pk not in item.writer_ids]
    if item.awaits_person_id:
        people = [person for person in people if person.pk == item.awaits_person_id]
    return people + _acting_for(people, item.awaits_role, item.writer_ids)


def _acting_for(people: Iterable[User], role: str, without: Iterable[int]) -> list[User]:
    principals = {person.pk for person in people}
    grants = ActingGrant.objects.in_force(today()).filter(role=role, deputy__is_active=True).select_related("deputy")
    found = {g.deputy_id: g.deputy for g in grants if g.principal_id in principals and g.deputy_id not in set(without)}
    return sorted(found.values(), key=lambda person: (person.sort_no, person.pk))


def _awaited(ctx: MoveContext) -> list[User]:
    return people_awaited(ctx.item)


def _drafter(ctx: MoveContext) -> list[User]:
    return [ctx.item.drafter]


def _authors(ctx: MoveContext) -> list[User]:
    return list(User.objects.filter(authored_links__item=ctx.item, is_active=True))


def _unit_heads(ctx: MoveContext) -> list[User]:
    return people_in(Role.UNIT_HEAD, ctx.item.unit_id)


def _editor(ctx: MoveContext) -> list[User]:
    return [ctx.item.editor] if ctx.item.editor else []


def _office(ctx: MoveContext) -> list[User]:
    return holders_for(ctx.item, Role.OFFICE_HEAD)


def _partners(ctx: MoveContext) -> list[User]:
    units = ctx.item.joint_units.filter(state=JointUnit.State.PENDING).values_list("unit_id", flat=True)
    return [person for unit_id in units for person in people_in(Role.UNIT_HEAD, unit_id)]


def _partners_asked_again(ctx: MoveContext) -> list[User]:
    return _partners(ctx) if ctx.data.get("asks_partners_again") else []


def _dropped(ctx: MoveContext) -> list[User]:
    return people_in(Role.UNIT_HEAD, ctx.data["unit_id"])


AUDIENCES: dict[str, Callable[[MoveContext], list[User]]] = {
    "awaited": _awaited,
    "drafter": _drafter,
    "authors": _authors,
    "unit_heads": _unit_heads,
    "editor": _editor,
    "office": _office,
    "partners": _partners,
    "partners_again": _partners_asked_again,
    "dropped": _dropped,
}


def listeners(ctx: MoveContext, audiences: tuple[str, ...]) -> list[User]:
    """The people of the move's audiences, once each, but not whoever moved. A flash item is told to everybody on the way."""
    names = audiences
    if ctx.item.is_flash:
        names = (*names, "awaited", "office", "unit_heads", "editor")
    found: dict[int, User] = {}
    for name in names:
        for person in AUDIENCES[name](ctx):
            found.setdefault(person.pk, person)
    found.pop(ctx.by.pk, None)
    return list(found.values())
