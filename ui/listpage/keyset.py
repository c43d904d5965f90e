"""Keyset paging: the next page begins after the last row of this one, so a deep page costs what the first does.

Rows are ordered by some fields and, to be a total order, by the primary key. Where a field may be NULL, rows without
a value come last in both directions and on both databases; elsewhere the order is plain, so that an index serves.
"""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import F, Model, Q, QuerySet
from django.db.models.expressions import OrderBy

VALUE = "_place_{}"
"""Annotations that carry a row's place, so that a cursor costs no further statement."""


@dataclass(frozen=True)
class Term:
    """One part of the order."""

    path: str
    descending: bool
    nullable: bool

    def order(self, *, backward: bool) -> OrderBy:
        """The ORDER BY of this term, turned around when walking back."""
        down = self.descending != backward
        nulls = {"nulls_first" if backward else "nulls_last": True} if self.nullable else {}
        return F(self.path).desc(**nulls) if down else F(self.path).asc(**nulls)

    def beyond(self, value: Any, *, backward: bool) -> Q | None:
        """Rows that come after the value in walking direction; None when none can."""
        if value is None:
            return Q(**{f"{self.path}__isnull": False}) if backward else None
        comparison = "lt" if self.descending != backward else "gt"
        condition = Q(**{f"{self.path}__{comparison}": value})
        return condition | Q(**{f"{self.path}__isnull": True}) if self.nullable and not backward else condition

    def level(self, value: Any) -> Q:
        """Rows with the same value."""
        return Q(**{f"{self.path}__isnull": True}) if value is None else Q(**{self.path: value})


@dataclass(frozen=True)
class Page:
    """Some rows, and the cursors of the pages before and after; empty strings where there is none."""

    rows: list[Any]
    before: str = ""
    after: str = ""


def terms_of(queryset: QuerySet[Any], ordering: Sequence[str]) -> list[Term]:
    """The order as terms, made total by the primary key in the direction of the last field."""
    terms = [
        Term(name.lstrip("-"), name.startswith("-"), _may_be_null(queryset, name.lstrip("-"))) for name in ordering
    ]
    if not any(term.path in {"pk", queryset.model._meta.pk.name} for term in terms):
        terms.append(Term("pk", terms[-1].descending if terms else True, nullable=False))
    return terms


def ordered(queryset: QuerySet[Any], ordering: Sequence[str]) -> QuerySet[Any]:
    """The whole set in the order of the pages (for exports)."""
    return queryset.order_by(*(term.order(backward=False) for term in terms_of(queryset, ordering)))


def page_of(
    queryset: QuerySet[Any], *, ordering: Sequence[str], size: int, after: str = "", before: str = "", sort: str = ""
) -> Page:
    """`size` rows after or before a cursor; the first page without one, or when the cursor cannot be read.

    `sort` names the order: a cursor made under another name is not used.
    """
    terms = terms_of(queryset, ordering)
    places = {VALUE.format(index): F(term.path) for index, term in enumerate(terms)}
    rows = queryset.annotate(**places)
    backward = bool(before)
    place = _decode(before or after, rows, terms, sort)
    if place is None:
        backward = False
    else:
        rows = rows.filter(_from(terms, place, backward=backward))
    found = list(rows.order_by(*(term.order(backward=backward) for term in terms))[: size + 1])
    more = len(found) > size
    found = found[:size]
    if backward:
        found.reverse()
    if not found:
        return Page([])
    has_before = more if backward else place is not None
    has_after = place is not None if backward else more
    return Page(
        found,
        before=_encode(found[0], terms, sort) if has_before else "",
        after=_encode(found[-1], terms, sort) if has_after else "",
    )


def _from(terms: Sequence[Term], place: Sequence[Any], *, backward: bool) -> Q:
    condition: Q | None = None
    for term, value in zip(reversed(terms), reversed(place), strict=True):
        beyond = term.beyond(value, backward=backward)
        rest = None if condition is None else term.level(value) & condition
        parts = [part for part in (beyond, rest) if part is not None]
        condition = parts[0] if len(parts) == 1 else parts[0] | parts[1]
    first, value = terms[0], place[0]
    if condition is None:
        raise ValueError("an order has at least one term")
    if not first.nullable and len(terms) > 1:
        # Says the same once more as one range, from which a database can enter its index at the right place.
        comparison = "lte" if first.descending != backward else "gte"
        condition = Q(**{f"{first.path}__{comparison}": value}) & condition
    return condition


def _may_be_null(queryset: QuerySet[Any], path: str) -> bool:
    if path == "pk":
        return False
    if path in queryset.query.annotations:
        return True
    model: type[Model] = queryset.model
    for name in path.split("__"):
        try:
            field = model._meta.get_field(name)
        except FieldDoesNotExist:
            return True
        if getattr(field, "null", True):
            return True
        if field.related_model:
            model = field.related_model  # type: ignore[assignment]
    return False


def _encode(row: Any, terms: Sequence[Term], sort: str) -> str:
    values = [_to_json(getattr(row, VALUE.format(index))) for index in range(len(terms))]
    text = json.dumps([sort, values], ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _to_json(value: Any) -> Any:
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal | UUID) else value


def _decode(cursor: str, rows: QuerySet[Any], terms: Sequence[Term], sort: str) -> list[Any] | None:
    """The values of the place, each of its field's type; None for anything that this page did not write itself."""
    if not cursor:
        return None
    try:
        made_for, values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode())
        if (
            made_for != sort
            or len(values) != len(terms)
            or any("\x00" in value for value in values if isinstance(value, str))
        ):
            return None
        fields = [rows.query.annotations[VALUE.format(index)].output_field for index in range(len(terms))]
        place = [None if value is None else field.to_python(value) for field, value in zip(fields, values, strict=True)]
    except (ValueError, TypeError, AttributeError, ValidationError, binascii.Error, ArithmeticError):
        return None
    if any(value is None and not term.nullable for value, term in zip(place, terms, strict=True)):
        return None
    return place
