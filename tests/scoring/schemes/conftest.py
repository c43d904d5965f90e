"""People for the screens of schemes."""

import pytest

from tests.factories.organizations import make_organ


@pytest.fixture
def organ(db):
    return make_organ(divisions=2)


@pytest.fixture
def head(organ, client):
    """Return the head of the office, signed in."""
    client.force_login(organ.office_head)
    return organ.office_head
