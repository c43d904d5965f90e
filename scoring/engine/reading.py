"""Reading a scheme document: each value knows its path, and every problem is collected before refusing."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from scoring.engine.numbers import PLACES, ZERO, canonical
from scoring.engine.problems import Problem

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*", re.ASCII)
MOST = Decimal(1_000_000)
#: Control characters and halves of pairs: databases refuse them, pages and printers fail on them. Line breaks and tabs stay.
BAD_SIGN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")


def bad_sign(text: str) -> str:
    """The first sign of the text that nobody can store or show, as U+0000; nothing where there is none."""
    found = BAD_SIGN.search(text)
    return f"U+{ord(found.group()):04X}" if found else ""


def shown(text: str) -> str:
    """The text with a mark in place of each such sign."""
    return BAD_SIGN.sub("\N{REPLACEMENT CHARACTER}", text)


def _listing(values: Iterable[str]) -> str:
    return ", ".join(values)


@dataclass(frozen=True, slots=True)
class Node:
    """A value of the document with its path and the list into which problems go.

    Readers never raise: they note a problem and answer a harmless value, so that all problems are told at once.
    """

    value: Any
    path: str
    problems: list[Problem]

    def note(self, code: str, **parameters: str) -> None:
        self.problems.append(Problem(self.path, code, parameters))

    @property
    def is_given(self) -> bool:
        return self.value is not None

    def child(self, key: str | int) -> "Node":
        """The value under `key`; empty where there is none."""
        path = f"{self.path}.{key}" if self.path else str(key)
        value = self.value.get(key) if isinstance(self.value, Mapping) else None
        return Node(value, path, self.problems)

    def fields(self, *possible: str) -> "Node":
        """This value, checked to be a mapping with no other than the `possible` fields."""
        if not isinstance(self.value, Mapping):
            self.note("missing" if self.value is None else "not_mapping")
            return Node({}, self.path, self.problems)
        for key in self.value:
            if key not in possible:
                self.child(shown(str(key))).note("unknown", possible=_listing(possible))
        return self

    def entries(self) -> Iterator["Node"]:
        """The entries of a list that must not be empty."""
        if not isinstance(self.value, list) or not self.value:
            self.note("missing" if self.value is None else "not_list")
            return
        for index, value in enumerate(self.value):
            yield Node(value, f"{self.path}.{index}", self.problems)

    @property
    def word(self) -> str:
        """The text, and nothing where there is none; for what was looked at before, so that nothing is noted twice."""
        return self.value if isinstance(self.value, str) else ""

    def text(self) -> str:
        if not isinstance(self.value, str) or not self.value.strip():
            self.note("missing" if self.value is None else "not_text")
            return ""
        if sign := bad_sign(self.value):
            self.note("bad_sign", sign=sign)
            return ""
        return self.value.strip()

    def code(self) -> str:
        text = self.text()
        if text and not CODE.fullmatch(text):
            self.note("not_code")
        return text

    def codes(self) -> frozenset[str]:
        """One code or a list of codes; nothing where the field is not given."""
        return frozenset(node.code() for node in self._several())

    def texts(self) -> frozenset[str]:
        """One text or a list of texts; nothing where the field is not given."""
        return frozenset(node.text() for node in self._several())

    def _several(self) -> "list[Node]":
        if not self.is_given:
            return []
        return [self] if isinstance(self.value, str) else list(self.entries())

    def flag(self) -> bool | None:
        if self.is_given and not isinstance(self.value, bool):
            self.note("not_flag")
            return None
        return bool(self.value) if self.is_given else None

    def choice(self, possible: Iterable[str], default: str = "") -> str:
        """One of `possible`; `default` where the field is not given, which is a problem if there is no default."""
        names = tuple(possible)
        if not self.is_given and default:
            return default
        text = self.text()
        if text and text not in names:
            self.note("not_choice", value=text, possible=_listing(names))
            return default
        return text

    def number(self, least: Decimal = ZERO, most: Decimal = MOST) -> Decimal:
        """An exact number within bounds. Binary floats are refused, because they are not what the clerk wrote."""
        number = self._decimal()
        if number is None:
            return ZERO
        exponent = number.as_tuple().exponent
        if isinstance(exponent, int) and -exponent > PLACES:
            self.note("too_many_places")
        if not least <= number <= most:
            self.note("out_of_range", least=str(least), most=str(most))
            return ZERO
        return canonical(number)

    def number_if_given(self) -> Decimal | None:
        return self.number() if self.is_given else None

    def whole(self, least: int, most: int, default: int | None = None) -> int:
        """A whole number within bounds; not given is a problem where there is no default."""
        if not self.is_given and default is not None:
            return default
        number = self.number(Decimal(least), Decimal(most))
        if number != number.to_integral_value():
            self.note("not_number")
        return int(number)

    def _decimal(self) -> Decimal | None:
        value = self.value
        if isinstance(value, float):
            self.note("inexact")
            return None
        if isinstance(value, bool) or not isinstance(value, int | str | Decimal):
            self.note("missing" if value is None else "not_number")
            return None
        try:
            number = Decimal(value)
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite():
            self.note("not_number")
            return None
        return number
