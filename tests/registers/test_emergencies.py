"""The register of emergency reports: recorded with the moment of the call or of the filing, refused, revoked, seen."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from activity.clock import now
from activity.models import Event, Notice
from registers.models import EmergencyReport, minutes_between
from registers.services.emergencies import record_report, revoke_report
from review.errors import RecordRefused
from submissions.errors import NotAllowed
from submissions.secrecy import SecretRefused
from submissions.states import Status
from tests.factories.organizations import make_person
from tests.factories.registers import EmergencyReportFactory
from tests.factories.submissions import make_item

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("hand")]


@pytest.fixture
def item(organ):
    """A written first report, filed 61 minutes and some seconds after it happened."""
    return make_item(
        status=Status.SIGNED, unit=organ.division, created_at=at(-31, 50), event_name="山体滑坡", report_stage="initial",
        happened_at=at(-92), number="法信〔2026〕301号",
    )  # fmt: skip


def at(minutes, seconds=0):
    return now() + timedelta(minutes=minutes, seconds=seconds)


def put(organ, **kw):
    given = {
        "unit": organ.division, "event_name": "山体滑坡", "event_class": "major", "channel": "phone",
        "happened_at": at(-60), "reported_at": at(-39), "by": organ.editor, **kw,
    }  # fmt: skip
    return record_report(**given)


def sent(person, name, *args, query="", **data):
    client = Client()
    client.force_login(person)
    url = reverse(f"registers:{name}", args=args) + query
    return client.post(url, data) if data else client.get(url)


def typed(organ, **kw):
    return {
        "unit": organ.division.pk, "event_name": "山体滑坡", "event_class": "major", "channel": "phone",
        "happened_at": "2026-11-10T11:00", "reported_at": "2026-11-10T11:21", **kw,
    }  # fmt: skip


def told(kind):
    return set(Notice.objects.filter(kind=kind).values_list("user", flat=True))


def test_a_call_is_recorded_with_what_it_took_and_the_unit_is_told(organ):
    report = put(organ, caller=" 值班员 ", note=" 已核实 ")
    assert (report.minutes, report.caller, report.note, report.recorded_by) == (21, "值班员", "已核实", organ.editor)
    event = Event.objects.about(report).get()
    assert (event.verb, event.data) == (
        "emergency.record", {"class": "major", "channel": "phone", "minutes": 21, "item": None},
    )  # fmt: skip
    assert told("emergency.recorded") == {organ.officer.pk, organ.head.pk}


def test_what_was_filed_here_brings_the_moment_of_its_first_filing(organ, item):
    report = put(organ, channel="written", item=item, happened_at=item.happened_at, reported_at=None)
    assert (report.reported_at, report.minutes, report.item) == (item.first_filed_at, 61, item)
    with pytest.raises(RecordRefused) as refusal:
        put(organ, event_name="另一起", channel="written", item=item)
    assert refusal.value.field == "reported_at"
    assert put(organ, item=item).minutes == 21


@pytest.mark.parametrize(("seconds", "minutes"), [((0, 0), 20), ((59, 0), 20), ((0, 59), 20), ((59, 58), 20)])
def test_seconds_do_not_count(seconds, minutes):
    start = datetime(2026, 11, 10, 4, 0, seconds[0], tzinfo=UTC)
    assert minutes_between(start, datetime(2026, 11, 10, 4, 20, seconds[1], tzinfo=UTC)) == minutes


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"reported_at": None}, "reported_at"),
        ({"reported_at": 1}, "reported_at"),
        ({"reported_at": -60 * 24 * 4000, "happened_at": -60 * 24 * 4001}, "reported_at"),
        ({"happened_at": -38}, "happened_at"),
    ],
)
def test_moments_that_cannot_be_are_refused_at_their_field(organ, changes, field):
    moments = {name: at(value) if value is not None else None for name, value in changes.items()}
    with pytest.raises(RecordRefused) as refusal:
        put(organ, **moments)
    assert (refusal.value.field, EmergencyReport.objects.count()) == (field, 0)


def test_an_item_of_others_or_of_a_later_stage_is_refused(organ, item):
    draft = make_item(unit=organ.division)
    follow_up = make_item(
        status=Status.SIGNED, unit=organ.division, event_name="山体滑坡", report_stage="follow_up", stage_no=1
    )
    for wrong, unit in ((draft, organ.division), (follow_up, organ.division), (item, organ.divisions[1])):
        with pytest.raises(RecordRefused) as refusal:
            put(organ, unit=unit, item=wrong)
        assert refusal.value.field == "item_number"


def test_the_same_report_is_not_recorded_twice_until_it_is_revoked(organ):
    first = put(organ)
    with pytest.raises(RecordRefused) as refusal:
        put(organ, event_name=" 山体滑坡 ")
    assert refusal.value.field == "event_name"
    put(organ, channel="written")
    counter = revoke_report(report_id=first.pk, by=organ.office_head, reason=" 时间记错 ")
    assert (counter.counters, counter.reason, counter.minutes) == (first, "时间记错", 21)
    assert told("emergency.revoked") == {organ.officer.pk, organ.head.pk}
    assert put(organ).pk
    for again in (first.pk, counter.pk):
        with pytest.raises(NotAllowed):
            revoke_report(report_id=again, by=organ.editor, reason="又一次")


def test_revoking_needs_a_reason_and_the_office(organ):
    report = put(organ)
    with pytest.raises(RecordRefused):
        revoke_report(report_id=report.pk, by=organ.editor, reason="  ")
    for who in (organ.officer, organ.head, organ.deputy_leader):
        with pytest.raises(NotAllowed):
            revoke_report(report_id=report.pk, by=who, reason="不服")
        with pytest.raises(NotAllowed):
            put(organ, by=who, event_name="另一起")
    assert EmergencyReport.objects.count() == 1


def test_secret_words_are_refused_and_the_database_keeps_the_order(organ):
    with pytest.raises(SecretRefused):
        put(organ, note="机密★1年")
    with pytest.raises(IntegrityError), transaction.atomic():
        EmergencyReportFactory.create(happened_at=at(1), reported_at=at(0))


# ── pages ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_unit_sees_its_own_reports_and_the_office_all(organ):
    mine, theirs = (EmergencyReportFactory.create(unit=unit) for unit in organ.divisions)
    both = {mine.pk, theirs.pk}
    for person, expected in ((organ.officer, {mine.pk}), (organ.heads[1], {theirs.pk}), (organ.editor, both)):
        page = sent(person, "emergencies").content.decode()
        assert {pk for pk in both if reverse("registers:emergency", args=[pk]) in page} == expected
        assert {pk for pk in both if sent(person, "emergency", pk).status_code == 200} == expected
    assert sent(make_person(admin_kind="system"), "emergencies").status_code == 404


def test_the_list_costs_the_same_for_one_and_three_rows(organ, assert_same_queries):
    client = Client()
    client.force_login(organ.editor)
    assert_same_queries(EmergencyReportFactory.create, lambda: client.get(reverse("registers:emergencies")))


def test_the_office_records_by_the_form_and_revokes_on_the_page(organ):
    answer = sent(organ.editor, "emergency_new", **typed(organ))
    report = EmergencyReport.objects.get()
    assert (answer.url, report.minutes) == (report.get_absolute_url(), 21)
    sent(organ.editor, "emergency_revoke", report.pk, reason="时间记错")
    page = sent(organ.officer, "emergency", report.pk).content.decode()
    assert "时间记错" in page
    assert reverse("registers:emergency_revoke", args=[report.pk]) not in page
    listed = sent(organ.editor, "emergencies", query="?state=stands").content.decode()
    assert report.get_absolute_url() not in listed
    assert report.get_absolute_url() in sent(organ.editor, "emergencies", query="?state=revoked").content.decode()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"event_class": "enormous"}, "event_class"),
        ({"channel": ""}, "channel"),
        ({"happened_at": "gestern"}, "happened_at"),
        ({"reported_at": "2999-01-01T00:00"}, "reported_at"),
        ({"item_number": "没有"}, "item_number"),
        ({"happened_at": "2026-11-10T11:30"}, "happened_at"),
        ({"happened_at": "0001-01-01T00:00"}, "happened_at"),
        ({"happened_at": "2006-11-10T11:00"}, "happened_at"),
        ({"reported_at": "0001-01-01T00:00"}, "reported_at"),
    ],
)
def test_a_refusal_stands_at_its_field_and_keeps_what_was_typed(organ, changes, field):
    answer = sent(organ.editor, "emergency_new", **typed(organ, note="保留这句话", **changes))
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert "保留这句话" in answer.content.decode()


def test_the_item_leads_to_the_form_and_shows_the_record(organ, item):
    client = Client()
    client.force_login(organ.editor)
    form = reverse("registers:emergency_new") + f"?item={item.pk}"
    assert form in client.get(item.get_absolute_url()).content.decode()
    initial = client.get(form).context["form"].initial
    assert (initial["event_name"], initial["channel"], initial["happened_at"]) == (
        "山体滑坡", "written", item.happened_at,
    )  # fmt: skip
    told = typed(organ, item_number=item.number, channel="written", reported_at="", happened_at="2026-11-10T10:28")
    client.post(form, told)
    report = EmergencyReport.objects.get()
    assert report.minutes == 61
    assert report.get_absolute_url() in client.get(item.get_absolute_url()).content.decode()
    assert item.get_absolute_url() in client.get(report.get_absolute_url()).content.decode()
