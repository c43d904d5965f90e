"""What a slip still lacks before it may be submitted, and what in it cannot be printed. A draft may lack all of it;
nothing typed is refused."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _

from documents.signs import sign_error
from submissions.models import Item
from submissions.states import ReportStage, Source

Missing = tuple[str, Any]

_FIELDS: tuple[tuple[str, Callable[[Item], Any], Any], ...] = (
    ("title", lambda item: item.title.strip(), _("Give the item a title.")),
    ("item_type", lambda item: item.item_type_id, _("Choose the type.")),
    ("nature", lambda item: item.nature, _("Choose the nature: achievement, problem or advice.")),
    ("text", lambda item: item.text.strip(), _("Write the text.")),
    ("happened_at", lambda item: item.happened_at, _("Say when it happened.")),
    ("secrecy", lambda item: item.secrecy, _("Declare the secrecy: public or internal.")),
)


# Lists, slips and papers print them, long after the author has gone home.
_PRINTED = ("title", "text", "event_name")


def missing_for_filing(item: Item) -> list[Missing]:
    """(field of the slip, sentence) for each thing that is missing, in the order of the slip; empty when complete."""
    found: list[Missing] = [(field, message) for field, value, message in _FIELDS if not value(item)]
    found += [(field, refusal) for field in _PRINTED if (refusal := sign_error(getattr(item, field)))]
    return found + _missing_people(item) + _missing_source(item)


def _missing_people(item: Item) -> list[Missing]:
    authors = dict(item.author_links.values_list("user_id", "user__phone"))
    found: list[Missing] = []
    if not authors:
        found.append(("authors", _("Name at least one author.")))
    elif not any(phone.strip() for phone in authors.values()):
        found.append(
            ("authors", _("Give the telephone number of at least one author, so that the office can ask back."))
        )
    if item.checker_id is not None and item.checker_id in authors:
        found.append(("checker", _("The checker must not be an author: name somebody else, or nobody.")))
    return found


def _missing_source(item: Item) -> list[Missing]:
    found: list[Missing] = []
    if item.source == Source.COMMISSION and not item.commission_no.strip():
        found.append(("commission_no", _("Give the number of the commission that the item answers.")))
    if item.source == Source.REPRINT and not item.origin.strip():
        found.append(("origin", _("Say from where it is reprinted.")))
    if item.report_stage and not item.event_name.strip():
        found.append(("event_name", _("Name the emergency event that the report belongs to.")))
    if item.report_stage == ReportStage.FOLLOW_UP and not item.stage_no:
        found.append(("stage_no", _("Give the number of the follow-up report.")))
    return found
