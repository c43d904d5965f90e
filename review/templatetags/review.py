"""What templates of the office's records ask."""

from typing import Any

from django import template

from organizations.policy import can
from review.models import AdoptionClaim, Instruction

register = template.Library()


@register.filter
def awaits_report_of(row: Instruction, user: Any) -> bool:
    """Whether feedback on the instruction is asked for and this person may give it. Costs no statement of its own."""
    return row.feedback_due is not None and can(user, "instruction.feedback", row)


@register.filter
def claim_tone(claim: AdoptionClaim) -> str:
    """The tone of the badge that says where a claim stands."""
    return {"waiting": "waiting", "confirmed": "ok", "refused": "urgent", "withdrawn": "ended"}[claim.state]
