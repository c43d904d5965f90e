"""What this app adds to the floors below: verbs, policy rows, jobs, and its places on shared pages."""

from django.utils.translation import gettext_lazy as _

from activity import jobs, triggers, verbs

VERBS = {
    "period.objections": _("Preliminary scores put up for objections"),
    "period.freeze": _("Scores of the period frozen"),
    "period.reopen": _("Period opened again"),
    "period.bounds": _("Days of a period set"),
    "period.plan": _("Future period made"),
    "scheme.adopt": _("Scoring scheme adopted"),
    "scheme_draft.create": _("Draft of a scheme begun"),
    "scheme_draft.edit": _("Draft of a scheme changed"),
    "scheme_draft.try": _("Draft of a scheme tried on past months"),
    "scheme_draft.drop": _("Draft of a scheme thrown away"),
}


def register_all() -> None:
    """Called once, when the apps are ready."""
    from scoring import places, policy
    from scoring.services import refreshing, trials

    triggers.guard("scoring_ledgerrow")
    triggers.guard("scoring_scheme")
    for verb, label in VERBS.items():
        verbs.register(verb, label)
    policy.register_rows()
    places.register_places()
    jobs.register(
        refreshing.JOB, refreshing.score_job, label=_("Scores being reckoned"), may_view=refreshing.may_view_job
    )
    jobs.register(trials.JOB, trials.trial_job, label=_("Draft of a scheme being tried"), may_view=trials.may_view_job)
