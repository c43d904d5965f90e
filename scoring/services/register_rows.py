"""From ledger rows back to what stands in the registers: the fault, or the commission, behind a row."""

from collections.abc import Iterable, Mapping
from typing import Any

from organizations.policy import visible_to
from registers.models import Commission, CommissionTarget, Fault
from scoring.models import LedgerRow


def register_entries(rows: Iterable[LedgerRow], user: Any) -> Mapping[str, Fault | Commission]:
    """Fact -> the fault or commission that it comes from, only where the person may see it. At most three statements."""
    facts = {row.fact for row in rows}
    faults, targets = _keys("fault", facts), _keys("commission", facts)
    found: dict[str, Fault | Commission] = {}
    if faults:
        seen = visible_to(user, Fault.objects.select_related("unit").filter(pk__in=faults)).in_bulk()
        found |= {f"fault:{pk}": fault for pk, fault in seen.items()}
    if targets:
        asked = dict(CommissionTarget.objects.filter(pk__in=targets).values_list("pk", "commission"))
        open_ones = visible_to(user, Commission.objects.filter(pk__in=asked.values())).in_bulk()
        found |= {f"commission:{pk}": open_ones[key] for pk, key in asked.items() if key in open_ones}
    return found


def _keys(name: str, facts: Iterable[str]) -> list[int]:
    told = (fact.removeprefix(f"{name}:") for fact in facts if fact.startswith(f"{name}:"))
    return [int(key) for key in told if key.isdecimal()]
