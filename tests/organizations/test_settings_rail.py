"""The screens of the settings belong to one entry of the rail, whatever app and address they have."""

import pytest
from django.urls import reverse

from organizations import settings_menu
from tests.factories.organizations import make_organ
from ui import rail

pytestmark = pytest.mark.django_db


def test_every_screen_of_the_settings_marks_them_in_the_rail():
    head = make_organ().office_head
    screens = settings_menu.lines_for(head)
    assert any(not line.url.startswith("/settings/") for line in screens), "some have addresses of other areas"
    for line in screens:
        marked = [entry.key for entry in rail.lines_for(head, path=f"{line.url}3/") if entry.active]
        assert marked == [settings_menu.RAIL_KEY], line.url


def test_what_is_not_of_the_settings_keeps_its_own_entry():
    head = make_organ().office_head
    (marked,) = (entry.key for entry in rail.lines_for(head, path=reverse("scoring:schemes")) if entry.active)
    assert marked != settings_menu.RAIL_KEY
