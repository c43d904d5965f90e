"""What this app adds to the floors below: verbs, policy rows, jobs, and its places on shared pages."""

from django.utils.translation import gettext_lazy as _

from activity import jobs, notices, triggers, verbs

VERBS = {
    "period.objections": _("Preliminary scores put up for objections"),
    "period.freeze": _("Scores of the period frozen"),
    "period.reopen": _("Period opened again"),
    "period.bounds": _("Days of a period set"),
    "period.plan": _("Future period made"),
    "fee_list.make": _("List of fees made"),
    "fee_list.reckon": _("List of fees worked out again"),
    "fee_list.submit": _("List of fees put before the leaders"),
    "fee_list.return": _("List of fees given back"),
    "fee_list.approve": _("List of fees approved"),
    "fee_list.drop": _("List of fees thrown away"),
    "scheme.adopt": _("Scoring scheme adopted"),
    "scheme_draft.create": _("Draft of a scheme begun"),
    "scheme_draft.edit": _("Draft of a scheme changed"),
    "scheme_draft.try": _("Draft of a scheme tried on past months"),
    "scheme_draft.drop": _("Draft of a scheme thrown away"),
}


def register_all() -> None:
    """Called once, when the apps are ready."""
    from scoring import places, policy
    from scoring.services import refreshing, register_facts, trials

    triggers.guard("scoring_ledgerrow")
    triggers.guard("scoring_scheme")
    for verb, label in VERBS.items():
        verbs.register(verb, label)
    notices.register_kind("fee_list.waiting", _("%(by)s asks you to approve the list of fees for %(periods)s."))
    policy.register_rows()
    places.register_places()
    register_facts.register_sources()
    jobs.register(
        refreshing.JOB, refreshing.score_job, label=_("Scores being reckoned"), may_view=refreshing.may_view_job
    )
    jobs.register(trials.JOB, trials.trial_job, label=_("Draft of a scheme being tried"), may_view=trials.may_view_job)
