"""Form fields that all apps share."""

import pytest
from django import forms

from organizations.models import Outlet
from tests.factories.organizations import OutletFactory
from ui.fields import RowsField

pytestmark = pytest.mark.django_db


class Form(forms.Form):
    outlets = RowsField(Outlet.objects.all())


def test_rows_are_chosen_by_their_numbers():
    outlet = OutletFactory.create()
    form = Form({"outlets": [str(outlet.pk)]})
    assert form.is_valid()
    assert list(form.cleaned_data["outlets"]) == [outlet]


@pytest.mark.parametrize("value", ["9" * 19, "-" + "9" * 30, "9" * 5000, "x", "-1"])
def test_number_that_no_row_can_have_is_no_choice(value):
    form = Form({"outlets": [value]})
    assert not form.is_valid()
    assert form.errors["outlets"]
