"""What this app adds to the floors below: verbs, notices, policy rows, its job, its rule, its places on shared pages."""

from django.utils.translation import gettext_lazy as _

from activity import jobs, reminders, triggers
from reports import places, policy, words
from reports.services import building, schedule


def register_all() -> None:
    """Called once, when the apps are ready."""
    triggers.guard("reports_snapshot")
    policy.register_rows()
    words.register_words()
    jobs.register(building.JOB, building.build_job, label=_("PDF of a bulletin"), may_view=building.may_view_job)
    places.register_places()
    reminders.register_rule("reports.monthly_bulletin", schedule.propose_due)
