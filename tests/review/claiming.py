"""What a unit says of an adoption that it claims, and what the office confirms of it."""

from datetime import timedelta
from typing import Any

from activity.clock import today
from review.models import AdoptionClaim
from tests.factories.organizations import OutletFactory


def printed(**changes: Any) -> dict[str, Any]:
    """Where and when it was printed: the day before yesterday, in an outlet of its own."""
    given = {"outlet": None, "issue_number": "第38期", "adopted_on": today() - timedelta(days=2), **changes}
    given["outlet"] = given["outlet"] or OutletFactory.create()
    return given


def whole(claim: AdoptionClaim, **changes: Any) -> dict[str, Any]:
    """All that the office confirms, as the claim has it."""
    return {
        **{name: getattr(claim, name) for name in (
            "outlet", "issue_number", "edition", "adopted_on", "printed_title", "in_composite", "is_front_page",
            "printed_length", "external_points", "channel",
        )},
        **changes,
    }  # fmt: skip
