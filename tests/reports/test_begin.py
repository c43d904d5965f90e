"""The page on which bulletins are begun."""

import pytest
from django.urls import reverse

from reports.models import Bulletin
from reports.states import Kind
from tests.factories.reports import make_quarter


@pytest.fixture
def quarter(db):
    return make_quarter()


def test_complete_quarters_are_offered_and_begun(quarter, signed_in):
    client = signed_in(quarter.organ.editor)
    page = client.get(reverse("reports:new"))
    assert [line.span.name for line in page.context["lines"]] == ["2026年第三季度"]
    answer = client.post(reverse("reports:propose"), {"kind": "quarterly", "period": "2026-09"})
    bulletin = Bulletin.objects.get()
    assert (answer.url, bulletin.kind) == (reverse("reports:compose", args=[bulletin.pk]), Kind.QUARTERLY)
    again = client.get(reverse("reports:new"))
    assert [line.bulletin for line in again.context["lines"]] == [bulletin]
    assert client.get(answer.url).status_code == 200


@pytest.mark.parametrize(
    ("kind", "period"), [("quarterly", "2026-11"), ("weekly", "2026-09"), ("free", "2026-09"), ("yearly", "x")]
)
def test_what_cannot_be_begun_is_refused_with_a_sentence(quarter, signed_in, kind, period):
    answer = signed_in(quarter.head).post(reverse("reports:propose"), {"kind": kind, "period": period}, follow=True)
    assert "note--error" in answer.content.decode()
    assert not Bulletin.objects.exists()


def test_a_free_period_is_begun_by_its_days(quarter, signed_in):
    client = signed_in(quarter.head)
    sent = {"kind": "free", "starts_on": "2026-07-10", "ends_on": "2026-08-10"}
    client.post(reverse("reports:new"), sent)
    bulletin = Bulletin.objects.get()
    assert bulletin.title == "关于2026年7月10日至8月10日信息工作情况的通报"
    assert client.get(reverse("reports:compose", args=[bulletin.pk])).status_code == 200
    assert client.get(reverse("reports:preview", args=[bulletin.pk])).status_code == 200


@pytest.mark.parametrize(
    "sent",
    [
        {"kind": "free", "starts_on": "", "ends_on": "2026-08-10"},
        {"kind": "free", "starts_on": "2026-08-10", "ends_on": "2026-07-10"},
        {"kind": "free", "starts_on": "2026-08-10", "ends_on": "2026-12-10"},
        {"kind": "free", "starts_on": "0001-01-01", "ends_on": "9999-12-31"},
        {"kind": "topical", "title": "", "matter": "某处迟报。"},
        {"kind": "topical", "title": "通报", "matter": "{{ filed.total }}"},
        {"kind": "topical", "title": "长" * 121, "matter": "某处迟报。"},
    ],
)
def test_bad_input_comes_back_as_it_was_typed(quarter, signed_in, sent):
    answer = signed_in(quarter.head).post(reverse("reports:new"), sent)
    assert answer.status_code == 422
    assert not Bulletin.objects.exists()
    for value in sent.values():
        assert value in answer.content.decode()


def test_a_matter_is_begun_written_and_read_without_tables(quarter, signed_in):
    client = signed_in(quarter.organ.editor)
    sent = {"kind": "topical", "title": "关于一起紧急信息迟报的通报", "matter": "7月12日，某处迟报紧急信息4小时。"}
    client.post(reverse("reports:new"), sent)
    bulletin = Bulletin.objects.get()
    page = client.get(reverse("reports:compose", args=[bulletin.pk])).content.decode()
    assert "某处迟报紧急信息4小时" in page
    assert "附件1" not in page
    assert "data-insert" not in page
    read = client.get(bulletin.get_absolute_url()).content.decode()
    assert "a-scores" not in read


def test_the_form_sent_twice_begins_one(quarter, signed_in):
    client = signed_in(quarter.head)
    sent = {"kind": "topical", "title": "关于迟报的通报", "matter": "某处迟报。", "once": "a" * 32}
    for _time in range(2):
        client.post(reverse("reports:new"), sent)
    assert Bulletin.objects.count() == 1
