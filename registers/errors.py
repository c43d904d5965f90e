"""Refusals of the registers."""

from review.errors import RecordRefused


class CommissionRefused(RecordRefused):
    """A commission cannot be made or moved so. `field` names the form field that the sentence belongs to, if one."""
