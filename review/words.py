"""The verbs of this app's events and the sentences of its notices."""

from django.utils.translation import gettext_lazy as _

from activity import notices, verbs

VERBS = {
    "forwarding.add": _("Forwarded"),
    "forwarding.revoke": _("Forwarding revoked"),
    "forwarding.notify": _("Correction or recall sent"),
    "adoption.add": _("Adopted"),
    "adoption.revoke": _("Adoption revoked"),
    "instruction.add": _("Instruction recorded"),
    "instruction.revoke": _("Instruction revoked"),
    "instruction.feedback": _("Feedback on an instruction"),
    "claim.make": _("Adoption claimed"),
    "claim.confirm": _("Claim of an adoption confirmed"),
    "claim.refuse": _("Claim of an adoption refused"),
    "claim.withdraw": _("Claim of an adoption withdrawn"),
    "package.make": _("Paper for forwarding made"),
    "package.pdf": _("PDF made"),
    "package.void": _("Paper for forwarding made void"),
}
NOTICES = {
    "item.forwarded": _("“%(title)s” was forwarded to %(outlets)s."),
    "item.outlet_notice": _("%(what)s of “%(title)s” was sent to %(outlet)s."),
    "item.adopted": _("“%(title)s” was adopted by %(outlet)s, issue %(issue)s."),
    "item.instructed": _("%(leaders)s wrote an instruction on “%(title)s”."),
    "item.feedback": _("Feedback came in on the instruction on “%(title)s”."),
    "claim.confirmed": _("Your claim is confirmed: “%(title)s”, adopted by %(outlet)s, issue %(issue)s."),
    "claim.corrected": _(
        "Your claim is confirmed with corrections of the office: “%(title)s”, adopted by %(outlet)s, issue %(issue)s."
    ),
    "claim.refused": _("Your claim was refused: “%(title)s”, %(outlet)s, issue %(issue)s. %(reason)s"),
    "record.revoked": _("A record of “%(title)s” (%(what)s) was revoked: %(reason)s"),
}


def register_words() -> None:
    """Called once, when the apps are ready."""
    for verb, label in VERBS.items():
        verbs.register(verb, label)
    for kind, text in NOTICES.items():
        notices.register_kind(kind, text)
