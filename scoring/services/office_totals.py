"""The numbers of the whole office: distinct facts of the ledger, of which a joint item is one."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import QuerySet

from scoring.engine import FactKind
from scoring.models import LedgerRow, Period
from scoring.services.counting import net_number, sign


@dataclass(frozen=True, slots=True)
class OfficeTotals:
    """Distinct things of a period: a joint item counts once here and once for each of its units in their rows."""

    filed: int
    forwarded: int
    adopted_items: int
    adoptions: int
    instruction_items: int
    person_times: int
    padding: int = 0


def office_totals(period: Period, *, net: bool = True) -> OfficeTotals:
    """Count distinct facts of the period in the ledger; for the opening lines of a bulletin, not for every page."""
    return distinct_totals(LedgerRow.objects.of_units().filter(period=period), net=net)


def distinct_totals(rows: "QuerySet[LedgerRow]", *, net: bool = True) -> OfficeTotals:
    """Distinct facts of the rows: a joint item counts once here and once for each of its units in their lines.

    What is only taken back here, because it was counted in an earlier period, is subtracted as it is in the lines of
    units, so that months add up; without `net` it is left out, as the first bulletins did.
    """
    sums: dict[tuple[str, str, str, str], int] = defaultdict(int)
    padded: dict[str, int] = defaultdict(int)
    told = rows.exclude(tally=0).order_by().values_list("kind", "fact", "group_key", "leader", "padding", "tally")
    for kind, fact, group, leader, padding, tally in told.iterator(chunk_size=5000):
        sums[(kind, fact, group, leader)] += tally
        if padding and kind == FactKind.FILED:
            padded[fact] += tally
    facts = {key: sign(tally) for key, tally in sums.items() if tally and (net or tally > 0)}

    def things(kind: FactKind, *parts: int) -> int:
        """How many different things, named by these parts of the key, these facts come to."""
        found: dict[tuple[str, ...], int] = defaultdict(int)
        for key, worth in facts.items():
            if key[0] == kind:
                found[tuple(key[part] for part in parts)] += worth
        return net_number(found.values())

    return OfficeTotals(
        filed=things(FactKind.FILED, FACT),
        forwarded=things(FactKind.FORWARDED, FACT),
        adopted_items=things(FactKind.ADOPTED, GROUP),
        adoptions=things(FactKind.ADOPTED, FACT),
        instruction_items=things(FactKind.INSTRUCTED, GROUP),
        person_times=things(FactKind.INSTRUCTED, GROUP, LEADER),
        padding=net_number(padded.values()),
    )


FACT, GROUP, LEADER = 1, 2, 3
"""Places in the key of a fact."""
