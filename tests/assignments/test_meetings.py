"""Meetings: entered and changed by heads and the office, each change with its event."""

from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from activity.models import Event
from assignments.models import Meeting
from assignments.services import change_meeting
from tests.factories.organizations import make_person
from tests.factories.submissions import MeetingFactory

LIST = "assignments:meetings"
DATA = {"title": "市政府第12次常务会议", "held_at": "2026-12-01T09:00", "place": "第一会议室"}


def signed_in(person):
    client = Client()
    client.force_login(person)
    return client


@pytest.mark.parametrize("who", ["head", "editor", "office_head"])
def test_a_meeting_is_entered_by_heads_and_the_office(organ, who):
    person = getattr(organ, who)
    assert signed_in(person).post(reverse(LIST), DATA).status_code == 302
    meeting = Meeting.objects.get()
    held_at = timezone.make_aware(datetime(2026, 12, 1, 9))
    assert (meeting.title, meeting.held_at, meeting.created_by) == (DATA["title"], held_at, person)
    assert Event.objects.about(meeting).get().verb == "meeting.created"


def test_others_find_no_meetings(organ):
    for person in (organ.officer, organ.deputy_leader, make_person(admin_kind="system")):
        client = signed_in(person)
        assert (client.get(reverse(LIST)).status_code, client.post(reverse(LIST), DATA).status_code) == (404, 404)
    assert not Meeting.objects.exists()


def test_a_changed_meeting_says_what_changed_and_an_unchanged_one_nothing(organ):
    meeting = MeetingFactory.create(created_by=organ.head)
    same = {"title": meeting.title, "held_at": meeting.held_at, "place": meeting.place}
    change_meeting(meeting_id=meeting.pk, by=organ.head, **same)
    change_meeting(meeting_id=meeting.pk, by=organ.head, **{**same, "place": "第二会议室"})
    assert Event.objects.about(meeting).get().data == {"changes": {"place": ["", "第二会议室"]}}


def test_bad_input_is_said_and_kept(organ):
    answer = signed_in(organ.head).post(reverse(LIST), {**DATA, "held_at": "明天"})
    assert answer.status_code == 422
    assert DATA["title"] in answer.content.decode()
    assert not Meeting.objects.exists()
