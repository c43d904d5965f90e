"""零报送单位告知书: numbered in one transaction with their promise, set in type by a job, kept append-only.

Whom they go to comes from the snapshot, less the units that the office head does not name; nobody types a unit.
"""

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activity import jobs
from activity.clock import OFFICE_ZONE, now, today
from activity.models import Job
from activity.notices import tell
from activity.services import record
from documents.pdf import PdfMetadata, house_css, render_pdf
from documents.services import store_bytes
from organizations.models import Membership, Role, Unit, User
from organizations.policy import can
from organizations.services.papers import NOTICE_SERIES
from organizations.standing import UNIT_ROLES
from organizations.working_days import add_working_days
from reports.errors import BulletinRefused, NotAllowed
from reports.models import Bulletin, NoticeSheet, RectificationNotice
from reports.services import acting
from reports.services.canonical import canonical_json, sha256_of
from reports.services.naming import named_ids
from reports.services.numbering import next_issue
from reports.services.paper import day_words
from reports.states import Roll, State

JOB = "reports.rectification_notices"
SERIES = NOTICE_SERIES
REPLY_WORKING_DAYS = 5
PAPER_LANGUAGE = "zh-hans"
SETTING = gettext_lazy("Setting the notices")
KEEPING = gettext_lazy("Keeping the files")


@transaction.atomic
def make_notices(*, bulletin_id: int, by: User) -> list[RectificationNotice]:
    """One notice for each named unit that filed nothing and has none yet, and the promise of their sheets.

    Raises NotAllowed for anybody but the office head; BulletinRefused before the bulletin is issued, or where there is
    nobody to be told.
    """
    bulletin = Bulletin.objects.select_for_update(of=("self",)).for_paper().get(pk=bulletin_id)
    if bulletin.state != State.ISSUED:
        raise BulletinRefused(_("Notices go out with an issued bulletin: they cite its number."), code="wrong_state")
    if not can(by, "bulletin.rectify", bulletin):
        raise NotAllowed(_("Only the head of the comprehensive office sends rectification notices."))
    units = Unit.objects.filter(pk__in=untold_ids(bulletin))
    if not units:
        raise BulletinRefused(
            _("No unit is left to be told: none filed nothing, or all have their notice."), code="none"
        )
    notices = [number_notice(bulletin, unit, by=by) for unit in units]
    record(
        "bulletin.rectify",
        subject=bulletin,
        by=by,
        on_behalf_of=acting.principal_of(by, [Role.OFFICE_HEAD]),
        data={"notices": [notice.number_line for notice in notices]},
    )
    jobs.enqueue(JOB, key=f"{bulletin.pk}:{notices[-1].pk}", by=by, bulletin_id=bulletin.pk)
    return notices


def untold_ids(bulletin: Bulletin) -> set[int]:
    """Named units that filed nothing and have no notice of this bulletin yet. Load it by `for_paper`."""
    told = set(bulletin.rectification_notices.values_list("unit", flat=True))
    return named_ids(bulletin, Roll.ZERO) - told


def has_untold(bulletin: Bulletin) -> bool:
    """Whether a unit is left to be told."""
    return bool(untold_ids(bulletin))


def notices_of(bulletin: Bulletin) -> "QuerySet[RectificationNotice]":
    """The notices of the bulletin with their sheets, by number."""
    return RectificationNotice.objects.filter(bulletin=bulletin).select_related("unit", "sheet")


@transaction.atomic
def number_notice(bulletin: Bulletin, unit: Unit, *, by: User) -> RectificationNotice:
    """One notice with the next number of the year and its words; its sheet comes later."""
    day = today()
    number, _total = next_issue(SERIES, day.year)
    reply_by = add_working_days(day, REPLY_WORKING_DAYS)
    notice = RectificationNotice(
        bulletin=bulletin, unit=unit, year=day.year, number=number, reply_by=reply_by, made_at=now(), made_by=by
    )
    notice.content = canonical_json(_words(notice, day))
    notice.sha256 = sha256_of(notice.content)
    notice.save()
    return notice


