"""Promise, lease, end: each job has exactly one result whatever becomes of its messages and its workers."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.db import connections, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext, gettext_lazy
from kombu.exceptions import OperationalError

from activity import jobs, runner
from activity.clock import frozen
from activity.errors import DomainError, UnknownNameError
from activity.models import Event, Job, JobState
from activity.services import record
from tests.factories.activity import VERB, make_job, recorded, results
from tests.factories.organizations import make_person

NOON = datetime(2026, 10, 31, 4, tzinfo=UTC)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("behaviour")]


def test_enqueue_writes_the_promise_and_publishes_after_commit(published, django_capture_on_commit_callbacks):
    person = make_person()
    with frozen(NOON), django_capture_on_commit_callbacks(execute=True):
        job = jobs.enqueue("test.job", key="1", by=person, n=1, at=NOON)
        assert published == []
    job.refresh_from_db()
    assert published == [job.pk]
    assert (job.state, job.args, job.created_by_id, job.created_at) == (
        JobState.QUEUED, {"n": 1, "at": "2026-10-31T04:00:00Z"}, person.pk, NOON,
    )  # fmt: skip


def test_the_same_key_is_the_same_job_and_is_published_once(published, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        first, again = jobs.enqueue("test.job", key="1", n=1), jobs.enqueue("test.job", key="1", n=2)
        other = jobs.enqueue("test.other", key="1")
    assert (again.pk, again.args) == (first.pk, {"n": 1})
    assert published == [first.pk, other.pk]


def test_a_rolled_back_act_promises_nothing(published, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        jobs.enqueue("test.job", key="1")
        transaction.set_rollback(True)
    assert (Job.objects.count(), published) == (0, [])


def test_an_unknown_job_is_refused():
    with pytest.raises(UnknownNameError):
        jobs.enqueue("test.unknown", key="1")
    assert Job.objects.count() == 0


def test_a_broker_that_is_down_is_no_error(monkeypatch, caplog, django_capture_on_commit_callbacks):
    def refuse(*args, **options):
        raise OperationalError("no broker")

    monkeypatch.setattr(jobs.current_app, "send_task", refuse)
    with django_capture_on_commit_callbacks(execute=True):
        job = jobs.enqueue("test.job", key="1")
    assert Job.objects.get().pk == job.pk
    assert "could not be published" in caplog.text


def test_run_commits_the_finisher_with_the_end(behaviour):
    behaviour.run = lambda context, **args: recorded(context.job)
    job = make_job()
    with frozen(NOON):
        assert runner.run_job(job.pk) is True
    job.refresh_from_db()
    assert (job.state, job.result, job.finished_at, job.lease_token) == ("done", {"url": "/done/"}, NOON, "")
    assert (results(job), job.result_url, job.attempts) == (1, "/done/", 1)


def test_a_handler_may_return_its_result_at_once(behaviour):
    behaviour.run = lambda context, n: {"n": n}
    job = make_job(n=4)
    runner.run_job(job.pk)
    job.refresh_from_db()
    assert (job.state, job.result, job.result_url) == ("done", {"n": 4}, "")


@pytest.mark.parametrize("messages", [[0, 0, 0], [0, 1, 0, 1, 1, 0], [1, 1, 0, 1, 0, 0]])
def test_messages_in_any_number_and_order_give_one_result_each(behaviour, messages):
    behaviour.run = lambda context, **args: recorded(context.job)
    promised = [make_job(), make_job()]
    ended = [runner.run_job(promised[index].pk) for index in messages]
    assert sum(ended) == len(set(messages))
    assert [results(promised[index]) for index in set(messages)] == [1] * len(set(messages))


def test_a_job_held_by_another_is_left_alone(behaviour):
    behaviour.run = lambda context, **args: recorded(context.job)
    job = make_job()
    assert runner.take_lease(job.pk) is not None
    assert runner.run_job(job.pk) is False
    job.refresh_from_db()
    assert (job.state, results(job), job.attempts) == ("running", 0, 1)


def test_a_number_without_job_does_nothing():
    assert runner.run_job(999) is False


def test_an_expired_lease_is_taken_over_and_the_late_worker_writes_nothing(behaviour):
    job = make_job()

    def outlive_the_lease(context, **args):
        Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
        behaviour.run = lambda context, **args: recorded(context.job)
        assert runner.run_job(job.pk) is True
        return recorded(context.job)

    behaviour.run = outlive_the_lease
    assert runner.run_job(job.pk) is False
    job.refresh_from_db()
    assert (job.state, results(job), job.attempts) == ("done", 1, 2)


def test_a_worker_that_lost_its_lease_is_stopped_at_its_next_progress(behaviour):
    job = make_job()
    went_on = []

    def work(context, **args):
        Job.objects.filter(pk=job.pk).update(lease_token="another")
        context.progress(phase=gettext_lazy("Refresh"))
        went_on.append(True)
        return {}

    behaviour.run = work
    assert runner.run_job(job.pk) is False
    job.refresh_from_db()
    assert (went_on, job.state, job.lease_token) == ([], "running", "another")


def test_progress_is_stored_in_the_source_language_and_shown_in_the_reader_s(behaviour):
    seen = []

    def work(context, **args):
        context.progress(phase=gettext_lazy("Refresh"), done=0, total=3)
        context.progress(done=1)
        context.progress(done=3)
        seen.append(Job.objects.get(pk=context.job.pk))
        return {}

    behaviour.run = work
    with translation.override("zh-hans"):
        runner.run_job(make_job().pk)
    job = seen[0]
    assert (job.phase, job.done_count, job.total) == ("Refresh", 3, 3)
    with translation.override("en"):
        assert job.phase_label == "Refresh"
    with translation.override("zh-hans"):
        assert job.phase_label == gettext("Refresh")
    assert Job().phase_label == ""


def test_mere_counts_are_not_written_each_time(behaviour, django_assert_max_num_queries):
    def work(context, **args):
        context.progress(total=1000)
        with django_assert_max_num_queries(60):
            for done in range(1000):
                context.progress(done=done)
        return {}

    behaviour.run = work
    assert runner.run_job(make_job().pk) is True


@pytest.mark.parametrize("when", ["at work", "at the end"])
def test_a_refusal_is_shown_to_the_person_and_not_repeated(behaviour, when):
    def refuse():
        raise DomainError(gettext_lazy("Try again"))

    behaviour.run = lambda context, **args: refuse() if when == "at work" else refuse
    job = make_job(by=make_person(language="en"))
    assert runner.run_job(job.pk) is True
    job.refresh_from_db()
    assert (job.state, job.error, job.attempts, results(job)) == ("failed", "Try again", 1, 0)
    assert runner.run_job(job.pk) is False


def test_a_finisher_that_fails_leaves_nothing_behind(behaviour):
    def write_and_refuse(job):
        record(VERB, subject=job, by=None)
        raise DomainError("不行")

    behaviour.run = lambda context, **args: lambda: write_and_refuse(context.job)
    job = make_job()
    runner.run_job(job.pk)
    job.refresh_from_db()
    assert (job.state, results(job)) == ("failed", 0)


def test_a_fault_is_tried_again_and_then_told_in_general_words(behaviour, caplog):
    def stumble(context, **args):
        raise ZeroDivisionError("秘密的细节")

    behaviour.run = stumble
    job = make_job(by=make_person(language="en"))
    assert [runner.run_job(job.pk) for _ in range(4)] == [False, False, True, False]
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("failed", 3)
    assert "fault in the system" in job.error
    assert "秘密" not in job.error
    assert caplog.text.count("failed on attempt") == 3


def test_a_fault_waits_longer_each_time_before_it_is_published_again(behaviour):
    def stumble(context, **args):
        raise ZeroDivisionError

    behaviour.run = stumble
    job = make_job()
    waits = []
    for _ in range(2):
        before = timezone.now()
        runner.run_job(job.pk)
        job.refresh_from_db()
        waits.append((job.publish_at - before) >= runner.RETRY_AFTER * 2 ** (job.attempts - 1))
        assert (job.state, job.lease_token, job.lease_until) == ("queued", "", None)
    assert waits == [True, True]


def test_a_fault_that_passes_ends_well(behaviour):
    def stumble_once(context, **args):
        behaviour.run = lambda context, **args: recorded(context.job)
        raise ZeroDivisionError

    behaviour.run = stumble_once
    job = make_job()
    assert runner.run_queued() == 1
    job.refresh_from_db()
    assert (job.state, job.attempts, results(job)) == ("done", 2, 1)


def test_too_long_a_run_is_told_and_not_repeated(behaviour):
    def dawdle(context, **args):
        raise SoftTimeLimitExceeded

    behaviour.run = dawdle
    job = make_job(by=make_person(language="en"))
    assert runner.run_job(job.pk) is True
    job.refresh_from_db()
    assert (job.state, job.error.startswith("The work took too long")) == ("failed", True)


def test_a_job_whose_app_is_gone_fails_with_words(monkeypatch):
    job = make_job(by=make_person(language="en"))
    Job.objects.update(name="gone.job")
    assert runner.run_job(job.pk) is True
    job.refresh_from_db()
    assert (job.state, bool(job.error)) == ("failed", True)


def test_retry_starts_a_failed_job_again_and_leaves_an_event(behaviour, published, django_capture_on_commit_callbacks):
    person = make_person()
    job = make_job(by=person)
    Job.objects.update(state="failed", error="x", attempts=3, finished_at=NOON)
    with django_capture_on_commit_callbacks(execute=True):
        jobs.retry_job(job_id=job.pk, by=person)
    job.refresh_from_db()
    assert (job.state, job.error, job.attempts, job.finished_at) == ("queued", "", 0, None)
    assert [event.verb for event in Event.objects.about(job)] == ["job.retry"]
    assert published == [job.pk]


@pytest.mark.parametrize("state", ["queued", "running", "done"])
def test_retry_of_anything_else_is_refused_and_changes_nothing(state, published):
    job = make_job()
    Job.objects.update(state=state)
    with pytest.raises(DomainError) as refusal:
        jobs.retry_job(job_id=job.pk, by=make_person())
    job.refresh_from_db()
    assert (refusal.value.code, job.state, results(job), published) == ("not_failed", state, 0, [])


def test_a_lease_outlives_the_hard_time_limit(settings):
    assert runner.LEASE.total_seconds() > settings.CELERY_TASK_TIME_LIMIT > settings.CELERY_TASK_SOFT_TIME_LIMIT
    with frozen(NOON):
        job = runner.take_lease(make_job().pk)
    assert job is not None
    assert job.lease_until is not None
    assert job.lease_until > timezone.now() + timedelta(seconds=settings.CELERY_TASK_TIME_LIMIT)


def test_registering_a_name_for_two_handlers_is_refused():
    with pytest.raises(ValueError, match="twice"):
        jobs.register("test.job", lambda context: {})


@pytest.mark.parametrize(
    ("result", "url"),
    [({}, ""), ({"url": "/a/"}, "/a/"), ({"url": "//evil/"}, ""), ({"url": "https://evil/"}, ""), ({"url": 3}, "")],
)
def test_a_result_leads_to_a_path_of_this_site_only(result, url):
    assert Job(result=result).result_url == url


@pytest.mark.django_db(transaction=True)
def test_many_workers_at_the_same_job_have_one_result(behaviour):
    behaviour.run = lambda context, **args: recorded(context.job)
    promised = [make_job() for _ in range(4)]

    def run_all(worker):
        try:
            return sum(runner.run_job(job.pk) for job in promised[worker % 4 :] + promised)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        ended = list(pool.map(run_all, range(4)))
    assert sum(ended) == 4
    assert [results(job) for job in promised] == [1, 1, 1, 1]
