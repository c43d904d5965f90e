"""What items count with for a prize: sources of one unit, units that each get the whole, hosts; and the rows behind it."""

from datetime import date

import pytest
from django.urls import reverse

from organizations.models import UnitKind
from scoring.models import LedgerRow, Period
from scoring.services.prize_items import in_periods, points_of_item
from scoring.services.prize_results import prizes_of
from scoring.services.reckoning import reckon_period
from submissions.models import ItemSource, JointUnit
from tests.factories.organizations import UnitFactory
from tests.factories.scoring import adopted, filed_item, revoked, scheme_of
from tests.scoring.rewards import D, months

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("hand")]

TEN = {"id": "adopted", "kind": "points", "event": "adopted", "table": [{"points": 10}]}
PRIZES = [{"id": "items", "to": "items", "title": "优秀信息", "per": "year", "first": 9}]


def winners():
    (result,) = prizes_of(2026)
    return {int(one.candidate.item): one.candidate.points for one in result.winners}


def composite_of(*shares, unit):
    """A composite that was adopted, and its sources, all of one unit."""
    composite = filed_item(date(2026, 9, 2), is_composite=True)
    sources = [filed_item(date(2026, 9, 2), unit=unit) for _share in shares]
    for number, (source, share) in enumerate(zip(sources, shares, strict=True)):
        ItemSource.objects.create(composite=composite, item=source, share=D(share), sort_no=number)
    return adopted(composite, date(2026, 9, 10)), sources


def test_sources_of_one_unit_have_their_shares(organ):
    scheme_of(TEN, prizes=PRIZES)
    adoption, (one, two) = composite_of("0.75", "0.25", unit=organ.division)
    months(9, close=False)
    row = LedgerRow.objects.of_units().get(kind="adopted")
    assert (row.points, row.item_key) == (10, str(one.pk))
    assert winners() == {one.pk: D("7.5"), two.pk: D("2.5")}
    revoked(adoption)
    reckon_period(Period.objects.get(month=9), by=None)
    assert winners() == {}


def test_points_of_a_further_source_open_to_the_row_of_its_unit(client, organ):
    scheme_of(TEN, prizes=PRIZES)
    _adoption, (_one, two) = composite_of("0.75", "0.25", unit=organ.division)
    (september,) = months(9, close=False)
    client.force_login(organ.office_head)
    page = client.get(reverse("scoring:item_facts", args=[two.pk]), {"first": september.slug, "period": september.slug})
    assert [line.row.points for line in page.context["lines"] if line.row.points] == [10]
    assert "2.50" in page.content.decode()
    assert points_of_item(two.pk, in_periods([september])) == D("2.5")


@pytest.mark.parametrize("mode", ["instead", "besides"])
def test_host_that_files_with_its_point_makes_an_item_worth_no_more(organ, mode):
    """Each unit gets all of it, and the host the point's besides: 20 for the host, 10 for the item."""
    scheme_of(TEN, sharing={"joint": "full"}, host_credit={"mode": mode}, prizes=PRIZES)
    point = UnitFactory.create(kind=UnitKind.DIRECT_REPORT_POINT, host=organ.division, unit_class=organ.unit_class)
    item = filed_item(date(2026, 9, 2), unit=point)
    JointUnit.objects.create(item=item, unit=organ.division, state=JointUnit.State.COUNTERSIGNED)
    adopted(item, date(2026, 9, 10))
    months(9, close=False)
    host = LedgerRow.objects.of_units().get(unit=organ.division, kind="adopted")
    assert (host.points, winners()) == (20, {item.pk: 10})
