"""From records to facts: what the loader tells the engine, and what other rooms add."""

from datetime import date
from decimal import Decimal

import pytest

from activity.services import record
from organizations.models import UnitKind
from organizations.services.units import update_unit
from scoring.engine import Author, Fact, FactKind, Part
from scoring.models import LedgerRow, Period, ScoreTotal
from scoring.services import fact_sources
from scoring.services.dated_units import DatedUnits
from scoring.services.fact_sources import FactSource
from scoring.services.facts import changed_groups, groups_of, load_facts
from scoring.services.periods import ensure_periods, freeze
from scoring.services.reckoning import reckon_changes, reckon_period
from submissions.models import ItemSource
from tests.factories.documents import StoredFileFactory
from tests.factories.organizations import UnitFactory
from tests.factories.scoring import BY_SPANS, PeriodFactory, adopted, filed_item, forwarded, instructed, scheme_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("hand")]

DAY = date(2026, 10, 8)


def facts_of(item):
    return {fact.key: fact for fact in load_facts([str(item.pk)])[str(item.pk)]}


def the(item, kind):
    (found,) = [fact for fact in facts_of(item).values() if fact.kind is kind]
    return found


def test_facts_say_what_the_records_say(organ):
    item = filed_item(
        DAY, unit=organ.divisions[0], joint=[organ.divisions[1]], source="commission", commission_no="3号"
    )
    forwarding = forwarded(item, date(2026, 10, 9), "province")
    adoption = adopted(
        item, date(2026, 10, 12), "city", edition="增刊", in_composite=True, is_front_page=True, printed_length=321,
        external_points=Decimal("2.5"), channel="direct", evidence=StoredFileFactory.create(),
    )  # fmt: skip
    instruction = instructed(item, date(2026, 10, 13), "city", "principal")
    units = tuple(str(unit.pk) for unit in organ.divisions)
    (author,) = item.author_links.all()
    parts = (Part(str(item.pk), units, (Author(str(author.user_id), units[0]),)),)
    own = {
        "parts": parts, "item": str(item.pk), "item_type": "update", "filed_on": DAY, "commissioned": True,
        "length": len(item.text),
    }  # fmt: skip
    assert facts_of(item) == {
        f"filed:{item.pk}": Fact(f"filed:{item.pk}", FactKind.FILED, DAY, **own),
        f"forwarded:{forwarding.pk}": Fact(
            f"forwarded:{forwarding.pk}", FactKind.FORWARDED, date(2026, 10, 9), level="province",
            outlet=forwarding.outlet.code, **own,
        ),
        f"adopted:{adoption.pk}": Fact(
            f"adopted:{adoption.pk}", FactKind.ADOPTED, date(2026, 10, 12), level="city", outlet=adoption.outlet.code,
            edition="增刊", in_composite=True, front_page=True, external=Decimal("2.5"), evidence=True,
            channel="direct", **{**own, "length": 321},
        ),
        f"instructed:{instruction.pk}": Fact(
            f"instructed:{instruction.pk}", FactKind.INSTRUCTED, date(2026, 10, 13), level="city", rank="principal",
            leader=str(instruction.leader_id), **own,
        ),
    }  # fmt: skip


def test_adoption_without_a_paper_is_not_confirmed(organ):
    """F21: where a scheme asks for evidence, the office has to have filed it with the adoption."""
    scheme_of({**BY_SPANS[1], "needs_evidence": True})
    item = filed_item(DAY, unit=organ.division)
    bare = adopted(item, date(2026, 10, 12), "city")
    adopted(item, date(2026, 10, 13), "province", evidence=StoredFileFactory.create())
    assert not facts_of(item)[f"adopted:{bare.pk}"].evidence
    period = PeriodFactory.create(month=10)
    reckon_period(period, by=None)
    assert ScoreTotal.objects.get(unit=organ.division, person=None).points == 10


