"""The demo organ in the database: its rows, made through the services, and quick ways to find them again."""

from dataclasses import dataclass
from datetime import date, timedelta

from activity.services import record
from govinfo.demo import organ
from organizations.models import Outlet, OutletLevel, SuperiorLeader, Unit, User
from organizations.services.papers import save_papers
from organizations.services.registers import add_row
from organizations.services.roles import give_role
from organizations.services.units import create_unit, save_unit_class
from submissions.models import ItemType, SignOffRoute, Topic, UnitChainStep

# code, name, whether facts, analysis and advice are wanted
ITEM_TYPES = (
    ("brief", "简讯", False), ("update", "动态", False), ("composite", "综合", False), ("research", "调研", True),
    ("issue", "问题建议", True), ("practice", "经验", False), ("public_opinion", "社情民意", False),
    ("special", "专报", True), ("news", "新闻稿", False),
)  # fmt: skip


@dataclass(frozen=True)
class World:
    """The rows of the organ, by the names under which the plan knows them."""

    units: dict[str, Unit]
    users: dict[str, User]
    outlets: dict[str, Outlet]
    leaders: dict[str, SuperiorLeader]
    item_types: dict[str, ItemType]
    topics: dict[str, Topic]

    def person(self, role: str, unit: str = "", no: int = 0) -> User:
        """The person who holds the role (in the unit), the first where there are several."""
        return self.users[organ.people_with(role, unit)[no].username]

    def editors(self) -> list[User]:
        return [self.users[p.username] for p in organ.people_with(organ.EDITOR)]


def read_world() -> World:
    """The organ as it stands in the database."""
    return World(
        units={unit.code: unit for unit in Unit.objects.all()},
        users={user.username: user for user in User.objects.all()},
        outlets={outlet.code: outlet for outlet in Outlet.objects.select_related("level")},
        leaders={leader.name: leader for leader in SuperiorLeader.objects.all()},
        item_types={row.name: row for row in ItemType.objects.all()},
        topics={topic.name: topic for topic in Topic.objects.all()},
    )


def build_world(*, first_day: date, today: date, encoded_password: str, fields: list[str]) -> World:
    """Make units, people, roles, outlets, leaders and lists. The clock stands before `first_day`.

    `encoded_password` is one hash for all accounts: hashing sixty times would take a minute of the first start.
    """
    users = _make_accounts(encoded_password)
    by, security = users["xitong"], users["anquan"]
    units = _make_units(by)
    _give_roles(units, users, security, first_day - timedelta(days=400))
    _make_registers(by, today)
    head = next(person for person in organ.PEOPLE if person.role == organ.OFFICE_HEAD)
    save_papers(by=users[head.username], **organ.PAPERS)
    _make_lists(fields)
    _make_chains(units)
    return read_world()


def _make_accounts(encoded_password: str) -> dict[str, User]:
    """The three administrators first: they make the rest."""
    people = sorted(organ.PEOPLE, key=lambda p: not p.admin_kind)
    users = {}
    for place, person in enumerate(organ.PEOPLE, start=1):
        users[person.username] = User(
            username=person.username, name=person.name, post=person.post, phone=person.phone, sort_no=place,
            admin_kind=person.admin_kind, password=encoded_password,
        )  # fmt: skip
    for person in people:
        user = users[person.username]
        user.save()
        data = {"account": user.username, "admin_kind": user.admin_kind}
        record("account.created", subject=user, by=users["anquan"] if not user.admin_kind else None, data=data)
    return users


def _make_units(by: User) -> dict[str, Unit]:
    classes = {
        name: save_unit_class(by=by, name=name, code=code, sort_no=no)
        for no, (name, code) in enumerate(organ.UNIT_CLASSES.items(), start=1)
    }
    units: dict[str, Unit] = {}
    for spec in organ.UNITS:
        units[spec.code] = create_unit(
            by=by, name=spec.name, short_name=spec.short_name, code=spec.code, kind=spec.kind,
            parent=units.get(spec.parent), unit_class=classes.get(spec.unit_class), files_items=spec.files_items,
        )  # fmt: skip
    return units


def _give_roles(units: dict[str, Unit], users: dict[str, User], by: User, since: date) -> None:
    for person in organ.PEOPLE:
        if person.role:
            user, unit = users[person.username], units[person.unit]
            give_role(user_id=user.pk, unit_id=unit.pk, role=person.role, starts_on=since, by=by)


def _make_registers(by: User, today: date) -> None:
    levels = {
        code: add_row(OutletLevel, by=by, code=code, name=name, sort_no=no)
        for no, (code, name) in enumerate(organ.OUTLET_LEVELS, start=1)
    }
    for no, outlet in enumerate(organ.OUTLETS, start=1):
        add_row(
            Outlet, by=by, name=outlet.name, code=outlet.code, level=levels[outlet.level], sort_no=no,
            publisher=outlet.publisher, is_own=outlet.is_own, is_media=outlet.is_media,
        )  # fmt: skip
    for no, leader in enumerate(organ.LEADERS, start=1):
        ends_on = today - timedelta(days=30 * leader.months_since_end) if leader.months_since_end else None
        add_row(
            SuperiorLeader, by=by, name=leader.name, post=leader.post, level=levels[leader.level], rank=leader.rank,
            sort_no=no, starts_on=today - timedelta(days=30 * leader.months_since_start), ends_on=ends_on,
        )  # fmt: skip


def _make_lists(fields: list[str]) -> None:
    for no, (code, name, wants_analysis) in enumerate(ITEM_TYPES, start=1):
        ItemType.objects.update_or_create(
            code=code, defaults={"name": name, "wants_analysis": wants_analysis, "sort_no": no}
        )
    for no, name in enumerate(fields, start=1):
        Topic.objects.get_or_create(name=name, defaults={"sort_no": no})


def _make_chains(units: dict[str, Unit]) -> None:
    """Two steps where the unit has a signer; above the office: nobody for briefs, both leaders for what goes high."""
    for spec in organ.FILING_UNITS:
        if spec.steps == 2:
            for step, role in enumerate((organ.UNIT_SIGNER, organ.UNIT_HEAD), start=1):
                UnitChainStep.objects.create(unit=units[spec.code], step=step, role=role)
    types = {row.code: row for row in ItemType.objects.all()}
    levels = {level.code: level for level in OutletLevel.objects.all()}
    SignOffRoute.objects.create(sort_no=1, item_type=types["brief"], needs_deputy_leader=False)
    SignOffRoute.objects.create(sort_no=2, item_type=types["special"], needs_principal_leader=True)
    SignOffRoute.objects.create(sort_no=3, level=levels["state"], needs_principal_leader=True)
    SignOffRoute.objects.create(sort_no=4, needs_deputy_leader=True)
