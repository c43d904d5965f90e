"""Search in issued bulletins, filters of the archive, subscription by mail."""

import pytest
from django.core import mail
from django.urls import reverse
from django.utils.translation import gettext as _

from activity import clock
from activity.models import Event, Job
from activity.runner import run_queued
from reports.errors import NotAllowed
from reports.models import Bulletin, BulletinMail, BulletinWords, Subscription
from reports.services import archive, bulletins, mailing, sections
from reports.states import State
from tests.factories.organizations import make_person
from tests.factories.reports import PDF, give_pdf, make_bulletin, make_quarter

WRITTEN = "关于ＰＭ2.5治理的信息被省政府办公厅采用，值得借鉴。"


@pytest.fixture
def issued(month):
    draft = make_bulletin(month)
    text = f"共报送{{{{ filed.total }}}}条。{WRITTEN}"
    sections.save_section(bulletin_id=draft.pk, key="balance", text=text, by=month.organ.editor)
    return make_bulletin(month, State.ISSUED)


@pytest.mark.parametrize(
    ("words", "is_found"),
    [
        ("治理", True), ("pm2.5", True), ("ＰＭ２.５ 借鉴", True), ("共报送3条", True), ("第1期", True), ("喜忧", True),
        ("治理 没有这个词", False), ("filed.total", False), ("_", False), ("2%", False), ("", True), ("治", True), ("\x00治理", True),
    ],
)  # fmt: skip
def test_words_are_found_in_number_title_and_text_as_printed(issued, words, is_found):
    assert list(archive.matching(Bulletin.objects.all(), words)) == ([issued] if is_found else [])


@pytest.mark.parametrize(
    ("words", "is_found"),
    [
        ("〔2026〕1号", True), ("〔2026〕第1期", True), ("[2026]1号", True), ("（2026）01期", True), ("2026年第1期", True),
        ("２０２６年１号 喜忧", True), ("【2026】1", True), ("〔2026〕2号", False), ("〔2025〕1号", False), ("2026年11期", False),
        ("2026年1", True), ("2026年2", False),
    ],
)  # fmt: skip
def test_a_number_is_found_however_it_is_written(issued, words, is_found):
    assert list(archive.matching(Bulletin.objects.all(), words)) == ([issued] if is_found else [])
    assert bool(archive.excerpts(Bulletin.objects.select_related("words").get(), words)) is is_found


def test_the_place_of_a_word_is_shown_with_what_stands_around_it(issued):
    bulletin = Bulletin.objects.select_related("words").get()
    assert "治理的信息" in archive.excerpts(bulletin, "治理")
    assert archive.excerpts(bulletin, "治理").startswith("…")
    assert archive.excerpts(bulletin, "没有这个词") == ""
    assert "采用，值得借鉴" in archive.excerpts(bulletin, "采用，值")
    assert archive.excerpts(Bulletin(), "治理") == ""


def test_what_was_issued_before_there_was_a_search_is_indexed_by_beat(issued):
    BulletinWords.objects.all().delete()
    assert archive.index_missing(clock.now()) == 1
    assert archive.index_missing(clock.now()) == 0
    assert "治理" in BulletinWords.objects.get().text


def test_items_of_the_attachments_are_found_also_in_what_was_indexed_without_them(issued):
    data = issued.snapshot.data
    title, outlet = data["adopted"][0]["title"], data["adopted"][0]["outlet"]
    leader = data["instructions"][0]["leader"]
    BulletinWords.objects.update(text="没有附件", made_as=1)
    assert list(archive.matching(Bulletin.objects.all(), title)) == []
    assert archive.index_missing(clock.now()) == 1
    assert archive.index_missing(clock.now()) == 0
    for words in (title, f"{outlet} {title}", leader):
        assert list(archive.matching(Bulletin.objects.all(), words)) == [issued], words
    assert title in archive.excerpts(Bulletin.objects.select_related("words").get(), title)


def test_a_draft_is_found_by_its_title_only(month):
    draft = make_bulletin(month)
    assert list(archive.matching(Bulletin.objects.all(), "2026年10月")) == [draft]
    assert list(archive.matching(Bulletin.objects.all(), "喜忧兼报")) == []


def listed(client, **query):
    page = client.get(reverse("reports:list"), query)
    assert page.status_code == 200
    return page.content.decode()


