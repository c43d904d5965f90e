"""The paper on a page: its parts are those of the printed sheet, whose headings begin at the first level."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from reports.services.behind import FIELD_FIGURES, OFFICE
from reports.services.behind_text import EXPLAINED, TEXT
from reports.services.fields import INCOMPARABLE

register = template.Library()
NOTHING_TOLD = frozenset(("无", INCOMPARABLE))
_HEADING = re.compile(r"<(/?)h([1-5])(?=[\s>])")


@register.filter
def one_level_down(html: SafeString) -> SafeString:
    """Headings one level lower, since the page around the paper has a heading of its own. For `{% filter %}` blocks."""
    # What comes in is the output of an autoescaping template; only the digits of its tags change.
    return mark_safe(_HEADING.sub(lambda tag: f"<{tag[1]}h{int(tag[2]) + 1}", html))  # noqa: S308


@register.filter
def whole_name(leader: str) -> str:
    """`市长 季宏斌`: the name after the post stays on one line."""
    post, space, name = leader.rpartition(" ")
    return format_html('{}{}<span class="whole">{}</span>', post, space, name)


@register.filter
def beside(cells: Sequence[str], whats: Sequence[str]) -> Iterable[tuple[str, str]]:
    """Each cell of a line with what it counts."""
    return zip(cells, whats, strict=True)


@register.simple_tag(takes_context=True)
def behind(context: template.Context, value: Any, scope: str, what: str, month: str = "") -> Any:
    """The number, as a link to the ledger rows behind it where `ledger` (a Ledger) says that they open; nought as it is."""
    ledger = context.get("ledger")
    address = ledger.address(scope, what, month) if ledger and str(value).strip("0.%/—") else ""
    return format_html('<a href="{}">{}</a>', address, value) if address else value


@register.simple_tag(takes_context=True)
def behind_field(context: template.Context, value: str, field: str) -> Any:
    """What a field of the text was filled with, as a link where it is a figure of the whole office or made of such."""
    if field in FIELD_FIGURES:
        return behind(context, value, OFFICE, FIELD_FIGURES[field])
    return behind(context, value, TEXT, field) if field in EXPLAINED and value not in NOTHING_TOLD else value
