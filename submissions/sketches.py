"""Near duplicates: of each text the 32 smallest hashes of its runs of four characters are kept.

Two texts that share much share many of the smallest hashes, so a look-up by hash finds candidates in a moment; the true
share (Jaccard) of the best ones is then worked out on the texts themselves.
"""

import hashlib
import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from submissions.bigrams import runs
from submissions.models import Item, ItemSketch

RUN = 4
KEPT = 32
LEAST_SHARED = 3
MOST_CANDIDATES = 20
LEAST_SIMILARITY = 0.35
SHOWN = 5


@dataclass(frozen=True)
class NearDuplicate:
    """An earlier item and the share of its runs that both texts have, from 0 to 1."""

    item: Item
    similarity: float

    @property
    def percent(self) -> int:
        return round(self.similarity * 100)


def shingles(text: str) -> set[int]:
    """Hashes (signed 64 bit) of all runs of four characters, without punctuation and spaces."""
    joined = "".join(runs(text))
    return {_hash(joined[at : at + RUN]) for at in range(len(joined) - RUN + 1)}


def _hash(run: str) -> int:
    return int(struct.unpack("<q", hashlib.blake2b(run.encode(), digest_size=8).digest())[0])


def sketch(text: str) -> list[int]:
    """The 32 smallest hashes of a text; fewer for a short one."""
    return sorted(shingles(text))[:KEPT]


def keep(item_id: int, text: str, *, is_first: bool = False) -> None:
    """Put the sketch of the present text in the place of the old one; `is_first`: there is none yet."""
    if not is_first:
        ItemSketch.objects.filter(item_id=item_id).delete()
    ItemSketch.objects.bulk_create(ItemSketch(item_id=item_id, shingle=value) for value in sketch(text))


def keep_many(rows: Iterable[tuple[int, str]]) -> None:
    """Sketches of items that have none yet, from (item, text)."""
    made = (ItemSketch(item_id=item_id, shingle=value) for item_id, text in rows for value in sketch(text))
    ItemSketch.objects.bulk_create(made, batch_size=2000)


def forget_everything() -> None:
    """Drop all sketches."""
    ItemSketch.objects.all().delete()


def near_duplicates(text: str, *, among: QuerySet[Item], without: int | None = None) -> list[NearDuplicate]:
    """Items of `among` (cut down to what the person may read) whose text is much like this one, most alike first."""
    mine = shingles(text)
    candidates = _candidates(sorted(mine)[:KEPT], without)
    if not candidates:
        return []
    items = among.filter(pk__in=candidates).select_related("current", "unit")
    found = [NearDuplicate(item, _jaccard(mine, shingles(item.text))) for item in items]
    alike = [one for one in found if one.similarity >= LEAST_SIMILARITY]
    return sorted(alike, key=lambda one: (-one.similarity, -one.item.pk))[:SHOWN]


def _candidates(hashes: Sequence[int], without: int | None) -> list[int]:
    least = min(LEAST_SHARED, max(1, len(hashes)))
    rows = ItemSketch.objects.filter(shingle__in=hashes).exclude(item_id=without or 0)
    shared = rows.values("item_id").annotate(shared=Count("pk")).filter(shared__gte=least)
    return list(shared.order_by("-shared", "-item_id").values_list("item_id", flat=True)[:MOST_CANDIDATES])


def _jaccard(one: set[int], other: set[int]) -> float:
    union = len(one | other)
    return len(one & other) / union if union else 0.0
