from datetime import UTC, datetime

import pytest
from django.urls import reverse
from django.utils import translation

from activity.models import Event, Job, Notice
from activity.views import PAGE_SIZE
from tests.factories.activity import make_job, make_notice
from tests.factories.organizations import make_person

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 10, 31, 4, tzinfo=UTC)
HUGE = 2**70


@pytest.fixture
def reader(client):
    person = make_person(language="en")
    client.force_login(person)
    return person


def test_notices_are_listed_newest_first_and_only_one_s_own(client, reader):
    first, second = make_notice(reader, title="一"), make_notice(reader, title="二")
    make_notice(make_person(), title="别人")
    page = client.get(reverse("activity:notices"))
    assert page.context["notices"] == [second, first]
    assert page.context["unread"] == 2
    assert "别人" not in page.content.decode()


def test_the_list_can_be_cut_to_the_unread(client, reader):
    read, unread = make_notice(reader), make_notice(reader)
    Notice.objects.filter(pk=read.pk).update(read_at=NOON)
    assert client.get(reverse("activity:notices"), {"unread": "1"}).context["notices"] == [unread]


def test_older_notices_follow_on_the_next_page(client, reader):
    made = [make_notice(reader) for _ in range(PAGE_SIZE + 1)]
    page = client.get(reverse("activity:notices"))
    assert page.context["notices"] == made[:0:-1]
    older = client.get(reverse("activity:notices"), {"before": page.context["older"]})
    assert (older.context["notices"], older.context["older"]) == ([made[0]], None)


@pytest.mark.parametrize("before", ["", "x", "-1", "9" * 40, "٣"])
def test_a_wrong_page_number_is_no_error(client, reader, before):
    assert client.get(reverse("activity:notices"), {"before": before}).status_code == 200


def test_the_list_costs_the_same_at_one_and_three_rows(client, reader, assert_same_queries):
    assert_same_queries(lambda: make_notice(reader), lambda: client.get(reverse("activity:notices")))


def test_an_empty_list_says_what_will_come(client, reader):
    page = client.get(reverse("activity:notices"))
    assert "There are no notices yet." in page.content.decode()


def test_opening_a_notice_marks_it_and_leads_to_its_subject(client, reader):
    notice, other = make_notice(reader, url="/items/7/"), make_notice(reader)
    page = client.post(reverse("activity:notice_open", args=[notice.pk]))
    assert (page.status_code, page.url) == (302, "/items/7/")
    assert set(Notice.objects.unread()) == {other}


@pytest.mark.parametrize(
    ("back", "url"),
    [
        ("/activity/notices/?unread=1", "/activity/notices/?unread=1"),
        ("https://evil.example/", "/activity/notices/"),
        ("//evil.example/", "/activity/notices/"),
        ("", "/activity/notices/"),
    ],
)
def test_marking_one_stays_in_the_list(client, reader, back, url):
    notice = make_notice(reader)
    page = client.post(reverse("activity:notice_read", args=[notice.pk]), {"next": back})
    assert (page.status_code, page.url) == (302, url)
    assert Notice.objects.unread().count() == 0


def test_marking_all(client, reader):
    make_notice(reader)
    make_notice(reader)
    foreign = make_notice(make_person())
    assert client.post(reverse("activity:notices_read")).url == reverse("activity:notices")
    assert set(Notice.objects.unread()) == {foreign}


@pytest.mark.parametrize("name", ["notice_open", "notice_read"])
def test_another_s_notice_is_not_there_and_stays_unread(client, reader, name):
    foreign = make_notice(make_person())
    assert client.post(reverse(f"activity:{name}", args=[foreign.pk])).status_code == 404
    assert client.post(reverse(f"activity:{name}", args=[HUGE])).status_code == 404
    assert set(Notice.objects.unread()) == {foreign}


@pytest.mark.parametrize("name", ["notice_open", "notice_read", "job_retry"])
def test_a_get_changes_nothing(client, reader, name):
    make_notice(reader)
    assert client.get(reverse(f"activity:{name}", args=[1])).status_code == 405
    assert client.get(reverse("activity:notices_read")).status_code == 405
    assert Notice.objects.unread().count() == 1


@pytest.mark.parametrize("address", ["/activity/notices/", "/activity/jobs/1/"])
def test_strangers_are_sent_to_sign_in(client, address):
    page = client.get(address)
    assert page.status_code == 302
    assert "login" in page.url


def job_page(client, job, **headers):
    return client.get(reverse("activity:job", args=[job.pk]), headers=headers)


def test_a_job_at_work_shows_how_far_it_is(client, reader, behaviour):
    job = make_job(by=reader)
    Job.objects.update(state="running", phase="Refresh", done_count=3, total=14)
    page = job_page(client, job)
    words = page.content.decode()
    assert "<title>Work of a test" in words
    assert '<progress value="3" max="14"' in words
    assert "3 / 14" in words
    assert "You may leave this page" in words
    assert f'hx-get="{reverse("activity:job", args=[job.pk])}"' in words
    assert "no-store" in page.headers["Cache-Control"]


def test_htmx_gets_the_fragment_alone(client, reader, behaviour):
    page = job_page(client, make_job(by=reader), **{"HX-Request": "true"})
    assert next(template.name for template in page.templates) == "activity/_job.html"
    assert "<html" not in page.content.decode()
    assert "HX-Request" in page.headers["Vary"]


def test_a_done_job_leads_to_its_result_and_asks_no_more(client, reader, behaviour):
    job = make_job(by=reader)
    Job.objects.update(state="done", result={"url": "/bulletins/9/"}, finished_at=NOON)
    words = job_page(client, job).content.decode()
    assert 'href="/bulletins/9/"' in words
    assert 'hx-trigger="every' not in words


def test_a_failed_job_says_why_and_can_be_started_again(client, reader, behaviour):
    job = make_job(by=reader)
    Job.objects.update(state="failed", error="月份尚未关闭", finished_at=NOON)
    retry = reverse("activity:job_retry", args=[job.pk])
    words = job_page(client, job).content.decode()
    assert "月份尚未关闭" in words
    assert f'action="{retry}"' in words
    assert client.post(retry).url == reverse("activity:job", args=[job.pk])
    assert Job.objects.get().state == "queued"
    again = client.post(retry, follow=True)
    assert "Only work that failed can be started again." in again.content.decode()
    assert Event.objects.count() == 1


def test_another_s_job_is_not_there_and_cannot_be_started(client, reader, behaviour):
    job, nobodys = make_job(by=make_person()), make_job()
    Job.objects.update(state="failed")
    for each in (job, nobodys):
        assert job_page(client, each).status_code == 404
        assert client.post(reverse("activity:job_retry", args=[each.pk])).status_code == 404
    assert client.get(reverse("activity:job", args=[HUGE])).status_code == 404
    assert set(Job.objects.values_list("state", flat=True)) == {"failed"}


def test_the_kind_of_job_may_let_others_see_it(client, reader, behaviour):
    job = make_job()
    behaviour.viewers = {reader.pk}
    assert job_page(client, job).status_code == 200


def test_the_pages_speak_chinese_by_a_person_s_setting(client):
    person = make_person(language="zh-hans")
    client.force_login(person)
    page = client.get(reverse("activity:notices"))
    with translation.override("zh-hans"):
        assert str(translation.gettext("There are no notices yet.")) in page.content.decode()
