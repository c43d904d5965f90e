"""The named figures of a bulletin: `{{ filed.total }}` in a section's text is filled from the snapshot, never typed.

The words that fields give are words of an official paper, so they are Chinese whatever the reader's language is.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents.errors import TextRefused
from documents.pdf import guard_text
from documents.pdf_limits import without_controls
from reports.errors import SectionRefused
from reports.services.attachments import FAULTS, label_of
from reports.services.fault_words import fault_fields
from scoring.services.tables import adoption_rate

if TYPE_CHECKING:
    from reports.models import Bulletin

_FIELD = re.compile(r"\{\{\s*([A-Za-z0-9_.\-\u4e00-\u9fff]*)\s*\}\}")
_TYPED = re.compile(r"\d+(?:\.\d+)?%?")
_BRACES = frozenset("{}❴❵⦃⦄⎧⎨⎩⎫⎬⎭")
_AROUND = 12
FIRST_PLACES = 3
MOST_NAMES = 30
EVERYBODY = 0
"""Stands for all units of a list where none of them is named."""
INCOMPARABLE = "无可比数"
COMPARED = (("filed", "filed", "条"), ("adopted", "adopted_items", "篇"), ("instructed", "person_times", "人次"))

LABELS = {
    "period.name": gettext_lazy("The period in words"),
    "period.month": gettext_lazy("Number of its last month"),
    "units.total": gettext_lazy("Units that file"),
    "units.filed": gettext_lazy("Units that filed something"),
    "filed.total": gettext_lazy("Items filed"),
    "filed.change": gettext_lazy("Filed, compared with the period before"),
    "filed.change_year": gettext_lazy("Filed, compared with last year"),
    "filed.year": gettext_lazy("Items filed since January"),
    "forwarded.total": gettext_lazy("Items forwarded"),
    "adopted.items": gettext_lazy("Items adopted"),
    "adopted.adoptions": gettext_lazy("Adoptions"),
    "adopted.change": gettext_lazy("Adopted, compared with the period before"),
    "adopted.change_year": gettext_lazy("Adopted, compared with last year"),
    "adopted.year": gettext_lazy("Items adopted since January"),
    "adopted.rate": gettext_lazy("Adoption rate"),
    "adopted.levels": gettext_lazy("Adoptions by level"),
    "instructed.items": gettext_lazy("Items with instructions"),
    "instructed.person_times": gettext_lazy("Instructions, person-times"),
    "instructed.change": gettext_lazy("Person-times, compared with the period before"),
    "instructed.change_year": gettext_lazy("Person-times, compared with last year"),
    "best.units": gettext_lazy("First places of each class with scores"),
    "best.adopted": gettext_lazy("Items adopted at the highest level"),
    "zero.count": gettext_lazy("Units that filed nothing"),
    "zero.units": gettext_lazy("Names of units that filed nothing"),
    "zero.named": gettext_lazy("Units that filed nothing: names as far as they are named, and their number"),
    "below.count": gettext_lazy("Units below their quota"),
    "below.units": gettext_lazy("Names of units below their quota"),
    "below.named": gettext_lazy("Units below their quota: names as far as they are named, and their number"),
    "unadopted.count": gettext_lazy("Units that filed and had nothing adopted"),
    "unadopted.units": gettext_lazy("Names of units that filed and had nothing adopted"),
    "balance.achievement": gettext_lazy("Items on achievements"),
    "balance.problem": gettext_lazy("Items on problems"),
    "balance.advice": gettext_lazy("Items with advice"),
    "balance.problem_share": gettext_lazy("Share of items on problems and with advice"),
    "month_end.filed": gettext_lazy("Items filed in the last five days of a month"),
    "month_end.share": gettext_lazy("Share of items filed in the last five days"),
    "faults.total": gettext_lazy("Faults on record"),
    "faults.kinds": gettext_lazy("Faults by kind"),
    "faults.units": gettext_lazy("Names of units with faults"),
    "faults.minus": gettext_lazy("Points deducted for faults"),
    "faults.objected": gettext_lazy("Faults with an objection that is being heard"),
    "faults.rectified": gettext_lazy("Faults set right"),
    "faults.attachment": gettext_lazy("Attachment that lists the faults"),
    "late.count": gettext_lazy("Late bookings"),
    "late.units": gettext_lazy("Units with late bookings"),
}


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a paragraph: plain words, or what a field was filled with."""

    text: str
    field: str = ""