def test_the_archive_filters_by_words_year_kind_and_state(db, signed_in):
    from reports.services.spans import calendar_span

    quarter = make_quarter()
    whole = bulletins.propose_span(span=calendar_span("quarterly", 2026, 9), by=quarter.head)
    monthly = make_bulletin(quarter, State.ISSUED)
    client = signed_in(quarter.head)
    titles = {"quarterly": whole.title, "monthly": monthly.title}
    for query, found in (
        ({"kind": "quarterly"}, {"quarterly"}), ({"state": "issued"}, {"monthly"}), ({"year": "2026"}, set(titles)),
        ({"year": "2025"}, set()), ({"words": "喜忧"}, {"monthly"}), ({"words": "第三季度"}, {"quarterly"}),
    ):  # fmt: skip
        text = listed(client, **query)
        assert {kind for kind, title in titles.items() if title in text} == found, query
    assert 'href="?year=2026"' in listed(client) or "archive-years" not in listed(client)
    for bad in ({"year": "x"}, {"kind": "x"}, {"year": "99999999999999999999"}):
        listed(client, **bad)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_archive_costs_the_same_for_one_bulletin_and_three(
    month, issued, signed_in, rows, django_assert_max_num_queries
):
    for _more in range(rows - 1):
        bulletins.propose_topical(title="关于迟报的通报", matter="某处迟报。", by=month.head)
    client = signed_in(month.head)
    listed(client, words="通报")
    with django_assert_max_num_queries(22):
        listed(client, words="通报")


# By mail


@pytest.fixture
def subscriber(month):
    mailing.subscribe(user=month.organ.officer, address=" reader@office.example ")
    return month.organ.officer


def test_who_has_subscribed_gets_each_issued_bulletin_once(month, subscriber, settings):
    settings.SITE_URL = "https://info.example.cn"
    bulletin = make_bulletin(month, State.ISSUED)
    run_queued()
    (message,) = mail.outbox
    assert (message.to, message.attachments) == (["reader@office.example"], [])
    assert "〔2026〕第1期" in message.subject
    assert f"https://info.example.cn{bulletin.get_absolute_url()}" in message.body
    assert f"https://info.example.cn{reverse('organizations:profile')}" in message.body
    mailing.promise_mails(bulletin)
    run_queued()
    job = Job.objects.get(name=mailing.JOB)
    assert mailing.send_mail(None, **job.args) == {"sent": 0}
    assert len(mail.outbox) == 1


def test_who_has_subscribed_is_told_once_that_a_bulletin_is_withdrawn(month, subscriber, settings):
    settings.SITE_URL = "https://info.example.cn"
    settings.BULLETIN_MAIL_PDF = True
    bulletin = make_bulletin(month, State.ISSUED)
    run_queued()
    mail.outbox.clear()
    bulletins.withdraw_bulletin(bulletin_id=bulletin.pk, by=month.head, reason="附件有误")
    run_queued()
    (message,) = mail.outbox
    assert (message.to, message.attachments) == (["reader@office.example"], [])
    assert message.subject == _("Bulletin withdrawn: %(title)s") % {"title": f"{bulletin.title} {bulletin.number_line}"}
    assert _("Reason: %(reason)s") % {"reason": "附件有误"} in message.body
    assert f"https://info.example.cn{bulletin.get_absolute_url()}" in message.body
    mailing.promise_end_mails(Bulletin.objects.get(), by=month.head)
    for row in BulletinMail.objects.all():
        assert mailing.send_mail(None, mail_id=row.pk) == {"sent": 0}
    assert len(mail.outbox) == 1


def test_the_mails_of_a_correction_and_of_what_it_replaces_name_each_other(month, subscriber, settings):
    settings.SITE_URL = "https://info.example.cn"
    old = make_bulletin(month, State.ISSUED)
    draft = bulletins.supersede_bulletin(bulletin_id=old.pk, by=month.head, reason="单位名称有误")
    late = BulletinMail.objects.get(occasion="ended")
    before = mailing.message_of(late)
    assert _("Bulletin superseded: %(title)s") % {"title": f"{old.title} {old.number_line}"} == before.subject
    assert _("A new bulletin replaces it; you are told when it is issued.") in before.body
    assert draft.get_absolute_url() not in before.body
    new = make_bulletin(month, State.ISSUED)
    assert new.pk == draft.pk
    after = mailing.message_of(late).body
    assert f"{new.title} {new.number_line}\nhttps://info.example.cn{new.get_absolute_url()}" in after
    issue = mailing.message_of(BulletinMail.objects.get(bulletin=new)).body
    assert _("It replaces: %(title)s") % {"title": f"{old.title} {old.number_line}"} in issue


def test_nobody_hears_by_mail_of_the_end_of_a_draft_or_twice_of_that_of_a_bulletin(month, subscriber, settings):
    make_bulletin(month)
    bulletins.withdraw_bulletin(bulletin_id=Bulletin.objects.get().pk, by=month.head, reason="不再需要")
    assert not BulletinMail.objects.exists()
    settings.NOTICE_MAIL = True
    subscriber.email = "Reader@office.example"
    subscriber.save(update_fields=["email"])
    mailing.subscribe(user=month.organ.editor, address="own@office.example")
    bulletin = make_bulletin(month, State.ISSUED)
    run_queued()
    mail.outbox.clear()
    bulletins.withdraw_bulletin(bulletin_id=bulletin.pk, by=month.head, reason="附件有误")
    run_queued()
    assert sorted(one.to[0].lower() for one in mail.outbox if "附件有误" in one.body) == [
        "own@office.example", "reader@office.example",
    ]  # fmt: skip


