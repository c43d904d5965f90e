"""The chain inside a unit and the route of signatures above it, worked out for one item.

No step of approval belongs to a writer of the item: such a step is passed over, and where a unit has no other signer
the item is marked 负责人自撰 and needs a leader's signature.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from activity.clock import today
from organizations.models import Membership, Role, User
from organizations.standing import UNIT_ROLES
from submissions.errors import MoveRefused
from submissions.models import Item, JointUnit, SignOffRoute, UnitChainStep

DEFAULT_ROUTE = (Role.DEPUTY_LEADER,)


@dataclass(frozen=True)
class Step:
    """One step of a unit's chain: a role, and the only person where one is named."""

    no: int
    role: str
    person_id: int | None = None


def unit_chain(unit_id: int) -> list[Step]:
    """The steps of the unit, in order; one step by the unit head where none are configured."""
    rows = UnitChainStep.objects.filter(unit_id=unit_id).order_by("step")
    steps = [Step(no, row.role, row.person_id) for no, row in enumerate(rows, start=1)]
    return steps or [Step(1, Role.UNIT_HEAD)]


def people_in(role: str, unit_id: int | None, without: Iterable[int] = ()) -> list[User]:
    """People who hold the role today, in the unit where one is given, without those named; in printing order."""
    rows = Membership.objects.current(today()).filter(role=role, user__is_active=True)
    if unit_id is not None:
        rows = rows.filter(unit_id=unit_id)
    held = rows.select_related("user").order_by("user__sort_no", "user_id")
    passed_over = set(without)
    people = {row.user_id: row.user for row in held if row.user_id not in passed_over}
    return list(people.values())


def holders_for(item: Item, role: str) -> list[User]:
    """Who holds the role today in the unit whose chain the item passes, or in the office or the organ: asked once for
    one object of the item, for one act needs it to find the next step and to tell people of it."""
    unit_id = item.chain_unit_id if role in UNIT_ROLES else None
    known: dict[tuple[str, int | None], list[User]] = item.__dict__.setdefault("_holders", {})
    if (role, unit_id) not in known:
        known[(role, unit_id)] = people_in(role, unit_id)
    return known[(role, unit_id)]


def _has_signer(item: Item, step: Step) -> bool:
    if step.person_id:
        return step.person_id not in item.writer_ids
    return any(person.pk not in item.writer_ids for person in holders_for(item, step.role))


def next_unit_step(item: Item, after: int) -> Step | None:
    """The first step after `after` that somebody other than the writers can sign; None after the last."""
    return next((step for step in unit_chain(item.chain_unit_id) if step.no > after and _has_signer(item, step)), None)


def await_step(item: Item, step: Step | None) -> None:
    """Write on the item who acts next; None: nobody in particular."""
    item.step = step.no if step else 0
    item.awaits_role = step.role if step else ""
    item.awaits_person_id = step.person_id if step else None


def countersigning_is_open(item: Item) -> bool:
    """A partner has not answered yet."""
    return item.joint_units.filter(state=JointUnit.State.PENDING).exists()


def route_for(item: Item) -> list[str]:
    """Roles that sign after the office head, by type, urgency and highest intended level (sign-off routes)."""
    highest = item.intended_outlets.select_related("level").order_by("-level__sort_no").first()
    level_id = highest.level_id if highest else None
    roles = list(DEFAULT_ROUTE)
    for row in SignOffRoute.objects.all():
        fits = (
            row.item_type_id in (None, item.item_type_id)
            and row.urgency in ("", item.urgency)
            and row.level_id in (None, level_id)
        )
        if fits:
            wanted = (
                (Role.DEPUTY_LEADER, row.needs_deputy_leader),
                (Role.PRINCIPAL_LEADER, row.needs_principal_leader),
            )
            roles = [role for role, needed in wanted if needed]
            break
    needs_leader = item.head_is_author or item.is_flash
    return [str(role) for role in roles or (DEFAULT_ROUTE if needs_leader else ())]


def start_route(item: Item) -> bool:
    """Freeze the item's route and await its first signature. False where the route is empty.

    Raises MoveRefused where a signature is needed and nobody but the writers could give it.
    """
    item.route = route_for(item)
    return bool(item.route) and await_signature(item, after=0)


def await_signature(item: Item, after: int) -> bool:
    """Await the first signature after step `after` that somebody can give. False after the last.

    A step whose only holders wrote the item is passed over. Raises MoveRefused where no signature at all could be given,
    and where a post on the route is vacant: an item is not signed by fewer leaders than its route says.
    """
    for no, role in enumerate(item.route, start=1):
        if no <= after:
            continue
        holders = {person.pk for person in holders_for(item, role)}
        if not holders:
            raise MoveRefused(
                _("Nobody holds the post that signs next: %(post)s. Ask the security administrator to fill it.")
                % {"post": Role(role).label},
                code="vacant",
            )
        if holders - item.writer_ids:
            await_step(item, Step(no, role))
            return True
    if after == 0:
        raise MoveRefused(
            _(
                "No leader can sign this item: nobody but its writers holds the role. Ask the security administrator to set one."
            ),
            code="no_signer",
        )
    return False