def _words(notice: RectificationNotice, day: date) -> dict[str, Any]:
    """Everything on the page, as plain values: what is printed later is what was decided now."""
    bulletin = notice.bulletin
    data = bulletin.snapshot.data
    return {
        "title": SERIES,
        "number": notice.number_line,
        "unit": notice.unit.name,
        "organ": data["organ"]["name"],
        "span": data["span"]["name"],
        "months": len(data["span"]["months"]),
        "bulletin": f"《{bulletin.title}》（〔{bulletin.issue_year}〕第{bulletin.issue_no}期）",
        "total": data["totals"]["filed"],
        "units": data["totals"]["units"],
        "zero": len(data["rolls"][Roll.ZERO]),
        "reply_by": day_words(notice.reply_by),
        "office": bulletin.office,
        "dated": day_words(day),
        "contact": bulletin.contact,
        "snapshot": bulletin.snapshot.sha256,
    }


def build_notices(context: jobs.JobContext, *, bulletin_id: int) -> Callable[[], dict[str, Any]]:
    """The job: set what has no sheet yet, outside a transaction; the finisher keeps the sheets and tells the units."""
    waiting = list(_without_sheet(bulletin_id).select_related("bulletin", "unit"))
    pages: list[tuple[RectificationNotice, bytes]] = []
    for notice in waiting:
        context.progress(phase=SETTING, done=len(pages), total=len(waiting))
        pages.append((notice, render_notice(notice)))
    context.progress(phase=KEEPING, done=len(pages), total=len(waiting))
    bulletin = Bulletin.objects.get(pk=bulletin_id)

    def finish() -> dict[str, Any]:
        return {"url": bulletin.get_absolute_url(), "kept": keep_sheets(bulletin_id, pages)}

    return finish


def _without_sheet(bulletin_id: int) -> Any:
    return RectificationNotice.objects.filter(bulletin=bulletin_id, sheet__isnull=True)


def keep_sheets(bulletin_id: int, pages: Iterable[tuple[RectificationNotice, bytes]]) -> int:
    """Keep the pages of notices that have none, and tell their units; says how many. Call it in a transaction."""
    Bulletin.objects.select_for_update().get(pk=bulletin_id)
    waiting = set(_without_sheet(bulletin_id).values_list("pk", flat=True))
    kept = 0
    for notice, page in pages:
        if notice.pk not in waiting:
            continue
        name = f"{SERIES}{notice.number_line}{notice.unit}.pdf"
        file = store_bytes(name=name, content=page, content_type="application/pdf", by=notice.made_by)
        NoticeSheet.objects.create(notice=notice, file=file, made_at=now())
        _tell_unit(notice)
        kept += 1
    return kept


def _tell_unit(notice: RectificationNotice) -> None:
    held = Membership.objects.current(today()).filter(role__in=UNIT_ROLES, unit=notice.unit)
    people = User.objects.filter(pk__in=held.values("user"), is_active=True)
    data = {
        "number": notice.number_line,
        "title": notice.bulletin.title,
        "due": notice.reply_by.isoformat(),
    }
    tell(people, kind="rectification.sent", subject=notice, data=data, url=notice.bulletin.get_absolute_url())


def render_notice(notice: RectificationNotice) -> bytes:
    """The page of one notice; the same notice gives the same bytes. Raises documents.errors.RenderFailed."""
    data = notice.data
    with translation.override(PAPER_LANGUAGE):
        html = render_to_string("reports/pdf/notice.html", {"notice": data})
    return render_pdf(
        html=html,
        css=notice_css(),
        metadata=PdfMetadata(
            title=f"{SERIES}{notice.number_line}",
            identifier=notice.sha256,
            created=datetime.combine(notice.made_at.astimezone(OFFICE_ZONE).date(), time(12), OFFICE_ZONE).astimezone(
                UTC
            ),
            author=data["office"],
            subject=data["unit"],
            keywords=(f"notice-sha256:{notice.sha256}", f"snapshot-sha256:{data['snapshot']}"),
        ),
        expected_pages=1,
    )


def notice_css() -> str:
    """The style sheet of a notice."""
    return house_css() + render_to_string("reports/pdf/notice.css")


def latest_job(bulletin: Bulletin) -> Job | None:
    """The job that was promised last for the bulletin's notices."""
    return Job.objects.filter(name=JOB, key__startswith=f"{bulletin.pk}:").order_by("-pk").first()
