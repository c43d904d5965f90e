"""Beginning a bulletin: of a closed month, of a span of closed months, or on one matter."""

from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from activity.clock import now, today
from activity.services import record
from organizations.models import Role, User
from organizations.policy import can
from organizations.services import papers
from reports.errors import BulletinRefused, NotAllowed
from reports.models import Bulletin, BulletinSection, Snapshot
from reports.services import acting, naming, proposals, snapshots
from reports.services.changes import quoted_by
from reports.services.fields import check_text, fields_for
from reports.services.lines import cleaned
from reports.services.printable import check_line, check_words
from reports.services.spans import Span, month_span
from reports.services.telling import tell_about
from reports.states import ENDED, FIGURES_OF, Kind, State
from scoring.models import Period
from scoring.services.periods import current_period

LINES = ("note", "send_up", "send_peer", "send_down", "copies", "contact")
LONGEST_TITLE = 120
LONGEST_MATTER = 4_000


@transaction.atomic
def propose(*, period: Period, by: User | None = None) -> Bulletin:
    """The live bulletin of the closed month, made from its snapshot where there is none yet. Asking twice makes one.

    `by` None is the system on the configured day. Raises NotAllowed; BulletinRefused while the month is open.
    """
    _check_right(by)
    # The lock on the month lets two proposals at once wait for each other; the unique constraint is the promise.
    locked = Period.objects.select_for_update().get(pk=period.pk)
    span = month_span(locked)
    standing = _standing(span)
    if standing is not None:
        return standing
    snapshot = Snapshot.objects.latest_of(locked)
    if not locked.is_closed or snapshot is None:
        raise BulletinRefused(
            _("%(month)s is not closed yet. Close the month first: a bulletin is written from its snapshot.")
            % {"month": locked},
            code="open",
        )
    return _begin(span, snapshots.in_present_name(snapshot, span, by=by), by=by)


@transaction.atomic
def propose_span(*, span: Span, by: User | None) -> Bulletin:
    """The live bulletin of the span, made from a snapshot of its closed months where there is none yet.

    Raises NotAllowed; BulletinRefused where a month has been opened again meanwhile.
    """
    _check_right(by)
    if span.kind == Kind.MONTHLY:
        return propose(period=span.last, by=by)
    locked = tuple(Period.objects.select_for_update().filter(pk__in=[m.pk for m in span.months]).order_by("starts_on"))
    if not all(month.is_closed for month in locked):
        raise BulletinRefused(_("A month of this period has been opened again."), code="open")
    span = replace(span, months=locked)
    return _standing(span) or _begin(span, snapshots.snapshot_of(span, by=by), by=by)


@transaction.atomic
def propose_topical(*, title: str, matter: str, by: User) -> Bulletin:
    """一事一通报: a draft with what happened and what is demanded; no figures, no tables.

    Raises NotAllowed; BulletinRefused at `title` or `matter`.
    """
    _check_right(by)
    heading = cleaned(title)
    if not heading or len(heading) > LONGEST_TITLE:
        raise BulletinRefused(_("A title has 1 to 120 characters."), code="title", field="title")
    if not matter.strip():
        raise BulletinRefused(_("Write what happened."), code="empty", field="matter")
    check_line(heading, "title")
    text = check_words(check_text(matter, longest=LONGEST_MATTER, has_figures=False), "matter")
    return _begin_topical(heading, proposals.propose_topical(text), by=by)


@transaction.atomic
def propose_again(bulletin: Bulletin, *, by: User) -> Bulletin:
    """A new draft in place of one that was issued and superseded: of the same months, or on the same matter."""
    _check_right(by)
    if bulletin.kind == Kind.TOPICAL:
        # What was issued was judged when it was written, by the bounds of a section: these are wider than a matter's.
        old = bulletin.sections.filter(is_own=False)
        again = [proposals.Proposal(section.key, section.heading, section.proposed_text) for section in old]
        return _begin_topical(bulletin.title, again, by=by, corrects=bulletin)
    months = Period.objects.filter(starts_on__lte=bulletin.ends_on, ends_on__gte=bulletin.starts_on)
    span = Span(bulletin.kind, bulletin.starts_on, bulletin.ends_on, tuple(months.order_by("starts_on")))
    return propose_span(span=span, by=by)


