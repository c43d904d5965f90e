"""Units out of a sheet, with their former names, so that sheets of facts match afterwards."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activity.services import record
from documents.spreadsheets.values import ValueUnread, clean, key_of, read_date
from organizations.models import PastImport, Unit, UnitClass, UnitKind, UnitName, User
from organizations.past.columns import CellRefused, Column, any_day, choice, day, text, yes_no
from organizations.past.kinds import ImportKind, Planned, Subject, Told
from organizations.past.rows import Problems, Row
from organizations.services.units import create_unit, update_unit

SUBJECT = "organizations.unit"
LONG_AGO = date(2000, 1, 1)
KINDS: dict[str, UnitKind] = {
    "处室": UnitKind.DIVISION, "科室": UnitKind.DIVISION, "股室": UnitKind.DIVISION, "内设机构": UnitKind.DIVISION,
    "乡镇街道": UnitKind.TOWNSHIP_OFFICE, "乡镇": UnitKind.TOWNSHIP_OFFICE, "镇街": UnitKind.TOWNSHIP_OFFICE,
    "街道": UnitKind.TOWNSHIP_OFFICE, "乡镇（街道）": UnitKind.TOWNSHIP_OFFICE,
    "下属单位": UnitKind.SUBORDINATE, "直属单位": UnitKind.SUBORDINATE, "部门": UnitKind.SUBORDINATE,
    "直报点": UnitKind.DIRECT_REPORT_POINT, "综合处": UnitKind.COMPREHENSIVE_OFFICE,
    "综合科": UnitKind.COMPREHENSIVE_OFFICE, "本机关": UnitKind.ORGAN,
}  # fmt: skip
_FORMER = re.compile(r"(?P<name>[^（(]+)[（(](?P<from>[^至到~—)）]*)(?:至|到|~|—+)(?P<until>[^)）]+)[)）]")
_CODE = re.compile(r"[A-Za-z0-9_-]{1,20}")


@dataclass(frozen=True)
class Former:
    """A former name with its days; `starts_on` None where it was in use from the unit's first day."""

    name: str
    starts_on: date | None
    ends_on: date


def _code(value: Any, _from_1904: bool) -> str:
    found = clean(value)
    if not _CODE.fullmatch(found):
        raise CellRefused(_("A code has letters and digits only, at most 20."), _("Take the initials, as ZFJD."))
    return found


def former_names(value: Any, _from_1904: bool) -> tuple[Former, ...]:
    """法制科（2010-01-01至2019-03-31）；法规处（2019-04-01至2021-06-30）."""
    parts = [part.strip() for part in re.split(r"[；;\n]", clean(value)) if part.strip()]
    return tuple(_former(part) for part in parts)


def _former(part: str) -> Former:
    advice = _("Write each as 法制科（2010-01-01至2019-03-31）, several parted by ；.")
    match = _FORMER.fullmatch(part)
    if match is None:
        raise CellRefused(_("A former name needs the days on which it was in use."), advice)
    try:
        start = read_date(match["from"]) if match["from"].strip() else None
        end = read_date(match["until"])
    except ValueUnread as unread:
        raise CellRefused(_("A day of a former name is not read as a date."), advice) from unread
    name = match["name"].strip()
    if start and end < start:
        raise CellRefused(_("A former name ends before it begins."), advice)
    if not 1 <= len(name) <= 80:
        raise CellRefused(_("A name has at most 80 characters."), advice)
    return Former(name, start, end)


COLUMNS = (
    Column("code", gettext_lazy("Code"), ("单位代码", "代码", "编码", "单位编码", "code"), _code, True,
           gettext_lazy("Letters and digits; by it the unit is known again. It never changes.")),
    Column("name", gettext_lazy("Name"), ("单位名称", "名称", "单位", "全称", "处室", "部门", "name"), text(80), True),
    Column("short_name", gettext_lazy("Short name"), ("简称", "单位简称", "short name"), text(20), False,
           gettext_lazy("Stands in item numbers and narrow tables; the name is taken where it is empty.")),
    Column("kind", gettext_lazy("Kind"), ("单位类型", "类型", "性质", "kind"), choice(KINDS), True),
    Column("parent", gettext_lazy("Above it"), ("上级单位", "上级", "隶属", "所属单位", "主管单位"), text(80), False,
           gettext_lazy("Name or code, here or in this sheet; the organ where it is empty.")),
    Column("host", gettext_lazy("Host unit"), ("挂靠单位", "归口单位", "联系处室"), text(80)),
    Column("unit_class", gettext_lazy("Scoring class"), ("考核类别", "类别", "考核分类", "分组"), text(40)),
    Column("files_items", gettext_lazy("Files items"), ("是否报送", "报送信息", "报送任务"), yes_no),
    Column("starts_on", gettext_lazy("Exists from"), ("成立日期", "设立日期", "启用日期"), day),
    Column("ends_on", gettext_lazy("Exists until"), ("撤销日期", "终止日期", "停用日期"), any_day),
    Column("former", gettext_lazy("Former names"), ("曾用名", "原名", "原名称", "曾用名称", "历史名称"), former_names, False,
           gettext_lazy("With their days: 法制科（2010-01-01至2019-03-31）；法规处（2019-04-01至2021-06-30）")),
)  # fmt: skip


