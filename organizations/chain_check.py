"""The check of the event chain as a job, by hand and each night, and what the last one found."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

from django.urls import reverse

from activity.clock import OFFICE_ZONE
from activity.jobs import JobContext, enqueue
from activity.models import Job, JobState
from activity.notices import tell
from activity.services import ChainReport, verify_chain
from organizations.models import AdminKind, User

JOB = "audit.verify_chain"
BROKEN = "audit.chain_broken"
NIGHT_HOUR = 2


class ChainCheck(NamedTuple):
    """The result of the last check that came to an end."""

    at: datetime
    checked: int
    broken_id: int | None
    why: str

    @property
    def is_whole(self) -> bool:
        return self.broken_id is None


def check_chain(context: JobContext) -> Callable[[], dict[str, Any]]:
    """Handler of the job: read the whole chain, and tell the audit administrators if it is broken."""
    report = verify_chain()
    return lambda: _finish(context.job, report)


def _finish(job: Job, report: ChainReport) -> dict[str, Any]:
    url = reverse("organizations:audit")
    if not report.is_whole:
        auditors = User.objects.filter(admin_kind=AdminKind.AUDIT, is_active=True)
        tell(auditors, kind=BROKEN, subject=job, data={"number": str(report.broken_id)}, url=url)
    return {
        "checked": report.checked,
        "broken_id": report.broken_id,
        "why": report.why,
        "last_hash": report.last_hash,
        "url": url,
    }


def check_nightly(now: datetime) -> None:
    """Rule of beat: one check a day, from two in the morning of the office on; a missed night is made up for."""
    local = now.astimezone(OFFICE_ZONE)
    if local.hour >= NIGHT_HOUR:
        enqueue(JOB, key=f"nightly-{local:%Y-%m-%d}")


def latest_check() -> ChainCheck | None:
    """What the last finished check found; None before the first. One statement."""
    job = Job.objects.filter(name=JOB, state=JobState.DONE).order_by("-pk").first()
    if job is None or job.finished_at is None:
        return None
    return ChainCheck(job.finished_at, job.result["checked"], job.result["broken_id"], job.result["why"])
