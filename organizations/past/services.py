"""The way of a file: sent, read and shown by a job, stored by another job in one transaction, or not at all."""

from collections.abc import Sequence
from typing import IO, Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from activity import jobs
from activity.clock import now
from activity.jobs import JobContext, enqueue
from activity.models import Job
from activity.services import record
from documents.errors import FileRefused
from documents.models import StoredFile
from documents.services import open_file, store_upload
from documents.spreadsheets import check_spreadsheet
from organizations.errors import OrganizationRefused
from organizations.models import ImportedRow, ImportState, PastImport, User
from organizations.past.kinds import ImportKind, MarkedSecret, Planned, Subject, kind_of, prepare_for
from organizations.past.planning import Plan, make_plan, report_of
from organizations.policy import can

CHECK_JOB, STORE_JOB = "past.check", "past.store"
PORTION = 500


@transaction.atomic
def receive_file(*, kind: ImportKind, upload: UploadedFile, by: User) -> PastImport:
    """Keep the file and promise to read it. Raises FileRefused, OrganizationRefused for whoever may not import this."""
    refuse_stranger(kind, by)
    past = keep_import(kind=kind, stored=store_upload(upload=upload, by=by, check=check_spreadsheet), by=by)
    enqueue(CHECK_JOB, key=f"{past.pk}", by=by, past_id=past.pk)
    return past


def keep_import(*, kind: ImportKind, stored: StoredFile, by: User) -> PastImport:
    """The row of an import whose file is kept, with its event; the caller is in a transaction."""
    past = PastImport.objects.create(
        kind=kind.key, file=stored, file_name=stored.name, sha256=stored.sha256, uploaded_by=by, uploaded_at=now()
    )
    record("past.receive", subject=past, by=by, data={"kind": kind.key, "sha256": stored.sha256, "size": stored.size})
    return past


def refuse_stranger(kind: ImportKind, by: User) -> None:
    """Raise OrganizationRefused unless the person imports this kind of facts."""
    if not can(by, kind.action):
        raise OrganizationRefused(_("You do not import this kind of table."), code="not_allowed")


def check_job(context: JobContext, *, past_id: int) -> Any:
    """Read the file and write the preview. Nothing of it is stored."""
    past = PastImport.objects.select_related("file", "uploaded_by").get(pk=past_id)
    with translation.override(past.uploaded_by.language):
        try:
            plan = planned(past, by=past.uploaded_by, context=context)
        except MarkedSecret as refusal:
            words = str(refusal.message)
            return lambda: _drop_file(past_id, words)
        except FileRefused as refusal:
            words = str(refusal.message)
            return lambda: _refuse(past_id, words)
    return lambda: _show(past_id, plan)


def planned(past: PastImport, *, by: User, context: JobContext | None = None) -> Plan:
    """What the file of the import would become now."""
    kind = kind_of(past.kind)
    if kind is None or past.file is None:
        raise FileRefused(_("The file of this import is not kept any more."), code="no_file")

    def tell(phase: Any, done: int, total: int) -> None:
        if context is not None:
            context.progress(phase=phase, done=done, total=total)

    try:
        file: IO[bytes] = open_file(past.file)
    except FileNotFoundError as error:
        raise FileRefused(
            _("This file is missing from the data directory. Please tell the administrator."), code="lost"
        ) from error
    with file:
        return make_plan(kind, name=past.file_name, file=file, by=by, tell=tell)


def _locked(past_id: int) -> PastImport:
    return PastImport.objects.select_for_update(of=("self",)).select_related("file").get(pk=past_id)


def _show(past_id: int, plan: Plan) -> dict[str, Any]:
    past = _locked(past_id)
    past.state, past.report = ImportState.CHECKED, report_of(plan)
    past.rows_new, past.rows_known, past.errors = len(plan.new), len(plan.known), len(plan.problems.errors)
    past.save()
    return {"url": address_of(past)}


def _refuse(past_id: int, words: str) -> dict[str, Any]:
    past = _locked(past_id)
    past.state, past.errors, past.report = ImportState.REFUSED, 1, {"refusal": words}
    past.save()
    return {"url": address_of(past)}


def _drop_file(past_id: int, words: str) -> dict[str, Any]:
    """The bytes go; name, hash and who sent them stay, for the security administrator will ask."""
    past = _locked(past_id)
    stored, past.file = past.file, None
    past.save()
    if stored is not None:
        path = stored.path
        StoredFile.objects.filter(pk=stored.pk).delete()
        transaction.on_commit(lambda: path.unlink(missing_ok=True))
        record("past.drop_file", subject=past, by=None, data={"sha256": past.sha256})
    return _refuse(past_id, words)