def fields_for(bulletin: "Bulletin") -> dict[str, str]:
    """Every field with its words for this bulletin: as they were signed, before that from its snapshot, less the names
    that are not to be named."""
    data = bulletin.snapshot.data
    if not data["has_figures"]:
        return {}
    signed = bulletin.signed_papers[-1].data.get("fields", {}) if bulletin.signed_papers else {}
    return {**fields_of(data, unnamed_in(bulletin)), **signed}


def unnamed_in(bulletin: "Bulletin") -> frozenset[tuple[str, int]]:
    """The lists and units that are not to be named; of a whole list EVERYBODY."""
    return frozenset((one.roll, one.unit_id or EVERYBODY) for one in bulletin.unnamed.all())


def fields_of(data: Mapping[str, Any], unnamed: frozenset[tuple[str, int]] = frozenset()) -> dict[str, str]:
    """Every field with its words, from the content of a snapshot."""
    return {
        "period.name": data["span"]["name"],
        "period.month": str(data["period"]["month"]),
        **_work_fields(data),
        **_change_fields(data),
        "best.units": _best(data["scores"]["classes"], frozenset(one["id"] for one in data["rolls"]["below"])) or "无",
        "best.adopted": _highlights(data["adopted"]) or "无",
        **_roll_fields("zero", data["rolls"]["zero"], unnamed),
        **_roll_fields("below", data["rolls"]["below"], unnamed),
        "unadopted.count": str(len(data["without_adoption"])),
        "unadopted.units": _names(data["without_adoption"]),
        **_balance_fields(data),
        **fault_fields(data),
        "faults.attachment": label_of(data, FAULTS),
    }


def _work_fields(data: Mapping[str, Any]) -> dict[str, str]:
    totals, year = data["totals"], data["year"]
    levels = [_of_level(line["name"], line["adoptions"]) for line in data["adopted_by_level"] if line["adoptions"]]
    return {
        "units.total": str(totals["units"]),
        "units.filed": str(totals["units_filed"]),
        "filed.total": str(totals["filed"]),
        "filed.year": str(year.get("filed", totals["filed"])),
        "forwarded.total": str(totals["forwarded"]),
        "adopted.items": str(totals["adopted_items"]),
        "adopted.adoptions": str(totals["adoptions"]),
        "adopted.year": str(year.get("adopted_items", totals["adopted_items"])),
        "adopted.rate": rate_of(totals),
        "adopted.levels": "、".join(levels) or "0篇次",
        "instructed.items": str(totals["instruction_items"]),
        "instructed.person_times": str(totals["person_times"]),
    }


def _of_level(name: str, adoptions: int) -> str:
    """Below nought where more adoptions of earlier months were taken back than came."""
    return f"{name}{adoptions}篇次" if adoptions > 0 else f"{name}净减{-adoptions}篇次"


def _change_fields(data: Mapping[str, Any]) -> dict[str, str]:
    return {
        f"{field}.{name}": _change(data["totals"][counted], data[earlier], counted, measure)
        for field, counted, measure in COMPARED
        for name, earlier in (("change", "previous"), ("change_year", "last_year"))
    }


def _balance_fields(data: Mapping[str, Any]) -> dict[str, str]:
    balance = data["balance"]
    return {
        "balance.achievement": str(balance["achievement"]),
        "balance.problem": str(balance["problem"]),
        "balance.advice": str(balance["advice"]),
        "balance.problem_share": percent(balance["problem"] + balance["advice"], balance["total"]),
        "month_end.filed": str(data["month_end"]["filed"]),
        "month_end.share": percent(data["month_end"]["filed"], data["totals"]["filed"]),
        "late.count": str(len(data["late"])),
        "late.units": _names(list(dict.fromkeys(line["unit"] for line in data["late"]))),
    }


def _roll_fields(
    roll: str, members: Sequence[Mapping[str, Any]], unnamed: frozenset[tuple[str, int]]
) -> dict[str, str]:
    """A list of units by name. Its number is always the whole number, whoever is not named."""
    is_off = (roll, EVERYBODY) in unnamed
    named = [] if is_off else [one["unit"] for one in members if (roll, one["id"]) not in unnamed]
    count = f"{len(members)}个单位"
    if not named:
        words = count
    elif len(named) < len(members) or len(named) > MOST_NAMES:
        words = f"{'、'.join(named[:MOST_NAMES])}等{count}"
    else:
        words = named[0] if len(named) == 1 else f"{'、'.join(named)}共{count}"
    return {
        f"{roll}.count": str(len(members)),
        f"{roll}.units": _names(named) if named or not members else "有关单位",
        f"{roll}.named": words,
    }


