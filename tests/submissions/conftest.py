"""A small office for the tests of pages, and a client for each of its people."""

import pytest
from django.test import Client

from tests.factories.organizations import make_organ


@pytest.fixture
def organ(db):
    return make_organ()


@pytest.fixture
def sign_in():
    """A client in which a person is signed in."""

    def signed_in(person):
        client = Client()
        client.force_login(person)
        return client

    return signed_in
