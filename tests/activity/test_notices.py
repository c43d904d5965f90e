"""Notices, their mail and reminders: told once, in the reader's words."""

import smtplib
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy

from activity import clock, jobs, notices, reminders, runner
from activity.clock import frozen
from activity.errors import UnknownNameError
from activity.mail import MAIL_JOB
from activity.models import Job, Notice, Reminder
from tests.factories.activity import NOTICE, make_event, make_notice, register_test_notices
from tests.factories.organizations import make_person

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 10, 31, 4, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _kinds():
    register_test_notices()


@pytest.fixture
def rules(monkeypatch):
    """A registry of rules of this test's own."""
    registry: dict[str, reminders.Rule] = {}
    monkeypatch.setattr(reminders, "_rules", registry)
    return registry


def tell(users, **kw):
    subject = kw.pop("subject", None) or make_person()
    return notices.tell(users, kind=NOTICE, subject=subject, data={"title": "蔬菜质量"}, url="/items/1/", **kw)


def test_tell_puts_one_line_in_each_inbox():
    reader, other, subject, event = make_person(), make_person(), make_person(), make_event()
    with frozen(NOON):
        told = tell([reader, other, reader], subject=subject, event=event)
    notice = Notice.objects.get(user=reader)
    assert {each.user_id for each in told} == {reader.pk, other.pk}
    assert Notice.objects.count() == 2
    assert (notice.words, notice.url, notice.created_at, notice.is_read) == ("About 蔬菜质量", "/items/1/", NOON, False)
    assert (notice.subject_kind, notice.subject_key) == ("organizations.user", str(subject.pk))
    assert (notice.event_id, notices.unread_count(reader)) == (event.pk, 1)


def test_tell_twice_about_one_event_tells_once():
    reader, late, event, subject = make_person(), make_person(), make_event(), make_person()
    tell([reader], subject=subject, event=event)
    assert [each.user_id for each in tell([reader, late], subject=subject, event=event)] == [late.pk]
    assert Notice.objects.count() == 2


def test_without_an_event_each_telling_counts():
    reader = make_person()
    tell([reader])
    tell([reader])
    assert notices.unread_count(reader) == 2


def test_a_person_who_has_left_is_not_told():
    assert tell([make_person(is_active=False)]) == []
    assert Notice.objects.count() == 0


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"kind": "test.unknown"}, UnknownNameError),
        ({"data": {}}, KeyError),
        ({"url": "https://evil.example/"}, ValueError),
        ({"url": "//evil.example/"}, ValueError),
    ],
)
def test_a_wrong_call_is_refused_and_tells_nobody(changes, error):
    person = make_person()
    call = {"kind": NOTICE, "subject": person, "data": {"title": "x"}, "url": "/"} | changes
    with pytest.raises(error):
        notices.tell([person], **call)
    assert Notice.objects.count() == 0


def test_words_are_the_reader_s():
    notices.register_kind("test.translated", gettext_lazy("Notices"))
    with translation.override("en"):
        assert Notice(kind="test.translated").words == "Notices"
    assert Notice(kind="gone.kind").words == "gone.kind"


def test_a_kind_keeps_its_first_text():
    with pytest.raises(ValueError, match="twice"):
        notices.register_kind(NOTICE, "Something else")


def test_mark_read_touches_only_one_s_own():
    reader, other = make_person(), make_person()
    mine, also_mine, foreign = make_notice(reader), make_notice(reader), make_notice(other)
    assert notices.mark_read(reader, notice_id=foreign.pk) == 0
    with frozen(NOON):
        assert notices.mark_read(reader, notice_id=mine.pk) == 1
    assert notices.mark_read(reader, notice_id=mine.pk) == 0
    assert set(Notice.objects.unread()) == {also_mine, foreign}
    assert Notice.objects.get(pk=mine.pk).read_at == NOON
    assert notices.mark_read(reader) == 1
    assert set(Notice.objects.unread()) == {foreign}


def test_no_mail_unless_the_office_wants_it():
    tell([make_person(email="a@example.gov.cn")])
    assert Job.objects.count() == 0


