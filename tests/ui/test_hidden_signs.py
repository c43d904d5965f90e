"""A sign that no text may hold is refused at its field in the words of this system."""

from django import forms
from django.utils.translation import gettext as _

from review.forms.packages import PackageForm


def test_a_nul_is_refused_at_its_field_in_our_words(db):
    told = _("The text holds a hidden sign (NUL) that cannot be kept. Delete it, or type the passage anew.")

    class Plain(forms.Form):
        name = forms.CharField()

    assert Plain({"name": "甲\x00乙"}).errors == {"name": [told]}
    own = PackageForm({"masthead": "信息\x00专报"}, kind="special", chosen=[])
    assert told in own.errors["masthead"]