@pytest.mark.parametrize(
    ("status", "kinds", "padding"),
    [
        ("declined", ["padding"], True),
        ("declined", ["duplicate"], True),
        ("declined", ["stale"], False),
        ("declined", ["padding", "no_value"], False),
        ("editing", ["padding"], False),
    ],
)
def test_padding_is_what_stands_declined_as_such(organ, status, kinds, padding):
    item = filed_item(DAY, unit=organ.division, status=status)
    for kind in kinds:
        record("item.decline", subject=item, by=organ.editor, data={"kind": kind})
    assert the(item, FactKind.FILED).padding is padding


def test_direct_report_point_has_its_host_of_the_day(organ):
    """F17: another host from today on; what happened before has the old one."""
    point = UnitFactory.create(kind=UnitKind.DIRECT_REPORT_POINT, host=organ.divisions[0])
    item = filed_item(DAY, unit=point)
    adopted(item, date(2026, 11, 10), "city")
    update_unit(unit_id=point.pk, by=organ.editor, host=organ.divisions[1])
    hosts = {fact.kind: fact.parts[0].hosts for fact in facts_of(item).values()}
    assert hosts == {
        FactKind.FILED: ((str(point.pk), str(organ.divisions[0].pk)),),
        FactKind.ADOPTED: ((str(point.pk), str(organ.divisions[1].pk)),),
    }


def test_host_gets_the_credit_that_the_scheme_gives(organ):
    scheme_of(*BY_SPANS[:2], host_credit={"mode": "besides", "of": ["adopted"]})
    point = UnitFactory.create(kind=UnitKind.DIRECT_REPORT_POINT, host=organ.division)
    adopted(filed_item(DAY, unit=point), date(2026, 10, 12), "city")
    reckon_period(PeriodFactory.create(month=10), by=None)
    totals = {total.unit_id: total.points for total in ScoreTotal.objects.of_units()}
    assert totals == {point.pk: 1 + 5, organ.division.pk: 5}


def test_other_units_have_no_hosts(organ):
    unit = UnitFactory.create(kind=UnitKind.DIVISION, host=organ.division)
    assert the(filed_item(DAY, unit=unit), FactKind.FILED).parts[0].hosts == ()
    assert DatedUnits().host_of(0, DAY) is None


def test_composite_has_the_parts_of_its_sources(organ):
    sources = [filed_item(DAY, unit=unit) for unit in organ.divisions]
    composite = filed_item(DAY, is_composite=True)
    for source, share in zip(sources, ["0.25", "0.75"], strict=True):
        ItemSource.objects.create(composite=composite, item=source, share=share)
    adopted(composite, date(2026, 10, 20), "province")
    parts = the(composite, FactKind.ADOPTED).parts
    assert [(part.item, part.units, part.share) for part in parts] == [
        (str(source.pk), (str(source.unit_id),), Decimal(share))
        for source, share in zip(sources, ["0.25", "0.75"], strict=True)
    ]


def test_length_and_front_page_reach_the_points(organ):
    """F24: an adoption counts by the characters that were printed."""
    scheme_of(
        {**BY_SPANS[1], "front_page_times": "1.5",
         "length_factors": [{"longer_than": 2000, "times": 4}, {"longer_than": 600, "times": 2}]}
    )  # fmt: skip
    item = filed_item(DAY, unit=organ.division)
    for length, front in ((2001, False), (600, True), (601, False)):
        adopted(item, date(2026, 10, 12), "city", printed_length=length, is_front_page=front)
    reckon_period(PeriodFactory.create(month=10), by=None)
    rows = LedgerRow.objects.of_units().filter(kind="adopted").order_by("pk")
    assert sorted(row.points for row in rows) == [Decimal("7.5"), 10, 20]