class _Planner:
    """Matches the rows with the units that stand here, and with each other."""

    def __init__(self, rows: Sequence[Row], problems: Problems) -> None:
        self.rows, self.problems = rows, problems
        self.units = {key_of(unit.code): unit for unit in Unit.objects.all()}
        self.by_name = {key_of(unit.name): unit for unit in self.units.values()}
        self.formers = {(one.unit_id, key_of(one.name)): one for one in UnitName.objects.all()}
        self.by_word = _by_word(self.units.values(), self.by_name)
        self.classes = {key_of(one.name): one for one in UnitClass.objects.all()}
        self.organ = next((unit for unit in self.units.values() if unit.kind == UnitKind.ORGAN), None)
        self.in_file: dict[str, Row] = {}
        for keys in (("code", "name"), ("short_name",)):
            for row in rows:
                for key in keys:
                    if row.get(key):
                        self.in_file.setdefault(key_of(row.get(key)), row)

    def plan(self) -> list[Planned]:
        found = [one for row in self.rows if (one := self._row(row)) is not None]
        depth = {key_of(one.facts["code"]): 0 for one in found}
        for one in found:
            depth[key_of(one.facts["code"])] = self._depth(one.row)
        for one in found:
            one.order = (depth[key_of(one.facts["code"])], one.row.number)
        return found

    def _row(self, row: Row) -> Planned | None:
        code, name = row.get("code"), row.get("name")
        if not code or not name:
            return None
        facts: dict[str, Any] = {
            "code": code, "name": name, "short_name": row.get("short_name") or name[:20], "kind": row.get("kind"),
            "files_items": row.get("files_items", row.get("kind") not in (UnitKind.ORGAN, UnitKind.COMPREHENSIVE_OFFICE)),
            "starts_on": row.get("starts_on", LONG_AGO), "ends_on": row.get("ends_on"),
            "former": row.get("former", ()), "unit_class": self._class(row),
            "parent": self._above(row, "parent"), "host": self._above(row, "host"),
        }  # fmt: skip
        if facts["ends_on"] and facts["ends_on"] < facts["starts_on"]:
            self.problems.add(row, "ends_on", _("The unit ends before it begins."))
        planned = Planned(row, facts, (key_of(code),), _told(row), number=code)
        self._compare(planned)
        return planned

    def _compare(self, planned: Planned) -> None:
        """A unit of that code is there already, or another one has its name."""
        row, facts = planned.row, planned.facts
        here = self.units.get(key_of(facts["code"]))
        namesake = self.by_name.get(key_of(facts["name"]))
        if here is None:
            if namesake is not None:
                self.problems.add(
                    row, "name", _("There is a unit of this name with the code %(code)s.") % {"code": namesake.code},
                    _("Write that code, or another name."),
                )  # fmt: skip
            elif facts["kind"] in (UnitKind.ORGAN, UnitKind.COMPREHENSIVE_OFFICE) and any(
                unit.kind == facts["kind"] for unit in self.units.values()
            ):
                self.problems.add(row, "kind", _("There is one organ and one comprehensive office only."))
            return
        is_it = key_of(facts["name"]) == key_of(here.name) or (here.pk, key_of(facts["name"])) in self.formers
        if not is_it:
            self.problems.add(
                row, "code", _("This code belongs to the unit %(unit)s.") % {"unit": here.name},
                _("A unit is renamed on its own page, with the day of the new name."),
            )  # fmt: skip
            return
        missing = tuple(one for one in facts["former"] if (here.pk, key_of(one.name)) not in self.formers)
        if missing:
            planned.facts = {**facts, "unit": here, "former": missing}
            planned.number = ""
            planned.parts = (key_of(facts["code"]), *(f"{one.name} {one.ends_on}" for one in missing))
            planned.note = _("The unit is there; its former names are added.")
        else:
            planned.known_as = (SUBJECT, str(here.pk))

    def _class(self, row: Row) -> UnitClass | None:
        words = row.get("unit_class")
        if not words:
            return None
        found = self.classes.get(key_of(words))
        if found is None:
            names = "、".join(one.name for one in self.classes.values())
            self.problems.add(
                row,
                "unit_class",
                _("There is no scoring class of this name."),
                _("There are: %(names)s.") % {"names": names},
            )
        return found

    def _above(self, row: Row, key: str) -> Unit | str | None:
        """The unit that stands here, or the code of the row that will become it."""
        words = row.get(key)
        if not words:
            is_top = key == "host" or row.get("kind") == UnitKind.ORGAN
            return None if is_top else self.organ or self._organ_in_file()
        unit = self.units.get(key_of(words)) or self.by_name.get(key_of(words))
        if unit is not None:
            return unit
        other = self.in_file.get(key_of(words))
        if other is None and key_of(words) in self.by_word:
            return self.by_word[key_of(words)]
        if other is None:
            self.problems.add(row, key, _("There is no unit of this name, here or in this sheet."), self._advice(key))
            return None
        if other is row:
            self.problems.add(row, key, _("A unit cannot stand above itself."))
            return None
        return str(other.get("code") or "") or None

    def _advice(self, key: str) -> str:
        if key == "parent" and self.organ is not None:
            told = {"organ": self.organ.name}
            return (
                _("Write its full name, short name or code. Leave the cell empty for a unit right below %(organ)s.")
                % told
            )
        return _("Write its full name, short name or code, or leave the cell empty.")

    def _organ_in_file(self) -> str | None:
        return next((str(row.get("code")) for row in self.rows if row.get("kind") == UnitKind.ORGAN), None)

    def _depth(self, row: Row, seen: tuple[int, ...] = ()) -> int:
        """How many rows of this sheet must be stored before this one."""
        depth = 0
        for key in ("parent", "host"):
            words = row.get(key)
            other = self.in_file.get(key_of(words)) if words else None
            if key == "parent" and not words and row.get("kind") != UnitKind.ORGAN and self.organ is None:
                other = self.in_file.get(key_of(self._organ_in_file() or ""))
            if other is None or other is row:
                continue
            if id(other) in seen:
                self.problems.add(row, key, _("A unit cannot stand above itself."))
                return depth
            depth = max(depth, 1 + self._depth(other, (*seen, id(row))))
        return depth


