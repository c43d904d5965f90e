import pytest

from tests.factories.reports import Month, after_month, make_month


@pytest.fixture(autouse=True)
def _morning_after_the_month():
    """All tests here happen on 5 November 2026."""
    with after_month():
        yield


@pytest.fixture
def month(db) -> Month:
    return make_month()


@pytest.fixture
def signed_in(client):
    """Return `signed_in(person)`: the client with that person's session."""

    def sign_in(person):
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in
