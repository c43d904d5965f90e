"""A form is acted upon once: the second post is led to what came of the first."""

from datetime import timedelta

import pytest
from django.utils.translation import gettext

from activity.clock import now
from tests.factories.organizations import UserFactory
from ui import once
from ui.models import SavedFilter, SentForm

pytestmark = pytest.mark.django_db
TOKEN = "0123456789abcdef" * 2


@pytest.mark.parametrize("url", ["/tests/add", "/tests/form"])
def test_the_second_post_goes_to_the_first_result(signed_in, url):
    first = signed_in.post(url, {"name": "甲", "once": TOKEN})
    second = signed_in.post(url, {"name": "乙", "once": TOKEN})
    kept = SavedFilter.objects.get()
    assert kept.name == "甲"
    assert first["Location"] == second["Location"] == f"/tests/made/{kept.pk}"
    assert SentForm.objects.get().url == first["Location"]


def test_the_token_of_another_person_is_another_form(signed_in, client):
    signed_in.post("/tests/add", {"name": "甲", "once": TOKEN})
    client.force_login(UserFactory())
    client.post("/tests/add", {"name": "甲", "once": TOKEN})
    assert SavedFilter.objects.count() == 2


def test_a_refused_act_leaves_the_form_free_to_be_sent_again(signed_in):
    assert signed_in.post("/tests/add", {"name": "refused", "once": TOKEN}).status_code == 409
    assert SentForm.objects.count() == 0
    assert signed_in.post("/tests/add", {"name": "甲", "once": TOKEN}).status_code == 302
    assert SavedFilter.objects.get().name == "甲"


@pytest.mark.parametrize("token", ["", "x", "0123", TOKEN.upper(), TOKEN + "0"])
def test_what_is_no_token_does_not_hinder(signed_in, token):
    signed_in.post("/tests/add", {"name": "甲", "once": token})
    signed_in.post("/tests/add", {"name": "乙", "once": token})
    assert SavedFilter.objects.count() == 2
    assert SentForm.objects.count() == 0


def test_a_form_with_errors_comes_back_with_its_token_and_its_text(signed_in):
    response = signed_in.post("/tests/form", {"name": "", "post": "写了很多", "once": TOKEN})
    assert response.status_code == 200
    assert f'name="once" value="{TOKEN}"' in response.text
    assert "写了很多</textarea>" in response.text
    assert 'href="#id_name"' in response.text
    assert gettext("Please look at the following before you go on") in response.text
    assert SentForm.objects.count() == 0


def test_each_fresh_form_has_a_token_of_its_own(signed_in):
    tokens = {signed_in.get("/tests/form").text.split('name="once" value="')[1][:32] for _ in range(2)}
    assert len(tokens) == 2
    assert all(once._TOKEN.fullmatch(token) for token in tokens)


def test_what_was_sent_long_ago_is_forgotten(signed_in, person):
    SentForm.objects.create(user=person, token="f" * 32, sent_at=now() - once.KEPT - timedelta(minutes=1))
    kept = SentForm.objects.create(user=person, token="e" * 32, sent_at=now() - once.KEPT + timedelta(minutes=1))
    signed_in.post("/tests/add", {"name": "甲", "once": TOKEN})
    assert set(SentForm.objects.values_list("token", flat=True)) == {kept.token, TOKEN}
