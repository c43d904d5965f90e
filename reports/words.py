"""The verbs of this app's events and the sentences of its notices."""

from django.utils.translation import gettext_lazy as _

from activity import notices, verbs
from reports.states import ACTS

VERBS = {
    "month.close": _("Month closed"),
    "month.reopen": _("Month opened again"),
    "bulletin.propose": _("Bulletin proposed"),
    "bulletin.edit": _("Text of the bulletin changed"),
    "bulletin.naming": _("Naming of a unit changed"),
    "bulletin.ask_leaders": _("Leaders asked for comments"),
    "bulletin.ask_readers": _("Readers reminded"),
    "bulletin.rectify": _("Rectification notices sent"),
    "bulletin.subscribe": _("Bulletins subscribed to"),
    "bulletin.unsubscribe": _("Bulletins unsubscribed from"),
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
    "year.closing_soon": _("The year %(year)s is to be closed on %(due)s at the latest. Still open: %(months)s."),
    "year.still_open": _(
        "The year %(year)s was to be closed on %(due)s at the latest. Please close what is still open: %(months)s."
    ),
    "bulletin.proposed": _("“%(title)s” is proposed and can be written."),
    # The first words, which older notices still have; since comments have a day, the ones after them.
    "bulletin.to_leaders": _("“%(title)s” was checked by %(by)s: please comment and sign."),
    "bulletin.comment_by": _("“%(title)s” was checked by %(by)s: please comment by %(due)s, and sign."),
    "bulletin.comment_due": _("Your comment on “%(title)s” is due on %(due)s."),
    "bulletin.comment_overdue": _("Your comment on “%(title)s” was due on %(due)s."),
    "bulletin.comment_asked": _("The comprehensive office asks for your comment on “%(title)s”, due on %(due)s."),
    "bulletin.read_asked": _("“%(title)s” %(number)s: please read it and mark it as read."),
    "bulletin.returned": _("%(by)s returned “%(title)s” for changes: %(reason)s"),
    "bulletin.commented": _("%(leader)s has commented on “%(title)s”."),
    "bulletin.signed": _("%(by)s has signed “%(title)s” %(number)s. It can be issued as soon as the PDF is made."),
    "bulletin.issued": _("“%(title)s” %(number)s is issued: please read it."),
    "rectification.sent": _(
        "Notice %(number)s to your unit: nothing was filed (see “%(title)s”). Please explain in writing by %(due)s."
    ),
    "bulletin.ended": _("“%(title)s” %(number)s is withdrawn or superseded: %(reason)s"),
}
# Who wants issued bulletins by mail has subscribed to them: nobody gets two mails about one.
NOT_MAILED = frozenset({"bulletin.issued"})
assert {act.verb for act in ACTS.values()} <= VERBS.keys()


def register_words() -> None:
    """Called once, when the apps are ready."""
    for verb, label in VERBS.items():
        verbs.register(verb, label)
    for kind, text in NOTICES.items():
        notices.register_kind(kind, text, is_mailed=kind not in NOT_MAILED)
