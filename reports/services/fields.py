"""The named figures of a bulletin: `{{ filed.total }}` in a section's text is filled from the snapshot, never typed.

The words that fields give are words of an official paper, so they are Chinese whatever the reader's language is.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from difflib import get_close_matches
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents.pdf import guard_text
from reports.errors import SectionRefused

_FIELD = re.compile(r"\{\{\s*([A-Za-z0-9_.\-\u4e00-\u9fff]*)\s*\}\}")
_TYPED = re.compile(r"\d+(?:\.\d+)?%?")
FIRST_PLACES = 3
MOST_NAMES = 30

LABELS = {
    "period.name": gettext_lazy("The month in words"),
    "period.month": gettext_lazy("Number of the month"),
    "units.total": gettext_lazy("Units that file"),
    "units.filed": gettext_lazy("Units that filed something"),
    "filed.total": gettext_lazy("Items filed"),
    "filed.change": gettext_lazy("Filed, compared with the month before"),
    "filed.change_year": gettext_lazy("Filed, compared with the same month last year"),
    "filed.year": gettext_lazy("Items filed since January"),
    "forwarded.total": gettext_lazy("Items forwarded"),
    "adopted.items": gettext_lazy("Items adopted"),
    "adopted.adoptions": gettext_lazy("Adoptions"),
    "adopted.change": gettext_lazy("Adopted, compared with the month before"),
    "adopted.year": gettext_lazy("Items adopted since January"),
    "adopted.rate": gettext_lazy("Adoption rate"),
    "adopted.levels": gettext_lazy("Adoptions by level"),
    "instructed.items": gettext_lazy("Items with instructions"),
    "instructed.person_times": gettext_lazy("Instructions, person-times"),
    "best.units": gettext_lazy("First places of each class with scores"),
    "best.adopted": gettext_lazy("Items adopted at the highest level"),
    "zero.count": gettext_lazy("Units that filed nothing"),
    "zero.units": gettext_lazy("Names of units that filed nothing"),
    "unadopted.count": gettext_lazy("Units that filed and had nothing adopted"),
    "unadopted.units": gettext_lazy("Names of units that filed and had nothing adopted"),
    "balance.achievement": gettext_lazy("Items on achievements"),
    "balance.problem": gettext_lazy("Items on problems"),
    "balance.advice": gettext_lazy("Items with advice"),
    "balance.problem_share": gettext_lazy("Share of items on problems and with advice"),
    "month_end.filed": gettext_lazy("Items filed in the last five days of the month"),
    "month_end.share": gettext_lazy("Share of items filed in the last five days"),
    "late.count": gettext_lazy("Late bookings"),
    "late.units": gettext_lazy("Units with late bookings"),
}


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a paragraph: plain words, or what a field was filled with."""

    text: str
    field: str = ""


def fields_of(data: Mapping[str, Any]) -> dict[str, str]:
    """Every field with its words, from the content of a snapshot."""
    totals, balance, year = data["totals"], data["balance"], data["year"]
    hard = balance["problem"] + balance["advice"]
    late_units = list(dict.fromkeys(line["unit"] for line in data["late"]))
    return {
        "period.name": f"{data['period']['year']}年{data['period']['month']}月",
        "period.month": str(data["period"]["month"]),
        "units.total": str(totals["units"]),
        "units.filed": str(totals["units_filed"]),
        "filed.total": str(totals["filed"]),
        "filed.change": _change(totals["filed"], data["previous"], "filed", "条"),
        "filed.change_year": _change(totals["filed"], data["last_year"], "filed", "条"),
        "filed.year": str(year.get("filed", totals["filed"])),
        "forwarded.total": str(totals["forwarded"]),
        "adopted.items": str(totals["adopted_items"]),
        "adopted.adoptions": str(totals["adoptions"]),
        "adopted.change": _change(totals["adopted_items"], data["previous"], "adopted_items", "篇"),
        "adopted.year": str(year.get("adopted_items", totals["adopted_items"])),
        "adopted.rate": percent(totals["adopted_items"], totals["filed"]),
        "adopted.levels": "、".join(
            f"{line['name']}{line['adoptions']}篇次" for line in data["adopted_by_level"] if line["adoptions"]
        )
        or "0篇次",
        "instructed.items": str(totals["instruction_items"]),
        "instructed.person_times": str(totals["person_times"]),
        "best.units": _best(data["scores"]["classes"]) or "无",
        "best.adopted": _highlights(data["adopted"]) or "无",
        "zero.count": str(len(data["zero_filers"])),
        "zero.units": _names(data["zero_filers"]),
        "unadopted.count": str(len(data["without_adoption"])),
        "unadopted.units": _names(data["without_adoption"]),
        "balance.achievement": str(balance["achievement"]),
        "balance.problem": str(balance["problem"]),
        "balance.advice": str(balance["advice"]),
        "balance.problem_share": percent(hard, balance["total"]),
        "month_end.filed": str(data["month_end"]["filed"]),
        "month_end.share": percent(data["month_end"]["filed"], totals["filed"]),
        "late.count": str(len(data["late"])),
        "late.units": _names(late_units),
    }


