"""Codes that schemes use beside those of the settings: kinds of fault, classes of events, channels.

A document may hold others; the `names` of a scheme say what they are called. The list of faults is that of the register
(`review/fault_kinds.py`).
"""

from collections.abc import Mapping
from typing import Any

from registers.models import EmergencyReport
from review import fault_kinds
from review.models import AdoptionChannel

FAULTS: Mapping[str, Any] = {code: kind.label for code, kind in fault_kinds.FAULTS.items()}
EVENT_CLASSES: Mapping[str, Any] = dict(EmergencyReport.EventClass.choices)
REPORT_CHANNELS: Mapping[str, Any] = dict(EmergencyReport.Channel.choices)
CHANNELS: Mapping[str, Any] = {**REPORT_CHANNELS, AdoptionChannel.DIRECT.value: AdoptionChannel.DIRECT.label}
RECORDED: Mapping[str, Mapping[str, frozenset[str]]] = {
    "channel": {"adopted": frozenset({AdoptionChannel.DIRECT.value}), "reported": frozenset(REPORT_CHANNELS)},
    "event_class": {"reported": frozenset(EVENT_CLASSES)},
}
"""Condition -> event -> the codes that records of the system give it. With others a row counts only in `score_evaluate`."""


def said(labels: Mapping[str, Any]) -> dict[str, str]:
    """The words in the reader's language."""
    return {code: str(label) for code, label in labels.items()}
