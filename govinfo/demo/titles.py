"""Gives the texts of one load, and sees to it that no two have one title or share a third of their sentences."""

import re
from collections import Counter, defaultdict
from datetime import date

from govinfo.demo.organ import UnitSpec
from govinfo.demo.texts import DemoText, make_text
from govinfo.demo.texts.remarks import split_sentences

_NUMBER = re.compile(r"\d+(?:\.\d+)?")
MOST_ATTEMPTS = 60


class TitleBook:
    """Remembers what was given. The same calls in the same order give the same texts."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.attempts = 0
        self._titles: set[str] = set()
        self._where: defaultdict[int, list[int]] = defaultdict(list)
        self._sizes: list[int] = []

    def text(self, *, index: int, kind: str, unit: UnitSpec, day: date) -> DemoText:
        """A text with a new title that shares less than a third of its sentences with each earlier one."""
        for attempt in range(MOST_ATTEMPTS):
            text = make_text(seed=self.seed, index=index, kind=kind, unit=unit, day=day, attempt=attempt)
            sentences = {hash(s) for s in split_sentences(_NUMBER.sub("#", text.body))}
            if text.title not in self._titles and not self._is_like_another(sentences):
                self._remember(text.title, sentences)
                self.attempts += attempt
                return text
        raise ValueError(f"no new text of type {kind} for {unit.code} on {day}")

    def _is_like_another(self, sentences: set[int]) -> bool:
        shared = Counter(number for sentence in sentences for number in self._where[sentence])
        return any(3 * count >= min(len(sentences), self._sizes[number]) for number, count in shared.items())

    def _remember(self, title: str, sentences: set[int]) -> None:
        number = len(self._sizes)
        self._titles.add(title)
        self._sizes.append(len(sentences))
        for sentence in sentences:
            self._where[sentence].append(number)
