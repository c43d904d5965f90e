"""Keeping, renaming and dropping filters, and their limits."""

import pytest
from django.http import QueryDict

from tests.factories.organizations import UserFactory
from tests.factories.ui import SavedFilterFactory
from ui.errors import DomainError
from ui.listpage import saved
from ui.models import SavedFilter

pytestmark = pytest.mark.django_db
URL = "/tests/people"


def messages(response):
    return [str(message) for message in response.context["messages"]]


class TestKeep:
    def test_the_filter_on_the_page_is_kept_without_its_place(self, signed_in, person):
        response = signed_in.post(
            f"{URL}?language=en&q=&after=abc&export=csv&sort=no", {"list_do": "keep", "name": " 读  英文 "}
        )
        assert response["Location"] == f"{URL}?language=en&sort=no"
        kept = SavedFilter.objects.get()
        assert (kept.user, kept.page, kept.name, kept.query) == (
            person,
            "tests.people",
            "读 英文",
            "language=en&sort=no",
        )

    def test_the_same_name_replaces(self, person):
        first = saved.keep(user=person, page="p", name="甲", query=QueryDict("q=1"))
        again = saved.keep(user=person, page="p", name="甲", query=QueryDict("q=2"))
        assert (again.pk, again.query) == (first.pk, "q=2")

    @pytest.mark.parametrize(
        ("name", "query", "code"),
        [
            ("", "q=1", "no_name"),
            ("  ", "q=1", "no_name"),
            ("a\x00", "q=1", "no_name"),
            ("字" * 21, "q=1", "name_too_long"),
            ("长", "q=" + "x" * 1000, "too_long"),
        ],
    )
    def test_a_bad_name_or_filter_is_refused(self, person, name, query, code):
        with pytest.raises(DomainError) as refusal:
            saved.keep(user=person, page="p", name=name, query=QueryDict(query))
        assert refusal.value.code == code
        assert SavedFilter.objects.count() == 0

    def test_there_is_an_end(self, person):
        for number in range(saved.MOST):
            saved.keep(user=person, page="p", name=str(number), query=QueryDict("q=1"))
        with pytest.raises(DomainError) as refusal:
            saved.keep(user=person, page="p", name="多", query=QueryDict("q=1"))
        assert refusal.value.code == "too_many"
        assert saved.keep(user=person, page="other", name="多", query=QueryDict("q=1")).pk

    def test_a_refusal_is_said_on_the_page(self, signed_in):
        response = signed_in.post(URL, {"list_do": "keep", "name": ""}, follow=True)
        assert len(messages(response)) == 1
        assert SavedFilter.objects.count() == 0


class TestChange:
    def test_own_ones_are_renamed_and_dropped(self, signed_in, person):
        kept = SavedFilterFactory(user=person)
        signed_in.post(URL, {"list_do": "rename", "filter": kept.pk, "name": "新名"})
        kept.refresh_from_db()
        assert kept.name == "新名"
        response = signed_in.post(f"{URL}?language=en", {"list_do": "drop", "filter": kept.pk})
        assert response["Location"] == URL
        assert SavedFilter.objects.count() == 0

    def test_a_name_that_another_has_is_refused(self, person):
        SavedFilterFactory(user=person, name="甲")
        other = SavedFilterFactory(user=person, name="乙")
        with pytest.raises(DomainError) as refusal:
            saved.rename(user=person, page=other.page, pk=other.pk, name="甲")
        assert refusal.value.code == "name_taken"
        other.refresh_from_db()
        assert other.name == "乙"

    @pytest.mark.parametrize("do", ["rename", "drop"])
    def test_those_of_others_are_not_touched(self, signed_in, do):
        theirs = SavedFilterFactory(user=UserFactory(), name="甲")
        signed_in.post(URL, {"list_do": do, "filter": theirs.pk, "name": "乙"})
        signed_in.post(URL, {"list_do": do, "filter": "x", "name": "乙"})
        theirs.refresh_from_db()
        assert theirs.name == "甲"

    def test_one_of_another_list_is_gone_here(self, person):
        kept = SavedFilterFactory(user=person, page="other")
        with pytest.raises(DomainError) as refusal:
            saved.drop(user=person, page="tests.people", pk=kept.pk)
        assert refusal.value.code == "gone"
