"""Cells of long tables of scores, written without a template of their own: a page has five hundred of them."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.simple_tag
def figure(value: Any, facts: str, what: str) -> SafeString:
    """A figure as in `scoring/_figure.html`: a link where it opens."""
    if not facts:
        return format_html("{}", value)
    nil = " figure--nil" if value == 0 or value == "0/0" else ""
    return format_html('<a class="figure{}" href="{}{}">{}</a>', nil, facts, what, value)


@register.simple_tag
def number_cells(cells: Iterable[tuple[Any, str, str]], facts: str) -> SafeString:
    """Cells as in `scoring/_number.html`, of (value, what, class)."""
    told = []
    address = conditional_escape(facts)
    for value, what, more in cells:
        shown: str = conditional_escape(value)
        if facts:
            nil = " figure--nil" if value == 0 or value == "0/0" else ""
            shown = f'<a class="figure{nil}" href="{address}{conditional_escape(what)}">{shown}</a>'
        told.append(f'<td class="num{more}">{shown}</td>')
    # Every part was escaped above; the classes are words of this app.
    return mark_safe("".join(told))  # noqa: S308