def test_mail_goes_by_a_job_in_the_reader_s_language(settings):
    settings.NOTICE_MAIL, settings.SITE_URL = True, "https://info.example.gov.cn"
    reader = make_person(email="a@example.gov.cn", language="en")
    tell([reader, make_person(email="")])
    assert mail.outbox == []
    assert runner.run_queued() == 1
    (message,) = mail.outbox
    assert (message.to, message.subject) == ([reader.email], "About 蔬菜质量")
    assert message.body == "About 蔬菜质量\n\nhttps://info.example.gov.cn/items/1/\n"


def test_mail_without_the_site_s_address_says_where_to_look(settings):
    settings.NOTICE_MAIL, settings.SITE_URL = True, ""
    tell([make_person(email="a@example.gov.cn", language="en")])
    runner.run_queued()
    assert "Sign in" in mail.outbox[0].body


def test_a_kind_may_stay_out_of_the_mail(settings):
    settings.NOTICE_MAIL = True
    notices.register_kind("test.quiet", "Quiet", is_mailed=False)
    person = make_person(email="a@example.gov.cn")
    notices.tell([person], kind="test.quiet", subject=person, data={}, url="/")
    assert Job.objects.count() == 0


def test_a_mail_begun_before_is_not_sent_again(settings):
    notice = make_notice(make_person(email="a@example.gov.cn"))
    Notice.objects.update(mailed_at=timezone.now())
    job = jobs.enqueue(MAIL_JOB, key=str(notice.pk), notice_id=notice.pk)
    runner.run_job(job.pk)
    assert (mail.outbox, Job.objects.get().result) == ([], {"sent": 0})


@pytest.mark.parametrize(
    ("error", "sent"), [(smtplib.SMTPConnectError(421, "later"), 1), (smtplib.SMTPServerDisconnected("cut"), 0)]
)
def test_a_mail_is_sent_again_only_when_it_certainly_was_not_taken(monkeypatch, error, sent):
    original = EmailBackend.send_messages
    faults = [error]

    def send(backend, batch):
        if faults:
            raise faults.pop()
        return original(backend, batch)

    monkeypatch.setattr(EmailBackend, "send_messages", send)
    notice = make_notice(make_person(email="a@example.gov.cn"))
    jobs.enqueue(MAIL_JOB, key=str(notice.pk), notice_id=notice.pk)
    runner.run_queued()
    assert len(mail.outbox) == sent
    assert Job.objects.get().state == "done"


def remind(user, subject, due_on):
    return reminders.remind_once(
        user=user, kind=NOTICE, subject=subject, due_on=due_on, data={"title": "月底"}, url="/items/"
    )


def test_a_reminder_is_given_once_a_day_that_is_due():
    user, subject = make_person(), make_person()
    given = [remind(user, subject, date(2026, 10, day)) for day in (30, 30, 31, 30)]
    assert given == [True, False, True, False]
    assert (Reminder.objects.count(), notices.unread_count(user)) == (2, 2)


def test_others_and_other_subjects_are_reminded_too():
    first, second, subject = make_person(), make_person(), make_person()
    assert remind(first, subject, date(2026, 10, 30))
    assert remind(second, subject, date(2026, 10, 30))
    assert remind(first, second, date(2026, 10, 30))
    assert Reminder.objects.count() == 3


def test_rules_catch_up_after_downtime_and_never_remind_twice(rules):
    user = make_person()
    due = {date(2026, 10, day): make_person() for day in (28, 29, 30)}

    def rule(now):
        for day, subject in due.items():
            if day <= clock.today():
                remind(user, subject, day)

    reminders.register_rule("test.due", rule)
    with frozen(NOON - timedelta(days=3)) as hand:
        reminders.run_rules()
        assert notices.unread_count(user) == 1
        hand.advance(days=5)
        for _ in range(3):
            assert reminders.run_rules() == []
    assert (notices.unread_count(user), Reminder.objects.count()) == (3, 3)


def test_a_rule_that_fails_keeps_no_other_from_running(rules, caplog):
    ran: list[datetime] = []

    def fail(now):
        raise ZeroDivisionError

    reminders.register_rule("test.fails", fail)
    reminders.register_rule("test.runs", ran.append)
    with frozen(NOON):
        assert reminders.run_rules() == ["test.fails"]
    assert ran == [NOON]
    assert "test.fails" in caplog.text


def test_a_rule_keeps_its_name_to_itself(rules):
    reminders.register_rule("test.one", print)
    reminders.register_rule("test.one", print)
    with pytest.raises(ValueError, match="twice"):
        reminders.register_rule("test.one", repr)
