"""A small office for the tests of pages, and a client for each of its people."""

import pytest
from django.test import Client


@pytest.fixture
def sign_in():
    """A client in which a person is signed in."""

    def signed_in(person):
        client = Client()
        client.force_login(person)
        return client

    return signed_in
