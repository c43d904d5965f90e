"""Columns of a list: what a cell shows, what an export writes, by which fields it sorts."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.template.loader import get_template
from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from ui import words
from ui.rail import Words
from ui.templatetags.govinfo import stamp, time_tag

ABSENT = format_html('<span class="muted">{}</span>', words.NOTHING)


@dataclass(frozen=True)
class Column:
    """One column. `value(row)` is what it is about; everything else is how it is shown.

    sort: the field path (or several) by which the column sorts; None for a column that does not sort.
    cell: a template for the cell; it gets `row`, `value`, `url` (of the row) and `user`, nothing of the page's context.
    shown: False for a column that only those see who pick it. main: carries the link to the row (else the first does).
    export_value: what an export writes when it is not `value`; export: False keeps the column out of exports.
    css: classes for the cells, such as "nowrap".
    """

    key: str
    label: Words
    value: Callable[[Any], Any]
    sort: str | Sequence[str] | None = None
    cell: str | None = None
    export: bool = True
    numeric: bool = False
    shown: bool = True
    main: bool = False
    export_value: Callable[[Any], Any] | None = None
    css: str = ""

    @property
    def sort_paths(self) -> tuple[str, ...]:
        """The field paths it sorts by, empty when it does not."""
        if not self.sort:
            return ()
        return (self.sort,) if isinstance(self.sort, str) else tuple(self.sort)

    @property
    def css_classes(self) -> str:
        """The classes of its cells."""
        return " ".join(filter(None, ("num" if self.numeric else "", self.css)))


def picked(columns: Sequence[Column], keys: Sequence[str]) -> list[Column]:
    """The columns whose keys were picked, in their own order; those shown by default when none of the keys is known."""
    wanted = [column for column in columns if column.key in keys]
    return wanted or [column for column in columns if column.shown]


def cell_html(column: Column, row: Any, *, url: str, user: Any) -> SafeString:
    """The inside of a table cell. Values are escaped unless they are safe already; nothing is shown as a muted dash."""
    value = column.value(row)
    if column.cell:
        context: Mapping[str, Any] = {"row": row, "value": value, "url": url, "user": user}
        return SafeString(get_template(column.cell).render(dict(context)))
    shown = _shown(value)
    return format_html('<a href="{}">{}</a>', url, shown) if url else shown


def _shown(value: Any) -> SafeString:
    if isinstance(value, SafeString):
        return value
    if value is None or value == "":
        return ABSENT
    if isinstance(value, datetime):
        return SafeString(stamp(value))
    if isinstance(value, date):
        return time_tag(value, words.day_time(value))
    return format_html("{}", _plain(value))


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int | float | Decimal):
        return words.figure(value)
    if isinstance(value, list | tuple | set | frozenset):
        return _(", ").join(str(part) for part in value)
    return str(value)


def export_value(column: Column, row: Any) -> Any:
    """What a spreadsheet gets: numbers and dates as such (moments on the office's clock), all else as words."""
    value = column.export_value(row) if column.export_value else column.value(row)
    if value is None:
        return ""
    if isinstance(value, SafeString):
        return strip_tags(value).strip()
    if isinstance(value, datetime):
        return words.local(value).replace(tzinfo=None)
    if isinstance(value, date) or (isinstance(value, int | float | Decimal) and not isinstance(value, bool)):
        return value
    return _plain(value)