def percent(part: int, whole: int) -> str:
    """`45.7%`, half away from zero; 0 where there is nothing to compare with."""
    return _percent_words(Decimal(100 * part) / whole if whole > 0 else Decimal(0))


def _percent_words(value: Decimal) -> str:
    text = f"{value.quantize(Decimal('0.1'), rounding=ROUND_HALF_UP):f}"
    return f"{text.removesuffix('.0')}%"


def rate_of(totals: Mapping[str, Any]) -> str:
    """采用率 of these totals; filings that were padding or duplicates do not count. Older snapshots do not tell them."""
    return _percent_words(adoption_rate(totals["adopted_items"], totals["filed"], totals.get("padding", 0)))


def _change(now: int, before: Mapping[str, Any] | None, name: str, measure: str) -> str:
    if before is None:
        return INCOMPARABLE
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


def _best(classes: Sequence[Mapping[str, Any]], below: AbstractSet[int]) -> str:
    parts = []
    for one in classes:
        if first := first_places(one, below):
            parts.append(f"{one['name']}：" + "、".join(f"{row['unit']}（{row['score_shown']}分）" for row in first))
    return "；".join(parts)


def first_places(group: Mapping[str, Any], below: AbstractSet[int]) -> list[Mapping[str, Any]]:
    """Ranks 1 to 3 of a ranked class, all who share a place; nobody without points, no zero filer and no unit below
    its quota is praised."""
    return [
        row
        for row in group["rows"]
        if group["is_ranked"] and row["rank"] and row["rank"] <= FIRST_PLACES and Decimal(row["score"]) > 0
        if row["filed"] > 0 and row["unit_id"] not in below
    ]


def _highlights(adopted: Sequence[Mapping[str, Any]]) -> str:
    """The items of the highest level that adopted anything; the list begins with it."""
    top = [line for line in adopted if line["level"] == adopted[0]["level"]][:FIRST_PLACES] if adopted else []
    return "、".join(f"{'、'.join(line['units'])}报送的《{line['title']}》被{line['outlet']}采用" for line in top)


def check_text(text: str, *, longest: int, has_figures: bool = True) -> str:
    """The text as it may be kept, without control characters. Raises SectionRefused at `text`: empty, too long, broken braces, unknown field."""
    kept = "\n".join(line.rstrip() for line in without_controls(text.replace("\r\n", "\n")).strip().split("\n"))
    if not kept:
        raise SectionRefused(_("A section needs text. Take it back to the proposal if in doubt."), "empty", "text")
    if len(kept) > longest:
        raise SectionRefused(
            _("The section has %(count)d characters; at most %(limit)d fit.") % {"count": len(kept), "limit": longest},
            "too_long",
            "text",
        )
    try:
        guard_text(kept, longest_paragraph=longest)
    except TextRefused as refusal:
        raise SectionRefused(refusal.message, refusal.code, "text") from refusal
    _check_fields(kept, has_figures=has_figures)
    return kept


def _check_fields(kept: str, *, has_figures: bool) -> None:
    for name in names_in(kept):
        if not has_figures:
            raise SectionRefused(
                _("A bulletin on one matter has no figures to quote: write “%(name)s” out.") % {"name": name},
                "no_figures",
                "text",
            )
        if name not in LABELS:
            raise SectionRefused(_unknown(name), "unknown_field", "text")
    # What stands on both sides of a field stays apart: {{{ name }}} holds a field and two braces too many.
    if piece := field_syntax_in(_FIELD.sub("\n", kept)):
        raise SectionRefused(
            _(
                "“%(piece)s”: a field is written {{ name }}, with two plain braces on each side and nothing between them; "
                "this would be printed as it stands. Choose the figure from the list, or write without braces."
            )
            % {"piece": piece},
            "broken_field",
            "text",
        )


def field_syntax_in(text: str) -> str:
    """The piece of a text that looks like a field: a brace of any width, or the name of a field. Empty where there is none."""
    plain = unicodedata.normalize("NFKC", text)
    at = next((place for place, sign in enumerate(plain) if sign in _BRACES), None)
    if at is not None:
        return " ".join(plain[max(at - 2, 0) : at + _AROUND].split())
    squeezed = "".join(plain.split()).casefold()
    return next((name for name in LABELS if name in squeezed), "")


def check_no_fields(text: str) -> None:
    """Raise TextRefused where a line that is printed as it stands holds a field or something that looks like one."""
    if piece := field_syntax_in(text):
        raise TextRefused(
            _(
                "“%(piece)s”: fields are filled in the text of a section only; here it would be printed as it stands. "
                "Write the words out, without braces."
            )
            % {"piece": piece},
            code="field",
        )


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
