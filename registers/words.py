"""The verbs of this app's events and the sentences of its notices."""

from django.utils.translation import gettext_lazy as _

from activity import notices, verbs

VERBS = {
    "fault.record": _("Fault put on record"),
    "fault.revoke": _("Record of a fault revoked"),
    "fault.object": _("Objection to a fault"),
    "fault.rectify": _("Rectification of a fault recorded"),
    "fault.uphold": _("Fault upheld after an objection"),
    "emergency.record": _("Emergency report put on record"),
    "emergency.revoke": _("Record of an emergency report revoked"),
    "best.choose": _("Chosen as best of the month"),
    "best.revoke": _("Choice as best of the month revoked"),
    "commission.make": _("Commission made"),
    "commission.extend": _("Commission extended for a unit"),
    "commission.excuse": _("Unit excused from a commission"),
    "commission.remind": _("Units reminded of a commission"),
    "commission.close": _("Commission closed"),
    "commission.reopen": _("Commission opened again"),
    "commission.withdraw": _("Commission withdrawn"),
}
NOTICES = {
    "fault.recorded": _("A fault of %(unit)s was put on record: %(what)s, %(day)s. You may object until %(until)s."),
    "fault.revoked": _("The record of a fault of %(unit)s (%(what)s) was revoked: %(reason)s"),
    "fault.objected": _("%(unit)s objects to the record of a fault: %(what)s"),
    "fault.upheld": _("The record of a fault of %(unit)s (%(what)s) stands: %(answer)s"),
    "fault.rectified": _("The office has recorded that %(unit)s set a fault right: %(what)s"),
    "emergency.recorded": _(
        "The first report of “%(event)s” by %(unit)s (%(channel)s) is on record: it took %(minutes)s minutes."
    ),
    "emergency.revoked": _("The record of the report of “%(event)s” by %(unit)s (%(channel)s) was revoked: %(reason)s"),
    "best.chosen": _("“%(title)s” was chosen as one of the best items of %(month)s."),
    "best.revoked": _("“%(title)s” is no best item of %(month)s any more: %(reason)s"),
    "commission.made": _("You are asked to write: %(topic)s (%(number)s), due %(due)s."),
    "commission.reminder": _("Reminder: %(topic)s (%(number)s) is due %(due)s and nothing was filed yet."),
    "commission.due_soon": _("%(topic)s (%(number)s) is due %(due)s."),
    "commission.overdue": _("%(topic)s (%(number)s) was due %(due)s; nothing was filed."),
    "commission.extended": _("%(topic)s (%(number)s) is now due %(due)s."),
    "commission.excused": _("Your unit is excused from %(topic)s (%(number)s)."),
    "commission.withdrawn": _("%(topic)s (%(number)s) is withdrawn: %(reason)s"),
}


def register_words() -> None:
    """Called once, when the apps are ready."""
    for verb, label in VERBS.items():
        verbs.register(verb, label)
    for kind, text in NOTICES.items():
        notices.register_kind(kind, text)
