"""F27 in the running system: what the register of emergency reports says, held to the limits of the scheme."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from activity.clock import now
from registers.services.emergencies import record_report, revoke_report
from scoring.engine import Fact, FactKind, Part
from scoring.models import LedgerRow
from scoring.services.facts import changed_groups, groups_of, load_facts
from scoring.services.periods import ensure_periods
from scoring.services.reckoning import reckon_changes, reckon_period
from submissions.models import Item
from tests.factories.scoring import PeriodFactory, scheme_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("late_october")]

LIMITS = (
    {
        "id": "limits", "kind": "time_limit",
        "table": [
            {"event_class": "major", "channel": "phone", "minutes": 20, "points": 1},
            {"event_class": "major", "channel": "written", "minutes": 60, "points": 2},
        ],
    },
    {"id": "count", "kind": "quota", "per": "month", "counts": ["reported"], "demands": [{"at_least": 2}]},
)  # fmt: skip


def put(organ, minutes, channel="phone", **kw):
    given = {
        "unit": organ.division, "event_name": "山体滑坡", "event_class": "major", "channel": channel,
        "happened_at": now() - timedelta(minutes=minutes), "reported_at": now(), "by": organ.editor, **kw,
    }  # fmt: skip
    return record_report(**given)


def booked():
    rows = LedgerRow.objects.of_units().filter(clause="limits").exclude(points=0).order_by("pk")
    return [row.points for row in rows]


def test_a_report_is_a_fact_of_its_unit_on_the_local_day_on_which_it_came(organ):
    report = put(
        organ,
        21,
        reported_at=datetime(2026, 10, 9, 16, 30, tzinfo=UTC),
        happened_at=datetime(2026, 10, 9, 16, 9, tzinfo=UTC),
    )
    key = f"emergency:{report.pk}"
    period = PeriodFactory.create(month=10)
    assert groups_of(period) == {key} == changed_groups(after=0, until=10**9)
    assert load_facts([key]) == {key: [
        Fact(
            key, FactKind.REPORTED, date(2026, 10, 10), (Part("", (str(organ.division.pk),)),), event_class="major",
            channel="phone", minutes=Decimal(21),
        )
    ]}  # fmt: skip


def test_a_late_report_costs_what_its_limit_says_until_it_is_revoked(client, organ):
    scheme_of(*LIMITS)
    period = PeriodFactory.create(month=10)
    ensure_periods()
    put(organ, 20, event_name="及时")
    late = put(organ, 21)
    put(organ, 60, "written")
    reckon_period(period, by=None)
    assert booked() == [Decimal(-1)]
    client.force_login(organ.officer)
    shown = client.get(reverse("scoring:facts"), {"unit": organ.division.pk, "period": "2026-10", "what": "score"})
    page = shown.content.decode()
    assert late.get_absolute_url() in page
    assert "21" in page
    revoke_report(report_id=late.pk, by=organ.editor, reason="接报时间记错")
    reckon_changes()
    assert booked() == [Decimal(-1), Decimal(1)]
    put(organ, 19)
    reckon_changes()
    assert sum(booked()) == 0
    assert Item.objects.count() == 0
