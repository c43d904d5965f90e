"""The form of a meeting."""

from django import forms

from assignments.models import Meeting
from organizations.forms.base import LaidOut

MINUTE = "%Y-%m-%dT%H:%M"


class MeetingForm(LaidOut, forms.ModelForm):
    class Meta:
        model = Meeting
        fields = ("title", "held_at", "place")
        widgets = {"held_at": forms.DateTimeInput(format=MINUTE, attrs={"type": "datetime-local"})}