def percent(part: int, whole: int) -> str:
    """`45.7%`, half away from zero; 0 where there is nothing to compare with."""
    value = Decimal(100 * part) / whole if whole > 0 else Decimal(0)
    text = f"{value.quantize(Decimal('0.1'), rounding=ROUND_HALF_UP):f}"
    return f"{text.removesuffix('.0')}%"


def _change(now: int, before: Mapping[str, Any] | None, name: str, measure: str) -> str:
    if before is None:
        return "无可比数"
    gap = now - before[name]
    if gap == 0:
        return "持平"
    share = f"，{'增长' if gap > 0 else '下降'}{percent(abs(gap), before[name])}" if before[name] > 0 else ""
    return f"{'增加' if gap > 0 else '减少'}{abs(gap)}{measure}{share}"


def _names(names: Sequence[str]) -> str:
    if not names:
        return "无"
    more = f"等{len(names)}个单位" if len(names) > MOST_NAMES else ""
    return "、".join(names[:MOST_NAMES]) + more


def _best(classes: Sequence[Mapping[str, Any]]) -> str:
    """Ranks 1 to 3 of each ranked class, all who share a place; nobody without points, and no zero filer is praised."""
    parts = []
    for one in classes:
        first = [
            row
            for row in one["rows"]
            if row["rank"] and row["rank"] <= FIRST_PLACES and Decimal(row["score"]) > 0 and row["filed"] > 0
        ]
        if one["is_ranked"] and first:
            parts.append(f"{one['name']}：" + "、".join(f"{row['unit']}（{row['score_shown']}分）" for row in first))
    return "；".join(parts)


def _highlights(adopted: Sequence[Mapping[str, Any]]) -> str:
    """The items of the highest level that adopted anything; the list begins with it."""
    top = [line for line in adopted if line["level"] == adopted[0]["level"]][:FIRST_PLACES] if adopted else []
    return "、".join(f"{'、'.join(line['units'])}报送的《{line['title']}》被{line['outlet']}采用" for line in top)


def check_text(text: str, *, longest: int) -> str:
    """The text as it may be kept. Raises SectionRefused at `text`: empty, too long, broken braces, unknown field."""
    kept = "\n".join(line.rstrip() for line in text.replace("\r\n", "\n").strip().split("\n"))
    if not kept:
        raise SectionRefused(_("A section needs text. Take it back to the proposal if in doubt."), "empty", "text")
    if len(kept) > longest:
        raise SectionRefused(
            _("The section has %(count)d characters; at most %(limit)d fit.") % {"count": len(kept), "limit": longest},
            "too_long",
            "text",
        )
    guard_text(kept, longest_paragraph=longest)
    for name in names_in(kept):
        if name not in LABELS:
            raise SectionRefused(_unknown(name), "unknown_field", "text")
    if "{{" in _FIELD.sub("", kept) or "}}" in _FIELD.sub("", kept):
        raise SectionRefused(
            _("A field is written {{ name }} with two braces on each side; one of them is incomplete."),
            "broken_field",
            "text",
        )
    return kept


def _unknown(name: str) -> str:
    near = get_close_matches(name, LABELS, n=1)
    if near:
        return _("There is no field “%(name)s”. Did you mean “%(near)s”?") % {"name": name, "near": near[0]}
    return _("There is no field “%(name)s”. Choose one from the list of fields.") % {"name": name}


def names_in(text: str) -> list[str]:
    """The names of the fields in the text, in order, known or not."""
    return _FIELD.findall(text)


def typed_figures(text: str) -> list[str]:
    """Figures that stand in the text as typed: worth a look, for nobody compares them with the snapshot."""
    return list(dict.fromkeys(_TYPED.findall(_FIELD.sub("", text))))


def filled(text: str, fields: Mapping[str, str]) -> list[list[Run]]:
    """The paragraphs of the text with their fields filled. A name that nobody knows stays as it was written."""
    return [list(_runs(paragraph, fields)) for paragraph in guard_text(text)]


def _runs(paragraph: str, fields: Mapping[str, str]) -> Iterator[Run]:
    end = 0
    for match in _FIELD.finditer(paragraph):
        if match.start() > end:
            yield Run(paragraph[end : match.start()])
        name = match.group(1)
        yield Run(fields.get(name, match.group()), name)
        end = match.end()
    if end < len(paragraph):
        yield Run(paragraph[end:])
