"""Cells of long tables of scores, written without a template of their own: a page has five hundred of them."""

from collections.abc import Iterable, Iterator
from typing import Any

from django import template
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

register = template.Library()


@register.simple_tag
def figure(value: Any, facts: str, what: str) -> SafeString:
    """A figure as in `scoring/_figure.html`: a link where it opens."""
    return mark_safe(_opening(value, conditional_escape(facts), what))  # noqa: S308


@register.simple_tag
def number_cells(cells: Iterable[tuple[Any, str, str]], facts: str) -> SafeString:
    """Cells as in `scoring/_number.html`, of (value, what, class)."""
    # Every part is escaped; the classes are words of this app.
    return mark_safe("".join(_cells(cells, conditional_escape(facts))))  # noqa: S308


@register.simple_tag(takes_context=True)
def ranking_rows(context: dict[str, Any]) -> SafeString:
    """The body of the ranking: `rows` (lines of `views/ranking.py`) of the class `chosen`; `ranks` is where a rank opens,
    up to the unit."""
    chosen, ranks = context["chosen"], conditional_escape(context["ranks"])
    words = _Words()
    told = []
    for line in context["rows"]:
        row, facts = line.row, conditional_escape(line.facts)
        state = f"{'is-zero' if row.is_zero else ''}{' is-own' if line.is_own else ''}"
        rank = f'<a class="figure" href="{ranks}{row.unit_id}">{row.rank}</a>' if row.rank else "—"
        unit: str = conditional_escape(row.unit)
        unit = f'<a href="{line.url}">{unit}</a>' if facts else unit
        score = _opening(line.score, facts, "score")
        told += [
            f'<tr class="{state}">',
            f'<td class="score-rank"><span class="score-rank__no">{rank}</span>{words.moved(row)}</td>'
            if chosen.is_ranked
            else "",
            f'<th scope="row" class="score-unit">{unit}</th>',
            *_cells(line.cells, facts),
            f'<td class="num score-points"><meter min="0" max="{chosen.best}" value="{row.score}" aria-hidden="true"></meter>',
            f'<span class="score-points__no">{score}</span></td>',
            *_cells(line.since, facts),
            f'<td class="num score-detail">{_target(line)}</td>' if context["has_targets"] else "",
            "</tr>",
        ]
    # Names and addresses were escaped above; everything else is numbers and words of this app.
    return mark_safe("".join(told))  # noqa: S308


class _Words:
    """What is said of ranks in every row, put into the reader's language once."""

    def __init__(self) -> None:
        self._up, self._down, self._same = (escape(word) for word in (_("up"), _("down"), _("unchanged")))

    def moved(self, row: Any) -> str:
        """The places won or lost since the period before."""
        if not row.movement:
            return f'<span class="muted" title="{self._same}">—</span>' if row.previous_rank else ""
        way, said = ("up", self._up) if row.movement > 0 else ("down", self._down)
        return (
            f'<span class="score-{way}"><i class="bi bi-arrow-{way}" aria-hidden="true"></i>'
            f'<span class="visually-hidden">{said} </span>{abs(row.movement)}</span>'
        )


def _cells(cells: Iterable[tuple[Any, str, str]], facts: str) -> Iterator[str]:
    for value, what, more in cells:
        yield f'<td class="num{more}">{_opening(value, facts, what)}</td>'


def _opening(value: Any, facts: str, what: str) -> str:
    """A figure as in `scoring/_figure.html`; `facts` is escaped."""
    shown = str(value) if isinstance(value, int) else conditional_escape(value)
    if not facts:
        return shown
    nil = " figure--nil" if value == 0 or value == "0/0" else ""
    return f'<a class="figure{nil}" href="{facts}{conditional_escape(what)}">{shown}</a>'


def _target(line: Any) -> str:
    if not line.target_url:
        return str(line.target)
    return f'<a class="figure" href="{conditional_escape(line.target_url)}">{line.target}</a>'
