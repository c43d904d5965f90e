"""采用申报 by the unit: claiming with evidence, and taking the claim back while it waits."""

import re
import unicodedata
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from activity.clock import now
from activity.services import record
from documents.models import StoredFile
from organizations.models import Outlet, Unit, User
from organizations.policy import can
from organizations.standing import UNIT_ROLES, standing_of
from review.errors import ClaimedAlready, RecordRefused
from review.models import Adoption, AdoptionClaim
from review.services.days import refuse_day
from submissions.errors import NotAllowed
from submissions.models import Item, ItemType, JointUnit
from submissions.secrecy import refuse_secret
from submissions.states import IN_OFFICE
from ui.words import date_cn

PRINTED = (
    "outlet", "issue_number", "edition", "adopted_on", "printed_title", "in_composite", "is_front_page",
    "printed_length", "external_points", "channel",
)  # fmt: skip
"""What `record_adoption` takes, by the names of the fields."""

LOOKED_THROUGH, ALIKE = 500, 0.3
"""How many of a unit's latest items are compared with a title, and from which share of common pairs they are shown."""

_ORNAMENT = re.compile(r"[第期年号总]")
_RUN = re.compile(r"\d+|[^\W\d_]+")


def issue_key(number: str) -> str:
    """The number without its decoration: 第38期, 38期 and 038 are one, 〔2026〕38号 and 2026年第38期 another."""
    plain = _ORNAMENT.sub(" ", unicodedata.normalize("NFKC", number).casefold())
    runs = [run.lstrip("0") or "0" if run.isdecimal() else run for run in _RUN.findall(plain)]
    return ("-".join(runs) or number.strip())[:60]


def claiming_unit(by: User, item: Item) -> Unit | None:
    """The unit for which the person claims: that of the item, else the partner of theirs that countersigned it."""
    own = standing_of(by).units(*UNIT_ROLES)
    if item.unit_id in own:
        return item.unit
    partners = item.joint_units.filter(unit__in=own, state=JointUnit.State.COUNTERSIGNED).select_related("unit")
    partner = partners.first()
    return partner.unit if partner else None


@transaction.atomic
def claim_adoption(
    *, item_id: int, by: User, evidence: StoredFile, printed: dict[str, Any], note: str = ""
) -> AdoptionClaim:
    """Claim that the item was printed. `printed` has the fields of PRINTED, of which the last six may be left out.

    Raises NotAllowed, ClaimedAlready, RecordRefused at a field, SecretRefused.
    """
    item = Item.objects.select_for_update(of=("self",)).select_related("unit").get(pk=item_id)
    unit = claiming_unit(by, item)
    if unit is None or not can(by, "item.claim", item):
        raise NotAllowed(_("A unit claims adoptions of its own items that reached the office."), code="not_allowed")
    refuse_secret(secrecy="", title=printed.get("printed_title", ""), text=note)
    refuse_day(printed["adopted_on"], "adopted_on")
    refuse_recorded(item, printed)
    _refuse_waiting(Q(item=item), printed)
    return _write(AdoptionClaim(item=item, unit=unit, note=note), by, evidence, printed)


@transaction.atomic
def claim_without_filing(
    *,
    unit: Unit,
    title: str,
    item_type: ItemType,
    authors: list[User],
    by: User,
    evidence: StoredFile,
    printed: dict[str, Any],
    note: str = "",
) -> AdoptionClaim:
    """Claim what was printed after a call or on paper; confirmed, the office enters it as a 补录件.

    Raises as `claim_adoption`, and RecordRefused without a title or an author, or where the unit filed the item.
    """
    if unit.pk not in standing_of(by).units(*UNIT_ROLES):
        raise NotAllowed(_("A unit claims adoptions for itself only."), code="not_allowed")
    Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
    title = title.strip()
    refuse_secret(secrecy="", title=f"{title}\n{printed.get('printed_title', '')}", text=note)
    if not title:
        raise RecordRefused(_("Give the title as it was printed."), code="title", field="title")
    if not authors:
        raise RecordRefused(_("Name at least one author."), code="authors", field="authors")
    refuse_day(printed["adopted_on"], "adopted_on")
    _refuse_filed(unit, title, by)
    _refuse_waiting(Q(item=None, unit=unit, title=title), printed)
    claim = _write(AdoptionClaim(unit=unit, title=title, item_type=item_type, note=note), by, evidence, printed)
    for author in authors:
        claim.authors.through.objects.create(adoptionclaim=claim, user=author)
    return claim


@transaction.atomic
def withdraw_claim(*, claim_id: int, by: User) -> AdoptionClaim:
    """Take a claim back while it waits. Raises NotAllowed for other units, RecordRefused once it is decided."""
    claim = lock_claim(claim_id, by, "adoptionclaim.withdraw")
    claim.state, claim.decided_by, claim.decided_at = AdoptionClaim.State.WITHDRAWN, by, now()
    claim.save(update_fields=["state", "decided_by", "decided_at"])
    record("claim.withdraw", subject=claim, by=by, on_behalf_of=principal_for(by, claim.unit_id))
    return claim


