"""An item that was signed today, and people at their screens."""

from collections.abc import Callable

import pytest
from django.test import Client

from activity.clock import now
from organizations.models import User
from submissions.models import Item
from submissions.states import Status
from tests.factories.organizations import Organ
from tests.factories.submissions import make_item


@pytest.fixture
def item(organ: Organ) -> Item:
    """Signed, and not yet forwarded."""
    return make_item(
        status=Status.SIGNED, unit=organ.division, drafter=organ.officer, editor=organ.editor, signed_at=now()
    )


@pytest.fixture
def signed_in(client: Client) -> Callable[[User], Client]:
    """Return `signed_in(person)`: the client with that person's session."""

    def sign_in(user: User) -> Client:
        client.force_login(user)
        return client

    return sign_in
