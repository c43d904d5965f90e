"""The statuses of an item, each with two names: one for the office, one that tells the unit what it means for them."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Status(models.TextChoices):
    """The inner names, as the comprehensive office speaks."""

    DRAFT = "draft", pgettext_lazy("status", "Draft")
    UNIT_REVIEW = "unit_review", pgettext_lazy("status", "In unit review")
    HELD = "held", pgettext_lazy("status", "Held for a meeting")
    FILED = "filed", pgettext_lazy("status", "Filed, not taken")
    EDITING = "editing", pgettext_lazy("status", "Being edited")
    OFFICE_REVIEW = "office_review", pgettext_lazy("status", "In office review")
    SIGNATURE = "signature", pgettext_lazy("status", "Waiting for signature")
    SIGNED = "signed", pgettext_lazy("status", "Signed")
    RETURNED = "returned", pgettext_lazy("status", "Returned")
    DECLINED = "declined", pgettext_lazy("status", "Declined")
    MERGED = "merged", pgettext_lazy("status", "Merged")
    CLOSED = "closed", pgettext_lazy("status", "Closed")
    VOIDED = "voided", pgettext_lazy("status", "Voided")


# Words for the submitting unit (product.md §3). Forwarded and adopted are records, not statuses, but the unit's word for them.
OUTER_WORDS = {
    Status.DRAFT: pgettext_lazy("outer", "Draft"),
    Status.UNIT_REVIEW: pgettext_lazy("outer", "Unit review"),
    Status.HELD: pgettext_lazy("outer", "Held for a meeting"),
    Status.FILED: pgettext_lazy("outer", "Filed"),
    Status.EDITING: pgettext_lazy("outer", "In hand"),
    Status.OFFICE_REVIEW: pgettext_lazy("outer", "In hand"),
    Status.SIGNATURE: pgettext_lazy("outer", "In hand"),
    Status.SIGNED: pgettext_lazy("outer", "Approved"),
    Status.RETURNED: pgettext_lazy("outer", "Returned for changes"),
    Status.DECLINED: pgettext_lazy("outer", "Not compiled"),
    Status.MERGED: pgettext_lazy("outer", "Merged into another item"),
    Status.CLOSED: pgettext_lazy("outer", "Not compiled"),
    Status.VOIDED: pgettext_lazy("outer", "Voided"),
}
OUTER_FORWARDED = pgettext_lazy("outer", "Forwarded")
OUTER_ADOPTED = pgettext_lazy("outer", "Adopted")

IN_UNIT = frozenset({Status.DRAFT, Status.RETURNED, Status.UNIT_REVIEW, Status.HELD, Status.VOIDED})
IN_OFFICE = frozenset(Status) - IN_UNIT
OPEN_IN_OFFICE = frozenset({Status.FILED, Status.EDITING, Status.OFFICE_REVIEW, Status.SIGNATURE})


class Urgency(models.TextChoices):
    ORDINARY = "ordinary", _("Ordinary")
    URGENT = "urgent", _("Urgent")
    FLASH = "flash", _("Most urgent")


class Nature(models.TextChoices):
    """喜忧兼报: good and bad news in balance."""

    ACHIEVEMENT = "achievement", _("Achievement")
    PROBLEM = "problem", _("Problem")
    ADVICE = "advice", _("Advice")


class Secrecy(models.TextChoices):
    """What may be entered. Everything above 内部 is refused before it is stored; see `submissions/secrecy.py`."""

    PUBLIC = "public", _("Public")
    INTERNAL = "internal", _("Internal")


class Source(models.TextChoices):
    OWN = "own", _("Own work")
    COMMISSION = "commission", _("Commissioned")
    MEETING = "meeting", _("Meeting")
    REPRINT = "reprint", _("Reprint")


class ReportStage(models.TextChoices):
    INITIAL = "initial", _("First report")
    FOLLOW_UP = "follow_up", _("Follow-up report")
    FINAL = "final", _("Final report")


class FaultKind(models.TextChoices):
    """Why the office sends an item back."""

    FACTS = "facts", _("Facts or figures doubtful")
    STRUCTURE = "structure", _("Structure or focus unclear")
    LANGUAGE = "language", _("Language not concise")
    INCOMPLETE = "incomplete", _("Material incomplete")
    FORM = "form", _("Form or slip not in order")
    OFFICE = "office", _("Caused by the office")


class DeclineKind(models.TextChoices):
    """Why the office does not compile an item. Padding and duplicates do not count towards a quota."""

    NO_VALUE = "no_value", _("Of little value as information")
    STALE = "stale", _("Out of date")
    PADDING = "padding", _("Padding to make up numbers")
    DUPLICATE = "duplicate", _("Duplicate of an earlier item")
    COVERED = "covered", _("Covered by another item")


class MeetingDecision(models.TextChoices):
    PASSED = "passed", _("Passed")
    REVISE = "revise", _("To be revised")
    REJECTED = "rejected", _("Not passed")
