"""Emptying all tables past the triggers, which stand again afterwards."""

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from activity import triggers
from activity.models import Event
from activity.services import record
from organizations import triggers as administrator_triggers
from organizations.models import User
from tests.factories.organizations import make_organ
from tests.fixtures.emptying import triggers_lifted


@pytest.fixture
def event(transactional_db):
    organ = make_organ()
    return record("item.submit", subject=organ.division, by=organ.officer)


def is_protected() -> bool:
    try:
        with transaction.atomic():
            Event.objects.all().delete()
    except IntegrityError:
        return True
    return False


def assert_all_triggers_stand() -> None:
    assert triggers.missing(connection) == []
    assert administrator_triggers.missing(connection) == []


def test_all_rows_go_and_the_triggers_stand_again(event):
    assert is_protected()
    with triggers_lifted(connection):
        call_command("flush", interactive=False, verbosity=0)
    assert (Event.objects.count(), User.objects.count()) == (0, 0)
    assert_all_triggers_stand()


def test_the_triggers_stand_again_after_an_error(event):
    with pytest.raises(RuntimeError), triggers_lifted(connection):
        raise RuntimeError
    assert_all_triggers_stand()
    assert is_protected()
    assert Event.objects.count() == 1
