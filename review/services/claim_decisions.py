"""采用申报 in the office: confirming a claim, which records the adoption, or refusing it."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from activity.clock import now
from activity.notices import tell
from activity.services import record
from organizations.models import Role, User
from organizations.standing import OFFICE_ROLES, standing_of
from review.errors import RecordRefused
from review.models import AdoptionClaim
from review.services.adoption import enter_supplementary, record_adoption
from review.services.claims import PRINTED, lock_claim, refuse_recorded
from review.services.records import lock_item
from submissions.errors import NotAllowed
from submissions.models import Item
from submissions.moves.chain import people_in

ENTERED = ("title", "item_type", "authors")
"""What the office may put right besides, where the item is not in the system yet."""


@transaction.atomic
def confirm_claim(
    *,
    claim_id: int,
    by: User,
    printed: dict[str, Any],
    target: Item | None = None,
    entered: dict[str, Any] | None = None,
) -> AdoptionClaim:
    """Record the adoption that was claimed, as the office has put it right, with the claim's evidence.

    `target`: the item for which it is recorded where that is not the claim's own: the composite that it went into, or
    an item of the unit that is in the system after all. `entered`: title, item_type and authors of a new 补录件.
    Raises NotAllowed, RecordRefused (also when another editor was faster), SecretRefused.
    """
    claim = _lock(claim_id, by)
    corrections = _differences(claim, printed, PRINTED)
    item = target or claim.item
    if item is None:
        given = entered or {}
        corrections += _differences(claim, given, ENTERED)
        item = enter_supplementary(
            unit=claim.unit, text="", by=by, title=given["title"], item_type=given["item_type"],
            authors=given["authors"],
        )  # fmt: skip
    elif item != claim.item:
        corrections.append({"field": "target", "was": "", "now": str(item)})
    lock_item(item.pk, by=by, action="item.record_any")
    refuse_recorded(item, printed)
    claim.adoption = record_adoption(item_id=item.pk, by=by, evidence=claim.evidence, **printed)
    claim.item = claim.item or item
    claim.corrections = corrections
    _settle(claim, AdoptionClaim.State.CONFIRMED, by)
    _tell(claim, by, "claim.corrected" if corrections else "claim.confirmed")
    record(
        "claim.confirm", subject=claim, by=by, on_behalf_of=_principal(by),
        data={"adoption": claim.adoption.pk, "item": item.pk, "changed": [one["field"] for one in corrections]},
    )  # fmt: skip
    return claim


@transaction.atomic
def refuse_claim(*, claim_id: int, by: User, reason: str) -> AdoptionClaim:
    """Refuse a claim, and say why. Raises NotAllowed, RecordRefused without a reason or once it is settled."""
    claim = _lock(claim_id, by)
    if not reason.strip():
        raise RecordRefused(_("Give the reason for refusing the claim."), code="reason", field="reason")
    claim.reason = reason.strip()
    _settle(claim, AdoptionClaim.State.REFUSED, by)
    _tell(claim, by, "claim.refused", reason=claim.reason)
    record("claim.refuse", subject=claim, by=by, on_behalf_of=_principal(by), reason=claim.reason)
    return claim


def _principal(by: User) -> User | None:
    standing = standing_of(by)
    if standing.own_units(*OFFICE_ROLES):
        return None
    grant = next((one for one in standing.acting if one.role in OFFICE_ROLES), None)
    return User.objects.get(pk=grant.principal_id) if grant else None


def _lock(claim_id: int, by: User) -> AdoptionClaim:
    claim = lock_claim(claim_id, by, "adoptionclaim.decide")
    if claim.claimed_by_id == by.pk:
        raise NotAllowed(_("You made this claim yourself; another editor decides it."), code="not_allowed")
    return claim


def _settle(claim: AdoptionClaim, state: str, by: User) -> None:
    claim.state, claim.decided_by, claim.decided_at = state, by, now()
    claim.save(update_fields=["state", "decided_by", "decided_at", "reason", "adoption", "item", "corrections"])


def _tell(claim: AdoptionClaim, by: User, kind: str, **data: str) -> None:
    """The person who claimed; the heads of the unit too, unless the adoption of their own item was told to them."""
    people = {claim.claimed_by}
    if claim.adoption is None or claim.adoption.item.unit_id != claim.unit_id:
        people |= set(people_in(Role.UNIT_HEAD, claim.unit_id))
    tell(
        sorted(people - {by}, key=lambda one: one.pk), kind=kind, subject=claim, url=claim.get_absolute_url(),
        data={"title": claim.subject_title, "outlet": str(claim.outlet), "issue": claim.issue_number, **data},
    )  # fmt: skip


def _differences(claim: AdoptionClaim, given: dict[str, Any], names: tuple[str, ...]) -> list[dict[str, Any]]:
    found = []
    for name in names:
        was = claim.authors_in_order() if name == "authors" else getattr(claim, name)
        if name in given and given[name] != was:
            found.append({"field": name, "was": _plain(was), "now": _plain(given[name])})
    return found


def _plain(value: Any) -> Any:
    """As the page shows it and JSON keeps it."""
    if isinstance(value, list):
        return "、".join(str(one) for one in value)
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return str(value) if isinstance(value, Model | date) else value
