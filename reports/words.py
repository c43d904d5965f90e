"""The verbs of this app's events and the sentences of its notices."""

from django.utils.translation import gettext_lazy as _

from activity import notices, verbs
from reports.states import ACTS

VERBS = {
    "month.close": _("Month closed"),
    "month.reopen": _("Month opened again"),
    "bulletin.propose": _("Bulletin proposed"),
    "bulletin.edit": _("Text of the bulletin changed"),
    "bulletin.comment": _("Leader's comment recorded"),
    "bulletin.pdf": _("PDF made"),
    "bulletin.read": _("Bulletin read"),
    "bulletin.check": _("Bulletin checked"),
    "bulletin.return": _("Bulletin returned for changes"),
    "bulletin.sign": _("Bulletin signed"),
    "bulletin.issue": _("Bulletin issued"),
    "bulletin.withdraw": _("Bulletin withdrawn"),
    "bulletin.supersede": _("Bulletin superseded"),
}
NOTICES = {
    "month.closed": _("%(by)s has closed the month %(month)s."),
    "month.still_open": _("The month %(month)s is still open: its bulletin was due to be proposed on %(due)s."),
    "bulletin.proposed": _("“%(title)s” is proposed and can be written."),
    "bulletin.to_leaders": _("“%(title)s” was checked by %(by)s: please comment and sign."),
    "bulletin.returned": _("%(by)s returned “%(title)s” for changes: %(reason)s"),
    "bulletin.commented": _("%(leader)s has commented on “%(title)s”."),
    "bulletin.signed": _("%(by)s has signed “%(title)s” %(number)s. It can be issued as soon as the PDF is made."),
    "bulletin.issued": _("“%(title)s” %(number)s is issued: please read it."),
    "bulletin.ended": _("“%(title)s” %(number)s is withdrawn or superseded: %(reason)s"),
}
assert {act.verb for act in ACTS.values()} <= VERBS.keys()


def register_words() -> None:
    """Called once, when the apps are ready."""
    for verb, label in VERBS.items():
        verbs.register(verb, label)
    for kind, text in NOTICES.items():
        notices.register_kind(kind, text)
