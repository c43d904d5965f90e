"""Filters that a person keeps under a name, shown as tabs above the list."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from django.db import IntegrityError, transaction
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from ui.errors import DomainError
from ui.listpage.filters import without
from ui.models import SavedFilter
from ui.rail import Words, everybody

MOST = 12
"""Filters that a person may keep for one list: more would no longer fit above it."""


@dataclass(frozen=True)
class Tab:
    """A filter that the page itself offers to those for whom `shown` holds; `query` is its query string."""

    key: str
    label: Words
    query: str
    shown: Callable[[Any], bool] = everybody


@dataclass(frozen=True)
class ShownTab:
    """A tab of the page. `pk` is that of the saved filter, None for a tab of the page's own."""

    key: str
    label: str
    query: str
    active: bool
    pk: int | None = None


def tabs_for(user: Any, page: str, own: Sequence[Tab], query: QueryDict) -> list[ShownTab]:
    """“All”, the page's own tabs and the person's saved filters; empty when there would be nothing but “All”."""
    shown = [ShownTab(tab.key, str(tab.label), tab.query, _is_now(tab.query, query)) for tab in own if tab.shown(user)]
    shown += [
        ShownTab(f"saved-{kept.pk}", kept.name, kept.query, _is_now(kept.query, query), kept.pk)
        for kept in SavedFilter.objects.filter(user_id=user.pk, page=page)
    ]
    return [ShownTab("all", str(_("All")), "", _is_now("", query)), *shown] if shown else []


def keep(*, user: Any, page: str, name: str, query: QueryDict) -> SavedFilter:
    """Keep the filter under the name; one with that name is replaced. Raises DomainError for a bad name or too many."""
    name = _checked_name(name)
    text = without(query).urlencode()
    if len(text) > 1000:
        raise DomainError(_("This filter is too long to be saved. Choose fewer values."), code="too_long")
    with transaction.atomic():
        mine = SavedFilter.objects.select_for_update().filter(user_id=user.pk, page=page)
        same = mine.filter(name=name).first()
        if same is None and mine.count() >= MOST:
            raise DomainError(
                _("You have already saved %(number)d filters for this list. Delete one first.") % {"number": MOST},
                code="too_many",
            )
        if same is None:
            return SavedFilter.objects.create(user_id=user.pk, page=page, name=name, query=text, sort_no=mine.count())
        same.query = text
        same.save(update_fields=["query"])
        return same


def rename(*, user: Any, page: str, pk: Any, name: str) -> SavedFilter:
    """Give an own saved filter another name. Raises DomainError when it is gone or another one has the name."""
    kept = _own(user, page, pk)
    kept.name = _checked_name(name)
    try:
        with transaction.atomic():
            kept.save(update_fields=["name"])
    except IntegrityError:
        raise DomainError(_("Another filter of this list already has this name."), code="name_taken") from None
    return kept


def drop(*, user: Any, page: str, pk: Any) -> None:
    """Delete an own saved filter. Raises DomainError when it is gone."""
    _own(user, page, pk).delete()


def _own(user: Any, page: str, pk: Any) -> SavedFilter:
    found = SavedFilter.objects.filter(user_id=user.pk, page=page, pk=int(pk)).first() if str(pk).isdecimal() else None
    if found is None:
        raise DomainError(_("This saved filter is no longer there."), code="gone")
    return found


def _checked_name(name: str) -> str:
    name = " ".join(name.split())
    if not name or "\x00" in name:
        raise DomainError(_("Give the filter a name."), code="no_name")
    if len(name) > 20:
        raise DomainError(_("The name of a filter has at most 20 characters."), code="name_too_long")
    return name


def _is_now(kept: str, query: QueryDict) -> bool:
    """Whether the page shows this filter. Another order or other columns do not make another filter of one without."""
    theirs = QueryDict(kept)
    looks = [name for name in ("sort", "cols") if name not in theirs]
    return _same_form(without(theirs)) == _same_form(without(query, *looks))


def _same_form(query: QueryDict) -> list[tuple[str, str]]:
    return sorted(parse_qsl(query.urlencode()))
