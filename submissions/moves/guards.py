"""What must be true before a move. Each guard raises MoveRefused with a sentence that says what to do next."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from submissions.errors import MoveRefused
from submissions.figures import unticked_figures
from submissions.models import Item
from submissions.moves.context import MoveContext
from submissions.secrecy import find_marks
from submissions.services.completeness import missing_for_filing
from submissions.states import Status


def slip_is_complete(ctx: MoveContext) -> None:
    """Everything that the slip must say before anybody signs it."""
    missing = missing_for_filing(ctx.item)
    if missing:
        names = "、".join(str(message) for _field, message in missing)
        raise MoveRefused(
            _("The slip is not complete: %(names)s") % {"names": names}, code="incomplete", field=missing[0][0]
        )


def carries_no_secrecy_mark(ctx: MoveContext) -> None:
    """先审查后公开: a text that is marked as secret goes no further."""
    title, text = ctx.given.get("title", ctx.item.title), ctx.given.get("text", ctx.item.text)
    marks = find_marks(title, text)
    if marks:
        raise MoveRefused(
            _(
                "The text carries the mark %(mark)s. Secret matters are not handled in this system; use the secret channel."
            )
            % {"mark": marks[0]},
            code="secret",
            field="text",
        )


def figures_are_ticked(ctx: MoveContext) -> None:
    """Every figure was vouched for; a figure that a later hand changed is ticked again by that hand."""
    text = ctx.given.get("text", ctx.item.text)
    unticked = unticked_figures(text, ctx.item.figure_ticks.values_list("figure", "occurrence"))
    if unticked:
        shown = "、".join(figure.value for figure in unticked[:5])
        raise MoveRefused(
            ngettext(
                "%(count)d figure is not ticked yet: %(shown)s. Check it against its source and tick it.",
                "%(count)d figures are not ticked yet: %(shown)s. Check them against their sources and tick them.",
                len(unticked),
            )
            % {"count": len(unticked), "shown": shown},
            code="figures",
            field="figures",
        )


def not_forwarded(ctx: MoveContext) -> None:
    """After forwarding, only a correction or a recall sent to each outlet changes anything."""
    if ctx.item.forwarded_at:
        raise MoveRefused(
            _("The item was forwarded already. Send the outlets a correction or a recall instead."), code="forwarded"
        )


def not_composite(ctx: MoveContext) -> None:
    """A composite belongs to the office and is never sent back to a unit."""
    if ctx.item.is_composite:
        raise MoveRefused(
            _("A composite item belongs to the office and has no unit to go back to. Split it up instead."),
            code="composite",
        )


def is_composite(ctx: MoveContext) -> None:
    """Only composites have sources to go back to."""
    if not ctx.item.is_composite:
        raise MoveRefused(_("Only a composite item can be split up."), code="not_composite")


def words_differ(ctx: MoveContext) -> None:
    """The same words need no new signatures."""
    current = ctx.item.current
    given = {key: ctx.given[key] for key in ("title", "text", "summary") if ctx.given.get(key) is not None}
    if current is None or all(getattr(current, key) == value for key, value in given.items()):
        raise MoveRefused(
            _("The words are the same as before; nothing is to be signed again."), code="same", field="text"
        )


def is_flash(ctx: MoveContext) -> None:
    """Only what is most urgent is edited while it waits for signature."""
    if not ctx.item.is_flash:
        raise MoveRefused(
            _("Only a most urgent item is edited while leaders sign it. Call it back first."), code="not_flash"
        )


def reason_once_numbered(ctx: MoveContext) -> None:
    """A number that becomes void is explained."""
    if ctx.item.number and not ctx.reason:
        raise MoveRefused(
            _("The item has a number already. Give the reason for voiding it."), code="reason", field="reason"
        )


def withdrawal_was_asked(ctx: MoveContext) -> None:
    """There is a request to answer."""
    if ctx.item.withdrawal_asked_at is None:
        raise MoveRefused(_("The unit has not asked for the item back."), code="not_asked")


def withdrawal_not_asked_yet(ctx: MoveContext) -> None:
    """One request at a time."""
    if ctx.item.withdrawal_asked_at is not None:
        raise MoveRefused(_("The unit has asked for the item already; the editor's answer is awaited."), code="asked")


def belongs_to_composite(ctx: MoveContext) -> None:
    """The composite is the office's and still being edited."""
    composite: Item | None = ctx.given.get("composite")
    if composite is None or not composite.is_composite or composite.status != Status.EDITING:
        raise MoveRefused(_("Choose an open composite item to merge into."), code="no_composite")


def is_new_office_item(ctx: MoveContext) -> None:
    """Composites and later entries start in the office; nothing else skips the unit's chain."""
    if not (ctx.item.is_composite or ctx.item.is_supplementary):
        raise MoveRefused(_("Only the office's own items start here."), code="wrong_kind")
