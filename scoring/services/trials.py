"""A draft tried on past periods: promised as a job, worked out by `trying.py`, kept with the draft."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activity.clock import now
from activity.jobs import Finisher, JobContext, enqueue
from activity.models import Job
from activity.services import record
from organizations.models import User
from organizations.policy import can
from scoring.engine import parse_scheme
from scoring.engine.numbers import plain
from scoring.errors import DraftRefused
from scoring.models import Period, SchemeDraft, SchemeTrial
from scoring.services.scheme_checks import check_document
from scoring.services.trying import ClauseChange, Tried, try_scheme

JOB = "scheme_trial"
MOST_PERIODS = 24
TRYING = gettext_lazy("Reckoning the past months by the draft")


@transaction.atomic
def start_trial(*, draft_id: int, by: User, periods: Sequence[Period]) -> SchemeTrial:
    """Try the draft, as it stands now, on the periods. Raises DraftRefused for one that is wrong or without periods."""
    draft = SchemeDraft.objects.select_for_update(of=("self",)).get(pk=draft_id)
    if not can(by, "schemedraft.manage", draft):
        raise DraftRefused(_("Only the head of the office changes drafts of schemes."), code="not_allowed")
    if not check_document(draft.document).is_valid:
        raise DraftRefused(_("The draft still holds something to mend; it can be tried once that is done."))
    if not 0 < len(periods) <= MOST_PERIODS:
        raise DraftRefused(_("Choose from one to %(most)d months.") % {"most": MOST_PERIODS}, field="periods")
    trial = SchemeTrial.objects.create(
        draft=draft, draft_version=draft.version, document=draft.document, asked_at=now(), asked_by=by
    )
    trial.periods.set(periods)
    enqueue(JOB, key=str(trial.pk), by=by, trial_id=trial.pk)
    slugs = [period.slug for period in periods]
    record("scheme_draft.try", subject=draft, by=by, data={"version": draft.version, "periods": slugs})
    return trial


def job_of(trial: SchemeTrial) -> Job | None:
    """The job that works the trial out."""
    return Job.objects.filter(name=JOB, key=str(trial.pk)).first()


def trial_job(context: JobContext, *, trial_id: int) -> Finisher | dict[str, Any]:
    """Work the trial out; writes nothing but its result, with the end of the job. A draft dropped meanwhile ends it."""
    trial = SchemeTrial.objects.filter(pk=trial_id).first()
    if trial is None:
        return {}
    context.progress(phase=TRYING)
    periods = list(trial.periods.order_by("starts_on"))
    compared = try_scheme(parse_scheme(trial.document), periods, progress=_teller(context))
    result = {
        "units": [_told(one) for one in compared.units],
        "persons": [_told(one) for one in compared.persons if _differs(one)],
        "seconds": [
            [one.account, one.of_persons, *(None if amount is None else plain(amount) for amount in one[2:])]
            for one in compared.seconds
        ],
    }

    def finish() -> dict[str, Any]:
        SchemeTrial.objects.filter(pk=trial_id).update(result=result, finished_at=now())
        return {"url": trial.get_absolute_url()}

    return finish


def may_view_job(user: Any, job: Job) -> bool:
    """Whoever may read drafts sees how far their trials are."""
    trial = SchemeTrial.objects.filter(pk=job.args.get("trial_id")).select_related("draft").first()
    return trial is not None and can(user, "schemedraft.view", trial.draft)


def _differs(one: Tried) -> bool:
    is_paid_otherwise = any(change.before != change.after for change in one.seconds)
    return one.points_before != one.points_after or is_paid_otherwise or bool(one.dues)


def _told(tried: Tried) -> dict[str, Any]:
    """One receiver as it is stored: numbers exact, as text."""
    return {
        "unit": tried.unit, "person": tried.person, "class": tried.class_id,
        "rank_before": tried.rank_before, "rank_after": tried.rank_after,
        "before": plain(tried.points_before), "after": plain(tried.points_after),
        "clauses": [_change(change) for change in tried.clauses],
        "seconds": [{**_change(change), "account": change.account} for change in tried.seconds],
        "dues": [[one.account, plain(one.before), plain(one.after)] for one in tried.dues],
    }  # fmt: skip


def _change(change: ClauseChange) -> dict[str, Any]:
    return {
        "clause": change.clause, "before": plain(change.before), "after": plain(change.after), "rows": change.rows,
        "examples": [[one.item, plain(one.before), plain(one.after)] for one in change.examples if one.item],
    }  # fmt: skip


def _teller(context: JobContext) -> Callable[[int, int], None]:
    return lambda done, total: context.progress(done=done, total=total)
