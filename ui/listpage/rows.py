"""Rows of a list as HTML, put together in Python: fifty rows by the template engine cost as much as all the rest."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from ui.listpage.columns import Column, cell_html

if TYPE_CHECKING:
    from ui.listpage.page import ListPage


def rows_html(page: "ListPage", rows: Sequence[Any], columns: Sequence[Column], *, ticks: bool) -> SafeString:
    """All rows of the table's body. Each cell carries its heading for the phone, where rows become cards."""
    main = next((column for column in columns if column.main), columns[0] if columns else None)
    tick_label = _("Choose %(title)s")
    return format_html_join(
        "\n", "{}", ((_row(page, row, columns, main, tick_label if ticks else ""),) for row in rows)
    )


def _row(page: "ListPage", row: Any, columns: Sequence[Column], main: Column | None, tick_label: str) -> SafeString:
    url = page.row_url(row) or ""
    preview = page.preview_url(row) or ""
    user = page.request.user
    cells = format_html_join(
        "",
        '<td class="{}{}" data-label="{}"><div class="cell">{}</div></td>',
        (
            (
                column.css_classes,
                " is-main" if column is main else "",
                column.label,
                cell_html(column, row, url=url if column is main else "", user=user),
            )
            for column in columns
        ),
    )
    return format_html(
        '<tr data-row class="{}"{}>{}{}</tr>',
        page.row_class(row),
        format_html(' data-preview="{}"', preview) if preview else "",
        _tick(page, row, tick_label) if tick_label else "",
        cells,
    )


def _tick(page: "ListPage", row: Any, label: str) -> SafeString:
    return format_html(
        '<td class="list-tick">'
        '<input class="form-check-input" type="checkbox" name="pk" value="{}" aria-label="{}"></td>',
        row.pk,
        label % {"title": page.row_title(row)},
    )
