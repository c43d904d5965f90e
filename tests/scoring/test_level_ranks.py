"""What is left over where an item cannot be shared evenly makes nobody first: wherever a rank is told."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from activity.clock import frozen
from scoring.models import Period, Scheme, ScoreTotal
from scoring.services.accounts import rank_of
from scoring.services.class_pages import PeriodClasses
from scoring.services.reckoning import reckon_period
from scoring.services.tables import score_table
from tests.factories.organizations import make_organ
from tests.factories.scoring import PeriodFactory, filed_item, scheme_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def october():
    with frozen(datetime(2026, 10, 20, 4, tzinfo=UTC)):
        organ = make_organ(divisions=3)
        scheme_of({"id": "filed", "kind": "points", "event": "filed", "table": [{"points": 10}]})
        filed_item(date(2026, 10, 8), unit=organ.divisions[0], joint=organ.divisions[1:])
        period = PeriodFactory.create(month=10)
        reckon_period(period, by=None)
        yield organ, period


def test_three_units_of_one_item_share_the_first_place(october):
    organ, period = october
    points = ScoreTotal.objects.of_units().filter(period=period).order_by("-points").values_list("points", flat=True)
    assert list(points) == [Decimal("3.333334"), Decimal("3.333333"), Decimal("3.333333")]
    assert [row.rank for one in score_table(period).classes for row in one.rows] == [1, 1, 1]
    pages = PeriodClasses(period, list(Period.objects.all()), list(Scheme.objects.all()))
    assert [row.rank for one in pages.classes for row in pages.rows(one, slice(None))[0]] == [1, 1, 1]
    assert [rank_of(unit, period) for unit in organ.divisions] == [1, 1, 1]
