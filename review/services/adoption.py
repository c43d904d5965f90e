"""采用: what outlets printed. An adoption without a filing in the system is entered as a 补录件."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from activity.clock import now
from activity.services import record
from organizations.models import Outlet, Unit, User
from organizations.policy import can
from review.errors import RecordRefused
from review.models import Adoption
from review.services.claims import issue_key
from review.services.days import refuse_day
from review.services.records import lock_item, note_on_item, tell_unit
from submissions.errors import NotAllowed
from submissions.models import Item, ItemAuthor, ItemType, Revision
from submissions.secrecy import refuse_secret
from submissions.services.moves import move_item
from submissions.services.revisions import add_revision
from submissions.states import Nature, Secrecy


@transaction.atomic
def record_adoption(
    *, item_id: int, outlet: Outlet, issue_number: str, adopted_on: date, by: User, **details: Any
) -> Adoption:
    """Record that the outlet printed the item. `details`: edition, in_composite, is_front_page, printed_length,
    external_points (Decimal), channel, printed_title, evidence (StoredFile).

    A source of a composite may be adopted singly. Raises RecordRefused for a day to come or long past, or the same issue twice, however its
    number is written.
    """
    item = lock_item(item_id, by=by, action="item.record_any")
    refuse_day(adopted_on, "adopted_on")
    numbers = Adoption.objects.in_force().filter(item=item, outlet=outlet).values_list("issue_number", flat=True)
    if issue_key(issue_number) in map(issue_key, numbers):
        raise RecordRefused(
            _("The adoption by %(outlet)s, issue %(number)s, is recorded already.")
            % {"outlet": outlet, "number": issue_number},
            code="twice",
            field="issue_number",
        )
    adoption = Adoption.objects.create(
        item=item, outlet=outlet, issue_number=issue_number.strip(), adopted_on=adopted_on,
        recorded_by=by, recorded_at=now(), **details,
    )  # fmt: skip
    note_on_item(item)
    record(
        "adoption.add", subject=item, by=by,
        data={"record": adoption.pk, "outlet": outlet.code, "issue": adoption.issue_number, "on": str(adopted_on)},
    )  # fmt: skip
    tell_unit(item, "item.adopted", by, outlet=str(outlet), issue=adoption.issue_number)
    return adoption


@transaction.atomic
def enter_supplementary(
    *,
    unit: Unit,
    authors: list[User],
    title: str,
    text: str,
    item_type: ItemType,
    by: User,
    nature: str = Nature.ACHIEVEMENT,
) -> Item:
    """补录件: an item that reached an outlet on paper or by phone. Its adoption counts, no filing is counted.

    Raises NotAllowed for anybody but the office, SecretRefused, RecordRefused without a title or an author.
    """
    if not can(by, "item.compose", Item(is_supplementary=True, status="draft")):
        raise NotAllowed(_("Only the comprehensive office enters items for an adoption."), code="not_allowed")
    refuse_secret(secrecy="", title=title, text=text)
    if not title.strip():
        raise RecordRefused(_("Give the title as it was printed."), code="title", field="title")
    if not authors:
        raise RecordRefused(_("Name at least one author."), code="authors", field="authors")
    at = now()
    item = Item.objects.create(
        title=title.strip(), item_type=item_type, nature=nature, secrecy=Secrecy.PUBLIC, unit=unit,
        chain_unit=unit.host or unit, drafter=authors[0], is_supplementary=True, created_at=at, entered_at=at,
    )  # fmt: skip
    for no, author in enumerate(authors):
        ItemAuthor.objects.create(item=item, user=author, sort_no=no)
    add_revision(item, by=by, kind=Revision.Kind.AS_EDITED, title=item.title, text=text)
    item.save()
    return move_item(item_id=item.pk, name="enter_supplementary", by=by, seen_version=item.version)
