"""A file of facts: what happened, to whom, in which periods, and which figures were printed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext as _

from scoring.engine import Fact
from scoring.engine.settlement import Profile, Slot
from scoring.evaluation.documents import read_json, read_yaml
from scoring.evaluation.errors import InputRefused, in_file
from scoring.evaluation.files import content_of
from scoring.evaluation.happened import facts_of
from scoring.evaluation.heads import CODES, HEADS, code_of
from scoring.evaluation.many import refuse_too_many
from scoring.evaluation.printed import PrintedTable, printed_tables
from scoring.evaluation.records import Problems, Record
from scoring.evaluation.register import Entry, Register
from scoring.evaluation.sheets import Tables, read_csv, read_workbook
from scoring.evaluation.sum_rows import Added, sums_of
from scoring.evaluation.twice import note_twice

Words = Mapping[str, Mapping[str, tuple[str, ...]]]
READERS = {"xlsx": read_workbook, "csv": read_csv, "json": read_json, "yaml": read_yaml}
KINDS_OF_NAMES = tuple(CODES)


@dataclass
class FactsFile:
    facts: list[Fact]
    register: Register
    slots: list[Slot]
    names: dict[str, dict[str, str]]
    printed: list[PrintedTable] = field(default_factory=list)
    titles: dict[str, str] = field(default_factory=dict)
    sums: list[Added] = field(default_factory=list)
    #: What is odd in the rows, but no mistake for certain.
    notes: list[str] = field(default_factory=list)


def read_facts(paths: list[Path], known: Mapping[str, Mapping[str, str]] = MappingProxyType({})) -> FactsFile:
    """Read one or several files as one. `known`: kind -> code -> name, as the schemes call their codes; the files' own
    names go before them. Raises InputRefused with a line for each thing to mend."""
    problems = Problems()
    tables: Tables = {}
    for path in paths:
        for kind, records in _read(path, problems).items():
            tables.setdefault(kind, []).extend(records)
    found = _facts_file(tables, problems, known)
    if problems.lines:
        raise InputRefused(problems.told())
    return found


def _read(path: Path, problems: Problems) -> Tables:
    kind, content = content_of(path)
    try:
        return READERS[kind](content, problems.of_file(path.name))
    except InputRefused as refused:
        raise InputRefused([in_file(path, line) for line in refused.lines]) from refused


def _facts_file(tables: Tables, problems: Problems, known: Mapping[str, Mapping[str, str]]) -> FactsFile:
    names = _names(tables.get("names", []))
    words = {kind: _words({**known.get(kind, {}), **names.get(kind, {})}, CODES[kind]) for kind in KINDS_OF_NAMES}
    register = _register(tables, words)
    slots = _slots(tables.get("periods", []))
    spans = {slot.key: (slot.starts_on, slot.ends_on) for slot in slots}
    note_twice(tables.get("counted", []), spans)
    refuse_too_many(tables.get("facts", []))
    notes = Problems()
    facts, titles = facts_of(tables.get("facts", []), words, register, spans, notes)
    sums = list(sums_of(tables.get("sums", [])))
    printed = printed_tables(tables.get("expected", []), spans)
    register.know(unit for record in tables.get("counted", []) if (unit := record.text("unit")))
    register.know(unit for fact in facts for part in fact.parts for unit in part.units)
    register.know(host for fact in facts for part in fact.parts for _unit, host in part.hosts)
    register.settle()
    if not facts and not problems.lines:
        problems.note("", _no_facts(tables))
    return FactsFile(facts, register, slots, names, printed, titles, sums, notes.told())


def _no_facts(tables: Tables) -> str:
    if tables.get("expected"):
        return _("There are no facts, only figures that were printed: a table with points, places or adoption rates is one. "
                 "Put the counts into a table without these columns.")  # fmt: skip
    return _("There are no facts in this file.")


def _words(own: Mapping[str, str], common: Mapping[str, tuple[str, ...]]) -> Mapping[str, tuple[str, ...]]:
    """The file's names first: a word that it gives to one code means no other."""
    taken = set(own.values())
    rest = {code: tuple(name for name in names if name not in taken) for code, names in common.items()}
    return {**{code: (name, *rest.get(code, ())) for code, name in own.items()},
            **{code: found for code, found in rest.items() if code not in own}}  # fmt: skip


def _names(records: list[Record]) -> dict[str, dict[str, str]]:
    names: dict[str, dict[str, str]] = {}
    kinds = {"层级": "level", "刊物": "outlet", "信息类型": "item_type", "职级": "rank", "差错": "fault",
             "事件级别": "event_class", "报告方式": "channel", "考核类别": "class", "群组": "group"}  # fmt: skip
    for record in records:
        record.only(HEADS["names"])
        kind = kinds.get(record.text("kind"), record.text("kind"))
        if kind not in KINDS_OF_NAMES:
            record.note("kind", _("Possible here: %(possible)s.") % {"possible": ", ".join(KINDS_OF_NAMES)})
            continue
        for name in ("code", "name"):
            if not record.has(name):
                record.missing(name)
        names.setdefault(kind, {})[record.text("code")] = record.text("name")
    return names


def _register(tables: Tables, words: Words) -> Register:
    register = Register()
    for record in tables.get("units", []):
        record.only(HEADS["units"])
        unit = record.text("unit")
        entry = Entry(_from(record), _profile(record, words), record.text("host"))
        _enter(record, "unit", bool(unit) and register.add_unit(unit, entry))
    for record in tables.get("persons", []):
        record.only(HEADS["persons"])
        unit, person = record.text("unit"), record.text("person")
        if not unit:
            record.missing("unit")
        entry = Entry(_from(record), _profile(record, words))
        _enter(record, "person", bool(person) and register.add_person(unit, person, entry))
    register.know(unit for unit, _person in register.persons if unit)
    return register


def _enter(record: Record, name: str, entered: bool) -> None:
    if not record.has(name):
        record.missing(name)
    elif not entered:
        record.note(name, _("“%(value)s” stands here for the second time.") % {"value": record.text(name)})


def _from(record: Record) -> date:
    return record.day("from") or date.min


def _profile(record: Record, words: Words) -> Profile:
    return Profile(
        unit_class=code_of(record.text("class"), words["class"]),
        groups=frozenset(code_of(text, words["group"]) for text in record.texts("groups")),
        optional=record.flag("optional"),
    )


def _slots(records: list[Record]) -> list[Slot]:
    slots: list[Slot] = []
    for record in records:
        record.only(HEADS["periods"])
        needed: dict[str, Any] = {"key": record.text("key"), "from": record.day("from"), "to": record.day("to")}
        for name in needed:
            if not record.has(name):
                record.missing(name)
        if not all(needed.values()):
            continue
        slot = Slot(needed["key"], needed["from"], needed["to"])
        if slot.ends_on < slot.starts_on:
            record.note("to", _("The last day lies before the first day."))
        elif slots and slot.starts_on <= slots[-1].ends_on:
            record.note("from", _("Periods follow one another and have no day in common."))
        elif slot.key in {other.key for other in slots}:
            record.note("key", _("“%(value)s” stands here for the second time.") % {"value": slot.key})
        else:
            slots.append(slot)
    return slots
