"""When a scheme may begin: one answer for the screens and for the command."""

from datetime import date, timedelta

from django.utils.translation import gettext as _

from scoring.errors import StartRefused
from scoring.models import Period, Scheme
from scoring.services.periods import last_closed


def earliest_start() -> date | None:
    """The first day from which a scheme may be adopted; None where no period is closed yet."""
    closed = last_closed()
    return closed.ends_on + timedelta(days=1) if closed else None


def periods_judged(valid_from: date, valid_until: date | None) -> list[Period]:
    """The periods that there are already, and that hold a day of the scheme."""
    after = Scheme.objects.filter(valid_from__gt=valid_from).order_by("valid_from").first()
    ends = [day for day in (valid_until, after.valid_from - timedelta(days=1) if after else None) if day]
    found = Period.objects.unclosed().filter(ends_on__gte=valid_from).order_by("starts_on")
    return list(found.filter(starts_on__lte=min(ends)) if ends else found)


def refuse_start(valid_from: date, valid_until: date | None, code: str) -> None:
    """Raises StartRefused, with the field concerned, where a scheme cannot begin so."""
    earliest = earliest_start()
    if earliest and valid_from < earliest:
        raise StartRefused(
            _("Periods up to %(day)s are closed. The first possible day is %(earliest)s.")
            % {"day": earliest - timedelta(days=1), "earliest": earliest}, field="valid_from",
        )  # fmt: skip
    if Scheme.objects.filter(valid_from=valid_from).exists():
        raise StartRefused(_("Another scheme begins on this day."), field="valid_from")
    if valid_until and valid_until < valid_from:
        raise StartRefused(_("The last day is before the first."), field="valid_until")
    if Scheme.objects.filter(code=code).exists():
        raise StartRefused(_("Another scheme has this code already."), field="code")
