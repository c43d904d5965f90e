"""Codes that schemes use beside those of the settings: kinds of fault, classes of events, channels of reports.

A document may hold others; they stand for themselves.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

FAULTS: Mapping[str, Any] = {
    "late": _("reported late"),
    "missed": _("not reported"),
    "concealed": _("concealed"),
    "false_report": _("false report"),
    "error": _("error in the text"),
    "duplicate": _("filed twice"),
}
EVENT_CLASSES: Mapping[str, Any] = {
    "particularly_major": _("particularly major"),
    "major": pgettext_lazy("emergency", "major"),
    "large": _("fairly large"),
    "general": _("ordinary"),
}
CHANNELS: Mapping[str, Any] = {
    "phone": _("by telephone"),
    "written": _("in writing"),
}


def said(labels: Mapping[str, Any]) -> dict[str, str]:
    """The words in the reader's language."""
    return {code: str(label) for code, label in labels.items()}
