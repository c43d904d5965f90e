"""People for the screens of schemes."""

import pytest


@pytest.fixture
def head(organ, client):
    """Return the head of the office, signed in."""
    client.force_login(organ.office_head)
    return organ.office_head