def lock_claim(claim_id: int, by: User, action: str) -> AdoptionClaim:
    """The waiting claim, locked. Raises NotAllowed, or RecordRefused that says who decided it and when."""
    rows = AdoptionClaim.objects.select_for_update(of=("self",)).select_related("item", "unit", "outlet", "decided_by")
    claim = rows.get(pk=claim_id)
    if not can(by, action, claim):
        raise NotAllowed(_("This claim is not yours to act on."), code="not_allowed")
    if not claim.is_waiting:
        raise RecordRefused(
            _("The claim is settled already: %(state)s, by %(who)s.")
            % {"state": claim.get_state_display(), "who": claim.decided_by},
            code="settled",
        )
    return claim


def principal_for(by: User, unit_id: int) -> User | None:
    """For whom the person acts in the unit; None who has a role there by own right."""
    standing = standing_of(by)
    if unit_id in standing.own_units(*UNIT_ROLES):
        return None
    grant = next((one for one in standing.acting if one.unit_id == unit_id and one.role in UNIT_ROLES), None)
    return User.objects.get(pk=grant.principal_id) if grant else None


def refuse_recorded(item: Item, printed: dict[str, Any]) -> None:
    """Raises ClaimedAlready where the office has that adoption: of the item, or of the composite that it went into."""
    rows = Adoption.objects.in_force().filter(outlet=printed["outlet"])
    for row in rows.filter(Q(item=item) | Q(item=item.composite_id)).select_related("outlet", "claim"):
        if _is_same(row, printed):
            raise ClaimedAlready(
                _("The office has recorded this adoption already: %(outlet)s, issue %(number)s, %(day)s.")
                % {"outlet": row.outlet, "number": row.issue_number, "day": date_cn(row.adopted_on)},
                claim=getattr(row, "claim", None),
            )


def _refuse_waiting(about: Q, printed: dict[str, Any]) -> None:
    waiting = AdoptionClaim.objects.filter(about, state=AdoptionClaim.State.WAITING, outlet=printed["outlet"])
    for claim in waiting.select_related("outlet", "claimed_by"):
        if _is_same(claim, printed):
            raise ClaimedAlready(
                _("%(who)s claimed this already on %(day)s: %(outlet)s, issue %(number)s. It waits for the office.")
                % {
                    "who": claim.claimed_by,
                    "day": date_cn(claim.claimed_at),
                    "outlet": claim.outlet,
                    "number": claim.issue_number,
                },
                claim=claim,
            )


def _is_same(row: Adoption | AdoptionClaim, printed: dict[str, Any]) -> bool:
    """The same outlet prints an item once a day, and once an issue."""
    return row.adopted_on == printed["adopted_on"] or issue_key(row.issue_number) == issue_key(printed["issue_number"])


def _refuse_filed(unit: Unit, title: str, by: User) -> None:
    same = Item.objects.filter(unit=unit, title=title).order_by("-pk")
    filed = next((item for item in same if can(by, "item.claim", item)), None)
    if filed:
        raise RecordRefused(
            _("“%(title)s” is in the system as %(number)s. Claim it on that item's page.")
            % {"title": title, "number": filed.number},
            code="filed",
            field="title",
        )


def _write(claim: AdoptionClaim, by: User, evidence: StoredFile, printed: dict[str, Any]) -> AdoptionClaim:
    for name in PRINTED:
        if name in printed:
            setattr(claim, name, printed[name])
    outlet: Outlet = claim.outlet
    claim.issue_number = claim.issue_number.strip()
    claim.issue_key = issue_key(claim.issue_number)
    claim.evidence, claim.claimed_by, claim.claimed_at = evidence, by, now()
    claim.save()
    record(
        "claim.make", subject=claim, by=by, on_behalf_of=principal_for(by, claim.unit_id),
        data={
            "item": claim.item_id, "outlet": outlet.code, "issue": claim.issue_number, "on": str(claim.adopted_on),
            "sha256": evidence.sha256,
        },
    )  # fmt: skip
    return claim


def alike(claim: AdoptionClaim, most: int = 5) -> list[Item]:
    """Items of the unit in the office whose titles resemble that of a claim without a filing, the most alike first."""
    wanted = _pairs(claim.title)
    rows = Item.objects.filter(unit=claim.unit_id).filter(Q(status__in=IN_OFFICE) | Q(first_filed_at__isnull=False))
    recent = rows.exclude(is_composite=True).order_by("-pk")[:LOOKED_THROUGH]
    scored = [(len(wanted & _pairs(item.title)) / (len(wanted | _pairs(item.title)) or 1), item) for item in recent]
    found = sorted((one for one in scored if one[0] >= ALIKE), key=lambda one: -one[0])
    return [item for _share, item in found[:most]]


def _pairs(title: str) -> set[str]:
    plain = re.sub(r"\W", "", title)
    return {plain[no : no + 2] for no in range(len(plain) - 1)}
