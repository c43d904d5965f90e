"""What people write into a bulletin beside its sections: distribution, leaders' comments; that they have read it."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from activity.clock import now, today
from activity.models import Event
from activity.notices import tell
from activity.services import record
from documents.pdf import guard_text
from documents.pdf_limits import without_controls
from organizations.models import User
from organizations.policy import can
from organizations.standing import OFFICE_ROLES
from reports.errors import BulletinRefused, NotAllowed
from reports.models import Bulletin, BulletinComment, Receipt
from reports.models.parts import LONGEST_COMMENT
from reports.services import acting, building
from reports.services.canonical import canonical_json, sha256_of
from reports.services.charts import available
from reports.services.lines import line_error
from reports.states import CommentKind, State
from ui.words import date_cn

VERSION_LENGTH = 16
IMPRINT = ("title", "note", "office", "send_up", "send_peer", "send_down", "copies", "contact", "comment_days")


def imprint_version(bulletin: Bulletin) -> str:
    """Which title and distribution these are: another one for every change of them."""
    return sha256_of(canonical_json([getattr(bulletin, name) for name in IMPRINT]))[:VERSION_LENGTH]


def figures_version(bulletin: Bulletin) -> str:
    """Which choice of charts this is."""
    return sha256_of(canonical_json(bulletin.figures))[:VERSION_LENGTH]


def _check_seen(bulletin: Bulletin, seen: str | None, present: str, kind: str) -> None:
    """Raise BulletinRefused (`stale`) where what would be overwritten is not what the person saw; None asks nothing."""
    if seen is None or seen == present:
        return
    edits = Event.objects.about(bulletin).filter(verb="bulletin.edit", data__has_key=kind).select_related("actor")
    last = edits.last()
    raise BulletinRefused(
        _("%(name)s has changed this meanwhile. Compare both, then save again.")
        % {"name": (last and last.actor) or _("Somebody")},
        code="stale",
    )


@transaction.atomic
def save_imprint(*, bulletin_id: int, by: User, seen_version: str | None = None, **fields: Any) -> Bulletin:
    """Keep title, mark, issuing office, 报/送/发 lines, copies and contact of a draft: any of `IMPRINT`.

    Raises NotAllowed; BulletinRefused, at the field where a sign cannot be printed or a field was written, and `stale`
    where they are others than in `seen_version` (`imprint_version`).
    """
    bulletin = draft_of(bulletin_id, by)
    given = {name: _imprint_value(name, fields[name]) for name in IMPRINT if name in fields}
    changed = [name for name, value in given.items() if getattr(bulletin, name) != value]
    if not changed:
        return bulletin
    for name in changed:
        if refusal := line_error(str(given[name])):
            raise BulletinRefused(refusal.message, code=refusal.code, field=name)
    _check_seen(bulletin, seen_version, imprint_version(bulletin), "fields")
    for name in changed:
        setattr(bulletin, name, given[name])
    bulletin.save(update_fields=changed)
    record(
        "bulletin.edit",
        subject=bulletin,
        by=by,
        on_behalf_of=acting.principal_of(by, OFFICE_ROLES),
        data={"fields": changed},
    )
    return bulletin


def _imprint_value(name: str, value: Any) -> Any:
    """What is kept of a value. Raises BulletinRefused at a field that is needed where nothing is left of it."""
    kept = without_controls(value).strip() if isinstance(value, str) else value
    if kept == "" and not getattr(Bulletin._meta.get_field(name), "blank", True):
        raise BulletinRefused(_("This must not be empty."), code="empty", field=name)
    return kept


@transaction.atomic
def choose_figures(*, bulletin_id: int, figures: Iterable[str], by: User, seen_version: str | None = None) -> Bulletin:
    """Keep which charts a draft draws. Raises NotAllowed; BulletinRefused once it is checked, for a chart of which its
    snapshot has no figures, and `stale` where the choice is another than in `seen_version` (`figures_version`)."""
    bulletin = draft_of(bulletin_id, by)
    wanted, known = set(figures), available(bulletin.snapshot.data)
    if wanted - set(known):
        raise BulletinRefused(_("The snapshot has no figures for this chart."), code="figures", field="figures")
    chosen = [key for key in known if key in wanted]
    if chosen != bulletin.figures:
        _check_seen(bulletin, seen_version, figures_version(bulletin), "figures")
        bulletin.figures = chosen
        bulletin.save(update_fields=["figures"])
        principal = acting.principal_of(by, OFFICE_ROLES)
        record("bulletin.edit", subject=bulletin, by=by, on_behalf_of=principal, data={"figures": chosen})
    return bulletin


def too_late_to_write(bulletin: Bulletin) -> BulletinRefused | None:
    """Why its words can no longer be changed; None for a draft."""
    if bulletin.state == State.DRAFT:
        return None
    return BulletinRefused(
        _("The text can no longer be changed: the bulletin is in the state “%(state)s”.")
        % {"state": bulletin.get_state_display()},
        code="wrong_state",
    )


def too_late_to_comment(bulletin: Bulletin) -> BulletinRefused | None:
    """Why it takes no comments now, too early or too late; None where it does."""
    if bulletin.takes_comments:
        return None
    return BulletinRefused(
        _("Comments are taken between check and issue; the bulletin is in the state “%(state)s”.")
        % {"state": bulletin.get_state_display()},
        code="wrong_state",
    )


def draft_of(bulletin_id: int, by: User) -> Bulletin:
    """The bulletin, locked, while its words may be changed by the person. Raises BulletinRefused, NotAllowed."""
    bulletin = Bulletin.objects.select_for_update(of=("self",)).get(pk=bulletin_id)
    if late := too_late_to_write(bulletin):
        raise late
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
    seen_version: str | None = None,
) -> BulletinComment:
    """签署意见, 圈阅 or absence of one leader; a second one replaces the first. After the signature the PDF is made anew.

    The leader writes it, or somebody of the office records what is on paper; absence is recorded by the office only.
    Raises NotAllowed, BulletinRefused (at `text`, `written_on`; `stale` where the leader's words on record are others
    than those of `seen_version`, see `comment_version`).
    """
    bulletin = Bulletin.objects.select_for_update(of=("self",)).for_paper().get(pk=bulletin_id)
    if late := too_late_to_comment(bulletin):
        raise late
    _check_writer(bulletin, leader, recorded_by, kind)
    _check_day(bulletin, written_on)
    words = _comment_words(kind, text)
    _check_replaced(bulletin, leader, seen_version)
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


def comment_version(comment: BulletinComment | None) -> str:
    """Which words of the leader these are; empty for none."""
    return "" if comment is None else sha256_of(comment.recorded_at.isoformat())[:VERSION_LENGTH]


def comment_of(bulletin: Bulletin, leader: User) -> BulletinComment | None:
    """What stands on record of the leader."""
    return bulletin.comments.filter(leader=leader).select_related("recorded_by").first()


def _check_replaced(bulletin: Bulletin, leader: User, seen_version: str | None) -> None:
    present = comment_of(bulletin, leader)
    if seen_version is None or present is None or seen_version == comment_version(present):
        return
    raise BulletinRefused(
        _(
            "Of %(name)s there is on record already (%(day)s, by %(by)s): “%(text)s”. Record again to put this in its place."
        )
        % {
            "name": leader,
            "day": date_cn(present.written_on),
            "by": present.recorded_by,
            "text": present.text or present.get_kind_display(),
        },
        code="stale",
    )


def _check_day(bulletin: Bulletin, written_on: date | None) -> None:
    """Raise BulletinRefused at `written_on` for a day to come, and for one before the time that the bulletin is about."""
    if written_on is None:
        return
    if written_on > today():
        raise BulletinRefused(_("This day has not come yet."), code="future", field="written_on")
    if written_on < bulletin.starts_on:
        raise BulletinRefused(
            _("The bulletin is about the time from %(day)s on; nobody has commented on it before.")
            % {"day": date_cn(bulletin.starts_on)},
            code="too_early",
            field="written_on",
        )


def _comment_words(kind: str, text: str) -> str:
    words = "\n".join(guard_text(text)) if kind == CommentKind.COMMENT else ""
    if refusal := line_error(words):
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
