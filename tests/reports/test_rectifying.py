"""零报送单位告知书: to whom, numbered how, set by a job, kept for ever, read by whom."""

import io

import pdfplumber
import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from activity.models import Event, Job, Notice
from activity.runner import run_queued
from organizations.models import Role
from reports.errors import BulletinRefused, NotAllowed
from reports.models import NoticeSheet, RectificationNotice
from reports.services import bulletins, naming, rectifying
from reports.states import Roll, State
from tests.factories.organizations import UnitFactory, make_person
from tests.factories.reports import PDF, make_bulletin


@pytest.fixture
def officer(month):
    """Somebody of the unit that filed nothing."""
    return make_person(Role.OFFICER, unit=month.zero)


@pytest.fixture
def quick(monkeypatch):
    """Pages of a few bytes: setting one takes a second."""
    monkeypatch.setattr(rectifying, "render_pdf", lambda **_given: PDF)


def make(bulletin, by):
    return rectifying.make_notices(bulletin_id=bulletin.pk, by=by)


def test_each_named_unit_that_filed_nothing_gets_one_numbered_notice(month, officer, quick):
    UnitFactory.create(name="人事处", parent=month.organ.organ, unit_class=month.organ.unit_class)
    spared = UnitFactory.create(name="财务处", parent=month.organ.organ, unit_class=month.organ.unit_class)
    draft = make_bulletin(month)
    naming.switch_naming(bulletin_id=draft.pk, roll=Roll.ZERO, unit_id=spared.pk, is_named=False, by=month.head)
    bulletin = make_bulletin(month, State.ISSUED)
    notices = make(bulletin, month.head)
    assert [(str(one.unit), one.number_line) for one in notices] == [
        ("秘书处", "信息告知〔2026〕1号"), ("人事处", "信息告知〔2026〕2号"),
    ]  # fmt: skip
    assert str(notices[0].reply_by) == "2026-11-12"
    assert notices[0].data["bulletin"].endswith("的通报》（〔2026〕第1期）")
    assert (notices[0].data["total"], notices[0].data["zero"]) == (3, 3)
    event = Event.objects.get(verb="bulletin.rectify")
    assert event.data == {"notices": ["信息告知〔2026〕1号", "信息告知〔2026〕2号"]}
    with pytest.raises(BulletinRefused) as refused:
        make(bulletin, month.head)
    assert (refused.value.code, RectificationNotice.objects.count()) == ("none", 2)


def test_the_job_sets_the_sheets_once_and_tells_the_units(month, officer, quick):
    bulletin = make_bulletin(month, State.ISSUED)
    (notice,) = make(bulletin, month.head)
    assert not Notice.objects.filter(kind="rectification.sent").exists()
    run_queued()
    assert Job.objects.get(name=rectifying.JOB).state == "done"
    told = Notice.objects.get(kind="rectification.sent")
    assert (told.user, told.url) == (officer, bulletin.get_absolute_url())
    assert rectifying.keep_sheets(bulletin.pk, [(notice, PDF)]) == 0
    assert NoticeSheet.objects.count() == 1


def test_a_list_that_is_switched_off_gives_no_notice(month, quick):
    draft = make_bulletin(month)
    naming.switch_naming(bulletin_id=draft.pk, roll=Roll.ZERO, unit_id=None, is_named=False, by=month.head)
    bulletin = make_bulletin(month, State.ISSUED)
    with pytest.raises(BulletinRefused):
        make(bulletin, month.head)
    assert not RectificationNotice.objects.exists()


def test_notices_wait_for_the_issue_and_only_the_head_sends_them(month):
    signed = make_bulletin(month, State.SIGNED)
    with pytest.raises(BulletinRefused) as refused:
        make(signed, month.head)
    assert refused.value.code == "wrong_state"
    bulletins.issue_bulletin(bulletin_id=signed.pk, by=month.head)
    for who in (month.organ.editor, month.organ.deputy_leader, month.organ.officer):
        with pytest.raises(NotAllowed):
            make(signed, who)
    assert not RectificationNotice.objects.exists()


def test_what_was_sent_is_never_changed_or_deleted(month, quick):
    bulletin = make_bulletin(month, State.ISSUED)
    (notice,) = make(bulletin, month.head)
    run_queued()
    for change in (
        lambda: RectificationNotice.objects.filter(pk=notice.pk).update(content="{}"),
        lambda: NoticeSheet.objects.filter(notice=notice).delete(),
        lambda: RectificationNotice.objects.filter(pk=notice.pk)._raw_delete("default"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    assert NoticeSheet.objects.get().notice == notice


def test_the_sheet_is_for_the_office_and_the_unit_only(month, officer, quick, signed_in):
    bulletin = make_bulletin(month, State.ISSUED)
    (notice,) = make(bulletin, month.head)
    address = reverse("reports:notice_pdf", args=[notice.pk])
    assert signed_in(month.head).get(address).status_code == 404
    run_queued()
    organ = month.organ
    for person, status in (
        (officer, 200), (organ.editor, 200), (organ.office_head, 200), (organ.officer, 404), (organ.head, 404),
        (organ.deputy_leader, 404), (make_person(admin_kind="audit"), 404), (make_person(), 404),
    ):  # fmt: skip
        answer = signed_in(person).get(address)
        assert answer.status_code == status, person
        if answer.streaming:
            assert b"".join(answer.streaming_content) == PDF


def test_the_page_of_the_bulletin_lists_the_notices_that_the_person_may_see(month, officer, quick, signed_in):
    bulletin = make_bulletin(month, State.ISSUED)
    client = signed_in(month.head)
    client.post(reverse("reports:rectify", args=[bulletin.pk]))
    assert "信息告知〔2026〕1号" in client.get(bulletin.get_absolute_url()).content.decode()
    run_queued()
    assert "信息告知〔2026〕1号" in signed_in(officer).get(bulletin.get_absolute_url()).content.decode()
    assert "信息告知" not in signed_in(month.organ.officer).get(bulletin.get_absolute_url()).content.decode()


def test_the_notice_is_one_page_with_everything_on_it_and_the_same_bytes_again(month):
    month.zero.name = "青屏县" + "人民政府" * 5 + "法制办公室"
    month.zero.save()
    draft = make_bulletin(month)
    bulletins.save_imprint(bulletin_id=draft.pk, by=month.head, office="澜江市" * 6 + "综合处", contact="陈静　0000-1")
    bulletin = make_bulletin(month, State.ISSUED)
    (notice,) = make(bulletin, month.head)
    page = rectifying.render_notice(notice)
    with pdfplumber.open(io.BytesIO(page)) as pdf:
        assert len(pdf.pages) == 1
        text = "".join((pdf.pages[0].extract_text() or "").split())
    for words in (
        "零报送单位告知书",
        "信息告知〔2026〕1号",
        "法制办公室：",
        "你单位报送0条",
        "2026年11月12日前",
        "2026年11月5日",
    ):
        assert words in text, words
    assert rectifying.render_notice(RectificationNotice.objects.get()) == page