def _by_word(units: Iterable[Unit], by_name: Mapping[str, Unit]) -> dict[str, Unit]:
    """Short names that only one unit has, and that are nobody's name."""
    found: dict[str, list[Unit]] = {}
    for unit in units:
        found.setdefault(key_of(unit.short_name), []).append(unit)
    return {word: own[0] for word, own in found.items() if word and len(own) == 1 and word not in by_name}


def _told(row: Row) -> dict[str, Told]:
    told: dict[str, Told] = {}
    for column in COLUMNS:
        value = row.get(column.key)
        if value in (None, ""):
            continue
        words = clean(row.raw[column.key])
        told[column.key] = (key_of(str(value)) if isinstance(value, str) else str(value), words)
    if "former" in told:
        told["former"] = (key_of(told["former"][1]), told["former"][1])
    return told


def plan_units(rows: Sequence[Row], problems: Problems, by: User) -> list[Planned]:
    """What the rows would become."""
    return _Planner(rows, problems).plan()


def store_units(rows: Sequence[Planned], by: User, past: PastImport) -> list[Subject]:
    """Create the units, upper ones first, and enter former names."""
    made: dict[str, Unit] = {}
    subjects = []
    for one in rows:
        facts = dict(one.facts)
        unit, former = facts.pop("unit", None), facts.pop("former")
        if unit is None:
            for key in ("parent", "host"):
                if isinstance(facts[key], str):
                    facts[key] = made.get(key_of(facts[key])) or Unit.objects.get(code=facts[key])
            unit = create_unit(by=by, **facts)
            made[key_of(unit.code)] = unit
        _enter_former(unit, former, by=by)
        subjects.append(Subject(SUBJECT, str(unit.pk)))
    return subjects


def _enter_former(unit: Unit, names: Iterable[Former], *, by: User) -> None:
    entered = []
    for one in sorted(names, key=lambda former: former.ends_on):
        start = one.starts_on or min(unit.starts_on, one.ends_on)
        UnitName.objects.create(unit=unit, name=one.name, starts_on=start, ends_on=one.ends_on)
        entered.append(f"{one.name} {start} {one.ends_on}")
        if start < unit.starts_on:
            update_unit(unit_id=unit.pk, by=by, starts_on=start)
            unit.starts_on = start
    if entered:
        record("unit.former_names", subject=unit, by=by, data={"names": entered}, unit_key=str(unit.pk))


def _codes() -> list[tuple[str, str, str]]:
    words = [("单位类型", word, str(kind.label)) for word, kind in KINDS.items()]
    return words + [("考核类别", one.name, "") for one in UnitClass.objects.all()]


KIND = ImportKind(
    key="units",
    order=10,
    label=gettext_lazy("Units"),
    sentence=gettext_lazy(
        "Units with their place in the tree, their scoring class and their former names. Enter former names first: "
        "registers of earlier years are matched by them."
    ),
    action="pastimport.units",
    columns=COLUMNS,
    plan=plan_units,
    store=store_units,
    codes=_codes,
    examples=(
        {"code": "ZFJD", "name": "行政执法监督处", "short_name": "监督处", "kind": "处室", "unit_class": "业务处室",
         "files_items": "是", "starts_on": "2010-01-01", "former": "执法监督科（2010-01-01至2019-03-31）"},
        {"code": "CHGZ", "name": "城关镇人民政府", "short_name": "城关镇", "kind": "乡镇街道", "files_items": "是"},
    ),
    icon="diagram-3",
)  # fmt: skip
