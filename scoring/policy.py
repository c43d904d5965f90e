"""The rows of this app in the policy table: the ranking is everybody's, a ledger is its unit's and the office's."""

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from organizations.models import Role
from organizations.policy import NOTHING, Rule, among, anyone_with_a_role, holds, in_units, is_person, person, register
from organizations.standing import LEADER_ROLES, UNIT_ROLES
from scoring.models import FeeListState

sees_every_ledger = person(lambda s: s.is_office or s.is_leader)
unit_account = Rule(test=lambda _s, row: row.person_id is None, condition=lambda _s: Q(person__isnull=True))
# Most offices let everybody see the ranking; GOVINFO_RANKING_IS_OPEN=off keeps it to the office and the leaders.
ranking_is_open = Rule(
    test=lambda s, _row: s.has_business_role and settings.RANKING_IS_OPEN,
    condition=lambda s: Q() if s.has_business_role and settings.RANKING_IS_OPEN else NOTHING,
)


def _own_person(field: str) -> Rule:
    mine = is_person(field)
    return Rule(
        test=lambda s, row: s.has_business_role and mine.test(s, row),
        condition=lambda s: mine.condition(s) if s.has_business_role else NOTHING,
    )


# What is only a draft, or waits for the leaders, is no news for the author yet.
is_approved = Rule(
    test=lambda _s, line: line.fee_list.state == FeeListState.APPROVED,
    condition=lambda _s: Q(fee_list__state=FeeListState.APPROVED),
)
may_open = (
    sees_every_ledger | (unit_account & in_units(*UNIT_ROLES)) | _own_person("person_id") | in_units(Role.UNIT_HEAD)
)


def register_rows() -> None:
    """Called once, when the apps are ready."""
    register("score.ranking", anyone_with_a_role, label=_("See the ranking"))
    register("score.compare", sees_every_ledger | ranking_is_open, label=_("Compare the units"))
    register("score.appraisal", sees_every_ledger, label=_("Draw up the yearly appraisal of units"))
    register("score.quotas", anyone_with_a_role, label=_("See the progress with quotas"))
    register("quotastanding.view", may_open, label=_("See how far a unit or a person is with a quota"))
    register("settledeffect.view", may_open, label=_("See what thresholds did to a unit or a person"))
    register("scheme.view", anyone_with_a_role, label=_("Read the scoring scheme"))
    register("schemedraft.view", sees_every_ledger, label=_("Read drafts of schemes"))
    register("schemedraft.manage", holds(Role.OFFICE_HEAD), label=_("Write, try and adopt schemes"))
    register("ledgerrow.view", may_open, label=_("Open the rows behind a score"))
    register("scoretotal.view", may_open, label=_("See a unit's or a person's score by month"))
    register("period.bounds", holds(Role.OFFICE_HEAD), label=_("Set the days of periods"))
    register("score.prizes", sees_every_ledger | ranking_is_open, label=_("See the prizes"))
    register("feelist.open", sees_every_ledger, label=_("Open the lists of fees"))
    register("feelist.view", sees_every_ledger, label=_("Read a list of fees"))
    register(
        "feeline.view", sees_every_ledger | (_own_person("person_id") & is_approved),
        label=_("See what a person is paid by a list of fees"),
    )  # fmt: skip
    register("feelist.make", holds(Role.OFFICE_HEAD), label=_("Make a list of fees"))
    register(
        "feelist.write", holds(Role.OFFICE_HEAD) & among("state", {FeeListState.DRAFT}),
        label=_("Work out, submit or throw away a list of fees"),
    )  # fmt: skip
    register(
        "feelist.approve", holds(*LEADER_ROLES) & among("state", {FeeListState.SUBMITTED}),
        label=_("Approve or give back a list of fees"),
    )  # fmt: skip
    register("score.reckon", holds(Role.EDITOR, Role.OFFICE_HEAD), label=_("Have the scores reckoned again"))
