"""The verbs of this app's events and the sentences of its notices."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from activity import notices, verbs
from submissions.moves.table import MOVES

VERBS = {
    "item.create": _("Draft started"),
    "item.edit": _("Words changed"),
    "item.tick_figures": _("Figures ticked"),
    "item.attach": _("File attached"),
    "item.detach": _("File taken off"),
    "item.reassign": _("Draft given to another officer"),
    "item.lease": _("Editing taken over"),
    "item.shares": _("Shares of the sources set"),
    "item.confirm_paper_decision": _("Oral decision countersigned"),
}


def register_words() -> None:
    """Called once, when the apps are ready."""
    for verb, label in VERBS.items():
        verbs.register(verb, label)
    for move in MOVES.values():
        verbs.register(f"item.{move.name}", move.label)
        # One sentence for all moves: what, which item, who, why.
        notices.register_kind(
            f"item.{move.name}", format_lazy("{label} · %(title)s · %(who)s %(reason)s", label=move.label)
        )
