"""Signing in, opening an address without stopping at an error, and fingerprints of all business tables."""

import hashlib
import logging
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.http import HttpResponseBase
from django.test import Client

from organizations.models import User

# Rows that say who is at the screen, not what the office did.
LEFT_OUT = {
    "sessions.Session", "usersessions.UserSession", "contenttypes.ContentType", "auth.Permission",
    "axes.AccessAttempt", "axes.AccessFailureLog", "axes.AccessAttemptExpiration", "axes.AccessLog",
    # Who has an item open for editing: it begins by opening the page and ends by itself after some minutes.
    "submissions.Lease",
}  # fmt: skip
# When somebody was last here. Kept on the person, and nobody's business but the person's own.
SEEN = {"organizations.User": {"last_login", "desk_seen_at"}}


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    """A log full of expected refusals would bury the error that a failing test is about."""
    logging.disable(logging.WARNING)
    yield
    logging.disable(logging.NOTSET)


def sign_in(person: User | None) -> Client:
    """A browser in which the person has just given the password; that of a stranger for None."""
    client = Client(raise_request_exception=False)
    if person is not None:
        client.force_login(person)
        session = client.session
        session["account_authentication_methods"] = [{"method": "password", "at": time.time(), "reauthenticated": True}]
        session["account_authentication_methods_user"] = str(person.pk)
        session.save()
    return client


def visit(client: Client, method: str, address: str, data: dict[str, Any] | None = None) -> HttpResponseBase:
    """Open the address, reading what is streamed to its end."""
    answer: Any = getattr(client, method)(address, data or {}) if method == "post" else client.get(address)
    if answer.streaming:
        b"".join(answer.streaming_content)
    return answer


def fingerprint() -> dict[str, str]:
    """Model label -> hash of all its rows."""
    return {
        model._meta.label: _hash(model)
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and model._meta.label not in LEFT_OUT
    }


def _hash(model: Any) -> str:
    columns = [
        field.attname
        for field in model._meta.concrete_fields
        if field.attname not in SEEN.get(model._meta.label, set())
    ]
    rows = model._base_manager.order_by("pk").values_list(*columns)
    return hashlib.sha256(repr(list(rows)).encode()).hexdigest()


def changed_tables(before: dict[str, str]) -> set[str]:
    """The tables that are not as they were."""
    after = fingerprint()
    return {label for label in after if after[label] != before.get(label)}
