"""Acts on people beside their account: name, post, how to be reached, place in the printing order."""

from typing import Any

from django.db import transaction

from activity.services import record
from organizations.models import User
from organizations.services.changes import apply_changes


@transaction.atomic
def update_person(*, user_id: int, by: User, **values: Any) -> User:
    """Change name, post, phone or place in the order, from now on; past papers keep the names they were issued with."""
    user = User.objects.select_for_update().get(pk=user_id)
    changes = apply_changes(user, values)
    if changes:
        # The number itself is of no use to an auditor.
        fields = {name: (["…", "…"] if name == "phone" else pair) for name, pair in changes.items()}
        record("person.changed", subject=user, by=by, data={"changes": fields})
    return user
