"""Which numbers of a bulletin a person may open, and where to."""

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from urllib.parse import urlencode

from django.db.models import Q, QuerySet, Sum
from django.urls import reverse

from organizations.models import User
from organizations.policy import can, visible_to
from reports.models import Bulletin
from reports.services.behind import UNIT, later_rows, rewritten_since, span_of
from scoring.engine.numbers import ZERO, exact
from scoring.models import Account, LedgerRow, ScoreTotal


@dataclass
class Ledger:
    """The ledger behind a bulletin as one person may see it: the office and the leaders all of it, a unit its own row."""

    person: User
    bulletin: Bulletin
    _units: frozenset[int] | None = field(default=None, init=False)

    @cached_property
    def is_whole(self) -> bool:
        """Whether the sums open too."""
        return can(self.person, "bulletin.open_totals", self.bulletin)

    @cached_property
    def units(self) -> frozenset[int]:
        """Units whose rows open, where not all do."""
        seen = visible_to(self.person, ScoreTotal.objects.of_units()).order_by()
        return frozenset(seen.values_list("unit_id", flat=True).distinct())

    def opens(self, scope: str) -> bool:
        """Whether numbers of the scope (see `behind`) open to the person."""
        if self.is_whole:
            return True
        unit = scope.removeprefix(UNIT)
        return scope.startswith(UNIT) and unit.isdecimal() and len(unit) < 19 and int(unit) in self.units

    def address(self, scope: str, what: str, month: str = "") -> str:
        """Where the number opens; empty where it does not."""
        if not what or not self.opens(scope):
            return ""
        query = {"of": scope, "what": what, **({"month": month} if month else {})}
        return f"{self._page}?{urlencode(query)}"

    @cached_property
    def _page(self) -> str:
        return reverse("reports:figure", args=[self.bulletin.pk])

    @property
    def _seen(self) -> Q:
        return Q() if self.is_whole else Q(unit__in=self.units)

    @cached_property
    def later_units(self) -> list[str]:
        """补计: units for which facts of the span were booked elsewhere, as far as the person may know.

        A unit is left out where nothing remains of them: what was booked was taken back.
        """
        if not self.bulletin.snapshot.data["has_figures"]:
            return []
        return _with_remains(later_rows(span_of(self.bulletin)).filter(self._seen))

    @cached_property
    def is_rewritten(self) -> bool:
        """更正: whether the ledger of the months was written again since the snapshot."""
        if not self.bulletin.snapshot.data["has_figures"]:
            return False
        return rewritten_since(self.bulletin, span_of(self.bulletin), self._seen)


def _with_remains(rows: "QuerySet[LedgerRow]") -> list[str]:
    """Names of the units whose rows do not come to nothing, in printing order: in one statement."""
    sums = (
        rows.order_by("unit__sort_no", "unit")
        .values("unit", "unit__name", "kind", "level", "padding")
        .annotate(count=Sum("tally"), net=Sum("points", filter=Q(account=Account.POINTS), default=ZERO))
    )
    names = {line["unit"]: line["unit__name"] for line in sums}
    counted = {line["unit"] for line in sums if line["count"]}
    points: dict[int, Decimal] = defaultdict(Decimal)
    for line in sums:
        points[line["unit"]] += exact(line["net"])
    return [name for unit, name in names.items() if unit in counted or points[unit]]
