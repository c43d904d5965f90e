"""A unit's or a person's year as a workbook: one line a month and their sum, numbers as values."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from documents.xlsx import CONTENT_TYPE, Sheet, write_xlsx
from organizations.models import OutletLevel
from scoring.engine.numbers import rounded
from scoring.services.accounts import Month
from scoring.services.tables import Counts


def account_workbook(
    name: str, months: Sequence[Month], places: int, rate: int, *, ranked: bool = False, more: Sequence[Sheet] = ()
) -> HttpResponse:
    """The months with their adoptions by level and the score since January; `ranked`: with the rank of each month;
    `more`: sheets after them."""
    levels = list(OutletLevel.objects.values_list("code", "name"))
    headings = [
        _("Period"), *([_("Rank")] if ranked else []), _("Filed"), _("Filed, padding or duplicate"), _("Forwarded"),
        _("Items adopted"), _("Adoptions"),
        *(level for _code, level in levels), _("Adoption rate (%)"), _("Instructions (items)"),
        _("Instructions (person-times)"), _("Score"), _("Score since January"),
    ]  # fmt: skip
    codes = [code for code, _name in levels]
    return workbook(name, [Sheet(name, headings, _rows(months, codes, places, rate, ranked=ranked)), *more])


def workbook(name: str, sheets: Sequence[Sheet]) -> HttpResponse:
    """The sheets as a download."""
    response = HttpResponse(write_xlsx(sheets=sheets), content_type=CONTENT_TYPE)
    response["Content-Disposition"] = content_disposition_header(True, f"{name}.xlsx") or "attachment"
    return response


def _rows(
    months: Sequence[Month], levels: Sequence[str], places: int, rate: int, *, ranked: bool
) -> Iterator[Sequence[Any]]:
    total = Counts()
    for month in months:
        total.add(month.counts)
        rank = [month.rank] if ranked else []
        yield [str(month.period), *rank, *account_cells(month.counts, total.score, levels, places, rate)]
    yield [_("Total"), *([None] if ranked else []), *account_cells(total, total.score, levels, places, rate)]


def account_cells(counts: Counts, since: Decimal, levels: Sequence[str], places: int, rate: int) -> list[Any]:
    """The figures of a line in the order of the headings; points and rates as they are printed."""
    return [
        counts.filed, counts.padding, counts.forwarded, counts.adopted_items, counts.adoptions,
        *(counts.adoptions_by_level.get(code, 0) for code in levels), rounded(counts.rate, rate),
        counts.instruction_items, counts.person_times, rounded(counts.score, places), rounded(since, places),
    ]  # fmt: skip
