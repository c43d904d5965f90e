"""Pages of tests/ui/pages.py mounted beside the real ones, and a person who reads them."""

import copy
from pathlib import Path

import pytest

from tests.factories.organizations import UserFactory


@pytest.fixture
def pages(settings):
    """Mount the test pages and their templates."""
    settings.ROOT_URLCONF = "tests.ui.pages"
    templates = copy.deepcopy(settings.TEMPLATES)
    templates[0]["DIRS"] = [*templates[0]["DIRS"], Path(__file__).parent / "templates"]
    settings.TEMPLATES = templates


@pytest.fixture
def person(db):
    """Return one person, last in the printing order."""
    return UserFactory(name="王海", username="reader", sort_no=9000)


@pytest.fixture
def signed_in(client, person, pages):
    """Return a client in which the person is signed in, with the test pages mounted."""
    client.force_login(person)
    return client
