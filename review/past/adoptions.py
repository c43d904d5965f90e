"""Adoptions of the past: what outlets printed, from the lists that superiors sent or the office kept."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from activity.clock import now
from documents.spreadsheets.values import key_of
from organizations.models import Outlet, PastImport, User
from organizations.past.columns import Column, choice, day, decimal, text, whole, yes_no
from organizations.past.kinds import ImportKind, Planned, Subject, Told
from organizations.past.rows import Problems, Row
from review.models import Adoption, AdoptionChannel
from review.past import filings
from review.past.matching import words
from review.past.records import ItemKey, RecordPlanner, items_for, note_on_items, units_of_items, write_events

KEY = "adoptions"
SUBJECT = "review.adoption"
WAYS = {
    "单条": False, "单条采用": False, "单篇": False, "单独采用": False, "全文": False, "综合": True, "综合采用": True, "合编": True,
    "综合编发": True,
}  # fmt: skip
CHANNELS = {
    "直接报送": AdoptionChannel.DIRECT, "直报": AdoptionChannel.DIRECT, "直接报省": AdoptionChannel.DIRECT,
    "逐级报送": AdoptionChannel.USUAL, "经上级": AdoptionChannel.USUAL,
}  # fmt: skip
OUTLET_NAMES = (
    "采用刊物", "刊物", "载体", "采用载体", "刊发载体", "刊物名称", "采用单位", "录用刊物", "刊用载体", "发布媒体", "采用媒体", "采用平台",
)  # fmt: skip

COLUMNS = (
    Column("number", gettext_lazy("Number of the record"), ("采用编号", "登记编号", "记录编号"), text(40), False,
           gettext_lazy("The register's own number of the adoption, if it has one.")),
    Column("item_number", gettext_lazy("Number of the item"), ("信息编号", "编号", "报送编号", "稿件编号"), text(40), False,
           gettext_lazy("Where it is given, unit and title may be empty.")),
    Column("unit", gettext_lazy("Submitting unit"), filings.UNIT_NAMES, words, False, filings.UNIT.hint),
    Column("partners", gettext_lazy("Joint units"), ("联合报送单位", "联报单位", "合报单位", "联合单位"), words),
    Column("title", gettext_lazy("Title"), filings.TITLE_NAMES, text(120), False,
           gettext_lazy("As it was filed; where no filing of the unit has this title, the adoption is entered without one.")),
    Column("outlet", gettext_lazy("Outlet"), OUTLET_NAMES, text(60), True),
    Column("issue_number", gettext_lazy("Issue number"), ("期号", "期数", "刊期", "采用期号", "期次", "刊号"), text(40)),
    Column("adopted_on", gettext_lazy("Adopted on"), ("采用日期", "采用时间", "刊发日期", "刊发时间", "录用日期", "发布日期", "日期",
           "时间"), day, True),
    Column("in_composite", gettext_lazy("Way of adoption"), ("采用方式", "采用形式", "采用类型"), choice(WAYS)),
    Column("channel", pgettext_lazy("of an adoption", "Channel"), ("报送渠道", "渠道"), choice(CHANNELS)),
    Column("edition", gettext_lazy("Edition or column"), ("版次", "栏目", "版面"), text(40)),
    Column("is_front_page", gettext_lazy("Front page"), ("头版", "头条", "是否头版"), yes_no),
    Column("printed_title", gettext_lazy("Title as printed"), ("刊发标题", "采用标题", "刊用标题"), text(120)),
    Column("printed_length", gettext_lazy("Characters printed"), ("字数", "采用字数"), whole(1_000_000)),
    Column("external_points", gettext_lazy("Points given by the superior"), ("上级得分", "上级分值", "得分", "分值", "上级计分"),
           decimal(3, Decimal(999_999))),
    filings.AUTHORS,
    filings.ITEM_TYPE,
)  # fmt: skip


class _Planner(RecordPlanner):
    kind_key, day_key = KEY, "adopted_on"

    def __init__(self, rows: Sequence[Row], problems: Problems) -> None:
        super().__init__(rows, problems)
        self._stored: defaultdict[int, list[tuple[int, int, str, str]]] | None = None

    def objects(self, row: Row) -> list[Outlet]:
        name = row.get("outlet")
        found = self.books.tried(row, "outlet", lambda: self.books.outlets.find(name)) if name else None
        return [found] if found else []

    def parts(self, row: Row, one: Outlet, key: ItemKey) -> tuple[str, ...]:
        return (str(key[0]), key[1], str(one.pk), key_of(row.get("issue_number", "")), str(row.get("adopted_on")))

    def told(self, row: Row, one: Outlet) -> dict[str, Told]:
        told: dict[str, Told] = {"outlet": (str(one.pk), one.name)}
        if row.get("in_composite") is not None:
            told["in_composite"] = (
                str(row.get("in_composite")), _("in a composite") if row.get("in_composite") else _("printed alone")
            )  # fmt: skip
        if row.get("channel") is not None:
            told["channel"] = (row.get("channel"), str(row.get("channel").label))
        if row.get("is_front_page") is not None:
            told["is_front_page"] = (str(row.get("is_front_page")), _("yes") if row.get("is_front_page") else _("no"))
        return told

    def known(self, row: Row, one: Outlet, item_id: int) -> tuple[str, str] | None:
        issue, on = key_of(row.get("issue_number", "")), str(row.get("adopted_on"))
        for pk, outlet_id, stored_issue, stored_on in self._stored_of(item_id):
            if outlet_id == one.pk and (issue == stored_issue if issue else on == stored_on):
                return SUBJECT, str(pk)
        return None

    def _stored_of(self, item_id: int) -> list[tuple[int, int, str, str]]:
        if self._stored is None:
            self._stored = defaultdict(list)
            keys = [one.pk for found in self.items.by_title.values() for one in found.values()]
            for start in range(0, len(keys), 400):
                rows = Adoption.objects.in_force().filter(item__in=keys[start : start + 400])
                for pk, item, outlet, issue, on in rows.values_list(
                    "pk", "item", "outlet", "issue_number", "adopted_on"
                ):
                    self._stored[item].append((pk, outlet, key_of(issue), str(on)))
        return self._stored[item_id]


def plan_adoptions(rows: Sequence[Row], problems: Problems, by: User) -> list[Planned]:
    """What the rows would become."""
    return _Planner(rows, problems).plan()


def store_adoptions(rows: Sequence[Planned], by: User, past: PastImport) -> list[Subject]:
    """Write the adoptions, and 补录件 for those without a filing."""
    item_ids = items_for(rows, by=by, past=past)
    made = Adoption.objects.bulk_create(
        [_adoption(one, item_id, by) for one, item_id in zip(rows, item_ids, strict=True)], batch_size=500
    )
    note_on_items(item_ids)
    units = units_of_items(item_ids)
    told = [
        (item_id, units[item_id], {"record": row.pk, "outlet": one.facts["object"].code, "issue": row.issue_number,
         "on": str(row.adopted_on)})
        for one, row, item_id in zip(rows, made, item_ids, strict=True)
    ]  # fmt: skip
    write_events("adoption.add", told, by=by, past=past)
    return [Subject(SUBJECT, str(row.pk)) for row in made]


def _adoption(one: Planned, item_id: int, by: User) -> Adoption:
    # The register is no evidence of one adoption: whoever may open that may not read all units' rows.
    row: Row = one.facts["row"]
    details: dict[str, Any] = {
        key: row.get(key)
        for key in (
            "edition",
            "is_front_page",
            "printed_title",
            "in_composite",
            "printed_length",
            "external_points",
            "channel",
        )
        if row.get(key) is not None
    }
    return Adoption(
        item_id=item_id, outlet=one.facts["object"], issue_number=row.get("issue_number", ""), adopted_on=one.facts["on"],
        recorded_by=by, recorded_at=now(), **details,
    )  # fmt: skip


def outlet_codes() -> list[tuple[str, str, str]]:
    """For the sheet of codes."""
    rows = Outlet.objects.select_related("level")
    return [("采用刊物", outlet.name, f"{outlet.level.name} / {outlet.code}") for outlet in rows]


def _codes() -> list[tuple[str, str, str]]:
    ways = [("采用方式", word, "综合采用" if composite else "单条采用") for word, composite in WAYS.items()]
    channels = [("报送渠道", word, str(channel.label)) for word, channel in CHANNELS.items()]
    return filings.unit_and_type_codes() + outlet_codes() + ways + channels


KIND = ImportKind(
    key=KEY,
    order=40,
    label=gettext_lazy("Adoptions"),
    sentence=gettext_lazy(
        "What outlets printed. Each row is matched to the filing of its unit and title; without one it is entered as an "
        "adoption alone. It counts in the scores of its day."
    ),
    action="pastimport.adoptions",
    columns=COLUMNS,
    plan=plan_adoptions,
    store=store_adoptions,
    codes=_codes,
    examples=(
        {"unit": "行政执法监督处", "title": "我市开展蔬菜质量安全专项执法检查", "outlet": "省政府政务信息", "issue_number": "第38期",
         "adopted_on": "2025-03-20", "in_composite": "单条", "external_points": "2"},
        {"item_number": "法信〔2025〕012", "outlet": "市政务信息", "issue_number": "2025年第11期", "adopted_on": "2025.3.18"},
    ),
    icon="journal-check",
)  # fmt: skip
