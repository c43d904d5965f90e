from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from django.test.utils import CaptureQueriesContext

from activity import verbs
from activity.clock import frozen
from activity.context import client_address, coming_from
from activity.errors import DomainError, UnknownNameError, showable_message
from activity.models import ChainHead, Event
from activity.services import EventRow, new_batch, record, record_many, verify_chain
from tests.factories.activity import OTHER_VERB, VERB, make_event
from tests.factories.organizations import UnitFactory, make_person

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 10, 31, 4, tzinfo=UTC)


def test_record_writes_every_field_and_moves_the_head():
    clerk, leader, subject = make_person(), make_person(), make_person()
    with frozen(NOON), coming_from("10.0.0.7"):
        event = record(
            VERB, subject=subject, by=clerk, on_behalf_of=leader, reason="因故", data={"a": 1}, batch="b", unit_key="7"
        )
    event.refresh_from_db()
    assert (event.at, event.verb, event.actor_id, event.on_behalf_of_id) == (NOON, VERB, clerk.pk, leader.pk)
    assert (event.subject_kind, event.subject_key) == ("organizations.user", str(subject.pk))
    assert (event.reason, event.data, event.batch, event.unit_key) == ("因故", {"a": 1}, "b", "7")
    assert (event.ip, event.verb_label) == ("10.0.0.7", "Done in a test")
    head = ChainHead.objects.get()
    assert (head.last_event_id, head.last_hash) == (event.pk, event.hash)


def test_record_without_subject_and_person_is_the_system_s_own_act():
    event = record(VERB, subject=None, by=None)
    assert (event.actor_id, event.subject_kind, event.subject_key, event.ip) == (None, "", "", "")


def test_the_unit_is_taken_from_the_subject():
    unit = UnitFactory.create()
    member = make_person("officer", unit=unit).memberships.get()
    assert record(VERB, subject=member, by=None).unit_key == str(unit.pk)
    assert record(VERB, subject=member, by=None, unit_key="").unit_key == ""


def test_numbers_have_no_gap_after_a_rollback():
    first = make_event()
    with transaction.atomic():
        make_event()
        transaction.set_rollback(True)
    assert make_event().pk == first.pk + 1
    assert verify_chain().is_whole


def test_an_unknown_verb_is_refused_and_nothing_is_recorded():
    with pytest.raises(UnknownNameError):
        record("test.unknown", subject=None, by=None)
    assert Event.objects.count() == 0


def test_data_of_common_kinds_comes_back_plain_and_keeps_the_chain():
    data: dict[Any, Any] = {"day": NOON, "points": Decimal("1.50"), "key": UUID(int=7), 3: [None, True]}
    event = record(VERB, subject=None, by=None, data=data)
    event.refresh_from_db()
    plain = {"day": "2026-10-31T04:00:00Z", "points": "1.50", "key": str(UUID(int=7)), "3": [None, True]}
    assert event.data == plain
    assert event.hash == event.expected_hash()


@pytest.mark.parametrize(("data", "error"), [({"a": [1.5]}, TypeError), ({"text": "长" * 301}, ValueError)])
def test_data_that_must_not_stand_in_events_is_refused(data, error):
    with pytest.raises(error):
        record(VERB, subject=None, by=None, data=data)
    assert Event.objects.count() == 0


def test_characters_that_a_database_cannot_store_are_left_out():
    event = record(VERB, subject=None, by=None, reason="a\x00b\ud800", data={"k\x00": "v\x00"})
    event.refresh_from_db()
    assert (event.reason, event.data) == ("ab?", {"k": "v"})
    assert verify_chain().is_whole


def test_about_gives_the_events_of_one_subject_oldest_first_in_one_query(django_assert_num_queries):
    person, other = make_person(), make_person()
    first = make_event(subject=person, by=person)
    make_event(subject=other)
    second = make_event(subject=person, by=other)
    with django_assert_num_queries(1):
        events = list(Event.objects.about(person))
        assert [getattr(event.actor, "name", None) for event in events] == [person.name, other.name]
    assert events == [first, second]


def test_filters_of_the_audit_list():
    clerk, leader = make_person(), make_person()
    with frozen(NOON):
        own = make_event(by=clerk)
        for_leader = make_event(by=clerk, on_behalf_of=leader)
    with frozen(NOON + timedelta(days=1)):
        late = make_event(OTHER_VERB)
    assert set(Event.objects.within(NOON + timedelta(seconds=1), None)) == {late}
    assert set(Event.objects.within(None, NOON + timedelta(days=1))) == {own, for_leader}
    assert list(Event.objects.newest_first().with_people()) == [late, for_leader, own]


def test_record_many_keeps_the_chain_with_few_statements(db_statements):
    person = make_person()
    make_event()
    rows = [
        EventRow(verb=VERB, subject_kind="x.y", subject_key=str(n), actor_id=person.pk, at=NOON) for n in range(1200)
    ]
    with db_statements() as statements:
        assert record_many(iter(rows)) == 1200
    assert len(statements) <= 40
    report = verify_chain()
    assert (report.is_whole, report.checked) == (True, 1201)
    assert Event.objects.filter(subject_kind="x.y").values_list("subject_key", flat=True)[7] == "7"


def test_record_many_is_all_or_nothing():
    with pytest.raises(UnknownNameError):
        record_many([EventRow(verb=VERB), EventRow(verb="test.unknown")])
    assert Event.objects.count() == 0


def test_a_verb_keeps_its_first_label():
    verbs.register(VERB, "Done in a test")
    with pytest.raises(ValueError, match="twice"):
        verbs.register(VERB, "Something else")
    assert (VERB, "Done in a test") in verbs.choices()
    assert verbs.label_of("gone.verb") == "gone.verb"


def test_batches_differ():
    assert new_batch() != new_batch()


def test_a_request_leaves_its_address_in_events_and_not_behind_it(client):
    client.get("/", REMOTE_ADDR="192.0.2.9")
    assert client_address() == ""


def test_only_translated_messages_are_shown():
    class Foreign(Exception):
        message = "Traceback in a library"

    assert showable_message(DomainError("不行", code="no")) == "不行"
    assert str(DomainError("不行")) == "不行"
    assert showable_message(Foreign()) == ""
    assert showable_message(KeyError("x")) == ""


@pytest.fixture
def db_statements():
    from django.db import connection

    return lambda: CaptureQueriesContext(connection)
