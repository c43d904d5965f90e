"""The audit trail: who reads it, what it shows, and that a broken chain is found and told."""

from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse

from activity.jobs import JobContext, enqueue
from activity.models import ChainHead, Event, Job, Notice
from activity.services import record
from organizations import chain_check
from tests.factories.organizations import UnitFactory, make_person

pytestmark = pytest.mark.django_db


def url(name: str) -> str:
    return reverse(f"organizations:{name}")


@pytest.fixture
def auditor() -> Client:
    client = Client()
    client.force_login(make_person(admin_kind="audit"))
    return client


def test_the_trail_is_filtered_and_exported_without_text_of_items(auditor):
    unit, keeper = UnitFactory.create(name="法规处"), make_person(name="王系统", admin_kind="system")
    record("unit.changed", subject=unit, by=keeper, data={"changes": {"short_name": ["旧", "新"]}})
    record("account.logout", subject=keeper, by=keeper)
    page = auditor.get(url("audit"), {"verb": "unit.changed", "who": "王系", "export": "csv"})
    lines = b"".join(page.streaming_content).decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert str(unit.pk) in lines[1]
    assert "法规处" not in lines[1]
    assert Event.objects.order_by("-pk")[0].verb == "list.export"


def test_the_whole_trail_is_checked_by_a_job(auditor):
    record("account.logout", subject=None, by=None)
    assert auditor.get(url("audit")).context["check"] is None
    auditor.post(url("audit_check"))
    job = Job.objects.get(name=chain_check.JOB)
    result = chain_check.check_chain(JobContext(job, ""))()
    Job.objects.filter(pk=job.pk).update(state="done", result=result, finished_at=job.created_at)
    check = auditor.get(url("audit")).context["check"]
    assert (check.is_whole, check.checked) == (True, 1)
    Job.objects.filter(pk=job.pk).update(result={**result, "broken_id": 1, "why": "changed"})
    desk = auditor.get("/").content.decode()
    assert "1" in desk
    assert not auditor.get(url("audit")).context["check"].is_whole


def test_a_broken_trail_is_told_to_the_audit_administrators():
    auditor, keeper = make_person(admin_kind="audit"), make_person(admin_kind="security")
    record("account.logout", subject=None, by=None)
    ChainHead.objects.update(last_event_id=5)
    job = enqueue(chain_check.JOB, key="x")
    result = chain_check.check_chain(JobContext(job, ""))()
    assert result["broken_id"] is not None
    assert list(Notice.objects.values_list("user", "kind")) == [(auditor.pk, chain_check.BROKEN)]
    assert not Notice.objects.filter(user=keeper).exists()


def test_the_trail_is_checked_once_a_night():
    for hour in (15, 17, 19, 23):
        chain_check.check_nightly(datetime(2026, 11, 20, hour, 30, tzinfo=UTC))
    keys = Job.objects.filter(name=chain_check.JOB).order_by("pk").values_list("key", flat=True)
    assert list(keys) == ["nightly-2026-11-20", "nightly-2026-11-21"]
