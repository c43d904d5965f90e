"""What all forms of the settings have in common."""

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms

from documents.signs import SignsMixin


def day_field(**kwargs: Any) -> forms.DateField:
    """A date as the browser's own picker gives it."""
    return forms.DateField(widget=day_input(), **kwargs)


def day_input() -> forms.DateInput:
    """A real date input; browsers send and take ISO dates in it."""
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class LaidOut(SignsMixin):
    """Gives a form its crispy helper: fields only, the page has the form tag and the button.

    Names of units, people and outlets come onto papers, so a character that cannot be printed is refused at its field.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
