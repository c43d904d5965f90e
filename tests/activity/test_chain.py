"""The chain: any sequence verifies, any change is found at its row, and the database refuses changes."""

import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, connections, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from activity import tasks, triggers
from activity.models import ChainHead, Event
from activity.services import CHANGED, EventRow, record, record_many, verify_chain
from tests.factories.activity import OTHER_VERB, VERB, make_event, register_test_verbs
from tests.factories.organizations import make_person

pytestmark = pytest.mark.django_db

short_text = st.text(max_size=30)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | short_text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(short_text, inner, max_size=3),
    max_leaves=6,
)
rows = st.builds(
    EventRow,
    verb=st.sampled_from([VERB, OTHER_VERB]),
    subject_kind=st.sampled_from(["", "submissions.item"]),
    subject_key=st.text("0123456789abc-", max_size=64),
    unit_key=st.text("0123456789", max_size=8),
    reason=short_text,
    data=st.dictionaries(short_text, json_values, max_size=3),
    batch=st.text("0123456789abcdef", max_size=32),
)
# What an intruder writes into each column, always another value than what stands there.
TAMPERED = {
    "at": "2001-01-01 00:00:00+00:00",
    "verb": "test.forged",
    "actor_id": None,
    "on_behalf_of_id": None,
    "subject_kind": "forged.kind",
    "subject_key": "forged",
    "unit_key": "forged",
    "reason": "forged",
    "data": json.dumps({"forged": 1}),
    "batch": "forged",
    "ip": "203.0.113.1",
    "previous_hash": "f" * 64,
    "hash": "e" * 64,
}


@contextmanager
def rolled_back():
    """All within is undone, so that hypothesis starts each example from the same rows."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def unprotected():
    triggers.drop(connection)
    yield
    triggers.create(connection)


def change(pk, column, value):
    with unprotected(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE activity_event SET {column} = %s WHERE id = %s", [value, pk])


@settings(max_examples=40)
@given(st.lists(st.lists(rows, max_size=4), max_size=5))
def test_any_sequence_of_records_verifies(portions):
    with rolled_back():
        for portion in portions:
            record_many(portion)
        report = verify_chain()
        assert (report.is_whole, report.checked) == (True, sum(map(len, portions)))


@settings(max_examples=60)
@given(
    written=st.lists(rows, min_size=1, max_size=6),
    column=st.sampled_from(sorted(TAMPERED)),
    where=st.integers(0, 5),
)
def test_a_change_of_any_field_of_any_row_is_found_at_that_row(written, column, where):
    with rolled_back():
        person = make_person()
        for row in written:
            record(row.verb, subject=person, by=person, on_behalf_of=person, reason=row.reason, data=row.data)
        number = where % len(written) + 1
        change(number, column, TAMPERED[column])
        report = verify_chain()
        assert (report.broken_id, report.checked) == (number, number - 1)


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_a_missing_row_is_named(number):
    for _ in range(4):
        make_event()
    with unprotected():
        Event.objects.filter(pk=number).delete()
    assert verify_chain().broken_id == number


def test_a_renumbered_row_is_named_by_the_number_that_is_missing():
    for _ in range(3):
        make_event()
    change(3, "id", 30)
    assert verify_chain().broken_id == 3


def test_a_row_put_in_after_the_end_is_named():
    event = make_event()
    Event.objects.create(pk=2, at=event.at, verb=VERB, previous_hash=event.hash, hash="0" * 64)
    assert verify_chain().broken_id == 2


def test_a_row_rewritten_with_its_hash_is_found_at_the_next_one():
    for _ in range(3):
        make_event()
    forged = Event.objects.get(pk=2)
    forged.verb = OTHER_VERB
    change(2, "verb", OTHER_VERB)
    change(2, "hash", forged.expected_hash())
    assert verify_chain().broken_id == 3


def test_a_head_that_names_another_event_is_found():
    make_event()
    ChainHead.objects.update(last_hash="f" * 64)
    assert verify_chain().broken_id == 1


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL refuses to store what is no JSON")
def test_a_row_that_cannot_be_read_is_named():
    for _ in range(3):
        make_event()
    with unprotected(), connection.cursor() as cursor:
        cursor.execute("PRAGMA ignore_check_constraints = ON")
        cursor.execute("UPDATE activity_event SET data = '{broken' WHERE id = 2")
        cursor.execute("PRAGMA ignore_check_constraints = OFF")
    assert verify_chain().broken_id == 2


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE activity_event SET reason = 'x' WHERE id = 1",
        "UPDATE activity_event SET reason = reason",
        "DELETE FROM activity_event WHERE id = 1",
        "DELETE FROM activity_event",
        "INSERT OR REPLACE INTO activity_event SELECT * FROM activity_event WHERE id = 1",
        "TRUNCATE activity_event CASCADE",
    ],
)
def test_the_database_refuses_to_change_events(statement):
    if connection.vendor != ("sqlite" if "REPLACE" in statement else "postgresql") and (
        "REPLACE" in statement or "TRUNCATE" in statement
    ):
        pytest.skip("this database has no such statement")
    make_event()
    connection.check_constraints()  # PostgreSQL truncates no table whose foreign keys it has still to check
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert verify_chain().is_whole


def test_the_model_refuses_too():
    event = make_event()
    event.reason = "x"
    with pytest.raises(IntegrityError), transaction.atomic():
        event.save()
    with pytest.raises(IntegrityError), transaction.atomic():
        Event.objects.all().delete()
    assert verify_chain().is_whole


def test_triggers_can_be_dropped_and_created_any_number_of_times():
    assert triggers.missing(connection) == []
    triggers.drop(connection)
    triggers.drop(connection)
    assert len(triggers.missing(connection)) >= 2
    triggers.create(connection)
    triggers.create(connection)
    assert triggers.missing(connection) == []


@pytest.mark.parametrize("is_broken", [False, True])
def test_the_nightly_check_tells_the_log(is_broken, caplog):
    make_event()
    if is_broken:
        change(1, "reason", "forged")
    tasks.verify_event_chain()
    assert ("CRITICAL" in caplog.text) == is_broken
    assert verify_chain().sentence == (str(CHANGED) % {"id": 1} if is_broken else "")


def test_audit_verify_prints_the_count_and_the_last_hash():
    event = make_event()
    out = StringIO()
    call_command("audit_verify", stdout=out)
    assert event.hash in out.getvalue()


def test_audit_verify_fails_with_the_number_of_the_broken_row():
    make_event()
    make_event()
    change(2, "reason", "forged")
    with pytest.raises(CommandError, match="2"):
        call_command("audit_verify")


def test_audit_verify_fails_when_the_protection_is_gone():
    make_event()
    triggers.drop(connection)
    with pytest.raises(CommandError, match="activity_event_no_"):
        call_command("audit_verify")
    triggers.create(connection)


@pytest.mark.django_db(transaction=True)
def test_records_at_the_same_time_do_not_fork_the_chain():
    register_test_verbs()

    def record_some(worker):
        try:
            for _ in range(10):
                with transaction.atomic():
                    record(VERB, subject=None, by=None, data={"worker": worker})
        finally:
            connections.close_all()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(record_some, range(6)))
    report = verify_chain()
    assert (report.is_whole, report.checked) == (True, 60)
