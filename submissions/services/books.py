"""What an office keeps by hand for the items beyond the rows of registers: routes taken away, the chain of each unit."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from activity.services import record
from organizations.models import Role, Unit, User
from organizations.policy import can
from submissions.errors import MoveRefused, NotAllowed
from submissions.models import SignOffRoute, UnitChainStep
from submissions.moves.chain import people_in

MOST_STEPS = 5


@transaction.atomic
def drop_route(*, route_id: int, by: User) -> None:
    """Take a route away; items on their way keep the route that was frozen when it started."""
    route = SignOffRoute.objects.select_for_update(of=("self",)).get(pk=route_id)
    record("sign_off_route.dropped", subject=route, by=by, data={"route": str(route)})
    route.delete()


@transaction.atomic
def set_chain(*, unit_id: int, by: User, steps: Sequence[tuple[str, int | None]]) -> list[UnitChainStep]:
    """Set the steps of a unit's chain, each a role and perhaps the only person; empty: the unit head alone.

    Counts from the next step of every item, also of those under review. Raises NotAllowed, and MoveRefused where the
    head is not the last step or a person does not hold the role.
    """
    unit = Unit.objects.select_for_update(of=("self",)).get(pk=unit_id)
    if not can(by, "unit.set_chain", unit):
        raise NotAllowed(_("The chain of a unit is set by its head or by the office."), code="not_allowed")
    if len(steps) > MOST_STEPS:
        raise MoveRefused(_("A chain has at most %(most)d steps.") % {"most": MOST_STEPS}, code="too_many")
    if steps and (steps[-1][0] != Role.UNIT_HEAD or any(role == Role.UNIT_HEAD for role, _p in steps[:-1])):
        raise MoveRefused(
            _("The unit head signs last, and once: who is accountable has the last word."), code="head_last"
        )
    for role, person_id in steps:
        if person_id and person_id not in {person.pk for person in people_in(role, unit_id)}:
            raise MoveRefused(_("One of the people named does not hold the role in this unit."), code="not_in_role")
    unit.chain_steps.all().delete()
    rows = UnitChainStep.objects.bulk_create(
        UnitChainStep(unit=unit, step=no, role=role, person_id=person_id)
        for no, (role, person_id) in enumerate(steps, start=1)
    )
    record("unit.chain_set", subject=unit, by=by, data={"steps": [[str(role), person] for role, person in steps]})
    return rows
