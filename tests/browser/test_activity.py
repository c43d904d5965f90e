"""Notices and the page of a job, as a person meets them."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from activity.models import Job, Notice
from tests.factories.activity import make_job, make_notice, register_test_jobs
from tests.factories.organizations import make_person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_page_of_a_job_moves_on_by_itself_to_the_result(open_page):
    register_test_jobs()
    person = make_person(language="en")
    job = make_job(by=person)
    result = reverse("activity:notices")
    page = open_page(person, reverse("activity:job", args=[job.pk]))
    box = page.locator(f"#job-{job.pk}")
    expect(box).to_contain_text("Waiting")
    Job.objects.update(state="running", phase="Refresh", done_count=3, total=14)
    expect(box).to_contain_text("3 / 14")
    Job.objects.update(state="done", result={"url": result}, finished_at=datetime.now(UTC))
    box.get_by_role("link", name="See the result").click()
    page.wait_for_url(f"**{result}")


@pytest.mark.parametrize("script", [True, False])
def test_a_notice_is_opened_and_read_with_and_without_script(open_page, script):
    person = make_person(language="en")
    make_notice(person, title="出租汽车管理办法", url=reverse("activity:notices") + "?unread=1")
    page = open_page(person, reverse("activity:notices"), script=script)
    page.get_by_role("button", name="About 出租汽车管理办法").click()
    page.wait_for_url("**?unread=1")
    expect(page.get_by_text("You have read every notice.")).to_be_visible()
    assert Notice.objects.unread().count() == 0
