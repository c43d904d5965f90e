"""Search in the words of items. What each database does in its own way hides in this file (and its migration).

PostgreSQL: a GIN index over the pairs of characters in SearchEntry. SQLite: a contentless FTS5 table of the same pairs,
which refuses UPDATE and DELETE, so an item's old pairs are handed back to it by the command 'delete'.
"""

import hashlib
import re
from collections.abc import Iterable
from typing import Any

from django.db import connection, transaction
from django.db.models import BooleanField, Func, Q, QuerySet

from submissions import sketches
from submissions.bigrams import grams_asked, grams_of, words_asked
from submissions.models import Item, SearchEntry

FTS_TABLE = "submissions_search"
_NUMBER = re.compile(r"[0-9]{4}-\S*")


class HoldsGrams(Func):
    """True for items whose pairs of characters include all those given.

    The look-up stands in a subquery that is worked out first: joined, the planner may walk all items from the newest
    one and read each text.
    """

    output_field = BooleanField()

    def __init__(self, key: Any, grams: tuple[str, ...]) -> None:
        super().__init__(key)
        self.grams = grams

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> tuple[str, Any]:
        """`id = ANY(ARRAY(…))`: the inner statement runs once, over the GIN index."""
        key, params = compiler.compile(self.source_expressions[0])
        inner = "SELECT item_id FROM submissions_searchentry WHERE string_to_array(grams, ' ') @> %s::text[]"
        return f"{key} = ANY(ARRAY({inner}))", [*params, list(self.grams)]

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> tuple[str, Any]:
        """`id IN (…)` over FTS5. Each pair stands in quotes, so that nothing typed is read as an operator."""
        key, params = compiler.compile(self.source_expressions[0])
        asked = " AND ".join(f'"{gram}"' for gram in self.grams)
        return f"{key} IN (SELECT rowid FROM {FTS_TABLE} WHERE {FTS_TABLE} MATCH %s)", [*params, asked]  # noqa: S608


def matching(queryset: QuerySet[Item], words: str) -> QuerySet[Item]:
    """The items whose title, summary or present text holds every word of `words` (parted by spaces).

    A word that begins as a number does (2026-…) is looked for at the beginning of numbers, a word of one character in
    titles alone. A word of more than two is checked in the text itself, since its pairs may also stand apart.
    """
    for word in words_asked(words):
        if _NUMBER.fullmatch(word):
            queryset = queryset.filter(number__startswith=word)
            continue
        grams = grams_asked(word)
        if not grams:
            queryset = queryset.filter(Q(title__icontains=word))
            continue
        queryset = queryset.filter(HoldsGrams("pk", tuple(grams)))
        if len(word) > 2:
            queryset = queryset.filter(_written(word))
    return queryset


def _written(word: str) -> Q:
    return Q(title__icontains=word) | Q(summary__icontains=word) | Q(current__text__icontains=word)


def _words(title: str, summary: str, text: str) -> str:
    return "\n".join((title, summary, text))


def _sha256(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()


@transaction.atomic
def index_item(item: Item, *, title: str, summary: str, text: str) -> None:
    """Keep the words for the search and for the look for near duplicates, in the transaction that writes them."""
    words = _words(title, summary, text)
    sha256 = _sha256(words)
    old = SearchEntry.objects.filter(item=item).first()
    if old is not None and old.sha256 == sha256:
        return
    grams = " ".join(grams_of(words))
    if old is None:
        SearchEntry.objects.create(item=item, grams=grams, sha256=sha256)
    else:
        SearchEntry.objects.filter(item=item).update(grams=grams, sha256=sha256)
    _index_in_fts([(item.pk, old.grams if old else None, grams)])
    sketches.keep(item.pk, text, is_first=old is None)


def index_many(items: Iterable[Item]) -> int:
    """Index items that have no entry yet, with their present version at hand, in a few statements; returns how many."""
    rows = []
    for item in items:
        words = _words(item.title, item.summary, item.text)
        rows.append(SearchEntry(item=item, grams=" ".join(grams_of(words)), sha256=_sha256(words)))
    with transaction.atomic():
        SearchEntry.objects.bulk_create(rows, batch_size=500)
        _index_in_fts([(row.item_id, None, row.grams) for row in rows])
        sketches.keep_many((row.item_id, row.item.text) for row in rows)
    return len(rows)


@transaction.atomic
def forget_everything() -> None:
    """Empty the index before it is built anew."""
    SearchEntry.objects.all().delete()
    sketches.forget_everything()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO {FTS_TABLE}({FTS_TABLE}) VALUES('delete-all')")


def _index_in_fts(rows: list[tuple[int, str | None, str]]) -> None:
    """Rows of (item, pairs until now or None, pairs from now on)."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        for pk, old, new in rows:
            if old is not None:
                cursor.execute(
                    f"INSERT INTO {FTS_TABLE}({FTS_TABLE}, rowid, grams) VALUES('delete', %s, %s)",
                    [pk, old],
                )
            cursor.execute(f"INSERT INTO {FTS_TABLE}(rowid, grams) VALUES(%s, %s)", [pk, new])