@transaction.atomic
def begin_storing(*, past_id: int, by: User) -> Job:
    """Promise to store what the preview showed. Raises OrganizationRefused while there are errors, or nothing is new."""
    past = _locked(past_id)
    kind = kind_of(past.kind)
    if kind is None:
        raise OrganizationRefused(_("You do not import this kind of table."), code="not_allowed")
    refuse_stranger(kind, by)
    if past.state != ImportState.CHECKED:
        raise OrganizationRefused(_("This file is being read or was imported already."), code="wrong_state")
    if past.errors:
        raise OrganizationRefused(
            _("Nothing is imported while there are errors. Correct the file and send it again."), code="errors"
        )
    if not past.rows_new:
        raise OrganizationRefused(_("Everything in this file is there already."), code="nothing_new")
    past.state, past.imported_by = ImportState.STORING, by
    past.attempt += 1
    past.save()
    return enqueue(STORE_JOB, key=f"{past.pk}:{past.attempt}", by=by, past_id=past.pk)


def store_job(context: JobContext, *, past_id: int) -> Any:
    """Match once more with what is here now, then store all new rows in one transaction."""
    past = PastImport.objects.select_related("file", "imported_by").get(pk=past_id)
    by = past.imported_by
    assert by is not None, "begin_storing names who imports"
    with translation.override(by.language):
        try:
            plan = planned(past, by=by, context=context)
        except FileRefused as refusal:
            words = str(refusal.message)
            return lambda: _refuse(past_id, words)
    if not plan.may_be_stored:
        return lambda: _show(past_id, plan)
    return lambda: _stored(past_id, plan, by)


def _stored(past_id: int, plan: Plan, by: User) -> dict[str, Any]:
    past = _locked(past_id)
    if past.state != ImportState.STORING:
        return {"url": address_of(past)}
    store_plan(past, plan, by=by)
    return {"url": address_of(past)}


@transaction.atomic
def store_plan(past: PastImport, plan: Plan, *, by: User) -> int:
    """Write the new rows and remember them; returns how many. Raises IntegrityError if another import came first."""
    new = plan.new
    subjects = plan.kind.store(new, by, past)
    remember(past, new, subjects)
    prepare_for([one.happened_on for one in new if one.happened_on is not None])
    past.state, past.imported_by, past.imported_at = ImportState.DONE, by, now()
    past.rows_new, past.rows_known, past.errors = len(new), len(plan.known), 0
    past.report = report_of(plan)
    past.save()
    record(
        "past.import", subject=past, by=by, batch=past.batch,
        data={"kind": past.kind, "rows": len(new), "known": len(plan.known), "sha256": past.sha256},
    )  # fmt: skip
    return len(new)


def remember(past: PastImport, rows: Sequence[Planned], subjects: Sequence[Subject]) -> None:
    """The fingerprints of what was stored."""
    ImportedRow.objects.bulk_create(
        [
            ImportedRow(
                past_import=past, kind=past.kind, fingerprint=one.fingerprint, content=one.content, number=one.number[:60],
                sheet=one.row.sheet[:60], row=one.row.number, subject_kind=subject.kind, subject_key=subject.key, told=one.told,
            )
            for one, subject in zip(rows, subjects, strict=True)
        ],
        batch_size=PORTION,
    )  # fmt: skip


def address_of(past: PastImport) -> str:
    """The page of the import."""
    return reverse("organizations:past_import", args=[past.pk])


def latest_job(past: PastImport) -> Job | None:
    """The job that works on the file now, or did last."""
    keys = [f"{past.pk}", *(f"{past.pk}:{no}" for no in range(1, past.attempt + 1))]
    return Job.objects.filter(name__in=(CHECK_JOB, STORE_JOB), key__in=keys).order_by("-pk").first()


def may_view_job(user: Any, job: Job) -> bool:
    """Whoever imports this kind sees how far it is."""
    past = PastImport.objects.filter(pk=job.args.get("past_id")).first()
    return past is not None and can(user, "pastimport.view", past)


def register_jobs() -> None:
    """Called once, when the apps are ready."""
    from django.utils.translation import gettext_lazy

    jobs.register(CHECK_JOB, check_job, label=gettext_lazy("Reading a table of the past"), may_view=may_view_job)
    jobs.register(STORE_JOB, store_job, label=gettext_lazy("Importing the past"), may_view=may_view_job)