def _begin_topical(
    title: str, sections: list[proposals.Proposal], *, by: User, corrects: Bulletin | None = None
) -> Bulletin:
    period, day = current_period(), today()
    snapshot = snapshots.topical_snapshot(period, day, by=by)
    span = Span(Kind.TOPICAL, day, day, (period,))
    return _begin(span, snapshot, by=by, title=title, sections=sections, corrects=corrects)


def _check_right(by: User | None) -> None:
    if by is not None and not can(by, "bulletin.propose"):
        raise NotAllowed(_("Only the comprehensive office proposes bulletins."))


def _of(span: Span) -> Any:
    return Bulletin.objects.filter(kind=span.kind, starts_on=span.starts_on, ends_on=span.ends_on)


def _standing(span: Span) -> Bulletin | None:
    return _of(span).live().first()


def _begin(
    span: Span,
    snapshot: Snapshot,
    *,
    by: User | None,
    title: str = "",
    sections: list[proposals.Proposal] | None = None,
    corrects: Bulletin | None = None,
) -> Bulletin:
    data = snapshot.data
    if span.kind != Kind.TOPICAL:
        corrects = _of(span).published().filter(state__in=ENDED).order_by("-pk").first()
    earlier = corrects or _superseded(span)
    bulletin = Bulletin.objects.create(
        kind=span.kind,
        period=span.last,
        starts_on=span.starts_on,
        ends_on=span.ends_on,
        snapshot=snapshot,
        corrects=corrects,
        office=f"{data['organ']['name']}{data['organ']['office']}" or str(_("Comprehensive office")),
        title=title or proposals.title_of(data),
        figures=earlier.figures if earlier else [str(figure) for figure in FIGURES_OF[Kind(span.kind)]],
        proposed_at=now(),
        proposed_by=by,
        **_stated_words(),
    )
    if earlier is not None:
        naming.take_over(bulletin, earlier)
    _write_sections(bulletin, proposals.propose_sections(data) if sections is None else sections, earlier)
    event = record("bulletin.propose", subject=bulletin, by=by, data={"snapshot": snapshot.sha256})
    tell_about(bulletin, "proposed", acting.holders_of(Role.EDITOR, Role.OFFICE_HEAD), event, by=by)
    return bulletin


def _stated_words() -> dict[str, Any]:
    """Masthead, lines, copies and contact as the office has stated them, else as its last bulletin said them; and the
    days for comments, which are that bulletin's in any case."""
    last = Bulletin.objects.order_by("-pk").first()
    kept = {"comment_days": last.comment_days} if last else {}
    stated = papers.stated()
    if last and stated is None:
        return kept | {name: getattr(last, name) for name in ("masthead", *LINES)}
    return kept | vars(papers.bulletin_lines(stated or papers.proposed()))


def _superseded(span: Span) -> Bulletin | None:
    """The bulletin whose words are taken over: the last of the span that was superseded, also one never issued."""
    return None if span.kind == Kind.TOPICAL else _of(span).filter(state=State.SUPERSEDED).order_by("-pk").first()


def _write_sections(bulletin: Bulletin, proposed: list[proposals.Proposal], earlier: Bulletin | None) -> None:
    """The proposals; where people had written something in the bulletin before this one, their words in their order.

    What those words quoted is kept with them, so that every figure which has changed since is marked.
    """
    fields = fields_for(bulletin)
    sections = [
        BulletinSection(
            bulletin=bulletin, key=one.key, heading=one.heading, text=one.text, proposed_text=one.text,
            quoted=quoted_by(one.text, fields),
        )
        for one in proposed
    ]  # fmt: skip
    if earlier is not None:
        sections = _taken_over(bulletin, {section.key: section for section in sections}, earlier)
    for number, section in enumerate(sections, start=1):
        section.sort_no = number
    BulletinSection.objects.bulk_create(sections)


def _taken_over(bulletin: Bulletin, fresh: dict[str, BulletinSection], earlier: Bulletin) -> list[BulletinSection]:
    old_fields = fields_for(earlier)
    sections = []
    for old in earlier.sections.all():
        new = fresh.get(old.key)
        if old.is_as_proposed and not old.is_own and new is not None:
            sections.append(new)
            continue
        sections.append(
            BulletinSection(
                bulletin=bulletin, key=old.key, heading=old.heading, text=old.text, is_own=old.is_own,
                proposed_text=new.text if new else old.proposed_text,
                quoted=old.quoted or quoted_by(old.text, old_fields), edited_by=old.edited_by, edited_at=old.edited_at,
            )
        )  # fmt: skip
    return sections
