"""Items, as the office would name them."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q

from submissions.states import OPEN_IN_OFFICE, Status


class ItemQuerySet(models.QuerySet):
    def for_list(self) -> Self:
        """With what a line shows, without the text."""
        return self.select_related("unit", "item_type", "editor", "drafter")

    def first_filed_between(self, start: date, end: date) -> Self:
        """Items first filed on a day from `start` to `end`, both included (local days)."""
        return self.filter(first_filed_at__date__gte=start, first_filed_at__date__lte=end)

    def waiting_in_queue(self) -> Self:
        """待接收: filed and taken by nobody, not withdrawn."""
        return self.filter(status=Status.FILED)

    def open_in_office(self) -> Self:
        return self.filter(status__in=OPEN_IN_OFFICE)

    def held_by_editor(self, user_id: int) -> Self:
        return self.filter(status=Status.EDITING, editor_id=user_id)

    def forwarded(self) -> Self:
        return self.filter(forwarded_at__isnull=False)

    def of_units(self, unit_ids: frozenset[int]) -> Self:
        """Filed by one of the units, passing its chain, or filed jointly with it."""
        joint = Q(pk__in=self.model._default_manager.filter(joint_units__unit__in=unit_ids).values("pk"))
        return self.filter(Q(unit__in=unit_ids) | Q(chain_unit__in=unit_ids) | joint)
