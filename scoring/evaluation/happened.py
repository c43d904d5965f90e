"""From rows of a file to facts. A row is one event, or a count of alike ones; a counted row is that many items."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from scoring.engine import Author, Fact, FactKind, Part
from scoring.evaluation.composites import check_shares, check_sources, one_row, share_of, where
from scoring.evaluation.heads import EVENTS, HEADS, code_of
from scoring.evaluation.records import Problems, Record
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
    notes: Problems

    def remark(self, record: Record, name: str, what: str) -> None:
        """Tell the reader what looks odd but may be meant."""
        replace(record, problems=self.notes.of_file(record.problems.file)).note(name, what)


def facts_of(
    records: list[Record], words: Words, register: Register, spans: Spans, notes: Problems
) -> tuple[list[Fact], dict[str, str]]:
    """The facts, and the titles of items. Rows with one key and a `source` each are one fact with several sources.
    `notes` gets what is odd, but no mistake for certain."""
    context = Context(words, register, spans, _filings(records), notes)
    groups: dict[str, list[Record]] = {}
    columns: dict[tuple[str, ...], str] = {}
    for number, record in enumerate(records, start=1):
        if "words" in record.values:
            _spread_words(record, words)
            _note_twice(record, words, columns)
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


def _note_twice(record: Record, words: Words, columns: dict[tuple[str, ...], str]) -> None:
    """Columns of one row that mean the same in other words, 采用:市 and 采用:市级, would be added up."""
    head = record.heads["count"]
    row = (record.problems.file, record.place_of("units"), record.text("event"), str(record.values.get("padding")))
    other = columns.setdefault((*row, *(code_of(record.text(name), words[name]) for name in CODED)), head)
    if other != head and (other, head) not in columns:
        columns[other, head] = ""
        record.note("count", _("Two columns mean the same: %(heads)s.") % {"heads": f"{other}、{head}"})


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
    unnamed = next((row for row in rows if not row.has("source")), None)
    if len(rows) > 1 and unnamed is not None:
        told = {"value": key, "place": where(rows[0], "key", rows[1])}
        rows[1].note("key", _("“%(value)s” stands here for the second time, after %(place)s. Several sources of one fact "
                              "each need a source.") % told)  # fmt: skip
        return
    first = rows[0]
    if len(rows) > 1:
        check_sources(rows)
        first = one_row(key, rows, context.words)
    first = _with_filing(first, rows, context)
    rows = [first, *rows[1:]]
    on, kind = _day(first, context), _kind(first)
    count = first.whole("count", least=0, most=MOST_COUNTED) if first.has("count") else None
    if on is None or kind is None:
        return
    if first.has("revokes"):
        yield Fact(key=key, kind=kind, on=on, item=first.text("item"), revokes=first.text("revokes"))
        return
    fields = _fields(first, on, context)
    shares = _shares(key, rows, context)
    for number in range(1, 1 + (1 if count is None else count)):
        # Keys of one width, so that the order of the ledger is that of the count.
        name = key if count is None else f"{key}.{number:0{len(str(count))}d}"
        item = first.text("item") or name
        parts = _parts(rows, shares, item, on, context)
        if not parts:
            break
        yield Fact(key=name, kind=kind, on=on, item=item, parts=parts, **fields)
    if count is not None and first.has("item") and count > 1:
        first.note("count", _("A count speaks of several items: it has no item of its own."))


def _with_filing(first: Record, rows: list[Record], context: Context) -> Record:
    """What the row of an event leaves out of its item, as the item's filing says it."""
    filing = context.filings.get(first.text("item"))
    if filing is None or filing is rows[0]:
        return first
    taken = {name: filing.values[name] for name in TAKEN_OVER if filing.has(name) and not first.has(name)}
    return Record({**first.values, **taken}, first.place_of, first.problems, first.heads)


def _shares(key: str, rows: list[Record], context: Context) -> list[Decimal | None]:
    shares = [share_of(row) for row in rows]
    if len(rows) > 1:
        check_shares(key, rows, shares)
    elif shares[0] is not None:
        context.remark(
            rows[0], "share", _("A share counts only where a fact has several sources; here it counts for nothing.")
        )
    return shares


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
    span = _span(record, context)
    if record.has("date"):
        day = record.day("date")
        if day and span and not span[0] <= day <= span[1]:
            told = {"day": f"{day}", "period": record.text("period")}
            context.remark(
                record, "date", _("%(day)s does not lie in the period “%(period)s” of this row; the day counts.") % told
            )
        return day
    if not record.has("period"):
        name = "period" if "period" in record.heads and "date" not in record.heads else "date"
        record.note(name, _("A day is needed, or the period of a count."))
        return None
    return middle(*span) if span else None


def _span(record: Record, context: Context) -> tuple[date, date] | None:
    if not record.has("period"):
        return None
    span = context.spans.get(record.text("period")) or span_of(record.values["period"])
    if span is None:
        told = {"value": record.text("period")}
        record.note("period", _("“%(value)s” is no period. Expected one such as 2026-03, 2026-Q1 or 2026.") % told)
    return span


def _fields(record: Record, on: date, context: Context) -> dict[str, Any]:
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
        "filed_on": _filed_on(record, on, context),
    }


def _filed_on(record: Record, on: date, context: Context) -> date | None:
    """The first filing of the item: as the row says, else the day of the item's filing. None is later than the event."""
    if record.has("filed_on"):
        filed_on = record.day("filed_on")
        last = on if record.has("date") else (_span(record, context) or (on, on))[1]
        if filed_on and filed_on > last:
            told = {"filed_on": f"{filed_on}", "day": f"{last}"}
            record.note("filed_on", _("The first filing (%(filed_on)s) lies after the event itself (%(day)s).") % told)
        return filed_on
    filing = context.filings.get(record.text("item"))
    if filing is None or code_of(filing.text("event"), EVENTS) != FactKind.FILED:
        return None
    filed_on = _day(filing, context)
    if filed_on and filed_on > on and filing.has("date") and record.has("date"):
        told = {"item": record.text("item"), "filed_on": f"{filed_on}", "place": where(filing, "date", record)}
        context.remark(record, "date", _("“%(item)s” was filed only later, on %(filed_on)s (%(place)s).") % told)
    return filed_on


def _parts(rows: list[Record], shares: list[Decimal | None], item: str, on: date, context: Context) -> tuple[Part, ...]:
    parts = []
    for row, share in zip(rows, shares, strict=True):
        units = tuple(dict.fromkeys(row.texts("units")))
        if not units:
            row.missing("units")
            return ()
        hosts = tuple((unit, host) for unit in units if (host := context.register.host(unit, on)))
        authors = tuple(author for text in row.texts("persons") for author in _authors(text, row, units, context))
        parts.append(Part(item=row.text("source") or item, units=units, authors=authors, share=share, hosts=hosts))
    return tuple(parts)


def _authors(text: str, row: Record, units: tuple[str, ...], context: Context) -> Iterator[Author]:
    """`张三`, or `张三@发改局` for whoever writes under another unit than the first."""
    person, _at, unit = (part.strip() for part in text.partition("@"))
    if not person:
        row.note("persons", _("“%(value)s” names no person.") % {"value": text})
        return
    listed = context.register.unit_of(person)
    if unit and unit not in units:
        told = {"person": person, "unit": unit, "units": "、".join(units)}
        context.remark(row, "persons", _("“%(unit)s”, under which %(person)s writes, is none of the units of this fact "
                                         "(%(units)s).") % told)  # fmt: skip
    yield Author(person, unit or (listed if listed in units else units[0]))


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
