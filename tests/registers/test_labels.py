"""Kinds of faults in words are asked for once, however many faults are shown."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from registers import registrations
from scoring.models import LedgerRow
from scoring.services.register_rows import register_entries
from submissions.states import Status
from tests.factories.organizations import make_organ
from tests.factories.registers import FaultFactory, FaultObjectionFactory
from tests.factories.scoring import scheme_of
from tests.factories.submissions import make_item

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("hand")]

SCHEMES = 'FROM "scoring_scheme"'


@pytest.fixture
def organ():
    scheme_of(names=[{"kind": "fault", "code": "hearsay", "name": "道听途说"}])
    return make_organ()


@pytest.fixture
def item(organ):
    return make_item(status=Status.SIGNED, unit=organ.division)


def put(organ, item, count):
    """Faults of a kind that a scheme names, each objected to."""
    faults = [FaultFactory.create(unit=organ.division, item=item, code="hearsay") for _no in range(count)]
    for fault in faults:
        FaultObjectionFactory.create(fault=fault)
    return faults


def asked(queries):
    return sum(SCHEMES in query["sql"] for query in queries)


@pytest.mark.parametrize("count", [1, 3])
def test_the_desk_asks_once(organ, item, count, django_assert_num_queries):
    put(organ, item, count)
    with django_assert_num_queries(2):
        lines = registrations._objection_lines(organ.editor)
    assert [line.title for line in lines] == ["道听途说"] * count


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_of_an_item_asks_once(organ, item, count, client):
    put(organ, item, count)
    client.force_login(organ.editor, backend="django.contrib.auth.backends.ModelBackend")
    with CaptureQueriesContext(connection) as queries:
        shown = client.get(item.get_absolute_url()).content.decode()
    assert (shown.count("道听途说"), asked(queries)) == (count, 1)


@pytest.mark.parametrize("count", [1, 3])
def test_rows_of_the_ledger_ask_once(organ, item, count, django_assert_num_queries):
    rows = [LedgerRow(fact=f"fault:{fault.pk}") for fault in put(organ, item, count)]
    register_entries(rows, organ.editor)
    with django_assert_num_queries(2):
        found = register_entries(rows, organ.editor)
    assert {entry.words for entry in found.values()} == {f"{organ.division} 道听途说"}
    assert len({entry.url for entry in found.values()}) == count
