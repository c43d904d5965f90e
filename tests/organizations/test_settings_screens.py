"""The screens of the settings do their work and say what was wrong; nothing typed is lost."""

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import reverse

from activity.clock import today
from activity.models import Event
from organizations.models import ActingGrant, Holiday, Membership, Outlet, SuperiorLeader, Unit, UnitClass, User
from organizations.sign_in.lockout import locked_accounts
from organizations.views.people import masked_phone
from tests.factories.organizations import (
    ActingGrantFactory,
    OutletLevelFactory,
    UnitFactory,
    make_organ,
    make_person,
    organ_unit,
)

pytestmark = pytest.mark.django_db
PASSWORD = "Winter-Tee-2031"


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def system() -> Client:
    return signed_in(make_person(admin_kind="system"))


@pytest.fixture
def security() -> Client:
    return signed_in(make_person(admin_kind="security"))


def url(name: str, *keys) -> str:
    return reverse(f"organizations:{name}", args=keys)


def failed_account() -> None:
    name = f"absent{len(locked_accounts())}"
    for _ in range(5):
        Client().post("/accounts/login/", {"login": name, "password": "x"})


def test_units_are_entered_changed_renamed_ordered_and_merged_on_the_screen(system):
    top = organ_unit()
    unit_class = UnitClass.objects.create(name="机关处室")
    values = {
        "name": "法规处", "short_name": "法规", "code": "fg", "kind": "division", "parent": top.pk,
        "unit_class": unit_class.pk, "files_items": "on", "starts_on": "2020-01-01",
    }  # fmt: skip
    assert system.post(url("units"), values).status_code == 302
    first = Unit.objects.get(code="fg")
    system.post(url("units"), {**values, "name": "复议处", "short_name": "复议", "code": "fy"})
    second = Unit.objects.get(code="fy")
    system.post(url("unit", second.pk), {**values, "short_name": "议"})
    system.post(url("unit_rename", second.pk), {"name": "行政复议处", "short_name": "复议", "on": str(today())})
    system.post(url("unit_order"), {"units": f"{second.pk},{first.pk}"})
    assert list(Unit.objects.filter(parent=top)) == [second, first]
    system.post(url("unit_move", first.pk), {"to": "up"})
    assert list(Unit.objects.filter(parent=top)) == [first, second]
    system.post(url("unit_end", second.pk), {"on": str(today()), "successor": first.pk})
    second.refresh_from_db()
    assert (second.name, second.short_name, second.code, second.successor) == ("行政复议处", "复议", "fy", first)
    page = system.get(url("unit", second.pk))
    assert [former.name for former in page.context["former_names"]] == ["复议处"]
    assert [one.unit for one in page.context["tree"][0].children] == [first]
    assert page.context["ended"] == [second]


@pytest.mark.parametrize(
    "values",
    [{"name": ""}, {"code": "有 空格"}, {"code": "organ"}, {"kind": "planet"}, {"name": "长" * 81}, {"code": "a\x00"}],
)
def test_a_unit_that_cannot_be_is_refused_with_what_was_typed_kept(system, values):
    top = organ_unit()
    typed = {
        "name": "法规处",
        "short_name": "法规",
        "code": "fg",
        "kind": "division",
        "starts_on": "2020-01-01",
        **values,
    }
    answer = system.post(url("units"), typed)
    assert (answer.status_code, list(Unit.objects.all())) == (422, [top])
    assert answer.context["form"].errors
    assert typed["short_name"] in answer.content.decode()


def test_a_refusal_of_the_service_stands_in_the_form(system):
    organ = make_organ()
    answer = system.post(url("unit_end", organ.office.pk), {"on": str(today())})
    assert (answer.status_code, len(answer.context["end_form"].non_field_errors())) == (422, 1)
    answer = system.post(
        url("unit_rename", organ.division.pk), {"name": organ.division.name, "short_name": "x", "on": "2024-01-01"}
    )
    assert (answer.status_code, len(answer.context["rename_form"].non_field_errors())) == (422, 1)


def test_units_without_a_head_are_marked(system):
    organ = make_organ()
    bare = UnitFactory.create(parent=organ.organ)
    (top,) = system.get(url("units")).context["tree"]
    assert {branch.unit for branch in top.children if branch.lacks_head} == {bare}


