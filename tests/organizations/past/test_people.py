"""People out of a sheet: accounts without a password, roles with their days, former people closed."""

from datetime import date

import pytest

from activity.models import Event
from organizations.models import ImportedRow, Membership, Role, User
from organizations.past.matching import PeopleBook
from organizations.services.accounts import reset_password
from tests.factories.organizations import make_organ, make_person
from tests.factories.past import imported, planned, received, table, told

HEADS = ("用户名", "姓名", "处室", "角色", "职务", "手机", "任职日期", "离任日期")

pytestmark = pytest.mark.django_db


@pytest.fixture
def security():
    return make_person(admin_kind="security")


@pytest.fixture
def organ():
    organ = make_organ()
    organ.division.name = "行政执法监督处"
    organ.division.save()
    return organ


def test_account_has_no_password_until_the_administrator_gives_one(organ, security):
    content = table(
        HEADS,
        ("zhangmin", "张敏", "行政执法监督处", "信息员", "科员", "13812345678", "2021-03-01", ""),
        ("zhangmin", "张敏", "行政执法监督处", "审签人", "", "", "2024-01-01", ""),
        ("lilaoshi", "李建军", "行政执法监督处", "负责人", "处长", "", "2015-01-01", "2020-12-31"),
    )
    # The unit exists only from 2020 on.
    organ.division.starts_on = date(2010, 1, 1)
    organ.division.save()
    past = imported("people", content, by=security)
    assert past.rows_new == 3
    person, former = User.objects.get(username="zhangmin"), User.objects.get(username="lilaoshi")
    assert not person.has_usable_password()
    assert (person.is_active, person.must_change_password, former.is_active) == (True, True, False)
    assert (person.post, person.phone) == ("科员", "13812345678")
    assert list(person.memberships.order_by("starts_on").values_list("role", flat=True)) == [
        Role.OFFICER,
        Role.UNIT_SIGNER,
    ]
    assert former.memberships.get().ends_on == date(2020, 12, 31)
    _user, password = reset_password(user_id=person.pk, by=security)
    person.refresh_from_db()
    assert person.check_password(password)
    assert PeopleBook().find("李建军", [organ.division], date(2018, 5, 1)) == former
    assert "13812345678" not in str(list(ImportedRow.objects.values_list("told", flat=True)))
    assert "13812345678" not in str(list(Event.objects.values_list("data", flat=True)))


def test_again_adds_nothing(organ, security):
    content = table(HEADS, ("zhangmin", "张敏", "行政执法监督处", "信息员", "", "", "", ""))
    imported("people", content, by=security)
    again = received("people", content, by=security)
    assert (again.rows_new, again.rows_known, again.errors) == (0, 1, 0)
    assert Membership.objects.filter(user__username="zhangmin").count() == 1


def test_person_who_is_here_gets_the_role_and_keeps_the_account(organ, security):
    here = make_person(name="王芳", username="wangfang")
    content = table(HEADS, ("WangFang", "王芳", "行政执法监督处", "信息员", "", "", "2024-01-01", ""))
    imported("people", content, by=security)
    assert User.objects.filter(name="王芳").count() == 1
    assert here.memberships.get().unit == organ.division


def test_errors_name_their_cells(organ, security):
    make_person(name="王芳", username="wangfang")
    make_person(name="钱审计", username="shenji", admin_kind="audit")
    content = table(
        HEADS,
        ("wang fang!", "王芳", "行政执法监督处", "信息员", "", "", "", ""),
        ("wangfang", "王方", "行政执法监督处", "信息员", "", "", "", ""),
        ("shenji", "钱审计", "行政执法监督处", "信息员", "", "", "", ""),
        ("a1", "甲", "行政执法监督处", "责任编辑", "", "", "", ""),
        ("a2", "乙", "没有的处", "处长大人", "", "", "2025-05-01", "2024-05-01"),
        ("a3", "丙", "行政执法监督处", "信息员", "", "", "2025-05-01", "2024-05-01"),
    )
    assert {cell for cell, _what in told(planned("people", content, by=security))} == {
        "A2", "A3", "A4", "D5", "C6", "D6", "H7",
    }  # fmt: skip


def test_nobody_gives_roles_to_the_own_account(organ, security):
    content = table(HEADS, (security.username, security.name, "行政执法监督处", "信息员", "", "", "", ""))
    assert {cell for cell, _what in told(planned("people", content, by=security))} == {"A2"}
