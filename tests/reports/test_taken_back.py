"""What an earlier month counted and a later one takes back: the numbers of the office are those of its units, and add up."""

from datetime import date, datetime

import pytest

from activity import clock
from reports.models import Bulletin
from reports.services import bulletins, closing
from reports.services.behind import open_number
from reports.services.collecting import collect
from reports.services.fields import fields_for
from reports.services.spans import calendar_span, month_span
from reports.states import Kind
from review.models import Adoption
from scoring.models import Period
from scoring.services.periods import make_period
from scoring.services.reckoning import reckon_period
from submissions.models import Item
from submissions.states import Nature
from tests.factories.reports import make_quarter
from tests.factories.scoring import adopted, filed_item, revoked
from tests.reports.test_behind import links, read, told

ZONE = clock.OFFICE_ZONE


@pytest.fixture
def quarter(db):
    """In October two items are filed, one of them adopted by the province; an item of August is voided, and its adoption,
    as well as that of August by the province, is revoked."""
    with clock.frozen(datetime(2026, 10, 2, 9, tzinfo=ZONE)):
        made = make_quarter()
    with clock.frozen(datetime(2026, 10, 20, 9, tzinfo=ZONE)):
        october = make_period(2026, 10)
        gone = Item.objects.filter(first_filed_at__month=8).latest("pk")
        Item.objects.filter(pk=gone.pk).update(status="voided", first_filed_at=None, nature=Nature.PROBLEM)
        revoked(Adoption.objects.get(outlet__level__code="province"))
        for day, nature in ((8, Nature.PROBLEM), (9, Nature.ACHIEVEMENT)):
            item = filed_item(date(2026, 10, day), unit=made.organ.division, nature=nature)
        adopted(item, date(2026, 10, 15), "city")
        for month in (8, 10):
            reckon_period(Period.objects.get(year=2026, month=month), by=None)
    with clock.frozen(datetime(2026, 11, 9, 9, tzinfo=ZONE)):
        closing.close_month(year=2026, month=10, by=made.head)
        october.refresh_from_db()
        made.period = october
        yield made


def units_sum(data, figure):
    return sum(row[figure] for one in data["scores"]["classes"] for row in one["rows"])


def test_the_month_is_what_its_units_have_and_the_year_is_the_sum_of_its_months(quarter):
    data = collect(month_span(quarter.period))
    assert data["totals"]["filed"] == units_sum(data, "filed") == 2 - 1
    assert data["totals"]["adoptions"] == units_sum(data, "adoptions") == 1 - 1
    months = [collect(month_span(one)) for one in Period.objects.filter(year=2026).order_by("starts_on")]
    assert data["year"]["filed"] == sum(one["totals"]["filed"] for one in months) == 7
    assert data["year"]["adoptions"] == sum(one["totals"]["adoptions"] for one in months) == 3
    assert [line["filed"] for line in data["trend"]][-4:] == [one["totals"]["filed"] for one in months[:4]]


def test_what_the_number_is_made_of_comes_to_it(quarter):
    data = collect(month_span(quarter.period))
    assert {line["code"]: line["adoptions"] for line in data["adopted_by_level"] if line["adoptions"]} == {
        "city": 1, "province": -1,
    }  # fmt: skip
    assert data["trend"][-1]["by_level"] == {"city": 1, "province": -1}
    assert data["balance"] == {"achievement": 1, "problem": 0, "advice": 0, "total": data["totals"]["filed"]}
    assert [line["item"] for line in data["adopted"]] == [Adoption.objects.latest("pk").item_id]
    assert (len(data["natures"]["problem"]), len(data["taken_back"]["problem"])) == (1, 1)


def test_the_paper_says_so(quarter):
    bulletin = bulletins.propose(period=quarter.period, by=quarter.head)
    opening = bulletin.sections.get(key="opening").text
    assert "共报送政务信息{{ filed.total }}条（以前报送、本月撤销的已扣减）" in opening
    assert fields_for(bulletin)["adopted.levels"] == "省级净减1篇次、市级1篇次"


def test_every_number_of_the_paper_opens_and_comes_to_what_is_printed(quarter, client):
    bulletin = bulletins.propose(period=quarter.period, by=quarter.head)
    quoted = "，".join(
        f"共{{{{ {name} }}}}条" for name in ("filed.total", "balance.problem", "balance.achievement", "filed.year")
    )
    bulletin.sections.filter(key="opening").update(text=quoted)
    client.force_login(quarter.head)
    found = links(read(client, Bulletin.objects.for_paper().get(pk=bulletin.pk)))
    assert len(found) > 30
    for address, number in found:
        text = client.get(address).content.decode()
        assert told(text, "printed") == number, address
        assert told(text, "live") in (number, None), address


def test_a_bulletin_of_before_counts_as_it_counted(quarter):
    bulletin = bulletins.propose(period=quarter.period, by=quarter.head)
    data = bulletin.snapshot.data
    data["schema"] = 6
    data["totals"]["filed"], data["balance"]["problem"], data["taken_back"] = 2, 1, {}
    for what in ("filed", "nature-problem"):
        number = open_number(bulletin, "office", what)
        assert (number.printed, number.has_moved) == (number.live, False), what


def test_a_half_year_that_holds_both_counts_neither(quarter):
    with clock.frozen(datetime(2027, 1, 9, 9, tzinfo=ZONE)):
        for month in (11, 12):
            make_period(2026, month)
            closing.close_month(year=2026, month=month, by=quarter.head)
        data = collect(calendar_span(Kind.HALF_YEARLY, 2026, 12))
    assert data["totals"]["filed"] == 7
    assert data["taken_back"] == {str(nature): [] for nature in Nature}