def test_the_pdf_goes_along_where_the_setting_lets_it(month, subscriber, settings):
    settings.BULLETIN_MAIL_PDF = True
    make_bulletin(month, State.ISSUED)
    run_queued()
    ((name, content, kind),) = mail.outbox[0].attachments
    assert (name, content, kind) == ("信息工作情况通报2026年第1期.pdf", PDF, "application/pdf")


def test_a_mail_that_certainly_did_not_leave_is_tried_again_and_one_that_may_have_is_not(
    month, subscriber, monkeypatch
):
    from django.core.mail import EmailMessage

    make_bulletin(month, State.SIGNED)
    bulletin = Bulletin.objects.get()
    bulletins.issue_bulletin(bulletin_id=bulletin.pk, by=month.head)
    row = BulletinMail.objects.get()
    real = EmailMessage.send

    def refuse(self, *args, **kwargs):
        raise ConnectionRefusedError

    def vanish(self, *args, **kwargs):
        raise TimeoutError

    monkeypatch.setattr(EmailMessage, "send", refuse)
    with pytest.raises(ConnectionRefusedError):
        mailing.send_mail(None, mail_id=row.pk)
    assert BulletinMail.objects.get().begun_at is None
    monkeypatch.setattr(EmailMessage, "send", vanish)
    with pytest.raises(TimeoutError):
        mailing.send_mail(None, mail_id=row.pk)
    monkeypatch.setattr(EmailMessage, "send", real)
    assert mailing.send_mail(None, mail_id=row.pk) == {"sent": 0}
    assert mail.outbox == []


def test_who_has_unsubscribed_or_lost_the_role_gets_nothing(month, subscriber):
    other = month.organ.head
    mailing.subscribe(user=other, address="head@office.example")
    make_bulletin(month, State.ISSUED)
    assert mailing.unsubscribe(user=subscriber) is True
    assert mailing.unsubscribe(user=subscriber) is False
    other.memberships.all().delete()
    run_queued()
    assert mail.outbox == []
    assert [event.verb for event in Event.objects.filter(verb__contains="subscribe")] == [
        "bulletin.subscribe", "bulletin.subscribe", "bulletin.unsubscribe",
    ]  # fmt: skip


def test_people_without_a_role_do_not_subscribe(month):
    for person in (make_person(), make_person(admin_kind="audit")):
        with pytest.raises(NotAllowed):
            mailing.subscribe(user=person, address="x@office.example")
    assert not Subscription.objects.exists()


def test_the_account_page_begins_changes_and_ends_it(month, signed_in):
    client = signed_in(month.organ.officer)
    profile, address = reverse("organizations:profile"), reverse("reports:subscription")
    assert 'id="id_mail_address"' in client.get(profile).content.decode()
    for sent in ("", "nobody", "a@b", "x" * 300 + "@office.example"):
        answer = client.post(address, {"address": sent}, follow=True)
        assert "note--error" in answer.content.decode(), sent
    assert not Subscription.objects.exists()
    for sent in ("one@office.example", "two@office.example"):
        client.post(address, {"address": sent})
    assert Subscription.objects.get().address == "two@office.example"
    assert "two@office.example" in client.get(profile).content.decode()
    client.post(address, {"end": "1"})
    assert not Subscription.objects.exists()


def test_administrators_see_no_box_for_bulletins(month, signed_in):
    client = signed_in(make_person(admin_kind="system"))
    assert "id_mail_address" not in client.get(reverse("organizations:profile")).content.decode()
    assert client.post(reverse("reports:subscription"), {"address": "x@office.example"}).status_code == 404


def test_nobody_gets_a_second_mail_about_the_issue_by_the_notices(month, subscriber, settings):
    settings.NOTICE_MAIL = True
    subscriber.email = "reader@office.example"
    subscriber.save(update_fields=["email"])
    bulletin = make_bulletin(month, State.SIGNED)
    give_pdf(bulletin)
    bulletins.issue_bulletin(bulletin_id=bulletin.pk, by=month.head)
    run_queued()
    assert [message.to for message in mail.outbox] == [["reader@office.example"]]


def test_the_archive_leads_to_the_subscription(month, subscriber, client):
    client.force_login(subscriber)
    page = client.get(reverse("reports:list")).content.decode()
    assert f'href="{reverse("organizations:profile")}#mail-head"' in page
    assert 'id="mail-head"' in client.get(reverse("organizations:profile")).content.decode()


def test_an_address_that_is_refused_is_shown_again(month, signed_in):
    client = signed_in(month.organ.officer)
    answer = client.post(reverse("reports:subscription"), {"address": "reader@office"}, follow=True)
    assert not Subscription.objects.exists()
    assert 'value="reader@office"' in answer.content.decode()
    assert [message.level_tag for message in answer.context["messages"]] == ["error"]
