import json
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from reports.querysets import SnapshotQuerySet
from reports.states import Kind

SPANS, STEPS, FAULTS, NATURES, YEAR_ONCE, NET = 2, 3, 4, 5, 6, 7
"""The layouts (SCHEMA in services/collecting.py) since which a snapshot may be of any span of time; since which it knows
the time of each step, adoptions by month and level, and the codes of outlets; since which it knows faults;
since which it names the items of each nature; since which an item adopted in several months counts once since January; since which what an earlier month counted and this
span took back is subtracted from the office's numbers too, as it always was from those of units."""


class Snapshot(models.Model):
    """What a closed span of time was: all that its bulletin prints, as canonical JSON. Append-only by triggers.

    A month has one from its closing; a quarter, a year or a free period gets its own when its bulletin is begun. `period`
    is the last month of the span. A month that is opened and closed again has a further snapshot with the next version.
    """

    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.MONTHLY)
    period = models.ForeignKey("scoring.Period", models.PROTECT, related_name="snapshots", verbose_name=_("period"))
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    version = models.PositiveSmallIntegerField(_("version"))
    content = models.TextField(_("content"))  # text, not JSONField: the hash is of exactly these characters
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    made_at = models.DateTimeField(_("made at"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("made by")
    )

    objects = SnapshotQuerySet.as_manager()

    class Meta:
        verbose_name = _("snapshot")
        verbose_name_plural = _("snapshots")
        ordering = ["period", "version"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "starts_on", "ends_on", "version"], name="snapshot_version_once"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="snapshot_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.starts_on}/{self.ends_on} v{self.version}"

    @cached_property
    def data(self) -> dict[str, Any]:
        """The content as plain values; points are strings. What the first layout did not say is filled in."""
        return _in_present_layout(json.loads(self.content))


def _in_present_layout(data: dict[str, Any]) -> dict[str, Any]:
    """Snapshots are never rewritten: what an earlier layout does not know is nothing here, and is not drawn."""
    if data["schema"] >= NET:
        return data
    data = {**data, "taken_back": {}}
    if data["schema"] >= NATURES:
        return data
    data = {**data, "natures": None}
    if data["schema"] >= FAULTS:
        return data
    data = {**data, "faults": []}
    if data["schema"] >= STEPS:
        return data
    trend = [{"by_level": None, **month} for month in data["trend"]]
    adopted = [{"outlet_code": "", **line} for line in data["adopted"]]
    data = {**data, "steps": [], "trend": trend, "adopted": adopted}
    return data if data["schema"] >= SPANS else _of_a_month(data)


def _of_a_month(data: dict[str, Any]) -> dict[str, Any]:
    """One of the first layout is a month's, with the same figures under fewer names."""
    period = data["period"]
    name = f"{period['year']}年{period['month']}月"
    span = {
        "name": name, "title": name, "this": "本月", "before": "上月", "whole": "全月", "months": [period["slug"]],
        "starts_on": period["starts_on"], "ends_on": period["ends_on"], "by_date": False,
    }  # fmt: skip
    ids = {row["unit"]: row["unit_id"] for one in data["scores"]["classes"] for row in one["rows"]}
    zero = [{"id": ids[unit], "unit": unit} for unit in data["zero_filers"]]
    return {**data, "kind": Kind.MONTHLY, "span": span, "has_figures": True, "rolls": {"zero": zero, "below": []}}
