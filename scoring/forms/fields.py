"""The fields of which the forms are made. Each reads what was sent and shows what the document holds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.http import QueryDict

from scoring.forms.options import Options
from scoring.services import scheme_values as values

Words = Any
"""Text that may still wait for its translation."""


class Option(NamedTuple):
    """One of the possible values; `is_on` where it is chosen."""

    value: str
    label: str
    is_on: bool


@dataclass
class Shown:
    """A field as the template draws it; `name` is that of the input, `more` what the field draws beside its value."""

    widget: str
    name: str
    label: str
    hint: str
    value: str = ""
    options: Sequence[Option] = ()
    more: str = ""
    summary: str = ""
    none: str = ""
    errors: list[str] = field(default_factory=list)

    @property
    def id(self) -> str:
        return f"id_{self.name}"


@dataclass(frozen=True)
class Field:
    """Words on one line. `path` is the place below the clause: `effects.minus`."""

    path: str
    label: Words
    hint: Words = ""
    widget = "text"

    def read(self, sent: QueryDict, name: str) -> Any:
        """The value for the document, None where nothing was said."""
        return values.cleaned(sent.get(name, "")).replace("\n", " ") or None

    def show(self, value: Any, name: str, options: Options) -> Shown:
        return Shown(self.widget, name, str(self.label), str(self.hint), values.typed(value))


@dataclass(frozen=True)
class Text(Field):
    """Several lines."""

    widget = "textarea"

    def read(self, sent: QueryDict, name: str) -> Any:
        return values.cleaned(sent.get(name, "")) or None


@dataclass(frozen=True)
class Number(Field):
    """An exact number, kept as it was typed where it is none."""

    widget = "number"

    def read(self, sent: QueryDict, name: str) -> Any:
        return values.number(sent.get(name, ""))


@dataclass(frozen=True)
class Flag(Field):
    """True, or left out."""

    widget = "flag"

    def read(self, sent: QueryDict, name: str) -> Any:
        return True if sent.get(name) == "on" else None

    def show(self, value: Any, name: str, options: Options) -> Shown:
        return Shown(self.widget, name, str(self.label), str(self.hint), "on" if value is True else "")


@dataclass(frozen=True)
class Choice(Field):
    """One of a few. The `default` is not written down; `empty` names the choice that says nothing."""

    choices: Mapping[str, Words] = field(default_factory=dict)
    default: str = ""
    empty: Words = ""
    widget = "select"

    def read(self, sent: QueryDict, name: str) -> Any:
        value = values.cleaned(sent.get(name, ""))
        return None if value in ("", self.default) else value

    def show(self, value: Any, name: str, options: Options) -> Shown:
        now = values.typed(value) or self.default
        known = {**({} if self.default else {"": self.empty}), **self.choices}
        if now not in known:
            known[now] = now
        shown = Field.show(self, now, name, options)
        shown.options = [Option(code, str(label), code == now) for code, label in known.items()]
        return shown


@dataclass(frozen=True)
class YesNo(Field):
    """True, false, or left out: it does not matter."""

    yes: Words = ""
    no: Words = ""
    widget = "select"

    def read(self, sent: QueryDict, name: str) -> Any:
        return {"yes": True, "no": False}.get(sent.get(name, ""))

    def show(self, value: Any, name: str, options: Options) -> Shown:
        now = {True: "yes", False: "no"}.get(value, "") if isinstance(value, bool) else ""
        shown = Field.show(self, now, name, options)
        labels = {"": options.any, "yes": str(self.yes), "no": str(self.no)}
        shown.options = [Option(code, label, code == now) for code, label in labels.items()]
        return shown


@dataclass(frozen=True)
class Codes(Field):
    """Some codes of the settings, or of other clauses (`source`). `as_list`: also a single one is written as a list.
    `is_open`: other codes may be typed. `none` says what it means when nothing is ticked."""

    source: str = ""
    as_list: bool = False
    is_open: bool = False
    none: Words = ""
    widget = "codes"

    def read(self, sent: QueryDict, name: str) -> Any:
        ticked = [values.cleaned(one) for one in sent.getlist(name)]
        more = values.split_codes(sent.get(f"{name}-more", "")) if self.is_open else []
        chosen = [one for one in dict.fromkeys([*ticked, *more]) if one]
        if not chosen:
            return None
        return chosen if self.as_list or len(chosen) > 1 else chosen[0]

    def show(self, value: Any, name: str, options: Options) -> Shown:
        chosen = values.listed(value)
        known = options.of(self.source)
        shown = Shown(self.widget, name, str(self.label), str(self.hint), more="open" if self.is_open else "")
        labels = {**known, **{code: code for code in chosen if code not in known}}
        shown.options = [Option(code, label, code in chosen) for code, label in labels.items()]
        shown.value = " ".join(chosen)
        shown.none = str(self.none or options.any)
        shown.summary = options.join([labels[code] for code in labels if code in chosen]) or shown.none
        return shown


@dataclass(frozen=True)
class Counted(Codes):
    """What a quota counts: a list of events, or the one word `points`."""

    def read(self, sent: QueryDict, name: str) -> Any:
        chosen = values.listed(super().read(sent, name))
        if not chosen:
            return None
        return "points" if chosen == ["points"] else chosen


@dataclass(frozen=True)
class Lines(Field):
    """Names that have no code, one a line."""

    widget = "lines"

    def read(self, sent: QueryDict, name: str) -> Any:
        chosen = list(dict.fromkeys(line.strip() for line in values.cleaned(sent.get(name, "")).split("\n")))
        chosen = [one for one in chosen if one]
        if not chosen:
            return None
        return chosen if len(chosen) > 1 else chosen[0]

    def show(self, value: Any, name: str, options: Options) -> Shown:
        return Shown(self.widget, name, str(self.label), str(self.hint), "\n".join(values.listed(value)))


@dataclass(frozen=True)
class Rows:
    """A table: rows with columns. `shown` stand there always, others where a row uses them or they are asked for."""

    path: str
    label: Words
    columns: tuple[Field, ...]
    shown: frozenset[str] = frozenset()
    hint: Words = ""
    add: Words = ""


@dataclass(frozen=True)
class Section:
    """Fields and tables under one heading; `is_folded` where most schemes leave it as it is."""

    title: Words
    parts: tuple[Field | Rows, ...]
    hint: Words = ""
    is_folded: bool = False


@dataclass(frozen=True)
class Kind:
    """A kind of clause: its name, what it is for, the sections of its form, and a clause to begin with."""

    code: str
    label: Words
    purpose: Words
    sections: tuple[Section, ...]
    blank: Mapping[str, Any] = field(default_factory=dict)
