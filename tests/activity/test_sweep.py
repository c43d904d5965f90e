"""The sweep: what was lost on the way is brought back, once, and what kills its worker each time is given up."""

from datetime import timedelta

import pytest
from django.utils import timezone

from activity import processes, runner
from activity.models import Heartbeat, Job
from tests.factories.activity import make_job, recorded, results
from tests.factories.organizations import make_person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("behaviour")]


def test_the_sweep_publishes_what_waits_once_in_a_while(published):
    lost, fresh = make_job(), make_job()
    Job.objects.filter(pk=lost.pk).update(publish_at=timezone.now() - timedelta(seconds=1))
    assert runner.sweep_jobs() == 1
    assert runner.sweep_jobs() == 0
    assert published == [lost.pk]
    assert Job.objects.get(pk=fresh.pk).state == "queued"


def test_the_sweep_leaves_finished_and_running_jobs_alone(published):
    for state in ("done", "failed", "running"):
        job = make_job()
        Job.objects.filter(pk=job.pk).update(
            state=state, publish_at=timezone.now(), lease_until=timezone.now() + timedelta(minutes=5)
        )
    assert (runner.sweep_jobs(), published) == (0, [])


def test_the_sweep_brings_back_a_job_whose_lease_ran_out(published, behaviour):
    behaviour.run = lambda context, **args: recorded(context.job)
    job = make_job()
    runner.take_lease(job.pk)
    past = timezone.now() - timedelta(seconds=1)
    Job.objects.update(lease_until=past, publish_at=past, lease_owner="")
    assert (runner.sweep_jobs(), published) == (1, [job.pk])
    assert runner.run_job(job.pk) is True
    assert results(job) == 1


def test_the_sweep_does_not_wait_for_the_lease_of_a_dead_process(published):
    job = make_job()
    runner.take_lease(job.pk)
    runner.sweep_jobs()
    assert Job.objects.claimable(timezone.now()).count() == 0
    place, pid, _started = processes.own_identity().split()
    Job.objects.update(lease_owner=f"{place} {pid} 1")
    assert (runner.sweep_jobs(), published) == (1, [job.pk])


def test_the_sweep_gives_up_work_that_is_cut_off_each_time(published):
    job = make_job(by=make_person(language="en"))
    runner.take_lease(job.pk)
    Job.objects.update(attempts=runner.MOST_CLAIMS, lease_until=timezone.now() - timedelta(seconds=1))
    assert runner.sweep_jobs() == 0
    job.refresh_from_db()
    assert (job.state, "cut off too often" in job.error) == ("failed", True)


def test_the_sweep_is_a_sign_of_life(published):
    runner.sweep_jobs()
    first = Heartbeat.objects.get(name="worker").at
    runner.sweep_jobs()
    assert Heartbeat.objects.get(name="worker").at == first
    Heartbeat.objects.update(at=first - Heartbeat.EVERY)
    runner.sweep_jobs()
    assert Heartbeat.objects.get(name="worker").at >= first
