"""The yearly appraisal as a workbook: of the units for the comprehensive office and the leaders, of a person also for that
person and the head of the unit."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from documents.xlsx import Sheet
from scoring.models import SettledEffect
from scoring.services.appraisal import Appraisal, AppraisalClass, AppraisalRow, appraisal_of, appraisal_of_person
from scoring.services.tables import Counts
from scoring.services.validity import rules_of
from scoring.views.access import ScorePage
from scoring.views.account_files import account_cells, workbook
from scoring.views.accounts import Year, account_of_person
from scoring.views.quotas import EFFECTS, Articles
from ui.words import date_cn


class AppraisalFileView(ScorePage):
    """One sheet a class: rank, filed, adopted by level, rate, instructions, quotas, the total, and what bars from prizes."""

    action = "score.appraisal"

    def get(self, request: HttpRequest) -> HttpResponse:
        table = appraisal_of(Year.asked(request).periods)
        articles = Articles()
        sheets = [
            Sheet(one.name or _("Outside the ranking"), _headings(table), _rows(one, table, articles))
            for one in table.classes
        ]
        name = _("Appraisal of units %(year)d") % {"year": table.year}
        return workbook(name, sheets or [Sheet(name, _headings(table), [])])


class PersonAppraisalFileView(ScorePage):
    """A line for each unit in which the person wrote, as far as the reader may see it, and their sum."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        person, totals = account_of_person(request, pk)
        table = appraisal_of_person(person, totals, Year.asked(request).periods)
        name = _("Appraisal of %(person)s %(year)d") % {"person": person.name, "year": table.year}
        sheets = [Sheet(person.name, _headings(table), _rows(one, table, Articles())) for one in table.classes]
        return workbook(name, sheets)


def _headings(table: Appraisal) -> list[str]:
    quotas = [
        heading % {"number": rules_of(scheme).order.index(clause) + 1, "title": scheme.title}
        for scheme, clause in table.quotas
        for heading in _quota_headings(several=len({scheme.pk for scheme, _clause in table.quotas}) > 1)
    ]
    return [
        _("Rank"), _("Unit"), _("Filed"), _("Filed, padding or duplicate"), _("Forwarded"), _("Items adopted"),
        _("Adoptions"), *(name for _code, name in table.levels), _("Adoption rate (%)"), _("Instructions (items)"),
        _("Instructions (person-times)"), *quotas, pgettext("appraisal", "Total score"), _("Barred and other results"),
        pgettext("appraisal", "Remark"),
    ]  # fmt: skip


def _quota_headings(*, several: bool) -> tuple[str, str]:
    """How often the quota of a clause was met, and missed; with the title of the scheme where there are several."""
    if several:
        return _("%(title)s, quota of clause %(number)d: met"), _("%(title)s, quota of clause %(number)d: missed")
    return _("Quota of clause %(number)d: met"), _("Quota of clause %(number)d: missed")


def _rows(one: AppraisalClass, table: Appraisal, articles: Articles) -> Iterator[Sequence[Any]]:
    for row in one.rows:
        yield [
            row.rank, row.unit.name, *_cells(row.counts, table), *_quotas([row], table), _score(row.counts, table),
            _results(row.effects, articles), _remark(row),
        ]  # fmt: skip
    yield [None, _("Total"), *_cells(one.total, table), *_quotas(one.rows, table), _score(one.total, table), "", ""]


def _cells(counts: Counts, table: Appraisal) -> list[Any]:
    """Without the score and the score since January, which end a line of an account."""
    levels = [code for code, _name in table.levels]
    return account_cells(counts, counts.score, levels, table.rounding.unit, table.rounding.rate)[:-2]


def _score(counts: Counts, table: Appraisal) -> Any:
    return account_cells(counts, counts.score, [], table.rounding.unit, table.rounding.rate)[-1]


def _quotas(rows: Sequence[AppraisalRow], table: Appraisal) -> Iterator[int]:
    for scheme, clause in table.quotas:
        yield sum(row.met.get((scheme.pk, clause), 0) for row in rows)
        yield sum(row.missed.get((scheme.pk, clause), 0) for row in rows)


def _results(effects: Sequence[SettledEffect], articles: Articles) -> str:
    """What thresholds did, each with its clause; no prize and failed among it."""
    told = ((pgettext("between names", ", ").join(str(EFFECTS[name]) for name in one.effects), one) for one in effects)
    return "\n".join(
        _("%(what)s (%(clause)s)") % {"what": what, "clause": articles.of(one.scheme, one.clause)} for what, one in told
    )


def _remark(row: AppraisalRow) -> str:
    return _("Dissolved after %(day)s") % {"day": date_cn(row.gone_on)} if row.gone_on else ""
