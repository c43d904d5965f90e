from django.urls import URLPattern, URLResolver, path

from organizations.past.urls import urlpatterns as past_urls
from organizations.views import accounts, audit, grants, groups, index, papers, people, profile, registers, units

app_name = "organizations"


def register(address: str, name: str, view: type[registers.RegisterView]) -> list[URLPattern]:
    """The two addresses of a register: the list with a form for a new row, and the list with a row's form."""
    return [
        path(f"{address}/", view.as_view(), name=name),
        path(f"{address}/<int:pk>/", view.as_view(), name=f"{name}_row"),
    ]


urlpatterns: list[URLPattern | URLResolver] = [
    path("", index.index, name="settings"),
    path("me/", profile.profile, name="profile"),
    path("units/", units.UnitsView.as_view(), name="units"),
    path("units/order/", units.UnitOrderView.as_view(), name="unit_order"),
    path("units/<int:pk>/", units.UnitsView.as_view(), name="unit"),
    path("units/<int:pk>/rename/", units.UnitRenameView.as_view(), name="unit_rename"),
    path("units/<int:pk>/end/", units.UnitEndView.as_view(), name="unit_end"),
    path("units/<int:pk>/move/", units.UnitMoveView.as_view(), name="unit_move"),
    *register("unit-classes", "unit_classes", registers.UnitClassView),
    *register("outlet-levels", "outlet_levels", registers.OutletLevelView),
    *register("outlets", "outlets", registers.OutletView),
    *register("leaders", "leaders", registers.SuperiorLeaderView),
    *register("person-groups", "person_groups", groups.PersonGroupView),
    path("person-groups/<int:pk>/members/", groups.GroupJoinView.as_view(), name="group_join"),
    path(
        "person-groups/<int:pk>/members/<int:membership_pk>/end/", groups.GroupLeaveView.as_view(), name="group_leave"
    ),
    path("papers/", papers.PapersView.as_view(), name="papers"),
    *register("working-days", "holidays", registers.HolidayView),
    path("working-days/<int:pk>/drop/", registers.HolidayDropView.as_view(), name="holiday_drop"),
    path("people/", people.PeopleList.as_view(), name="people"),
    path("people/new/", people.NewPersonView.as_view(), name="person_new"),
    path("people/<int:pk>/", people.PersonView.as_view(), name="person"),
    path("people/<int:pk>/roles/", people.RoleGiveView.as_view(), name="role_give"),
    path("people/<int:pk>/roles/<int:membership_pk>/end/", people.RoleEndView.as_view(), name="role_end"),
    path("people/<int:pk>/administrator/", people.AdminKindView.as_view(), name="admin_kind"),
    path("people/<int:pk>/password/", people.PasswordResetView.as_view(), name="password_reset"),
    path("people/<int:pk>/close/", people.AccountCloseView.as_view(), name="account_close"),
    path("people/<int:pk>/open/", people.AccountOpenView.as_view(), name="account_open"),
    path("people/<int:pk>/factor/", people.FactorRemoveView.as_view(), name="factor_remove"),
    path("grants/", grants.GrantsView.as_view(), name="grants"),
    path("grants/<int:pk>/revoke/", grants.GrantRevokeView.as_view(), name="grant_revoke"),
    path("locked/", accounts.LockedView.as_view(), name="locked"),
    path("sessions/", accounts.SessionList.as_view(), name="sessions"),
    *past_urls,
    path("audit/", audit.AuditList.as_view(), name="audit"),
    path("audit/check/", audit.ChainCheckView.as_view(), name="audit_check"),
]
