"""月度优秀: items that the office chose as the best of a month."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from review.models import Record, counter_needs_reason


class BestItem(Record):
    """One choice: for which month, and why. It counts on `counts_on`: the last day of the month, or the day of the choice
    where that is earlier. A counter-record revokes it."""

    item = models.ForeignKey("submissions.Item", models.PROTECT, related_name="best_marks", verbose_name=_("item"))
    month = models.DateField(_("month"))  # its first day
    counts_on = models.DateField(_("counts on"))
    why = models.CharField(_("why it was chosen"), max_length=300)

    class Meta:
        verbose_name = _("best item of a month")
        verbose_name_plural = _("best items of a month")
        ordering = ["-month", "-pk"]
        constraints = [
            counter_needs_reason("best_item_counter_has_reason"),
            models.CheckConstraint(condition=models.Q(month__day=1), name="best_item_month_is_a_first_day"),
        ]
        indexes = [models.Index(fields=["counts_on", "item"], name="best_item_by_date")]

    def __str__(self) -> str:
        return f"{self.item} {self.month:%Y-%m}"

    @property
    def is_revoked(self) -> bool:
        return hasattr(self, "countered_by")
