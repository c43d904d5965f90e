"""From ledger rows to the evidence of the adoptions behind them: a scan or clipping that the office has filed."""

from collections.abc import Iterable

from documents.models import StoredFile
from review.models import Adoption
from scoring.models import LedgerRow

ADOPTED = "adopted:"


def rows_with_evidence(rows: Iterable[LedgerRow]) -> set[str]:
    """The facts among those of the rows that have evidence. At most one statement."""
    keys = {key for row in rows if (key := _key(row.fact))}
    if not keys:
        return set()
    found = Adoption.objects.filter(pk__in=keys, evidence__isnull=False).values_list("pk", flat=True)
    return {f"{ADOPTED}{pk}" for pk in found}


def evidence_of(row: LedgerRow) -> StoredFile | None:
    """The file behind the row, if there is one. Whoever may open the row may open it."""
    adoption = Adoption.objects.filter(pk=_key(row.fact) or 0).select_related("evidence").first()
    return adoption.evidence if adoption else None


def _key(fact: str) -> int | None:
    key = fact.removeprefix(ADOPTED)
    return int(key) if fact.startswith(ADOPTED) and key.isdecimal() else None
