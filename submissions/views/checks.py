"""What stands beside a text while it is written: figures and their ticks, hints, near duplicates."""

from dataclasses import dataclass
from typing import Any

from organizations.models import User
from organizations.policy import visible_to
from submissions.figures import Figure, find_figures
from submissions.hints import Hint, hints_on
from submissions.models import Item, ItemType
from submissions.services.ticks import may_tick, ticks_of
from submissions.sketches import NearDuplicate, near_duplicates


@dataclass(frozen=True)
class FigureLine:
    """A figure and whether somebody vouched for it."""

    figure: Figure
    is_ticked: bool
    is_chosen: bool = False  # ticked on the form that is shown again, not yet kept


@dataclass(frozen=True)
class Checks:
    """All of it, for one text by one person."""

    figures: list[FigureLine]
    may_tick: bool
    hints: list[Hint]
    duplicates: list[NearDuplicate]
    length: int

    @property
    def unticked_count(self) -> int:
        return sum(not line.is_ticked for line in self.figures)


def figure_lines(item: Item | None, text: str, *, chosen: set[tuple[str, int]] | None = None) -> list[FigureLine]:
    """The figures of a text; `chosen` are those ticked on the form that is shown again."""
    ticked = ticks_of(item) if item is not None else set()
    marked = chosen or set()
    return [FigureLine(figure, figure.key in ticked, figure.key in marked) for figure in find_figures(text)]


def checks_of(user: User, item: Item | None, *, title: str, text: str, item_type: ItemType | None) -> Checks:
    """Look through a text that need not be saved. Stores nothing."""
    readable = visible_to(user, Item.objects.all())
    return Checks(
        figures=figure_lines(item, text),
        may_tick=item is not None and may_tick(item, user),
        hints=hints_on(title=title, text=text, wants_analysis=bool(item_type and item_type.wants_analysis)),
        duplicates=near_duplicates(text, among=readable, without=item.pk if item else None) if text else [],
        length=len("".join(text.split())),
    )


def sent_checks(user: User, item: Item | None, data: Any) -> Checks:
    """The same for what a form sent."""
    key = str(data.get("item_type") or "")
    item_type = ItemType.objects.filter(pk=key).first() if key.isdecimal() and len(key) < 10 else None
    return checks_of(user, item, title=data.get("title") or "", text=data.get("text") or "", item_type=item_type)
