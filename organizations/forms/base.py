"""What all forms of the settings have in common."""

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms


def day_field(**kwargs: Any) -> forms.DateField:
    """A date as the browser's own picker gives it."""
    return forms.DateField(widget=day_input(), **kwargs)


def day_input() -> forms.DateInput:
    """A real date input; browsers send and take ISO dates in it."""
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class LaidOut:
    """Gives a form its crispy helper: fields only, the page has the form tag and the button."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
