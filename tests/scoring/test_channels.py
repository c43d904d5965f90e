"""The channel of an adoption (R1): what went to the superior directly counts once his points, what went through the office twice."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from review.models import Adoption, AdoptionChannel
from review.services.records import revoke
from scoring.models import LedgerRow
from scoring.services.periods import ensure_periods
from scoring.services.reckoning import reckon_changes, reckon_period
from tests.factories.scoring import PeriodFactory, filed_item, outlet_of, scheme_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("late_october")]

DIRECTLY = {
    "id": "adopted", "kind": "points", "event": "adopted",
    "table": [{"level": "province", "channel": "direct", "times_external": 1}, {"level": "province", "times_external": 2}],
}  # fmt: skip


def tallies():
    return list(LedgerRow.objects.of_units().exclude(points=0).order_by("pk").values_list("points", flat=True))


def test_the_channel_of_the_form_counts_and_is_corrected_by_a_counter_record(client, organ):
    scheme_of(DIRECTLY)
    item = filed_item(date(2026, 10, 8), unit=organ.division)
    period = PeriodFactory.create(month=10)
    ensure_periods()
    client.force_login(organ.editor)
    form = reverse("review:adopt", args=[item.pk])
    told = {
        "outlet": outlet_of("province").pk,
        "issue_number": "第3期",
        "adopted_on": "2026-10-12",
        "external_points": 6,
    }
    refused = client.post(form, {**told, "channel": "carrier pigeon"})
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["channel"])
    client.post(form, {**told, "channel": "direct"})
    reckon_period(period, by=None)
    assert tallies() == [Decimal(6)]
    assert str(AdoptionChannel.DIRECT.label) in client.get(item.get_absolute_url()).content.decode()
    revoke(Adoption.objects.get(), by=organ.editor, reason="经本单位转报")
    client.post(form, told)
    reckon_changes()
    assert tallies() == [Decimal(6), Decimal(-6), Decimal(12)]
    counter = Adoption.objects.get(counters__isnull=False)
    assert (counter.channel, Adoption.objects.in_force().get().channel) == ("direct", "")
