"""Who filed less than the scheme of points asks for. Read from its clauses of kind `quota`; nobody types the list."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from organizations.models import UnitClass
from reports.services.spans import Span
from scoring.services.profiles import code_of
from scoring.services.tables import ScoreTable

MONTHS_PER = {"month": 1, "quarter": 3, "half": 6, "year": 12}
CONDITIONS = ("item_type", "level", "outlet", "of")


def below_quota(table: ScoreTable, span: Span) -> list[dict[str, Any]]:
    """Ranked units that filed something, and less than the scheme asks of their class in the whole span.

    Who filed nothing stands in the list of zero filers. A span that cuts a month, or is shorter than the time for
    which a quota is set, has no quota to be compared with.
    """
    clauses = list(_clauses(table, span))
    codes = {one.pk: code_of(one) for one in UnitClass.objects.all()} if clauses else {}
    below = []
    for one in table.classes:
        code = codes.get(one.class_id, "")
        demand = max((_demand(clause, code) * times for clause, times in clauses), default=0) if one.is_ranked else 0
        below += [
            {"id": row.unit_id, "unit": row.unit, "filed": row.filed, "demand": demand}
            for row in one.rows
            if 0 < row.filed < demand
        ]
    return below


def _clauses(table: ScoreTable, span: Span) -> Iterator[tuple[Mapping[str, Any], int]]:
    """Quotas of filed items as such, each with how often its time fits into the span."""
    if table.scheme is None or span.by_date:
        return
    for clause in table.scheme.document.get("clauses", ()):
        months = MONTHS_PER.get(clause.get("per", ""))
        is_plain = clause.get("counts") == ["filed"] and not any(clause.get(name) for name in CONDITIONS)
        if clause.get("kind") == "quota" and months and is_plain and len(span.months) % months == 0:
            yield clause, len(span.months) // months


def _demand(clause: Mapping[str, Any], code: str) -> int:
    """What the first demand that fits the class asks for; an optional one asks for nothing."""
    for demand in clause.get("demands", ()):
        classes = demand.get("classes")
        if classes is None or code in classes:
            return 0 if demand.get("optional") else int(Decimal(str(demand.get("at_least", 0))))
    return 0
