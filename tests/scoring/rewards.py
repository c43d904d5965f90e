"""What tests of fees, prizes and target points share."""

from decimal import Decimal

from scoring.models import Period
from scoring.services.periods import ensure_periods, freeze
from scoring.services.reckoning import reckon_period
from tests.factories.scoring import PeriodFactory

D = Decimal
POINTS = {"id": "adopted", "kind": "points", "event": "adopted", "table": [{"points": 5}]}
FILED = {"id": "filed", "kind": "points", "event": "filed", "table": [{"points": 1}]}
FEES = {
    "id": "fees", "kind": "points", "event": "adopted", "gives": "yuan",
    "table": [{"level": "city", "points": 50}, {"points": "100.5"}],
}  # fmt: skip
PRIZES = [
    {"id": "units", "to": "units", "title": "先进集体", "per": "year", "first": 1},
    {"id": "persons", "to": "persons", "title": "先进个人", "per": "year", "first": 1},
    {"id": "items", "to": "items", "title": "优秀信息", "per": "year", "first": 1},
]


def months(*numbers, close=True):
    """Make, reckon and (unless told otherwise) close these months of 2026; returns them."""
    for number in numbers:
        PeriodFactory.create(month=number)
    ensure_periods()
    for number in numbers:
        period = Period.objects.get(month=number)
        reckon_period(period, by=None)
        if close:
            freeze(period, by=None)
    return [Period.objects.get(month=number) for number in numbers]
