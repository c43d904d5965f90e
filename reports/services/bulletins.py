"""The way of a bulletin: proposed, checked, signed, issued; withdrawn or superseded. Only this file writes its state."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from activity.clock import now, today
from activity.models import Event
from activity.services import record
from documents.signs import unseen_in
from organizations.models import Role, User
from organizations.policy import can
from organizations.working_days import add_working_days
from reports.errors import BulletinRefused, NotAllowed
from reports.models import Bulletin
from reports.services import acting, archive, building, mailing, signed_papers
from reports.services.numbering import next_issue
from reports.services.paper import source_of
from reports.services.printable import check_bulletin_signs
from reports.services.proposing import propose, propose_again, propose_span, propose_topical
from reports.services.sections import save_section
from reports.services.telling import tell_about
from reports.services.writing import add_comment, mark_read, missing_comments, save_imprint
from reports.states import ACTS, Act, State
from scoring.models import Period
from ui.words import day_time

__all__ = [
    "add_comment",
    "check_bulletin",
    "issue_bulletin",
    "mark_read",
    "missing_comments",
    "propose",
    "propose_span",
    "propose_topical",
    "return_bulletin",
    "save_imprint",
    "save_section",
    "sign_bulletin",
    "supersede_bulletin",
    "supersede_touching",
    "withdraw_bulletin",
]

LONGEST_REASON = 500


@transaction.atomic
def check_bulletin(*, bulletin_id: int, by: User) -> Bulletin:
    """核稿: the text is right and goes to the leaders. Raises BulletinRefused where a section cannot be printed."""
    bulletin = _begin("check", bulletin_id, by)
    check_bulletin_signs(bulletin)
    bulletin.comments_due_on = add_working_days(today(), bulletin.comment_days)
    bulletin.checked_at, bulletin.checked_by, bulletin.return_reason = now(), by, ""
    event = _end(bulletin, "check", by)
    due = {"due": bulletin.comments_due_on.isoformat()}
    tell_about(bulletin, "comment_by", acting.leaders(), event, by=by, **due)
    return bulletin


@transaction.atomic
def return_bulletin(*, bulletin_id: int, by: User, reason: str) -> Bulletin:
    """Back to the office for changes, with what is to be changed. Comments written so far stay."""
    bulletin = _begin("return", bulletin_id, by, reason)
    bulletin.return_reason = reason.strip()
    bulletin.checked_at = bulletin.checked_by = None
    event = _end(bulletin, "return", by, reason)
    office = acting.holders_of(Role.EDITOR, Role.OFFICE_HEAD)
    tell_about(bulletin, "returned", office, event, by=by, reason=reason.strip())
    return bulletin


@transaction.atomic
def sign_bulletin(*, bulletin_id: int, by: User) -> Bulletin:
    """签发: the bulletin takes its number and date, and the job that makes the PDF is promised; all in one transaction.

    Raises BulletinRefused to whoever has checked it, for two people vouch for a bulletin; and where a sign of it cannot
    be printed.
    """
    bulletin = _begin("sign", bulletin_id, by)
    if bulletin.checked_by_id == by.pk:
        raise BulletinRefused(_("You have checked this bulletin; another leader signs it."), code="same_person")
    check_bulletin_signs(bulletin)
    day = today()
    bulletin.issue_year, bulletin.dated_on = day.year, day
    bulletin.issue_no, bulletin.issue_total = next_issue(bulletin.masthead, day.year)
    bulletin.signed_at, bulletin.signed_by = now(), by
    event = _end(bulletin, "sign", by, data={"number": bulletin.number_line})
    signed_papers.keep_paper(Bulletin.objects.for_paper().get(pk=bulletin.pk))
    building.enqueue_pdf(bulletin, by=by)
    tell_about(bulletin, "signed", acting.office_heads(), event, by=by)
    return bulletin


@transaction.atomic
def issue_bulletin(*, bulletin_id: int, by: User, confirmed: bool = True) -> Bulletin:
    """印发: everybody may read it from now on. Raises BulletinRefused (`no_pdf`) while the PDF is not made; and
    (`uncommented`) where leaders have not commented and nobody has `confirmed` that it goes out without them."""
    bulletin = _begin("issue", bulletin_id, by)
    if bulletin.pdf_id is None or bulletin.pdf_source != source_of(bulletin):
        raise BulletinRefused(_("The PDF is still being made. Issue the bulletin when it is there."), code="no_pdf")
    missing = missing_comments(bulletin)
    if missing and not confirmed:
        names = "、".join(str(leader) for leader in missing)
        raise BulletinRefused(
            _(
                "Nothing was issued: %(names)s have not commented. Record their comments or absence first, or confirm below "
                "that the bulletin is issued without them."
            )
            % {"names": names},
            code="uncommented",
        )
    bulletin.issued_at, bulletin.issued_by = now(), by
    without = {"without_comments": [leader.pk for leader in missing]} if missing else {}
    event = _end(bulletin, "issue", by, data={"number": bulletin.number_line, **without})
    archive.index_bulletin(bulletin)
    mailing.promise_mails(bulletin)
    tell_about(bulletin, "issued", acting.everybody(), event, by=by)
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
    return propose_again(bulletin, by=by)


def supersede_touching(period: Period, *, by: User, reason: str) -> None:
    """Mark the live bulletins that draw on the month as superseded, in the caller's transaction: it is opened again."""
    touching = Bulletin.objects.live().touching(period.starts_on, period.ends_on)
    for bulletin in touching.select_for_update(of=("self",)).order_by("pk"):
        _finish_off(bulletin, "supersede", by, reason)


def _finish_off(bulletin: Bulletin, name: str, by: User, reason: str) -> Bulletin:
    bulletin.ended_at, bulletin.ended_by, bulletin.end_reason = now(), by, reason.strip()
    event = _end(bulletin, name, by, reason)
    if bulletin.is_published:
        mailing.promise_end_mails(bulletin, by=by)
    told = acting.everybody() if bulletin.is_published else acting.holders_of(Role.EDITOR, Role.OFFICE_HEAD)
    tell_about(bulletin, "ended", told, event, by=by, reason=reason.strip())
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
    if fault := unseen_in(reason):
        raise BulletinRefused(str(fault), code=fault.code, field="reason")
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
