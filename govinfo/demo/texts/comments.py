"""What leaders write on a bulletin: fitting its kind and its figures, and no line again while others are left.

A line of `stock/comments.txt` may begin with `?name`: it is written only where the figures bear it out, see `facts_of`.
"""

import random

from govinfo.demo.texts.stocks import stock
from reports.models import Bulletin
from reports.states import Kind

# Fewer of a hundred items than that speak of problems: a leader misses them.
FEW_PROBLEMS = 25


class Comments:
    """The comments of the whole demo, so that nobody says twice what was said before."""

    def __init__(self) -> None:
        self._said: dict[str, int] = {}
        self._count = 0

    def next(self, rng: random.Random, bulletin: Bulletin, *, by_principal: bool) -> str:
        """A line that fits the bulletin: one that nobody has written yet, else the one that was written longest ago."""
        lines = stock(f"comment.{_kind(bulletin)}.{'principal' if by_principal else 'deputy'}")
        facts = facts_of(bulletin.snapshot.data)
        fitting = [line for line in lines if not line.startswith("?") or line[1:].split(" ")[0] in facts]
        chosen = min(rng.sample(fitting, len(fitting)), key=lambda line: self._said.get(line, 0))
        self._count += 1
        self._said[chosen] = self._count
        words = chosen.partition(" ")[2] if chosen.startswith("?") else chosen
        return words.replace("<this>", bulletin.snapshot.data["span"]["this"]).translate(_FULL_WIDTH)


_FULL_WIDTH = {ord(half): ord(half) + 0xFEE0 for half in ",:;()?!"}


def facts_of(data: dict) -> frozenset[str]:
    """What the figures of a snapshot bear out, by the names that a line may ask for."""
    totals, before = data["totals"], data["previous"] or {}
    found = {
        "zero": bool(data["rolls"].get("zero")),
        "full": totals["units_filed"] == totals["units"],
        "more": bool(before) and totals["filed"] > before["filed"],
        "fewer": bool(before) and totals["filed"] < before["filed"],
        "adopted": bool(before) and totals["adopted_items"] > before["adopted_items"],
        "instructed": totals["instruction_items"] > 0,
        "quiet": totals["instruction_items"] == 0,
        "problems": 100 * data["balance"]["problem"] < FEW_PROBLEMS * data["balance"]["total"],
    }
    return frozenset(name for name, is_so in found.items() if is_so)


def _kind(bulletin: Bulletin) -> str:
    if bulletin.is_topical:
        return "matter"
    if bulletin.corrects_id:
        return "corrected"
    return "month" if bulletin.kind == Kind.MONTHLY else "span"
