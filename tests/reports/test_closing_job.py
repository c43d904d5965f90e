"""Closing by a job: in portions, with progress, cut off anywhere, and closed once."""

import pytest
from django.urls import reverse

from activity import runner
from activity.models import Job, JobState
from reports.errors import MonthRefused, NotAllowed
from reports.models import Snapshot
from reports.services import closing_job
from scoring.models import LedgerRow, PeriodState, ScoringRun, SettlementDue
from scoring.services import reckoning
from scoring.services.reckoning import reading_desk, reckon_period
from scoring.services.standings import wrong_standings
from scoring.services.summaries import wrong_totals
from tests.factories.scoring import filed_item, scheme_of


@pytest.fixture(autouse=True)
def small_portions(monkeypatch):
    monkeypatch.setattr(reckoning, "PORTION", 2)
    monkeypatch.setattr("scoring.services.settling.PORTION", 2)


def promise(month):
    return closing_job.close_by_job(year=2026, month=10, by=month.head)


def ended(job):
    job.refresh_from_db()
    return job.state


def worth():
    return sorted(LedgerRow.objects.values_list("fact", "clause", "receiver", "points", "tally", "period"))


def test_job_reckons_in_portions_tells_progress_and_closes(month, monkeypatch):
    told = []
    real = closing_job.JobContext.progress
    monkeypatch.setattr(
        closing_job.JobContext, "progress", lambda self, **kw: told.append(kw.get("done")) or real(self, **kw)
    )
    for day in (5, 6, 7, 8, 9):
        filed_item(month.period.starts_on.replace(day=day), unit=month.organ.division)
    job = promise(month)
    assert promise(month) == job
    runner.run_job(job.pk)
    assert (ended(job), job.result) == (JobState.DONE, {"url": reverse("reports:months")})
    month.period.refresh_from_db()
    assert (month.period.state, Snapshot.objects.count()) == (PeriodState.CLOSED, 1)
    assert len({done for done in told if done}) > 2
    assert wrong_totals() == []


@pytest.mark.parametrize("point", ["book_groups", "mark_everybody", "settle_due", "_end"])
def test_job_that_is_cut_off_leaves_the_month_open_and_is_done_again(month, monkeypatch, point):
    scheme_of(valid_from=month.period.starts_on)
    for day in (5, 6, 7, 8, 9):
        filed_item(month.period.starts_on.replace(day=day), unit=month.organ.division)
    real, calls = getattr(reckoning, point), []

    def cut_off(*args, **kwargs):
        calls.append(args)
        if len(calls) == (2 if point == "book_groups" else 1):
            raise KeyboardInterrupt
        return real(*args, **kwargs)

    monkeypatch.setattr(reckoning, point, cut_off)
    job = promise(month)
    with pytest.raises(KeyboardInterrupt):
        runner.run_job(job.pk)
    monkeypatch.setattr(reckoning, point, real)
    month.period.refresh_from_db()
    assert (month.period.state, Snapshot.objects.count()) == (PeriodState.OPEN, 0)
    assert wrong_totals() == []
    assert ScoringRun.objects.filter(cause=ScoringRun.Cause.CLOSING, finished_at=None).count() == 1
    Job.objects.filter(pk=job.pk).update(state=JobState.QUEUED, lease_token="", lease_until=None, lease_owner="")
    runner.run_job(job.pk)
    assert ended(job) == JobState.DONE
    assert (wrong_totals(), wrong_standings(reading_desk())) == ([], [])
    assert not SettlementDue.objects.exists()
    booked = worth()
    reckon_period(month.period, by=None)
    assert worth() == booked


def test_job_asks_again_whether_the_month_may_be_closed(month):
    job = promise(month)
    month.close()
    runner.run_job(job.pk)
    assert ended(job) == JobState.FAILED
    assert str(month.head) in job.error
    assert Snapshot.objects.count() == 1


def test_only_the_office_head_promises_it(month):
    with pytest.raises(NotAllowed):
        closing_job.close_by_job(year=2026, month=10, by=month.organ.editor)
    with pytest.raises(MonthRefused):
        closing_job.close_by_job(year=2026, month=13, by=month.head)
    assert not Job.objects.filter(name=closing_job.JOB).exists()
    assert closing_job.may_view_job(month.head, promise(month))
    assert not closing_job.may_view_job(month.organ.editor, promise(month))


def test_large_month_is_closed_by_the_job_and_a_small_one_at_once(month, client, monkeypatch):
    filed_item(month.period.starts_on, unit=month.organ.division)
    monkeypatch.setattr(closing_job, "LARGE", 1)
    client.force_login(month.head)
    answer = client.post(reverse("reports:close", args=[2026, 10]))
    job = Job.objects.get(name=closing_job.JOB)
    assert answer.headers["Location"] == reverse("activity:job", args=[job.pk])
    assert not Snapshot.objects.exists()
    monkeypatch.setattr(closing_job, "LARGE", 3000)
    assert client.post(reverse("reports:close", args=[2026, 10])).headers["Location"] == reverse("reports:months")
    assert Snapshot.objects.count() == 1


def test_month_that_nobody_began_is_not_large(month):
    assert not closing_job.is_large(2026, 5)
