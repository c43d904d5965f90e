"""What the office writes in a bulletin beside the proposals: paragraphs enough to fill pages, figures as fields."""

import random

from govinfo.demo.texts.stocks import stock
from reports.models import Bulletin

# How many further paragraphs a section gets; the order of a stock is kept, so that the text reads from one to the next.
MORE = {"opening": 4, "doing_well": 3, "shortcomings": 3, "balance": 3, "demands": 4}


def longer(rng: random.Random, key: str, text: str, bulletin: Bulletin) -> str:
    """The proposed text of a section with further paragraphs below it. A text written before is left as it is."""
    if bulletin.is_topical:
        return "\n".join((text, *map(_full_width, stock("bulletin.matter_demands")))) if key == "demands" else text
    if key not in MORE or bulletin.corrects_id:
        return text
    lines = stock(f"bulletin.{key}")
    chosen = sorted(rng.sample(range(len(lines)), min(MORE[key], len(lines))))
    this = bulletin.snapshot.data["span"]["this"]
    return "\n".join((text, *(_full_width(lines[no]).replace("<this>", this) for no in chosen)))


def matter() -> tuple[str, str]:
    """Title and first section of a bulletin on one matter."""
    return stock("bulletin.matter_title")[0], "\n".join(map(_full_width, stock("bulletin.matter")))


def why_superseded() -> str:
    """Why a bulletin is replaced."""
    return _full_width(stock("bulletin.superseded")[0])


def _full_width(text: str) -> str:
    return text.translate({ord(half): ord(half) + 0xFEE0 for half in ",:;()?!"})
