"""A rank opens to what is compared: the score, and the units next to it."""

from datetime import date

import pytest
from django.urls import reverse

from scoring.models import Period
from scoring.services.periods import ensure_periods
from scoring.services.reckoning import reckon_period
from tests.factories.organizations import UnitClassFactory, UnitFactory, make_organ
from tests.factories.scoring import filed_item, scheme_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("hand")]
CLAUSE = {"id": "filed", "kind": "points", "event": "filed", "table": [{"points": "1.5"}]}


@pytest.fixture
def organ():
    """Four units with 3, 1.5, 1.5 and nothing; one of an optional class that filed nothing."""
    organ = make_organ(divisions=4)
    scheme_of(CLAUSE, ranking={"optional": ["optional"]})
    ensure_periods(since=date(2026, 10, 1))
    for unit, days in zip(organ.divisions, ((3, 4), (5,), (6,), ()), strict=True):
        for day in days:
            filed_item(date(2026, 11, day), unit=unit)
    filed_item(date(2026, 10, 8), unit=organ.divisions[1])
    organ.idle = UnitFactory.create(unit_class=UnitClassFactory.create(code="optional"))
    for period in Period.objects.order_by("starts_on"):
        reckon_period(period, by=None)
    return organ


def opened(client, user, unit, **query):
    client.force_login(user)
    asked = {"unit": getattr(unit, "pk", unit), "period": "2026-11", **query}
    return client.get(reverse("scoring:rank"), asked)


def test_neighbours_stand_with_their_points_and_differences(client, organ):
    first, second, third, _last = organ.divisions
    context = opened(client, organ.office_head, second).context
    assert [(line.row.unit, line.row.rank, line.points, line.ahead, line.is_asked) for line in context["lines"]] == [
        (first.name, 1, "3", "+1.5", False),
        (second.name, 2, "1.5", "0", True),
        (third.name, 2, "1.5", "0", False),
    ]
    assert (context["row"].rank, context["row"].previous_rank) == (2, 1)


def test_words_say_how_many_are_before_and_how_many_share_the_rank(client, organ):
    told = [opened(client, organ.office_head, unit).context["told"] for unit in organ.divisions]
    assert [len(one) for one in told] == [1, 2, 2, 1]
    assert "4" in told[0][0]
    assert told[1] == told[2]
    assert "2" in told[1][1]
    assert "3" in told[3][0]


def test_points_open_for_who_may_open_the_account(client, organ):
    _first, second, _third, _last = organ.divisions
    lines = opened(client, organ.officers[0], second).context["lines"]
    assert [bool(line.facts) for line in lines] == [True, False, False]
    opened_figure = client.get(lines[0].facts + "score").context["opened"]
    assert (opened_figure.printed, opened_figure.number) == ("3.00", 2)
    assert client.get(reverse("scoring:facts"), {"unit": second.pk, "what": "score"}).status_code == 404


def test_ranks_of_the_ranking_open(client, organ):
    client.force_login(organ.officers[0])
    page = client.get(reverse("scoring:ranking"), {"period": "2026-11", "class": organ.unit_class.pk})
    for unit in organ.divisions:
        address = f"{reverse('scoring:rank')}?period=2026-11&unit={unit.pk}"
        assert address.replace("&", "&amp;") in page.content.decode()
        assert client.get(address).status_code == 200


def test_a_part_for_the_panel_has_no_frame(client, organ):
    client.force_login(organ.office_head)
    address = reverse("scoring:rank") + f"?unit={organ.division.pk}&period=2026-11"
    assert b"<html" in client.get(address).content
    assert b"<html" not in client.get(address, headers={"HX-Request": "true", "HX-Target": "score-panel"}).content


def test_there_is_no_rank_for_who_has_none(client, organ, settings):
    for unit, query in ((organ.idle, {}), (organ.division, {"period": "2031-01"}), ("x", {}), ("999999", {})):
        assert opened(client, organ.office_head, unit, **query).status_code == 404
    settings.RANKING_IS_OPEN = False
    assert opened(client, organ.officers[0], organ.division).status_code == 404
    assert opened(client, organ.office_head, organ.division).status_code == 200


def test_it_costs_the_same_for_more_units(client, organ, assert_same_queries):
    client.force_login(organ.office_head)
    address = reverse("scoring:rank") + f"?unit={organ.division.pk}&period=2026-11"
    assert_same_queries(
        lambda: UnitFactory.create(unit_class=organ.unit_class), lambda: client.get(address), rows=(1, 3), most=12
    )
