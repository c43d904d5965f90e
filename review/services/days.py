"""Which days a record may bear: one check for all that is put on record by hand."""

from datetime import date

from django.utils.translation import gettext as _

from activity.clock import today
from review.errors import RecordRefused

YEARS_BACK = 2
"""What is older comes by the import of the past; by hand it is a year mistyped."""


def refuse_day(day: date, field: str) -> None:
    """Raises RecordRefused at `field` for a day to come, and for one of more than YEARS_BACK years ago."""
    if day > today():
        raise RecordRefused(_("The date lies in the future."), code="future", field=field)
    if day < _first_day():
        told = {"years": YEARS_BACK}
        raise RecordRefused(
            _("The date lies more than %(years)d years back. Check the year.") % told, code="long_past", field=field
        )


def _first_day() -> date:
    day = today()
    # 29 February has no day of its own two years before.
    return day.replace(year=day.year - YEARS_BACK, day=min(day.day, 28) if day.month == 2 else day.day)
