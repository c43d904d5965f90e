"""People and their roles out of a sheet. Accounts made so have no password: nobody can sign in with one until the
security administrator gives a one-time password. Who left long ago gets a closed account, so that old facts have authors.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activity.clock import today
from activity.services import record
from documents.spreadsheets.values import clean, key_of
from organizations.models import AdminKind, Membership, PastImport, Role, Unit, UnitKind, User
from organizations.past.columns import CellRefused, Column, any_day, choice, day, text
from organizations.past.fingerprints import fingerprint
from organizations.past.kinds import ImportKind, Planned, Subject, Told
from organizations.past.matching import UnitBook
from organizations.past.rows import Problems, Row
from organizations.services.roles import HOMES
from organizations.sign_in.sessions import end_sessions

SUBJECT = "organizations.user"
ROLES: dict[str, Role] = {
    "信息员": Role.OFFICER, "联络员": Role.OFFICER, "撰稿人": Role.OFFICER,
    "单位审签人": Role.UNIT_SIGNER, "审签人": Role.UNIT_SIGNER, "审核人": Role.UNIT_SIGNER,
    "单位负责人": Role.UNIT_HEAD, "负责人": Role.UNIT_HEAD, "处长": Role.UNIT_HEAD, "第一责任人": Role.UNIT_HEAD,
    "责任编辑": Role.EDITOR, "编辑": Role.EDITOR, "综合处负责人": Role.OFFICE_HEAD,
    "分管领导": Role.DEPUTY_LEADER, "主管领导": Role.DEPUTY_LEADER, "主要领导": Role.PRINCIPAL_LEADER,
}  # fmt: skip


def _account(value: Any, _from_1904: bool) -> str:
    found = clean(value)
    try:
        UnicodeUsernameValidator()(found)
    except ValidationError as error:
        raise CellRefused(
            _("An account has letters, digits and @ . + - _ only."), _("Take the name in pinyin, as zhangmin.")
        ) from error
    if len(found) > 60:
        raise CellRefused(_("An account has at most 60 characters."))
    return found


COLUMNS = (
    Column("account", gettext_lazy("Account"), ("账号", "帐号", "用户名", "登录名", "account"), _account, True,
           gettext_lazy("By it the person is known again. Several rows of one account are several roles.")),
    Column("name", gettext_lazy("Full name"), ("姓名", "人员姓名", "name"), text(40), True),
    Column("unit", gettext_lazy("Unit"), ("单位", "所在单位", "处室", "部门", "所属单位", "科室"), text(80), True),
    Column("role", gettext_lazy("Role"), ("角色", "岗位", "系统角色"), choice(ROLES), True),
    Column("post", gettext_lazy("Post"), ("职务", "职位"), text(60)),
    Column("phone", gettext_lazy("Phone"), ("电话", "手机", "联系电话", "手机号码", "办公电话"), text(30)),
    Column("starts_on", gettext_lazy("From"), ("任职日期", "开始日期", "起始日期", "任职起"), day, False,
           gettext_lazy("First day of the role; the unit's first day where it is empty.")),
    Column("ends_on", gettext_lazy("Until"), ("离任日期", "结束日期", "截止日期", "任职止"), any_day, False,
           gettext_lazy("Last day of the role. Who has no role today gets a closed account.")),
)  # fmt: skip


class _Planner:
    def __init__(self, rows: Sequence[Row], problems: Problems, by: User) -> None:
        self.rows, self.problems, self.by = rows, problems, by
        self.units = UnitBook()
        self.users = {user.username.casefold(): user for user in User.objects.all()}
        self.held: defaultdict[int, list[Membership]] = defaultdict(list)
        for held in Membership.objects.all():
            self.held[held.user_id].append(held)
        self.names: dict[str, str] = {}

    def plan(self) -> list[Planned]:
        return [one for row in self.rows if (one := self._row(row)) is not None]

    def _row(self, row: Row) -> Planned | None:
        account, name, role = row.get("account"), row.get("name"), row.get("role")
        unit = self._unit(row)
        if not account or not name or not role or unit is None:
            return None
        starts_on, ends_on = row.get("starts_on") or unit.starts_on, row.get("ends_on")
        self._check(row, unit, role, starts_on, ends_on)
        user = self.users.get(account.casefold())
        facts = {
            "user": user, "account": account, "name": name, "post": row.get("post", ""), "phone": row.get("phone", ""),
            "unit": unit, "role": role, "starts_on": starts_on, "ends_on": ends_on,
        }  # fmt: skip
        planned = Planned(
            row, facts, (account.casefold(), str(unit.pk), role, str(row.get("starts_on") or "")), self._told(row, unit),
            order=(account.casefold(), str(starts_on)),
        )  # fmt: skip
        self._check_account(row, account, name, user)
        if user is not None:
            self._compare(planned, user)
        return planned

    def _unit(self, row: Row) -> Unit | None:
        if not row.get("unit"):
            return None
        try:
            return self.units.find(row.get("unit"), row.get("ends_on") or row.get("starts_on"))
        except CellRefused as refusal:
            self.problems.add(row, "unit", refusal.what, refusal.advice)
            return None

    def _check(self, row: Row, unit: Unit, role: Role, starts_on: date, ends_on: date | None) -> None:
        home = HOMES.get(role)
        if home and unit.kind != home:
            sentence = _("The role “%(role)s” is held in: %(home)s.")
            self.problems.add(row, "role", sentence % {"role": role.label, "home": home.label})
        elif unit.kind == UnitKind.ORGAN and not home:
            self.problems.add(row, "unit", _("In the organ itself only leaders have roles."))
        if ends_on and ends_on < starts_on:
            self.problems.add(row, "ends_on", _("The role ends before it begins."))
        if unit.ends_on and (ends_on is None or ends_on > unit.ends_on):
            self.problems.add(
                row,
                "unit",
                _("The unit ended on %(day)s.") % {"day": unit.ends_on},
                _("Give the last day of the role."),
            )

    def _check_account(self, row: Row, account: str, name: str, user: User | None) -> None:
        known = user.name if user is not None else self.names.setdefault(account.casefold(), name)
        if key_of(known) != key_of(name):
            self.problems.add(
                row, "account", _("This account belongs to %(name)s.") % {"name": known}, _("Write another account.")
            )
        if user is not None and user.admin_kind != AdminKind.NONE:
            self.problems.add(row, "account", _("An administrator holds no business role."))
        if user is not None and user.pk == self.by.pk:
            self.problems.add(row, "account", _("You cannot do this to your own account."))

    def _compare(self, planned: Planned, user: User) -> None:
        facts = planned.facts
        for held in self.held[user.pk]:
            if held.unit_id == facts["unit"].pk and held.role == facts["role"] and _overlap(held, facts):
                planned.known_as = (SUBJECT, str(user.pk))

    def _told(self, row: Row, unit: Unit) -> dict[str, Told]:
        told: dict[str, Told] = {}
        for column in COLUMNS:
            value = row.get(column.key)
            if value not in (None, ""):
                told[column.key] = (key_of(str(value)), clean(row.raw[column.key]))
        if "phone" in told:
            # What is remembered of a row shows that a number changed, and not which numbers people have.
            told["phone"] = (fingerprint("phone", (told["phone"][0],))[:16], f"****{told['phone'][1][-4:]}")
        told["unit"] = (str(unit.pk), unit.name)
        told["role"] = (str(row.get("role")), str(Role(row.get("role")).label))
        return told


def _overlap(held: Membership, facts: Any) -> bool:
    ends_before = facts["ends_on"] is not None and facts["ends_on"] < held.starts_on
    begins_after = held.ends_on is not None and facts["starts_on"] > held.ends_on
    return not ends_before and not begins_after


def plan_people(rows: Sequence[Row], problems: Problems, by: User) -> list[Planned]:
    """What the rows would become."""
    return _Planner(rows, problems, by).plan()


def store_people(rows: Sequence[Planned], by: User, past: PastImport) -> list[Subject]:
    """Make accounts without a password where there are none, and enter the roles."""
    made: dict[str, User] = {}
    day = today()
    stays = {one.facts["account"].casefold() for one in rows if not one.facts["ends_on"] or one.facts["ends_on"] >= day}
    for one in rows:
        account = one.facts["account"].casefold()
        if account not in made:
            made[account] = one.facts["user"] or _make_user(one.facts, is_active=account in stays, by=by, past=past)
    Membership.objects.bulk_create(
        Membership(
            user=made[one.facts["account"].casefold()], unit=one.facts["unit"], role=one.facts["role"],
            starts_on=one.facts["starts_on"], ends_on=one.facts["ends_on"],
        )
        for one in rows
    )  # fmt: skip
    for one in rows:
        user = made[one.facts["account"].casefold()]
        if one.facts["user"] is not None:
            end_sessions(user)
        data = {
            "role": one.facts["role"], "unit": one.facts["unit"].pk, "from": str(one.facts["starts_on"]),
            "until": str(one.facts["ends_on"] or ""), "import": past.pk,
        }  # fmt: skip
        record("role.given", subject=user, by=by, data=data, unit_key=str(one.facts["unit"].pk), batch=past.batch)
    return [Subject(SUBJECT, str(made[one.facts["account"].casefold()].pk)) for one in rows]


def _make_user(facts: Any, *, is_active: bool, by: User, past: PastImport) -> User:
    user = User(
        username=facts["account"], name=facts["name"], post=facts["post"], phone=facts["phone"], is_active=is_active,
        must_change_password=True,
    )  # fmt: skip
    user.set_unusable_password()
    user.save()
    data = {"account": user.username, "admin_kind": "", "import": past.pk, "is_open": is_active}
    record("account.created", subject=user, by=by, data=data, batch=past.batch)
    return user


def _codes() -> list[tuple[str, str, str]]:
    words = [("角色", word, str(role.label)) for word, role in ROLES.items()]
    return words + [("单位", unit.name, unit.code) for unit in Unit.objects.order_by("sort_no", "pk")]


KIND = ImportKind(
    key="people",
    order=20,
    label=gettext_lazy("People and roles"),
    sentence=gettext_lazy(
        "Accounts with their roles, former people too: an author of the past is found by name and unit. The accounts have "
        "no password; give each person a one-time password on the page of the person."
    ),
    action="pastimport.people",
    columns=COLUMNS,
    plan=plan_people,
    store=store_people,
    codes=_codes,
    examples=(
        {"account": "zhangmin", "name": "张敏", "unit": "行政执法监督处", "role": "信息员", "post": "四级主任科员",
         "phone": "0571-87001234", "starts_on": "2021-03-01"},
        {"account": "lilaoshi", "name": "李建军", "unit": "行政执法监督处", "role": "单位负责人", "starts_on": "2015-01-01",
         "ends_on": "2020-12-31"},
    ),
    icon="people",
)  # fmt: skip
