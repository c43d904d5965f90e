"""The way of a bulletin: proposed, checked, signed, issued; withdrawn or superseded. Only this file writes its state."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from activity.clock import now, today
from activity.models import Event
from activity.notices import tell
from activity.services import record
from organizations.models import Role, User
from organizations.policy import can
from reports.errors import BulletinRefused, NotAllowed
from reports.models import Bulletin, BulletinSection, Snapshot
from reports.services import acting, building, proposals
from reports.services.fields import check_text
from reports.services.numbering import next_issue
from reports.services.paper import source_of
from reports.services.writing import add_comment, mark_read, missing_comments, save_imprint, save_section
from reports.states import ACTS, ENDED, Act, Kind, State
from scoring.models import Period
from ui.words import day_time

__all__ = [
    "add_comment",
    "check_bulletin",
    "issue_bulletin",
    "mark_read",
    "missing_comments",
    "propose",
    "return_bulletin",
    "save_imprint",
    "save_section",
    "sign_bulletin",
    "supersede_bulletin",
    "supersede_live",
    "withdraw_bulletin",
]

LONGEST_REASON = 500
COPIED = ("note", "send_up", "send_peer", "send_down", "copies", "contact")
"""What a new bulletin takes over from the last one of its masthead: an office writes its distribution once."""


@transaction.atomic
def propose(*, period: Period, by: User | None = None, kind: str = Kind.MONTHLY) -> Bulletin:
    """The live bulletin of the closed period, made from its snapshot where there is none yet. Asking twice makes one.

    `by` None is the system on the configured day. Raises NotAllowed; BulletinRefused while the period is open.
    """
    if by is not None and not can(by, "bulletin.propose"):
        raise NotAllowed(_("Only the comprehensive office proposes bulletins."))
    # The lock on the period lets two proposals at once wait for each other; the unique constraint is the promise.
    locked = Period.objects.select_for_update().get(pk=period.pk)
    standing = Bulletin.objects.live().filter(period=locked, kind=kind).first()
    if standing is not None:
        return standing
    snapshot = Snapshot.objects.latest_of(locked)
    if not locked.is_closed or snapshot is None:
        raise BulletinRefused(
            _("%(month)s is not closed yet. Close the month first: a bulletin is written from its snapshot.")
            % {"month": locked},
            code="open",
        )
    bulletin = _create(locked, snapshot, kind=kind, by=by)
    event = record("bulletin.propose", subject=bulletin, by=by, data={"snapshot": snapshot.sha256})
    _tell(bulletin, "proposed", acting.holders_of(Role.EDITOR, Role.OFFICE_HEAD), event, by=by)
    return bulletin


def _create(period: Period, snapshot: Snapshot, *, kind: str, by: User | None) -> Bulletin:
    data = snapshot.data
    last = Bulletin.objects.filter(masthead=proposals.MASTHEAD).order_by("-pk").first()
    bulletin = Bulletin.objects.create(
        kind=kind,
        period=period,
        snapshot=snapshot,
        corrects=Bulletin.objects.published().filter(period=period, kind=kind, state__in=ENDED).order_by("-pk").first(),
        masthead=proposals.MASTHEAD,
        office=f"{data['organ']['name']}{data['organ']['office']}" or str(_("Comprehensive office")),
        title=proposals.title_of(data),
        proposed_at=now(),
        proposed_by=by,
        **(
            {name: getattr(last, name) for name in COPIED}
            if last
            else {"note": proposals.NOTE, "copies": proposals.COPIES, **proposals.DISTRIBUTION}
        ),
    )
    BulletinSection.objects.bulk_create(
        BulletinSection(
            bulletin=bulletin,
            key=one.key,
            heading=one.heading,
            text=one.text,
            proposed_text=one.text,
            sort_no=number,
        )
        for number, one in enumerate(proposals.propose_sections(data), start=1)
    )
    return bulletin


@transaction.atomic
def check_bulletin(*, bulletin_id: int, by: User) -> Bulletin:
    """核稿: the text is right and goes to the leaders. Raises SectionRefused where a section cannot be printed."""
    bulletin = _begin("check", bulletin_id, by)
    for section in bulletin.sections.all():
        check_text(section.text, longest=len(section.text) + 1)
    bulletin.checked_at, bulletin.checked_by, bulletin.return_reason = now(), by, ""
    event = _end(bulletin, "check", by)
    _tell(bulletin, "to_leaders", acting.leaders(), event, by=by)
    return bulletin


@transaction.atomic
def return_bulletin(*, bulletin_id: int, by: User, reason: str) -> Bulletin:
    """Back to the office for changes, with what is to be changed. Comments written so far stay."""
    bulletin = _begin("return", bulletin_id, by, reason)
    bulletin.return_reason = reason.strip()
    bulletin.checked_at = bulletin.checked_by = None
    event = _end(bulletin, "return", by, reason)
    office = acting.holders_of(Role.EDITOR, Role.OFFICE_HEAD)
    _tell(bulletin, "returned", office, event, by=by, reason=reason.strip())
    return bulletin


@transaction.atomic
def sign_bulletin(*, bulletin_id: int, by: User) -> Bulletin:
    """签发: the bulletin takes its number and date, and the job that makes the PDF is promised; all in one transaction.

    Raises BulletinRefused to whoever has checked it: two people vouch for a bulletin.
    """
    bulletin = _begin("sign", bulletin_id, by)
    if bulletin.checked_by_id == by.pk:
        raise BulletinRefused(_("You have checked this bulletin; another leader signs it."), code="same_person")
    day = today()
    bulletin.issue_year, bulletin.dated_on = day.year, day
    bulletin.issue_no, bulletin.issue_total = next_issue(bulletin.masthead, day.year)
    bulletin.signed_at, bulletin.signed_by = now(), by
    event = _end(bulletin, "sign", by, data={"number": bulletin.number_line})
    building.enqueue_pdf(bulletin, by=by)
    _tell(bulletin, "signed", acting.office_heads(), event, by=by)
    return bulletin


@transaction.atomic
def issue_bulletin(*, bulletin_id: int, by: User) -> Bulletin:
    """印发: everybody may read it from now on. Raises BulletinRefused (`no_pdf`) while the PDF is not made."""
    bulletin = _begin("issue", bulletin_id, by)
    if bulletin.pdf_id is None or bulletin.pdf_source != source_of(bulletin):
        raise BulletinRefused(_("The PDF is still being made. Issue the bulletin when it is there."), code="no_pdf")
    bulletin.issued_at, bulletin.issued_by = now(), by
    event = _end(bulletin, "issue", by, data={"number": bulletin.number_line})
    _tell(bulletin, "issued", acting.everybody(), event, by=by)
    return bulletin


@transaction.atomic
def withdraw_bulletin(*, bulletin_id: int, by: User, reason: str) -> Bulletin:
    """Take it back. A number that was taken stands as void; who could read it reads on, with the mark and the reason."""
    bulletin = _begin("withdraw", bulletin_id, by, reason)
    return _finish_off(bulletin, "withdraw", by, reason)


@transaction.atomic
def supersede_bulletin(*, bulletin_id: int, by: User, reason: str) -> Bulletin:
    """Replace an issued bulletin by a new draft, which will take a new number and cite the old. Returns the draft."""
    bulletin = _begin("supersede", bulletin_id, by, reason)
    _finish_off(bulletin, "supersede", by, reason)
    return propose(period=bulletin.period, by=by, kind=bulletin.kind)


def supersede_live(*, period: Period, by: User, reason: str) -> None:
    """Mark the period's live bulletins as superseded, in the caller's transaction: the month is opened again."""
    for bulletin in Bulletin.objects.select_for_update(of=("self",)).live().filter(period=period):
        _finish_off(bulletin, "supersede", by, reason)


def _finish_off(bulletin: Bulletin, name: str, by: User, reason: str) -> Bulletin:
    bulletin.ended_at, bulletin.ended_by, bulletin.end_reason = now(), by, reason.strip()
    event = _end(bulletin, name, by, reason)
    told = acting.everybody() if bulletin.is_published else acting.holders_of(Role.EDITOR, Role.OFFICE_HEAD)
    _tell(bulletin, "ended", told, event, by=by, reason=reason.strip())
    return bulletin


def _begin(name: str, bulletin_id: int, by: User, reason: str | None = None) -> Bulletin:
    """The bulletin, locked, if the act may start now. Raises NotAllowed, or BulletinRefused saying how things stand."""
    act = ACTS[name]
    bulletin = Bulletin.objects.select_for_update(of=("self",)).for_paper().get(pk=bulletin_id)
    if State(bulletin.state) not in act.sources:
        raise BulletinRefused(_wrong_state(bulletin), code="wrong_state")
    if not can(by, act.action, bulletin):
        raise NotAllowed(_("“%(act)s” is not open to you on this bulletin.") % {"act": act.label})
    if act.needs_reason:
        _check_reason(reason or "")
    return bulletin


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise BulletinRefused(_("Give the reason."), code="reason", field="reason")
    if len(reason.strip()) > LONGEST_REASON:
        raise BulletinRefused(
            _("The reason has more than %(limit)d characters.") % {"limit": LONGEST_REASON}, "reason", "reason"
        )


def _wrong_state(bulletin: Bulletin) -> str:
    """Who did what when: so that whoever comes late knows."""
    last = Event.objects.about(bulletin).filter(verb__in=[act.verb for act in ACTS.values()]).last()
    if last is None:
        return _("The bulletin is in the state “%(state)s”.") % {"state": bulletin.get_state_display()}
    return _("%(name)s did “%(act)s” at %(at)s; the bulletin is in the state “%(state)s” now.") % {
        "name": last.actor or _("The system"),
        "act": last.verb_label,
        "at": day_time(last.at),
        "state": bulletin.get_state_display(),
    }


def _end(bulletin: Bulletin, name: str, by: User, reason: str = "", data: dict[str, Any] | None = None) -> Event:
    """Write the new state and the event."""
    act: Act = ACTS[name]
    before, bulletin.state = bulletin.state, act.target
    bulletin.save()
    return record(
        act.verb,
        subject=bulletin,
        by=by,
        on_behalf_of=acting.principal_of(by, act.roles),
        reason=reason.strip(),
        data={"from": before, "to": str(act.target), **(data or {})},
    )


def _tell(bulletin: Bulletin, kind: str, people: list[User], event: Event, by: User | None, **data: str) -> None:
    words = {"title": bulletin.title, "number": bulletin.number_line, "by": str(by or ""), **data}
    others = [person for person in people if person != by]
    tell(others, kind=f"bulletin.{kind}", subject=bulletin, data=words, url=bulletin.get_absolute_url(), event=event)
