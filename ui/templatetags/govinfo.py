"""The tags and filters of the house: dates, numbers, icons, panels, small charts, tokens."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.db.models import Model
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from ui import once, words
from ui.panels import panels_at
from ui.sparkline import sparkline as draw_sparkline

register = template.Library()

register.filter("date_cn", words.date_cn)
register.filter("day_time", words.day_time)


@register.filter
def moment(value: date | datetime | None) -> str | SafeString:
    """Relative words with the whole date as a title; a plain date is written as a date."""
    if value is None:
        return words.NOTHING
    text = words.relative(value) if isinstance(value, datetime) else words.date_cn(value)
    return time_tag(value, text)


@register.filter
def stamp(value: date | datetime | None) -> str | SafeString:
    """11-03 14:05 with the whole date as a title."""
    return words.NOTHING if value is None else time_tag(value, words.day_time(value))


def time_tag(value: date | datetime, text: str) -> SafeString:
    """A <time> element whose title is the whole date."""
    return format_html(
        '<time datetime="{}" title="{}">{}</time>', words.for_machine(value), words.absolute(value), text
    )


@register.filter
def figure(value: Any, places: int | None = None) -> str:
    """1234.50 → 1,234.5; None → —. With an argument that many places: {{ rate|figure:1 }}."""
    return words.figure(value, places)


@register.filter
def capped(value: int | None, most: int) -> str:
    """1200 → 1,000+ with {{ count|capped:1000 }}."""
    return words.capped(value, most)


@register.filter
def percent(value: Decimal | float | None, places: int = 1) -> str:
    """0.4567 → 45.7%."""
    return words.NOTHING if value is None else f"{words.figure(Decimal(str(value)) * 100, places)}%"


@register.simple_tag
def icon(name: str) -> SafeString:
    """An icon of Bootstrap Icons, silent for screen readers: it only ever stands beside words."""
    return format_html('<i class="bi bi-{}" aria-hidden="true"></i>', name)


@register.simple_tag
def sparkline(values: Any, label: str = "") -> SafeString:
    """A small line of the values, oldest first; nothing below two values."""
    return draw_sparkline(values, label=label)


@register.simple_tag(takes_context=True)
def panels(context: dict[str, Any], place: str, subject: Model) -> SafeString:
    """The boxes that upper apps have registered at the place, for this subject and this person."""
    request = context["request"]
    boxes = (
        (render_to_string(panel.template, {"object": subject, **needs}, request=request),)
        for panel, needs in panels_at(place, request, subject)
    )
    # Each box is the output of an autoescaping template.
    return format_html_join("\n", "{}", ((mark_safe(box),) for (box,) in boxes))  # noqa: S308


@register.simple_tag(takes_context=True)
def once_token(context: dict[str, Any]) -> SafeString:
    """The hidden field that makes a second press of the button harmless (see ui/once.py)."""
    return once.hidden_field(context.get("request"))


@register.simple_tag(takes_context=True)
def query_with(context: dict[str, Any], **changes: Any) -> str:
    """The page's query string with some values changed; None or an empty value drops the name."""
    query = context["request"].GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value not in (None, ""):
            query[name] = str(value)
    return f"?{query.urlencode()}"


@register.filter
def figure_or_words(value: Any) -> str:
    """A number as a figure, words as they are."""
    return str(value) if isinstance(value, str) or not isinstance(value, int | float | Decimal) else words.figure(value)


@register.filter
def unlocalized(value: Any) -> str:
    """A number as attributes of HTML want it: a point, no commas."""
    return format(value, "f") if isinstance(value, Decimal) else str(value)


@register.filter
def paragraphs(text: str | None) -> list[str]:
    """The paragraphs of a plain text, without blank ones and without the indents that the page gives by itself."""
    return [line.strip(" \t\u3000") for line in (text or "").splitlines() if line.strip(" \t\u3000")]
