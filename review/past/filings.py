"""Filings of the past: a register of what units sent becomes items that count as filed on their day."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents.spreadsheets.values import key_of
from organizations.models import ImportedRow, PastImport, Unit, User
from organizations.past.columns import Column, choice, day, long_text, names, text
from organizations.past.fingerprints import PORTION, is_serial
from organizations.past.kinds import ImportKind, Planned, Subject, Told
from organizations.past.rows import Problems, Row
from review.past.matching import Books, ItemBook, imported_before, joined, long_told, told_of, words
from submissions.models import Item, ItemType
from submissions.services.past import PastItem, write_past_items
from submissions.states import Nature, Secrecy, Status

KEY = "filings"
SUBJECT = "submissions.item"
NATURES = {
    "成绩": Nature.ACHIEVEMENT, "经验": Nature.ACHIEVEMENT, "正面": Nature.ACHIEVEMENT, "问题": Nature.PROBLEM,
    "负面": Nature.PROBLEM, "建议": Nature.ADVICE,
}  # fmt: skip
# 秘密 and above never come so far: the watch over secrecy marks has refused the file.
DEGREES = {"公开": Secrecy.PUBLIC, "内部": Secrecy.INTERNAL, "主动公开": Secrecy.PUBLIC, "不公开": Secrecy.INTERNAL}
RESULTS = {
    "办结": False, "已办结": False, "采用": False, "已采用": False, "上报": False, "已上报": False, "未采用": False,
    "未编报": True, "不予编报": True, "退稿": True,
}  # fmt: skip
UNIT_NAMES = (
    "报送单位", "单位", "处室", "科室", "部门", "单位名称", "报送部门", "填报单位", "来稿单位", "供稿单位", "报送处室", "责任单位",
    "投稿单位", "信息来源",
)  # fmt: skip
TITLE_NAMES = ("标题", "题目", "信息标题", "稿件标题", "信息题目", "题名", "名称", "信息名称", "稿件名称", "内容标题")
AUTHOR_NAMES = ("作者", "撰稿人", "执笔人", "信息员", "报送人", "供稿人", "撰写人", "起草人")
TYPE_NAMES = ("信息类型", "类型", "信息类别", "类别", "体裁", "种类", "稿件类型")

UNIT = Column("unit", gettext_lazy("Submitting unit"), UNIT_NAMES, words, True,
              gettext_lazy("Name, short name, code, or the name that the unit had on that day. Several: 立法一处、执法监督处, the first one leads."))  # fmt: skip
TITLE = Column("title", gettext_lazy("Title"), TITLE_NAMES, text(120), True)
AUTHORS = Column("authors", gettext_lazy("Authors"), AUTHOR_NAMES, names, False,
                 gettext_lazy("Several parted by 、. Where two people of a unit share a name: 张伟（zhangwei2）."))  # fmt: skip
ITEM_TYPE = Column("item_type", gettext_lazy("Type"), TYPE_NAMES, text(30))
COLUMNS = (
    Column("number", gettext_lazy("Number"), ("编号", "信息编号", "报送编号", "登记号", "文号", "稿件编号"), text(40), False,
           gettext_lazy("The register's own number, by which a row is known again. A serial (序号) is not needed.")),
    Column("filed_on", gettext_lazy("Filed on"), ("报送日期", "报送时间", "日期", "时间", "收稿日期", "来稿日期", "投稿日期",
           "上报日期", "上报时间", "登记日期", "收文日期"), day, True),
    UNIT,
    Column("partners", gettext_lazy("Joint units"), ("联合报送单位", "联报单位", "合报单位", "联合单位"), words),
    TITLE,
    ITEM_TYPE,
    Column("nature", gettext_lazy("Nature"), ("性质", "信息性质"), choice(NATURES)),
    AUTHORS,
    Column("secrecy", gettext_lazy("Secrecy"), ("公开属性", "密级", "公开类别"), choice(DEGREES), False,
           gettext_lazy("公开 or 内部; 内部 where it is empty.")),
    Column("result", gettext_lazy("Result"), ("办理结果", "处理结果", "办理情况", "处理情况", "采用情况", "状态"), choice(RESULTS), False,
           gettext_lazy("未编报 for what was declined; else closed. Adoptions are a table of their own.")),
    Column("summary", gettext_lazy("Summary"), ("摘要", "内容摘要"), text(300)),
    Column("text", gettext_lazy("Text"), ("正文", "内容", "信息内容", "全文"), long_text(20_000), False,
           gettext_lazy("May be empty: registers hold titles as a rule.")),
)  # fmt: skip


class _Planner:
    def __init__(self, rows: Sequence[Row], problems: Problems) -> None:
        self.rows, self.problems = rows, problems
        self.books, self.items = Books(problems), ItemBook()
        self.units = {id(row): self.books.units_of(row, row.get("filed_on")) for row in rows}

    def plan(self) -> list[Planned]:
        complete = [row for row in self.rows if row.get("title") and row.get("filed_on") and self.units[id(row)]]
        before = imported_before(KEY, (self.parts(row) for row in complete))
        self.items.load(
            ((row.get("title"), self.units[id(row)], row.get("filed_on")) for row in complete),
            (row.get("number") for row in complete if row.get("number")),
        )
        self.taken = _taken_numbers([row.get("number") for row in complete if row.get("number")])
        return [self._row(row, before.get(self.parts(row))) for row in complete]

    def parts(self, row: Row) -> tuple[str, ...]:
        return (str(self.units[id(row)][0].pk), key_of(row.get("title")), str(row.get("filed_on")))

    def _row(self, row: Row, known_as: tuple[str, str] | None) -> Planned:
        units, on, number = self.units[id(row)], row.get("filed_on"), row.get("number", "")
        authors = self.books.authors_of(row, units, on)
        item_type = self.books.type_of(row)
        facts = PastItem(
            unit=units[0], partners=tuple(units[1:]), title=row.get("title"), on=on, authors=authors, item_type=item_type,
            text=row.get("text", ""), summary=row.get("summary", ""), nature=row.get("nature", ""),
            secrecy=row.get("secrecy", Secrecy.INTERNAL), number="" if is_serial(number) else number,
            is_declined=row.get("result", False), place=f"{row.sheet}!{row.number}",
        )  # fmt: skip
        planned = Planned(
            row, {"item": facts}, self.parts(row), _told(row, units, authors, item_type), number=number, happened_on=on,
            known_as=known_as, order=(str(on), units[0].pk, key_of(facts.title)),
        )  # fmt: skip
        if known_as is None:
            self._compare(planned, facts)
        return planned

    def _compare(self, planned: Planned, facts: PastItem) -> None:
        """The item may stand here without an import, or another one may have the number."""
        same = self.items.same(facts.title, facts.unit, facts.on)
        if same is not None:
            planned.known_as = (SUBJECT, str(same.pk))
            planned.note = _("Filed in this system as %(number)s.") % {"number": same.number}
            return
        if key_of(facts.number) in self.taken:
            self.problems.add(
                planned.row, "number", _("Another item has this number."), _("Correct the number, or leave it empty.")
            )
        later = self.items.supplementary(facts.title, facts.unit)
        if later is not None:
            self.problems.note(
                planned.row, "title", _("An adoption of this title was entered without a filing (%(number)s).") % {"number": later.number},
                _("Import filings before adoptions; the two stand side by side now."),
            )  # fmt: skip


def _taken_numbers(numbers: Sequence[str]) -> set[str]:
    """Numbers of items that no import brought: a changed row of an import is explained by its fingerprint instead."""
    taken: set[str] = set()
    for start in range(0, len(numbers), PORTION):
        part = numbers[start : start + PORTION]
        taken |= {str(item) for item in Item.objects.filter(number__in=part).values_list("number", flat=True)}
        taken -= set(ImportedRow.objects.filter(kind=KEY, number__in=part).values_list("number", flat=True))
    return {key_of(number) for number in taken}


def _told(row: Row, units: Sequence[Unit], authors: Sequence[User], item_type: ItemType | None) -> dict[str, Told]:
    told = told_of(
        row,
        filed_on=(str(row.get("filed_on")), str(row.get("filed_on"))),
        unit=(str(units[0].pk), units[0].name),
        authors=("、".join(str(user.pk) for user in authors), joined(authors)),
        text=long_told(row.get("text", "")),
        summary=long_told(row.get("summary", "")),
    )
    if len(units) > 1:
        told["partners"] = ("、".join(str(unit.pk) for unit in units[1:]), joined(units[1:]))
    if item_type is not None:
        told["item_type"] = (item_type.code, item_type.name)
    if "nature" in told:
        told["nature"] = (str(row.get("nature")), str(Nature(row.get("nature")).label))
    if "secrecy" in told:
        told["secrecy"] = (str(row.get("secrecy")), str(Secrecy(row.get("secrecy")).label))
    if "result" in told:
        told["result"] = (str(row.get("result")), str((Status.DECLINED if row.get("result") else Status.CLOSED).label))
    return told


def plan_filings(rows: Sequence[Row], problems: Problems, by: User) -> list[Planned]:
    """What the rows would become."""
    return _Planner(rows, problems).plan()


def store_filings(rows: Sequence[Planned], by: User, past: PastImport) -> list[Subject]:
    """Write the items."""
    wanted = [one.facts["item"] for one in rows]
    items = write_past_items(wanted, by=by, batch=past.batch, import_id=past.pk)
    return [Subject(SUBJECT, str(item.pk)) for item in items]


def unit_and_type_codes() -> list[tuple[str, str, str]]:
    """For the sheet of codes."""
    rows: list[tuple[str, str, str]] = [
        ("报送单位", unit.name, f"{unit.short_name} / {unit.code}")
        for unit in Unit.objects.filing().in_printing_order()
    ]
    return rows + [("信息类型", one.name, one.code) for one in ItemType.objects.filter(is_active=True)]


def _codes() -> list[tuple[str, str, str]]:
    fixed: list[tuple[str, Any]] = [("性质", NATURES), ("公开属性", DEGREES)]
    rows = [(head, word, str(value.label)) for head, choices in fixed for word, value in choices.items()]
    results = [("办理结果", word, "未编报" if declined else "办结") for word, declined in RESULTS.items()]
    return unit_and_type_codes() + rows + results


KIND = ImportKind(
    key=KEY,
    order=30,
    label=gettext_lazy("Filings"),
    sentence=gettext_lazy(
        "Registers of what units sent. Each row becomes an item that counts as filed on its day. Import filings before "
        "adoptions and instructions, which look for their item among them."
    ),
    action="pastimport.filings",
    columns=COLUMNS,
    plan=plan_filings,
    store=store_filings,
    codes=_codes,
    examples=(
        {"number": "法信〔2025〕012", "filed_on": "2025-03-05", "unit": "行政执法监督处", "title": "我市开展蔬菜质量安全专项执法检查",
         "item_type": "动态信息", "nature": "成绩", "authors": "张敏、李卫东", "secrecy": "内部", "result": "办结"},
        {"filed_on": "2025年3月12日", "unit": "立法一处、行政复议处", "title": "地方立法中听证程序运用情况及建议", "nature": "建议"},
    ),
    icon="send",
)  # fmt: skip
