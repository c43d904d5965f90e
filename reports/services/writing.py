"""What people write into a bulletin beside its sections: distribution, leaders' comments; that they have read it."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from activity.clock import now, today
from activity.notices import tell
from activity.services import record
from documents.pdf import guard_text
from documents.signs import sign_error
from organizations.models import User
from organizations.policy import can
from organizations.standing import OFFICE_ROLES
from reports.errors import BulletinRefused, NotAllowed
from reports.models import Bulletin, BulletinComment, Receipt
from reports.models.parts import LONGEST_COMMENT
from reports.services import acting, building
from reports.services.charts import available
from reports.states import CommentKind, State

IMPRINT = ("title", "note", "office", "send_up", "send_peer", "send_down", "copies", "contact", "comment_days")


@transaction.atomic
def save_imprint(*, bulletin_id: int, by: User, **fields: Any) -> Bulletin:
    """Keep title, mark, issuing office, 报/送/发 lines, copies and contact of a draft: any of `IMPRINT`.

    Raises NotAllowed; BulletinRefused, at the field where a sign cannot be printed.
    """
    bulletin = draft_of(bulletin_id, by)
    changed = [name for name in IMPRINT if name in fields and getattr(bulletin, name) != fields[name]]
    if not changed:
        return bulletin
    for name in changed:
        if refusal := sign_error(str(fields[name])):
            raise BulletinRefused(refusal.message, code=refusal.code, field=name)
        setattr(bulletin, name, fields[name])
    bulletin.save(update_fields=changed)
    record(
        "bulletin.edit",
        subject=bulletin,
        by=by,
        on_behalf_of=acting.principal_of(by, OFFICE_ROLES),
        data={"fields": changed},
    )
    return bulletin


@transaction.atomic
def choose_figures(*, bulletin_id: int, figures: Iterable[str], by: User) -> Bulletin:
    """Keep which charts a draft draws. Raises NotAllowed; BulletinRefused once it is checked, or for a chart of which
    its snapshot has no figures."""
    bulletin = draft_of(bulletin_id, by)
    wanted, known = set(figures), available(bulletin.snapshot.data)
    if wanted - set(known):
        raise BulletinRefused(_("The snapshot has no figures for this chart."), code="figures", field="figures")
    chosen = [key for key in known if key in wanted]
    if chosen != bulletin.figures:
        bulletin.figures = chosen
        bulletin.save(update_fields=["figures"])
        principal = acting.principal_of(by, OFFICE_ROLES)
        record("bulletin.edit", subject=bulletin, by=by, on_behalf_of=principal, data={"figures": chosen})
    return bulletin


def draft_of(bulletin_id: int, by: User) -> Bulletin:
    """The bulletin, locked, while its words may be changed by the person. Raises BulletinRefused, NotAllowed."""
    bulletin = Bulletin.objects.select_for_update(of=("self",)).get(pk=bulletin_id)
    if bulletin.state != State.DRAFT:
        raise BulletinRefused(
            _("The text can no longer be changed: the bulletin is in the state “%(state)s”.")
            % {"state": bulletin.get_state_display()},
            code="wrong_state",
        )
    if not can(by, "bulletin.compose", bulletin):
        raise NotAllowed(_("Only the comprehensive office writes bulletins."))
    return bulletin


@transaction.atomic
def add_comment(
    *,
    bulletin_id: int,
    leader: User,
    recorded_by: User,
    kind: str = CommentKind.COMMENT,
    text: str = "",
    written_on: date | None = None,
) -> BulletinComment:
    """签署意见, 圈阅 or absence of one leader; a second one replaces the first. After the signature the PDF is made anew.

    The leader writes it, or somebody of the office records what is on paper; absence is recorded by the office only.
    Raises NotAllowed, BulletinRefused (at `text`).
    """
    bulletin = Bulletin.objects.select_for_update(of=("self",)).for_paper().get(pk=bulletin_id)
    if not bulletin.takes_comments:
        raise BulletinRefused(
            _("Comments are taken between check and issue; the bulletin is in the state “%(state)s”.")
            % {"state": bulletin.get_state_display()},
            code="wrong_state",
        )
    _check_writer(bulletin, leader, recorded_by, kind)
    words = _comment_words(kind, text)
    comment, _is_new = BulletinComment.objects.update_or_create(
        bulletin=bulletin,
        leader=leader,
        defaults={
            "kind": kind,
            "text": words,
            "written_on": written_on or today(),
            "recorded_by": recorded_by,
            "recorded_at": now(),
        },
    )
    event = record(
        "bulletin.comment",
        subject=bulletin,
        by=recorded_by,
        on_behalf_of=None if leader == recorded_by else leader,
        data={"kind": str(kind), "leader": leader.pk},
    )
    if bulletin.state == State.SIGNED:
        building.enqueue_pdf(Bulletin.objects.for_paper().get(pk=bulletin.pk), by=recorded_by)
    heads = [person for person in acting.office_heads() if person != recorded_by]
    data = {"title": bulletin.title, "leader": str(leader)}
    tell(heads, kind="bulletin.commented", subject=bulletin, data=data, url=bulletin.get_absolute_url(), event=event)
    return comment


def _check_writer(bulletin: Bulletin, leader: User, recorded_by: User, kind: str) -> None:
    if leader not in acting.leaders():
        raise NotAllowed(_("%(name)s is not a leader of this organ today.") % {"name": leader})
    own = leader == recorded_by and kind != CommentKind.ABSENT
    action = "bulletin.comment" if own else "bulletin.record_comment"
    if not can(recorded_by, action, bulletin):
        raise NotAllowed(_("A leader comments in person, or the comprehensive office records it from paper."))


def _comment_words(kind: str, text: str) -> str:
    words = "\n".join(guard_text(text)) if kind == CommentKind.COMMENT else ""
    if refusal := sign_error(words):
        raise BulletinRefused(refusal.message, code=refusal.code, field="text")
    if kind == CommentKind.COMMENT and not words:
        raise BulletinRefused(_("Write the comment, or mark the bulletin as read."), code="empty", field="text")
    if len(words) > LONGEST_COMMENT:
        raise BulletinRefused(
            _("The comment has %(count)d characters; at most %(limit)d fit into the box.")
            % {"count": len(words), "limit": LONGEST_COMMENT},
            code="too_long",
            field="text",
        )
    return words


@transaction.atomic
def mark_read(*, bulletin_id: int, by: User) -> Receipt:
    """已阅: the person has read the issued bulletin. Once a person; saying it again changes nothing."""
    bulletin = Bulletin.objects.get(pk=bulletin_id)
    if not can(by, "bulletin.read_mark", bulletin):
        raise NotAllowed(_("Only an issued bulletin is marked as read."))
    receipt, is_new = Receipt.objects.get_or_create(bulletin=bulletin, user=by, defaults={"read_at": now()})
    if is_new:
        record("bulletin.read", subject=bulletin, by=by)
    return receipt


def missing_comments(bulletin: Bulletin) -> list[User]:
    """Leaders of today who have neither commented nor marked as read, and whose absence nobody recorded."""
    written = {comment.leader_id for comment in bulletin.comments.all()}
    return [leader for leader in acting.leaders() if leader.pk not in written]
