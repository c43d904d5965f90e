"""Every address of the house, by every role: what the table of rights opens opens, all else is not there for them."""

import copy
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import get_resolver, reverse
from django.urls.resolvers import URLPattern

from submissions.moves.table import MOVES as ALL_MOVES
from tests.test_house.rights_moves import MOVES, all_rows, arguments
from tests.test_house.rights_table import FOREIGN, ROLES, Access
from tests.test_house.rights_visits import _quiet, changed_tables, fingerprint, sign_in, visit
from tests.test_house.rights_world import World, make_world

pytestmark = [pytest.mark.once, pytest.mark.django_db, pytest.mark.usefixtures(_quiet.__name__)]

CLOSED = (404, 405)
TOLD = (200, 302, 403, 409, 422)
"""How a reader who may not act is told so."""
ANSWERED = (200, 302, 400, 409, 422)
"""How a post without any data is answered to whom the address is open."""

# Tempting values for whatever a form may ask: what is denied must be denied for the person, not for a missing field.
POSTED = {
    "seen_version": "1", "reason": "无权", "title": "改动的标题", "text": "改动的正文", "name": "改动", "note": "改动",
    "act": "submit", "move": "sign", "all": "1", "to": "up", "kind": "facts", "list_do": "bulk", "confirmed": "1",
    "decision": "passed", "accept": "yes", "language": "en", "ticks": "3200#1", "is_final": "on", "secrecy": "internal",
}  # fmt: skip


def names_of(patterns: list, prefix: str = "") -> Iterator[tuple[str, bool]]:
    """(full name, whether it takes arguments) of every address."""
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield prefix + (pattern.name or f"without a name: {pattern.pattern}"), bool(pattern.pattern.converters)
        else:
            inner = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from names_of(pattern.url_patterns, inner)


ADDRESSES = dict(names_of(get_resolver().url_patterns))


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """The world, made once for all roles; each test lies in a savepoint of its own above it."""
    whole = transaction.atomic()
    whole._from_testcase = True  # type: ignore[attr-defined]  # as those of Django's TestCase: durable blocks may follow
    with django_db_blocker.unblock(), whole:
        yield make_world()
        transaction.set_rollback(True)


@pytest.fixture
def world(made: World) -> World:
    """A copy, so that no test sees what another did to the people."""
    return copy.deepcopy(made)


def address(row: Access, world: World) -> str:
    return reverse(row.name, args=arguments(row, world.keys)) + world.queries.get(row.query, "")


def outcome(status: int, location: str) -> str:
    """In a word how an address answered."""
    if status == 302 and location.startswith("/accounts/login/"):
        return "sign in"
    return {200: "open", 302: "open", 404: "closed", 405: "closed"}.get(status, str(status))


@pytest.mark.engine_free
def test_no_address_is_left_out_of_the_table():
    assert {row.name for row in all_rows()} == set(ADDRESSES)


@pytest.mark.engine_free
def test_every_public_move_is_in_the_table():
    assert set(MOVES) == {move.name for move in ALL_MOVES.values() if not move.is_internal}


@pytest.mark.engine_free
def test_an_address_with_a_number_is_closed_to_other_units_unless_its_object_is_nobodys():
    numbered = [row for row in all_rows() if ADDRESSES[row.name] and not row.is_shared]
    assert [row.key for row in numbered if (row.get | row.post | row.refused) & FOREIGN] == []
    assert len(numbered) > 90


@pytest.mark.engine_free
def test_the_matrix_is_large():
    assert len(all_rows()) * len(ROLES) * 2 >= 4_000, "cells: addresses x roles x (GET, POST)"


@pytest.mark.parametrize("role", ROLES)
def test_each_role_opens_exactly_what_the_table_says(world, role):
    client = sign_in(world.people.get(role))
    before = fingerprint()
    found = {}
    for row in all_rows():
        answer = visit(client, "get", address(row, world))
        found[row.key] = outcome(answer.status_code, answer.headers.get("Location", ""))
    otherwise = "sign in" if role == "anonymous" else "closed"
    wanted = {row.key: "open" if role in row.get else otherwise for row in all_rows()}
    assert {key: how for key, how in found.items() if how != wanted[key]} == {}
    assert changed_tables(before) == set()


@pytest.mark.parametrize("role", ROLES)
def test_what_is_denied_changes_nothing(world, role):
    client = sign_in(world.people.get(role))
    before = fingerprint()
    wrong = {}
    for row in all_rows():
        if role in row.post:
            continue
        answer = visit(client, "post", address(row, world), POSTED)
        allowed = TOLD if role in row.refused else CLOSED
        if role == "anonymous":
            allowed = (302, 405)
        if answer.status_code not in allowed:
            wrong[row.key] = answer.status_code
    assert wrong == {}
    assert changed_tables(before) == set()


@pytest.mark.parametrize("role", ROLES)
def test_each_role_may_act_where_the_table_says(world, role):
    wrong = {}
    for row in all_rows():
        if role not in row.post:
            continue
        with transaction.atomic():
            answer = visit(sign_in(world.people.get(role)), "post", address(row, world), dict(row.sends))
            transaction.set_rollback(True)
        if answer.status_code not in ANSWERED:
            wrong[row.key] = answer.status_code
    assert wrong == {}


def test_a_number_that_is_not_there_is_not_found(world):
    found = {}
    for row in all_rows():
        openers = sorted(row.post | row.get)
        # A month that nothing happened in is a month all the same: it is refused with a sentence.
        if not ADDRESSES[row.name] or not openers or row.needs == "month":
            continue
        if not any(isinstance(part, int) for part in arguments(row, world.keys)):  # named by a word, not by a number
            continue
        client = sign_in(world.people[openers[0]])
        for number in (0, 2**31, 2**63 - 1, 10**30):
            args = [number if isinstance(part, int) else part for part in arguments(row, world.keys)]
            for method in ("get", "post"):
                status = visit(client, method, reverse(row.name, args=args)).status_code
                if status not in CLOSED:
                    found[f"{method} {row.key} {number}"] = status
    assert found == {}


def test_a_stranger_learns_from_no_answer_whether_something_is_there(world):
    client = Client()
    for row in all_rows():
        if "anonymous" in row.get or not row.needs:
            continue
        there = visit(client, "get", address(row, world))
        args = [0 if isinstance(part, int) else part for part in arguments(row, world.keys)]
        missing = visit(client, "get", reverse(row.name, args=args))
        assert (there.status_code, missing.status_code) == (302, 302), row.key
