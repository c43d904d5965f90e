"""Autosave: a row of its own, only after the declaration, never for what the secrecy rule refuses."""

import pytest

from organizations.models import Role
from submissions.errors import MoveRefused
from submissions.models import Autosave
from submissions.secrecy import SecretRefused
from submissions.services.autosave import LARGEST, drop_autosave, keep_autosave, kept_for
from tests.factories.organizations import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return make_person(Role.OFFICER)


def keep(officer, **payload):
    return keep_autosave(by=officer, item_id=None, seen_version=0, payload=payload)


def test_what_was_typed_is_kept_once_a_form_and_person(officer):
    keep(officer, secrecy="public", text="一")
    keep(officer, secrecy="public", text="一二")
    keep(make_person(Role.OFFICER), secrecy="public", text="别人")
    assert kept_for(by=officer, item_id=None).payload == {"secrecy": "public", "text": "一二"}
    assert Autosave.objects.count() == 2


def test_nothing_is_kept_before_the_secrecy_is_declared(officer):
    assert keep(officer, secrecy="", text="未声明") is None
    assert not Autosave.objects.exists()


def test_taking_the_declaration_back_deletes_the_row(officer):
    keep(officer, secrecy="public", text="已存")
    keep(officer, secrecy="", text="撤回声明")
    assert not Autosave.objects.exists()


@pytest.mark.parametrize(
    "payload",
    [
        {"secrecy": "secret"},
        {"secrecy": "top_secret"},
        {"secrecy": "work_secret"},
        {"secrecy": "public", "text": "秘密★"},
    ],
)
def test_a_refused_secret_deletes_the_row(officer, payload):
    keep(officer, secrecy="public", text="先前")
    with pytest.raises(SecretRefused):
        keep(officer, **payload)
    assert not Autosave.objects.exists()


def test_more_than_any_item_is_refused(officer):
    with pytest.raises(MoveRefused):
        keep(officer, secrecy="public", text="长" * (LARGEST + 1))
    assert not Autosave.objects.exists()


def test_dropping_leaves_other_forms_alone(officer):
    keep(officer, secrecy="public", text="一")
    drop_autosave(by=officer, key="item-7")
    assert Autosave.objects.count() == 1
