"""Form fields that all apps share."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

LARGEST_KEY = 2**63 - 1
"""What a primary key may be; a database refuses to compare with a larger number."""


class RowsField(forms.ModelMultipleChoiceField):
    """Several rows of a table. A number that no row can have is answered like any other that is not among the choices."""

    def clean(self, value: Any) -> Any:
        """The rows. Raises ValidationError for what is not among the choices."""
        for one in value if isinstance(value, list | tuple) else ():
            text = str(one)
            if text.lstrip("-").isdigit() and abs(int(text[:40])) > LARGEST_KEY:
                raise ValidationError(
                    self.error_messages["invalid_choice"], code="invalid_choice", params={"value": text[:40]}
                )
        return super().clean(value)