def test_facts_count_on_the_day_of_the_first_filing_where_the_scheme_says_so(organ):
    """F22: an adoption of November counts in October, in which the item was filed, and once that is closed as 补计."""
    scheme_of(*BY_SPANS[:2], counted_on="filed")
    PeriodFactory.create(month=10)
    ensure_periods()
    october, november = Period.objects.order_by("starts_on")
    item = filed_item(DAY, unit=organ.division)
    adopted(item, date(2026, 11, 3), "city")
    reckon_period(november, by=None)
    row = LedgerRow.objects.of_units().get(kind="adopted")
    assert (row.period, row.happened_on, row.points) == (october, DAY, 5)
    freeze(october, by=organ.office_head)
    adopted(item, date(2026, 11, 4), "province")
    reckon_period(november, by=None)
    late = LedgerRow.objects.of_units().get(kind="adopted", level="province")
    assert (late.period, late.fact_period, late.happened_on) == (november, october, DAY)


def test_another_scheme_about_days_moves_what_is_booked(organ):
    """Adopted for days that have passed: open months are counted by the new scheme, rows moving by differences."""
    scheme_of(*BY_SPANS[:2])
    PeriodFactory.create(month=10)
    ensure_periods()
    october, november = Period.objects.order_by("starts_on")
    adopted(filed_item(DAY, unit=organ.division), date(2026, 11, 3), "city")
    reckon_period(november, by=None)
    reckon_period(october, by=None)
    scheme_of(*BY_SPANS[:2], counted_on="filed", valid_from=date(2026, 10, 1), code="by-filing")
    reckon_period(november, by=None)
    sums = {total.period: total.points for total in ScoreTotal.objects.filter(unit=organ.division)}
    assert sums == {october: 6, november: 0}


@pytest.fixture
def best():
    """A room that names the best items of a month: item -> day; none without an item."""
    told: dict[str, date] = {}

    def facts(groups):
        for key in groups:
            if key in told:
                yield key, Fact(f"panel:{key}", FactKind.BEST, told[key], item=key)

    source = FactSource(
        "panel", facts, lambda first, last: [key for key, day in told.items() if first <= day <= last],
        {"test.panel": lambda keys: list(keys)},
    )  # fmt: skip
    fact_sources.register(source)
    yield told
    fact_sources.forget("panel")


def test_room_adds_facts_about_items(organ, best):
    scheme_of(
        BY_SPANS[0], {"id": "best", "kind": "points", "event": "best", "table": [{"item_type": "update", "points": 3}]}
    )
    _september, period = PeriodFactory.create(month=9), PeriodFactory.create(month=10)
    item = filed_item(date(2026, 9, 8), unit=organ.division)
    best[str(item.pk)] = date(2026, 10, 30)
    assert groups_of(period) == {str(item.pk)}
    fact = the(item, FactKind.BEST)
    assert (fact.parts[0].units, fact.filed_on, fact.length) == (
        (str(organ.division.pk),),
        date(2026, 9, 8),
        len(item.text),
    )
    reckon_period(period, by=None)
    total = ScoreTotal.objects.get(unit=organ.division, person=None, period=period)
    assert (total.best, total.points) == (1, 3)


def test_source_of_one_name_is_registered_once(best):
    (source,) = [one for one in fact_sources.all_sources() if one.name == "panel"]
    fact_sources.register(source)
    with pytest.raises(ValueError, match="panel"):
        fact_sources.register(FactSource("panel", lambda groups: [], lambda first, last: []))


def test_groups_are_items_or_named(organ):
    assert [fact_sources.item_pk(key) for key in ("12", "fault:12", "settled:unit:7:2026")] == [12, None, None]


def test_changes_name_composites_of_their_sources(organ):
    composite = filed_item(DAY, is_composite=True)
    source = filed_item(DAY, unit=organ.division, status="merged", composite=composite)
    event = record("item.submit", subject=source, by=organ.officer)
    assert changed_groups(after=event.pk - 1, until=event.pk) == {str(source.pk), str(composite.pk)}
    assert reckon_changes() > 0


def test_loading_costs_the_same_statements_for_more_items(organ, django_assert_num_queries):
    for number in (1, 3):
        items = [filed_item(DAY, unit=organ.divisions[0], joint=[organ.divisions[1]]) for _one in range(number)]
        for item in items:
            adopted(item, date(2026, 10, 12))
        with django_assert_num_queries(11):
            load_facts([str(item.pk) for item in items])
