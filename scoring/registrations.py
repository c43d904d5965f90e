"""What this app adds to the floors below: verbs, policy rows, jobs, and its places on shared pages."""

from django.utils.translation import gettext_lazy as _

from activity import jobs, triggers, verbs

VERBS = {
    "period.objections": _("Preliminary scores put up for objections"),
    "period.freeze": _("Scores of the period frozen"),
    "period.reopen": _("Period opened again"),
    "scheme.adopt": _("Scoring scheme adopted"),
}


def register_all() -> None:
    """Called once, when the apps are ready."""
    from scoring import places, policy
    from scoring.services import refreshing

    triggers.guard("scoring_ledgerrow")
    triggers.guard("scoring_scheme")
    for verb, label in VERBS.items():
        verbs.register(verb, label)
    policy.register_rows()
    places.register_places()
    jobs.register(
        refreshing.JOB, refreshing.score_job, label=_("Scores being reckoned"), may_view=refreshing.may_view_job
    )
