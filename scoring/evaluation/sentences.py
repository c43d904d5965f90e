"""Clauses and ledger rows in words, with the names that the file of facts gives to codes."""

from datetime import date
from typing import TYPE_CHECKING

from scoring.engine import FactKind, Row, Scheme
from scoring.evaluation.heads import CODES
from scoring.span_days import SchemeKey, SpanDays
from scoring.wording import clauses_in_words, reason_in_words
from scoring.wording_base import Names, one_after_the_other

if TYPE_CHECKING:
    from scoring.evaluation.results import Evaluation


class Sentences:
    """Asks no database: codes stand for themselves where neither the file nor common usage names them."""

    def __init__(self, evaluation: "Evaluation") -> None:
        names = evaluation.file.names
        validity: dict[SchemeKey, tuple[date, date | None]] = {
            one.scheme.code: (one.starts_on, one.ends_on) for one in evaluation.book.schemes
        }
        self._said: dict[tuple[object, ...], str] = {}
        self._schemes = {valid.scheme.code: valid.scheme for valid in evaluation.book.schemes}
        self._names = Names(
            outlets=_named("outlet", names),
            levels=_named("level", names),
            item_types=_named("item_type", names),
            ranks=_named("rank", names),
            classes=_named("class", names),
            faults=_named("fault", names),
            event_classes=_named("event_class", names),
            channels=_named("channel", names),
            spans=SpanDays(evaluation.result.slots, validity),
        )

    def clauses(self, scheme: Scheme) -> list[dict[str, str]]:
        """Each clause with its whole sentence, in the order of the document."""
        return [{"id": one.id, "sentence": one.sentence} for one in clauses_in_words(scheme, self._names)]

    def reason(self, row: Row) -> str:
        """Why the row has its points. Alike rows have one sentence, which is put together once."""
        alike = (row.scheme, row.clause, row.points < 0, row.tally < 0, *row.explanation.items())
        if row.kind is FactKind.SETTLEMENT:
            return self._reason(row)
        if alike not in self._said:
            self._said[alike] = self._reason(row)
        return self._said[alike]

    def _reason(self, row: Row) -> str:
        said = reason_in_words(row, self._schemes.get(row.scheme), self._names)  # type: ignore[arg-type]
        return one_after_the_other(said)


def _named(kind: str, names: dict[str, dict[str, str]]) -> dict[str, str]:
    common = {code: words[0] for code, words in CODES[kind].items() if words}
    return {**common, **names.get(kind, {})}