def test_fields_that_a_form_does_not_offer_are_not_changed(system, security):
    unit, person = UnitFactory.create(code="fixed"), make_person(username="lin", name="林")
    values = {
        "short_name": "新",
        "kind": "division",
        "code": "other",
        "name": "other",
        "sort_no": 999,
        "ends_on": "2020-01-01",
    }
    system.post(url("unit", unit.pk), values)
    security.post(
        url("person", person.pk),
        {"name": "林", "sort_no": 0, "username": "root", "admin_kind": "audit", "is_superuser": "on", "is_active": ""},
    )
    unit.refresh_from_db()
    person.refresh_from_db()
    assert (unit.short_name, unit.code, unit.name, unit.sort_no, unit.ends_on) == (
        "新",
        "fixed",
        unit.name,
        unit.sort_no,
        None,
    )
    assert unit.sort_no != 999
    assert (person.username, person.admin_kind, person.is_superuser, person.is_active) == ("lin", "", False, True)


def test_registers_take_new_rows_and_changes(system):
    system.post(url("outlet_levels"), {"name": "市级", "code": "city", "sort_no": 1})
    level = OutletLevelFactory.create(code="city")
    system.post(
        url("outlets"), {"name": "政务信息", "code": "zwxx", "level": level.pk, "sort_no": 1, "is_active": "on"}
    )
    outlet = Outlet.objects.get()
    system.post(url("outlets_row", outlet.pk), {"name": "政务快讯", "code": "changed", "level": level.pk, "sort_no": 1})
    outlet.refresh_from_db()
    assert (outlet.name, outlet.code, outlet.is_active) == ("政务快讯", "zwxx", False)
    system.post(
        url("leaders"),
        {
            "name": "孙某",
            "post": "副市长",
            "level": level.pk,
            "rank": "deputy",
            "sort_no": 1,
            "starts_on": "2024-01-01",
        },
    )
    system.post(url("holidays"), {"day": "2027-02-08", "note": "春节"})
    holiday = Holiday.objects.get()
    system.post(url("holiday_drop", holiday.pk))
    assert (SuperiorLeader.objects.count(), Holiday.objects.count()) == (1, 0)
    assert list(Event.objects.order_by("pk").values_list("verb", flat=True)) == [
        "outlet_level.created", "outlet.created", "outlet.changed", "superior_leader.created",
        "holiday.created", "holiday.dropped",
    ]  # fmt: skip


def test_a_register_refuses_what_is_there_already_or_backwards(system):
    level = OutletLevelFactory.create(name="市级", code="city")
    assert system.post(url("outlet_levels"), {"name": "市级", "code": "x", "sort_no": 1}).status_code == 422
    dates = {"starts_on": "2024-05-01", "ends_on": "2024-01-01"}
    leader = {"name": "孙", "post": "副市长", "level": level.pk, "rank": "deputy", "sort_no": 1, **dates}
    assert system.post(url("leaders"), leader).status_code == 422
    assert (SuperiorLeader.objects.count(), Event.objects.count()) == (0, 0)


def test_a_new_person_gets_a_one_time_password_that_is_shown_once(security):
    answer = security.post(url("person_new"), {"username": "lin", "name": "林芳", "phone": "13800001111"})
    user = User.objects.get(username="lin")
    password = answer.context["password"]
    assert user.check_password(password)
    assert answer.content.decode().count(password.replace("+", "&#x2B;")) == 1 or password in answer.content.decode()
    assert answer.headers["Cache-Control"] == "no-store"
    assert password not in str(dict(security.session))
    assert security.post(url("person_new"), {"username": "lin", "name": "林芳"}).status_code == 422


