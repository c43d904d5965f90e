"""From rows of a file to facts. A row is one event, or a count of alike ones; a counted row is that many items."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from scoring.engine import Author, Fact, FactKind, Part
from scoring.evaluation.heads import EVENTS, HEADS, code_of
from scoring.evaluation.records import Record
from scoring.evaluation.register import Register
from scoring.evaluation.spans import middle, span_of

Words = Mapping[str, Mapping[str, tuple[str, ...]]]
Spans = Mapping[str, tuple[date, date]]
#: What an event of an item takes from the row of the item's filing where its own row is silent.
TAKEN_OVER = ("units", "persons", "item_type", "length", "commissioned")
MOST_COUNTED = 100_000
PADDING = frozenset({*HEADS["facts"]["padding"], "重复"})
CODED = ("level", "item_type", "outlet", "rank", "fault", "event_class", "channel")


class Context(NamedTuple):
    words: Words
    register: Register
    spans: Spans
    filings: Mapping[str, Record]


def facts_of(
    records: list[Record], words: Words, register: Register, spans: Spans
) -> tuple[list[Fact], dict[str, str]]:
    """The facts, and the titles of items. Rows with one key and a `source` each are one fact with several sources."""
    context = Context(words, register, spans, _filings(records))
    groups: dict[str, list[Record]] = {}
    for number, record in enumerate(records, start=1):
        _spread_words(record, words)
        record.only(HEADS["facts"])
        # Rows without a key keep their order: facts of one day are looked at by key.
        groups.setdefault(record.text("key") or f"#{number:06d}", []).append(record)
    facts = [fact for key, rows in groups.items() for fact in _facts(key, rows, context)]
    titles = {record.text("item"): record.text("title") for record in records if record.has("title")}
    return _with_targets(facts, groups), titles


def _spread_words(record: Record, words: Words) -> None:
    """采用:市级:简讯 over a column: each word is put where it belongs, by the names that are known."""
    for text in record.values.pop("words", ()):
        if text in PADDING:
            record.values["padding"] = True
            continue
        field = next((name for name in CODED if _is_known(text, words[name])), "")
        if field:
            record.values[field] = text
        else:
            record.note("", _("“%(value)s” is no level, type, outlet, rank or fault. Give it a name in a table of "
                              "names.") % {"value": text})  # fmt: skip


def _is_known(text: str, words: Mapping[str, tuple[str, ...]]) -> bool:
    return text in words or any(text in names for names in words.values())


def _filings(records: list[Record]) -> dict[str, Record]:
    """Item → the row that says most about it: its first filing, else the first row with units."""
    found: dict[str, Record] = {}
    for wanted in (True, False):
        for record in records:
            is_filing = code_of(record.text("event"), EVENTS) == FactKind.FILED
            if is_filing == wanted and record.has("item") and record.has("units"):
                found.setdefault(record.text("item"), record)
    return found


def _facts(key: str, rows: list[Record], context: Context) -> Iterator[Fact]:
    first, filing = rows[0], context.filings.get(rows[0].text("item"))
    if len(rows) > 1 and not all(row.has("source") for row in rows):
        rows[1].note("key", _("“%(value)s” stands here for the second time. Several sources of one fact each need a "
                              "source.") % {"value": key})  # fmt: skip
        return
    if filing is not None and filing is not first:
        taken = {name: filing.values[name] for name in TAKEN_OVER if filing.has(name) and not first.has(name)}
        first = Record({**first.values, **taken}, first.place_of, first.problems, first.heads)
        rows = [first, *rows[1:]]
    on, kind = _day(first, context), _kind(first)
    count = first.whole("count", least=0, most=MOST_COUNTED) if first.has("count") else None
    if on is None or kind is None:
        return
    if first.has("revokes"):
        yield Fact(key=key, kind=kind, on=on, item=first.text("item"), revokes=first.text("revokes"))
        return
    fields = _fields(first, context)
    for number in range(1, 1 + (1 if count is None else count)):
        # Keys of one width, so that the order of the ledger is that of the count.
        name = key if count is None else f"{key}.{number:0{len(str(count))}d}"
        item = first.text("item") or name
        parts = _parts(rows, item, on, context)
        if not parts:
            break
        yield Fact(key=name, kind=kind, on=on, item=item, parts=parts, **fields)
    if count is not None and first.has("item") and count > 1:
        first.note("count", _("A count speaks of several items: it has no item of its own."))


def _kind(record: Record) -> FactKind | None:
    if not record.has("event"):
        if record.has("revokes"):
            return FactKind.FILED
        record.missing("event")
        return None
    code = code_of(record.text("event"), EVENTS)
    if code in EVENTS:
        return FactKind(code)
    possible = ", ".join(f"{name} ({words[0]})" for name, words in EVENTS.items())
    told = {"value": record.text("event"), "possible": possible}
    record.note("event", _("“%(value)s” is no event. Possible: %(possible)s.") % told)
    return None


def _day(record: Record, context: Context) -> date | None:
    if record.has("date"):
        return record.day("date")
    if not record.has("period"):
        record.note("date", _("A day is needed, or the period of a count."))
        return None
    span = context.spans.get(record.text("period")) or span_of(record.values["period"])
    if span is None:
        told = {"value": record.text("period")}
        record.note("period", _("“%(value)s” is no period. Expected one such as 2026-03, 2026-Q1 or 2026.") % told)
        return None
    return middle(*span)


def _fields(record: Record, context: Context) -> dict[str, Any]:
    coded = {name: code_of(record.text(name), context.words[name]) for name in CODED}
    return {
        **coded,
        "edition": record.text("edition"),
        "leader": record.text("leader"),
        "in_composite": record.flag("in_composite"),
        "external": record.number("external"),
        "length": record.whole("length", most=10_000_000) or 0,
        "front_page": record.flag("front_page"),
        "commissioned": record.flag("commissioned"),
        "evidence": record.flag("evidence", default=True),
        "padding": record.flag("padding"),
        "minutes": record.number("minutes"),
        "filed_on": _filed_on(record, context),
    }


def _filed_on(record: Record, context: Context) -> date | None:
    if record.has("filed_on"):
        return record.day("filed_on")
    filing = context.filings.get(record.text("item"))
    if filing is None or code_of(filing.text("event"), EVENTS) != FactKind.FILED:
        return None
    return _day(filing, context)


def _parts(rows: list[Record], item: str, on: date, context: Context) -> tuple[Part, ...]:
    parts = []
    for row in rows:
        units = tuple(dict.fromkeys(row.texts("units")))
        if not units:
            row.missing("units")
            return ()
        hosts = tuple((unit, host) for unit in units if (host := context.register.host(unit, on)))
        parts.append(
            Part(
                item=row.text("source") or item,
                units=units,
                authors=tuple(_author(text, units, context) for text in row.texts("persons")),
                share=row.number("share"),
                hosts=hosts,
            )
        )
    return tuple(parts)


def _author(text: str, units: tuple[str, ...], context: Context) -> Author:
    """`张三`, or `张三@发改局` for whoever writes under another unit than the first."""
    person, _at, unit = text.partition("@")
    listed = context.register.unit_of(person.strip())
    return Author(person.strip(), unit.strip() or (listed if listed in units else units[0]))


def _with_targets(facts: list[Fact], groups: Mapping[str, list[Record]]) -> list[Fact]:
    """Counter-facts stand in the group of what they take back; one that takes back nothing is refused."""
    by_key = {fact.key: fact for fact in facts}
    found = []
    for fact in facts:
        if fact.revokes:
            target = _end_of_chain(fact, by_key)
            if target is None:
                told = {"value": fact.revokes}
                groups[fact.key][0].note("revokes", _("There is no fact “%(value)s” to be taken back.") % told)
                continue
            fact = Fact(key=fact.key, kind=target.kind, on=fact.on, item=target.group, revokes=fact.revokes)
        found.append(fact)
    return found


def _end_of_chain(counter: Fact, by_key: Mapping[str, Fact]) -> Fact | None:
    """The fact that counter-facts, one taking back the other, are about; nothing for a circle or an open end."""
    seen = {counter.key}
    target = by_key.get(counter.revokes)
    while target is not None and target.revokes:
        if target.key in seen:
            return None
        seen.add(target.key)
        target = by_key.get(target.revokes)
    return target
