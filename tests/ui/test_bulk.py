"""Bulk acts: ticked rows or all of the filter, each checked again, refusals by title, back to the same page."""

import pytest
from django.contrib.auth import get_user_model
from django.utils.translation import gettext

from tests.factories.organizations import UserFactory
from ui.listpage import bulk

pytestmark = pytest.mark.django_db
User = get_user_model()
URL = "/tests/people"
BACK = f"{URL}?language=en&sort=no&after=abc"


def phones():
    return dict(User.objects.exclude(username="reader").values_list("name", "phone"))


@pytest.fixture
def people():
    """Return four people who read English; the second refuses; nobody has a telephone."""
    posts = ["", "不可", "", ""]
    return [UserFactory(name=f"人{n}", post=post, phone="", language="en", sort_no=n) for n, post in enumerate(posts)]


def test_ticked_rows_are_changed_under_one_batch_and_the_page_is_the_same(signed_in, people):
    response = signed_in.post(BACK, {"act": "mark", "pk": [people[0].pk, people[2].pk]})
    assert response.status_code == 302
    assert response["Location"] == BACK
    found = phones()
    assert found["人0"] == found["人2"] != ""
    assert found["人1"] == found["人3"] == ""


def test_a_refused_row_is_named_and_stops_no_other(signed_in, people):
    response = signed_in.post(BACK, {"act": "mark", "pk": [person.pk for person in people]}, follow=True)
    (message,) = response.context["messages"]
    assert message.level_tag == "warning"
    assert "<b>人1</b> — 人1 不可修改" in str(message)
    assert [name for name, phone in phones().items() if phone] == ["人0", "人2", "人3"]


def test_all_means_all_of_the_filter_and_no_other(signed_in, people):
    UserFactory(name="外人", phone="", language="zh-hans")
    signed_in.post(f"{URL}?language=en&number=2", {"act": "mark", "all": "1"})
    assert [name for name, phone in phones().items() if phone] == ["人2"]


def test_all_of_a_filter_that_cannot_be_read_means_none(signed_in, people):
    response = signed_in.post(f"{URL}?number=x", {"act": "mark", "all": "1"}, follow=True)
    assert gettext("Choose at least one row first.") in response.text
    assert set(phones().values()) == {""}


def test_rows_that_the_person_may_not_see_are_not_touched(signed_in):
    secret = UserFactory(username="secret", name="密人", phone="")
    signed_in.post(URL, {"act": "mark", "pk": [secret.pk]})
    assert phones() == {"密人": ""}


@pytest.mark.parametrize("keys", [[], ["x"], ["", "-1"], [str(10**30)]])
def test_nothing_chosen_changes_nothing(signed_in, people, keys):
    response = signed_in.post(URL, {"act": "mark", "pk": keys}, follow=True)
    assert gettext("Choose at least one row first.") in response.text
    assert set(phones().values()) == {""}


@pytest.mark.parametrize("act", ["hidden", "nothing", ""])
def test_an_act_that_is_not_offered_is_refused(signed_in, people, act):
    response = signed_in.post(URL, {"act": act, "pk": [people[0].pk]}, follow=True)
    assert gettext("This act is not open to you on this list.") in response.text
    assert set(phones().values()) == {""}


def test_too_many_rows_are_refused_as_a_whole(signed_in, people, monkeypatch):
    monkeypatch.setattr(bulk, "MOST", 2)
    signed_in.post(URL, {"act": "mark", "all": "1"})
    assert set(phones().values()) == {""}


class TestAsking:
    def test_an_act_with_a_reason_asks_first_and_keeps_the_choice(self, signed_in, people):
        response = signed_in.post(BACK, {"act": "why", "pk": [people[0].pk]})
        assert response.status_code == 200
        assert f'<input type="hidden" name="pk" value="{people[0].pk}">' in response.text
        assert "<li>人0</li>" in response.text
        assert set(phones().values()) == {""}

    def test_without_the_reason_it_says_so(self, signed_in, people):
        response = signed_in.post(BACK, {"act": "why", "pk": [people[0].pk], "confirmed": "1", "reason": " "})
        assert response.status_code == 422
        assert 'href="#id_reason"' in response.text
        assert set(phones().values()) == {""}

    def test_with_it_each_row_gets_it(self, signed_in, people):
        signed_in.post(BACK, {"act": "why", "all": "1", "confirmed": "1", "reason": "请补充"})
        assert phones() == {"人0": "请补充", "人1": "", "人2": "请补充", "人3": "请补充"}

    def test_one_to_be_confirmed_is_confirmed(self, signed_in, people):
        assert "确定吗？" in signed_in.post(BACK, {"act": "sure", "all": "1"}).text
        assert set(phones().values()) == {""}
        signed_in.post(BACK, {"act": "sure", "all": "1", "confirmed": "1"})
        assert phones()["人0"] != ""