def test_roles_are_given_and_ended_on_the_persons_page(security):
    organ, person = make_organ(), make_person()
    values = {"unit": organ.division.pk, "role": "officer", "starts_on": str(today()), "ends_on": ""}
    assert security.post(url("role_give", person.pk), values).status_code == 302
    membership = person.memberships.get()
    assert security.post(url("role_give", person.pk), values).status_code == 422
    backwards = {**values, "ends_on": "2020-01-01", "role": "unit_head"}
    assert security.post(url("role_give", person.pk), backwards).status_code == 422
    other = make_person()
    assert security.post(url("role_end", other.pk, membership.pk), {"ends_on": str(today())}).status_code == 404
    assert security.post(url("role_end", person.pk, membership.pk), {"ends_on": "x"}).status_code == 422
    security.post(url("role_end", person.pk, membership.pk), {"ends_on": str(today())})
    assert person.memberships.get().ends_on == today()


def test_acts_on_an_account(security):
    person = make_person()
    security.post(url("account_close", person.pk), {"reason": ""})
    assert User.objects.get(pk=person.pk).is_active
    security.post(url("account_close", person.pk), {"reason": "退休"})
    assert not User.objects.get(pk=person.pk).is_active
    security.post(url("account_open", person.pk))
    password = security.post(url("password_reset", person.pk)).context["password"]
    security.post(url("admin_kind", person.pk), {"admin_kind": "audit"})
    person = User.objects.get(pk=person.pk)
    assert (person.is_active, person.check_password(password), person.admin_kind) == (True, True, "audit")
    officer = make_person("officer")
    answer = security.post(url("admin_kind", officer.pk), {"admin_kind": "audit"})
    assert (answer.status_code, len(answer.context["admin_form"].non_field_errors())) == (422, 1)


def test_at_level_three_rights_ask_for_the_password_again(settings):
    settings.GOVINFO_PROTECTION_LEVEL = 3
    keeper, person = make_person(admin_kind="security", username="keeper"), make_person()
    keeper.set_password(PASSWORD)
    keeper.save()
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    client = signed_in(keeper)
    assert client.get(url("people")).url == "/accounts/2fa/"
    TOTP.activate(keeper, generate_totp_secret())
    assert client.get(url("people")).status_code == 200
    answer = client.post(url("account_close", person.pk), {"reason": "退休"})
    assert (answer.status_code, answer.url.partition("?")[0]) == (302, "/accounts/reauthenticate/")
    assert User.objects.get(pk=person.pk).is_active
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    client.post(url("account_close", person.pk), {"reason": "退休"})
    assert not User.objects.get(pk=person.pk).is_active


def test_people_are_found_by_name_unit_and_role(security):
    organ = make_organ()
    bare = make_person(name="无角色")
    keeper = make_person(admin_kind="audit", name="审计员")

    def found(**query) -> set[str]:
        page = security.get(url("people"), {**query, "export": "csv"})
        text = b"".join(page.streaming_content).decode("utf-8-sig")
        return {line.split(",")[0].strip('"') for line in text.splitlines()[1:]}

    assert found(role="officer") == {person.name for person in organ.officers}
    assert found(role="none") == {bare.name}
    assert found(role="audit") == {keeper.name}
    assert found(unit=organ.division.pk) == {organ.officer.name, organ.head.name}
    assert found(name=organ.editor.username) == {organ.editor.name}


@pytest.mark.parametrize(("phone", "shown"), [("13812345678", "138****5678"), ("8701", "****"), ("", "")])
def test_phones_are_masked_in_lists(phone, shown):
    assert masked_phone(phone) == shown


def test_the_principal_gives_and_revokes_a_grant_on_the_screen():
    organ = make_organ()
    head = signed_in(organ.head)
    held = organ.head.memberships.get()
    values = {
        "held": held.pk,
        "deputy": organ.officer.pk,
        "starts_on": str(today()),
        "ends_on": str(today()),
        "reason": "出差",
    }
    assert head.post(url("grants"), {**values, "reason": ""}).status_code == 422
    assert head.post(url("grants"), values).status_code == 302
    grant = ActingGrant.objects.get()
    assert (grant.principal, grant.deputy, grant.unit, grant.role) == (
        organ.head,
        organ.officer,
        organ.division,
        "unit_head",
    )
    assert head.post(url("grants"), values).status_code == 422
    deputy = signed_in(organ.officer)
    assert deputy.get(url("grants")).context["form"] is None
    assert deputy.post(url("grant_revoke", grant.pk)).status_code == 404
    foreign = organ.heads[1].memberships.get()
    assert head.post(url("grants"), {**values, "held": foreign.pk}).status_code == 422
    assert head.post(url("grant_revoke", grant.pk)).status_code == 302
    grant.refresh_from_db()
    assert grant.revoked_at


