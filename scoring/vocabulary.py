"""Codes that schemes use beside those of the settings: kinds of fault, classes of events, channels of reports.

A document may hold others; the `names` of a scheme say what they are called. The list of faults is that of the register
(`review/fault_kinds.py`).
"""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from review import fault_kinds

FAULTS: Mapping[str, Any] = {code: kind.label for code, kind in fault_kinds.FAULTS.items()}
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
