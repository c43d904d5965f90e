"""From ledger rows back to what stands in the registers: the fault, the commission or the emergency report behind a row."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from organizations.policy import visible_to
from registers.models import Commission, CommissionTarget, EmergencyReport, Fault
from review.fault_kinds import fault_labels
from scoring.models import LedgerRow


class Entry(NamedTuple):
    """A fault, a commission or an emergency report as a line names it."""

    words: str
    url: str


def register_entries(rows: Iterable[LedgerRow], user: Any) -> Mapping[str, Entry]:
    """Fact -> what it comes from, only where the person may see it. At most five statements."""
    facts = {row.fact for row in rows}
    faults, targets = _keys("fault", facts), _keys("commission", facts)
    found: dict[str, Entry] = {}
    if faults:
        seen = visible_to(user, Fault.objects.select_related("unit").filter(pk__in=faults)).in_bulk()
        labels = fault_labels() if seen else {}
        for pk, fault in seen.items():
            words = f"{fault.unit} {labels.get(fault.code, fault.code)}"
            found[f"fault:{pk}"] = Entry(words, fault.get_absolute_url())
    if targets:
        asked = dict(CommissionTarget.objects.filter(pk__in=targets).values_list("pk", "commission"))
        commissions = visible_to(user, Commission.objects.filter(pk__in=asked.values())).in_bulk()
        open_ones = {key: Entry(str(one), one.get_absolute_url()) for key, one in commissions.items()}
        found |= {f"commission:{pk}": open_ones[key] for pk, key in asked.items() if key in open_ones}
    reports = _keys("emergency", facts)
    if reports:
        known = visible_to(user, EmergencyReport.objects.select_related("unit").filter(pk__in=reports)).in_bulk()
        found |= {f"emergency:{pk}": Entry(str(one), one.get_absolute_url()) for pk, one in known.items()}
    return found


def _keys(name: str, facts: Iterable[str]) -> list[int]:
    told = (fact.removeprefix(f"{name}:") for fact in facts if fact.startswith(f"{name}:"))
    return [int(key) for key in told if key.isdecimal()]
