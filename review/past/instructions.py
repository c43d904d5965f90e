"""Instructions of the past: what leaders of superior bodies wrote, one fact a leader and item."""

from collections import defaultdict
from collections.abc import Sequence

from django.utils.translation import gettext_lazy

from activity.clock import now
from organizations.models import PastImport, SuperiorLeader, User
from organizations.past.columns import Column, day, long_text, names, text
from organizations.past.kinds import ImportKind, Planned, Subject, Told
from organizations.past.rows import Problems, Row
from review.models import Instruction
from review.past import filings
from review.past.adoptions import OUTLET_NAMES, outlet_codes
from review.past.matching import joined, long_told, words
from review.past.records import ItemKey, RecordPlanner, items_for, note_on_items, units_of_items, write_events

KEY = "instructions"
SUBJECT = "review.instruction"

COLUMNS = (
    Column("number", gettext_lazy("Number of the record"), ("批示编号", "登记编号", "登记号"), text(40)),
    Column("item_number", gettext_lazy("Number of the item"), ("信息编号", "编号", "报送编号", "稿件编号"), text(40), False,
           gettext_lazy("Where it is given, unit and title may be empty.")),
    Column("unit", gettext_lazy("Submitting unit"), filings.UNIT_NAMES, words, False, filings.UNIT.hint),
    Column("title", gettext_lazy("Title"), filings.TITLE_NAMES, text(120)),
    Column("leaders", gettext_lazy("Leader"), ("批示领导", "领导", "领导姓名", "批示人", "批示领导姓名", "签批领导"), names, True,
           gettext_lazy("Name, or name with post: 陈国平、市长陈国平、陈市长. Several parted by 、 are several person-times.")),
    Column("post", gettext_lazy("Post"), ("职务", "领导职务", "批示领导职务"), text(60)),
    Column("level", gettext_lazy("Level"), ("层级", "级别", "领导层级", "批示级别"), text(20)),
    Column("instructed_on", gettext_lazy("Date of the instruction"), ("批示日期", "批示时间", "签批日期", "日期", "时间"), day, True),
    Column("text", gettext_lazy("Words of the instruction"), ("批示内容", "批示", "批示意见", "内容", "批示原文"), long_text(1000)),
    Column("outlet", gettext_lazy("Written on the outlet"), ("批示载体", *OUTLET_NAMES), text(60)),
    Column("addressed_to", gettext_lazy("Addressed to"), ("批示对象", "批转", "批给", "转办单位"), text(120)),
    filings.AUTHORS,
    filings.ITEM_TYPE,
)  # fmt: skip


class _Planner(RecordPlanner):
    kind_key, day_key = KEY, "instructed_on"

    def __init__(self, rows: Sequence[Row], problems: Problems) -> None:
        super().__init__(rows, problems)
        self._stored: defaultdict[int, list[tuple[int, int, str]]] | None = None
        self.outlets = {id(row): self._outlet(row) for row in rows}

    def _outlet(self, row: Row) -> object | None:
        name = row.get("outlet")
        return self.books.tried(row, "outlet", lambda: self.books.outlets.find(name)) if name else None

    def objects(self, row: Row) -> list[SuperiorLeader]:
        found = [
            self.books.tried(
                row, "leaders",
                lambda name=name: self.books.leaders.find(  # type: ignore[misc]
                    name, post=row.get("post", ""), level=row.get("level", ""), on=row.get("instructed_on")
                ),
            )
            for name in row.get("leaders", ())
        ]  # fmt: skip
        return list(dict.fromkeys(leader for leader in found if leader is not None))

    def parts(self, row: Row, one: SuperiorLeader, key: ItemKey) -> tuple[str, ...]:
        return (str(key[0]), key[1], str(one.pk), str(row.get("instructed_on")))

    def told(self, row: Row, one: SuperiorLeader) -> dict[str, Told]:
        told: dict[str, Told] = {"leaders": (str(one.pk), f"{one.post} {one.name}")}
        if row.get("text"):
            told["text"] = long_told(row.get("text"))
        return told

    def known(self, row: Row, one: SuperiorLeader, item_id: int) -> tuple[str, str] | None:
        on = str(row.get("instructed_on"))
        for pk, leader_id, stored_on in self._stored_of(item_id):
            if leader_id == one.pk and stored_on == on:
                return SUBJECT, str(pk)
        return None

    def _number(self, row: Row, one: SuperiorLeader) -> str:
        # A number of a row with several leaders stands for each of their facts.
        number = row.get("number", "")
        return f"{number}/{one.pk}" if number and len(row.get("leaders", ())) > 1 else number

    def _stored_of(self, item_id: int) -> list[tuple[int, int, str]]:
        if self._stored is None:
            self._stored = defaultdict(list)
            keys = [one.pk for found in self.items.by_title.values() for one in found.values()]
            for start in range(0, len(keys), 400):
                rows = Instruction.objects.in_force().filter(item__in=keys[start : start + 400])
                for pk, item, leader, on in rows.values_list("pk", "item", "leader", "instructed_on"):
                    self._stored[item].append((pk, leader, str(on)))
        return self._stored[item_id]

    def plan(self) -> list[Planned]:
        planned = super().plan()
        for one in planned:
            one.facts = {**one.facts, "outlet": self.outlets[id(one.row)]}
        return planned


def plan_instructions(rows: Sequence[Row], problems: Problems, by: User) -> list[Planned]:
    """What the rows would become: one fact a leader."""
    return _Planner(rows, problems).plan()


def store_instructions(rows: Sequence[Planned], by: User, past: PastImport) -> list[Subject]:
    """Write the instructions, and 补录件 for those without a filing. No feedback is asked for what is past."""
    item_ids = items_for(rows, by=by, past=past)
    made = Instruction.objects.bulk_create(
        [
            Instruction(
                item_id=item_id, leader=one.facts["object"], outlet=one.facts["outlet"], instructed_on=one.facts["on"],
                text=one.facts["row"].get("text", ""), addressed_to=one.facts["row"].get("addressed_to", ""),
                recorded_by=by, recorded_at=now(),
            )
            for one, item_id in zip(rows, item_ids, strict=True)
        ],
        batch_size=500,
    )  # fmt: skip
    note_on_items(item_ids)
    units = units_of_items(item_ids)
    told = [
        (item_id, units[item_id], {"record": row.pk, "leader": row.leader_id})
        for row, item_id in zip(made, item_ids, strict=True)
    ]
    write_events("instruction.add", told, by=by, past=past)
    return [Subject(SUBJECT, str(row.pk)) for row in made]


def _codes() -> list[tuple[str, str, str]]:
    leaders = SuperiorLeader.objects.select_related("level")
    rows = [
        ("批示领导", one.name, joined((one.post, one.level.name, one.starts_on, one.ends_on or "在任")))
        for one in leaders
    ]
    return rows + filings.unit_and_type_codes() + outlet_codes()


KIND = ImportKind(
    key=KEY,
    order=50,
    label=gettext_lazy("Instructions"),
    sentence=gettext_lazy(
        "What leaders of superior bodies wrote. Enter the leaders with their dates of office in the register first. Several "
        "leaders in one cell are several person-times."
    ),
    action="pastimport.instructions",
    columns=COLUMNS,
    plan=plan_instructions,
    store=store_instructions,
    codes=_codes,
    examples=(
        {"unit": "行政执法监督处", "title": "我市开展蔬菜质量安全专项执法检查", "leaders": "陈国平", "post": "市长", "level": "市级",
         "instructed_on": "2025-03-22", "text": "请农业、市场监管部门跟进。"},
    ),
    icon="chat-square-quote",
)  # fmt: skip