def test_who_sees_which_grants():
    organ = make_organ()
    mine = ActingGrantFactory.create(principal=organ.head, unit=organ.division)
    other = ActingGrantFactory.create()

    def seen(user: User) -> set[ActingGrant]:
        return {row["grant"] for row in signed_in(user).get(url("grants")).context["rows"]}

    assert seen(organ.head) == {mine}
    assert seen(other.deputy) == {other}
    assert seen(organ.office_head) == seen(make_person(admin_kind="security")) == {mine, other}


def test_a_deputy_sees_for_whom_they_act():
    grant = ActingGrantFactory.create()
    assert grant.principal.name in signed_in(grant.deputy).get(url("profile")).content.decode()


def test_a_locked_account_is_unlocked_on_the_screen(security):
    user = make_person(username="zhou")
    for _ in range(5):
        Client().post("/accounts/login/", {"login": "zhou", "password": "x"})
    (lock,) = security.get(url("locked")).context["locks"]
    assert (lock.user, lock.failures) == (user, 5)
    assert security.post(url("locked"), {"lock": "zhou"}).status_code == 404
    assert security.post(url("locked"), {"lock": lock.token}).status_code == 302
    assert locked_accounts() == []
    assert Event.objects.filter(verb="account.unlocked").count() == 1


def test_a_session_is_ended_from_the_list(security):
    user = make_person("officer", username="zhou")
    user.set_password(PASSWORD)
    user.save()
    client = Client()
    client.post("/accounts/login/", {"login": "zhou", "password": PASSWORD})
    session = UserSession.objects.get(user=user)
    security.post(url("sessions"), {"act": "end", "pk": [session.pk], "confirmed": "1"})
    assert client.get(url("profile")).status_code == 302
    assert Event.objects.get(verb="account.session_ended").data == {"why": "administrator"}


def test_the_desks_of_the_administrators_say_what_waits():
    bare, nobody = UnitFactory.create(name="无头处"), make_person(name="无角色者")
    system, security = (signed_in(make_person(admin_kind=kind)) for kind in ("system", "security"))
    failed_account()
    assert bare.name in system.get("/").content.decode()
    page = security.get("/").content.decode()
    assert nobody.name in page
    assert url("locked") in page
    assert Membership.objects.count() == 0


@pytest.mark.parametrize(("words", "point"), [("法规\u202e处", "U+202E"), ("法👍处", "U+1F44D")])
def test_names_that_no_paper_can_print_are_refused_at_their_field(system, security, words, point):
    organ = make_organ()
    level = OutletLevelFactory.create()
    unit = {"short_name": "法规", "code": "fg", "kind": "division", "starts_on": "2020-01-01"}
    for client, address, sent, field in (
        (system, url("units"), {**unit, "name": words}, "name"),
        (system, url("unit_rename", organ.division.pk), {"name": words, "short_name": "x", "on": str(today())}, "name"),
        (system, url("unit_classes"), {"name": words, "sort_no": 1}, "name"),
        (system, url("outlets"), {"name": words, "code": "x", "level": level.pk, "sort_no": 1}, "name"),
        (system, url("outlet_levels"), {"name": words, "code": "x", "sort_no": 1}, "name"),
        (system, url("leaders"), {"name": words, "post": "市长", "level": level.pk, "rank": "principal"}, "name"),
        (system, url("leaders"), {"name": "高远", "post": words, "level": level.pk, "rank": "principal"}, "post"),
        (security, url("person_new"), {"username": "lin", "name": words}, "name"),
        (security, url("person", organ.officer.pk), {"name": "林", "post": words, "sort_no": 1}, "post"),
    ):
        answer = client.post(address, sent)
        assert answer.status_code == 422, address
        forms = [value for context in answer.context for data in context for value in data.values()]
        (message,) = next(form.errors[field] for form in forms if field in getattr(form, "errors", ()))
        assert point in message
    assert not Unit.objects.filter(name=words).exists()
