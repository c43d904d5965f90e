"""Pages by keys: walking there and back meets every row once, whatever the order, NULLs and ties are."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests.factories.organizations import UserFactory
from ui.listpage import keyset

User = get_user_model()
START = datetime(2026, 1, 1, tzinfo=UTC)
ORDERS = [
    ("sort_no",),
    ("-sort_no",),
    ("desk_seen_at",),
    ("-desk_seen_at",),
    ("-desk_seen_at", "name"),
    ("name", "-desk_seen_at", "sort_no"),
    ("-pk",),
    ("place",),
]


def walk(rows, ordering, size):
    """Page through from the first to the last page, then back; return both as lists of pages of keys."""
    page = keyset.page_of(rows, ordering=ordering, size=size)
    there = [page]
    while page.after:
        page = keyset.page_of(rows, ordering=ordering, size=size, after=page.after)
        there.append(page)
    back = [page]
    while page.before:
        page = keyset.page_of(rows, ordering=ordering, size=size, before=page.before)
        back.append(page)
    return [[row.pk for row in one.rows] for one in there], [[row.pk for row in one.rows] for one in back]


class WalkTest(TestCase):
    @given(
        people=st.lists(
            st.tuples(st.integers(0, 3), st.one_of(st.none(), st.integers(0, 3)), st.sampled_from("甲乙丙")),
            max_size=13,
        ),
        ordering=st.sampled_from(ORDERS),
        size=st.integers(1, 5),
    )
    def test_every_row_is_met_once_there_and_back(self, people, ordering, size):
        User.objects.bulk_create(
            User(
                username=f"u{index}",
                name=name,
                sort_no=number,
                desk_seen_at=None if seen is None else START + timedelta(microseconds=seen),
            )
            for index, (number, seen, name) in enumerate(people)
        )
        rows = User.objects.annotate(place=F("desk_seen_at"))
        whole = [row.pk for row in keyset.ordered(rows, ordering)]
        there, back = walk(rows, ordering, size)
        assert [key for page in there for key in page] == whole
        assert [key for page in reversed(back) for key in page] == whole
        assert all(len(page) == size for page in there[:-1])


@pytest.mark.django_db
class TestOrder:
    def test_rows_without_a_value_come_last_both_ways(self):
        none, late, early = (UserFactory(desk_seen_at=seen) for seen in (None, START + timedelta(days=1), START))
        rows = User.objects.all()
        assert list(keyset.ordered(rows, ["desk_seen_at"])) == [early, late, none]
        assert list(keyset.ordered(rows, ["-desk_seen_at"])) == [late, early, none]

    def test_a_field_that_is_never_null_is_ordered_plainly_and_entered_by_a_range(self):
        UserFactory.create_batch(3)
        page = keyset.page_of(User.objects.all(), ordering=["-sort_no"], size=1)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            keyset.page_of(User.objects.all(), ordering=["-sort_no"], size=1, after=page.after)
        (sql,) = [query["sql"] for query in queries]
        assert "NULLS" not in sql
        assert '"sort_no" <= ' in sql

    def test_a_page_costs_one_statement(self, django_assert_num_queries):
        UserFactory.create_batch(4)
        with django_assert_num_queries(1):
            page = keyset.page_of(User.objects.all(), ordering=["name"], size=2)
        with django_assert_num_queries(1):
            keyset.page_of(User.objects.all(), ordering=["name"], size=2, after=page.after)


@pytest.mark.django_db
class TestCursor:
    @pytest.mark.parametrize(
        "cursor",
        ["x", "!!!", "e30", "W10", "WyIiLFsxXV0", "WyIiLFtudWxsLDFdXQ", "WyIiLFsiXHUwMDAwIiwxXV0", "AAAA" * 50, "é"],
    )
    def test_one_that_cannot_be_read_shows_the_first_page(self, cursor):
        people = [UserFactory(sort_no=number) for number in range(3)]
        page = keyset.page_of(User.objects.all(), ordering=["sort_no"], size=2, after=cursor)
        assert page.rows == people[:2]
        assert page.before == ""

    def test_one_of_another_order_is_not_used(self):
        people = [UserFactory(sort_no=number) for number in range(3)]
        page = keyset.page_of(User.objects.all(), ordering=["sort_no"], size=2, sort="no")
        other = keyset.page_of(User.objects.all(), ordering=["sort_no"], size=2, sort="-no", after=page.after)
        assert other.rows == people[:2]

    def test_a_number_too_long_for_the_database_is_no_error(self):
        UserFactory(sort_no=1)
        import base64
        import json

        cursor = base64.urlsafe_b64encode(json.dumps(["", [10**30, 10**30]]).encode()).decode().rstrip("=")
        assert keyset.page_of(User.objects.all(), ordering=["sort_no"], size=2, after=cursor).rows == []

    def test_rows_added_before_the_cursor_do_not_shift_the_next_page(self):
        people = [UserFactory(sort_no=number) for number in (10, 20, 30, 40)]
        page = keyset.page_of(User.objects.all(), ordering=["sort_no"], size=2)
        UserFactory(sort_no=5)
        assert keyset.page_of(User.objects.all(), ordering=["sort_no"], size=2, after=page.after).rows == people[2:]
