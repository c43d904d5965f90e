"""The office is called to close a commission only once no unit has time any more."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from activity.clock import now
from registers.models import Commission
from registers.services import commissions
from tests.factories.registers import CommissionFactory
from ui import rail

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("hand")]


@pytest.fixture
def commission(organ):
    """Past its own time for an hour, with two more days for one of two units."""
    asked = CommissionFactory.create(units=organ.divisions, topic="甲题", due_at=now() + timedelta(hours=1))
    target = asked.targets.get(unit=organ.division)
    until = now() + timedelta(days=2)
    commissions.extend_target(target_id=target.pk, by=organ.editor, until=until, reason="出差")
    return asked


def places(organ):
    """Where closing is called for: the tab, its state in words, the desk, the figure of the rail."""
    client = Client()
    client.force_login(organ.editor, backend="django.contrib.auth.backends.ModelBackend")
    overdue = client.get(reverse("registers:commissions") + "?state=overdue").context["row_count"] == 1
    page = client.get(Commission.objects.get().get_absolute_url()).context["state"] == "已过期限"
    listed = "is-urgent" in client.get(reverse("registers:commissions")).content.decode()
    desk = "甲题" in client.get(reverse("ui:desk")).content.decode()
    lines = rail.lines_for(organ.editor, path="/", with_counts=True)
    counted = [line.count for line in lines if line.url == reverse("registers:commissions")] == [1]
    return [overdue, page, listed, desk, counted]


def test_nothing_calls_for_closing_while_a_unit_has_more_time(organ, commission, hand):
    hand.advance(hours=2)
    assert places(organ) == [False] * 5
    hand.advance(days=2)
    assert places(organ) == [True] * 5
    commissions.close_commission(commission_id=commission.pk, by=organ.editor)
    assert Commission.objects.get().closed_at is not None


def test_more_time_of_a_unit_that_is_excused_keeps_nobody_from_closing(organ, commission, hand):
    target = commission.targets.get(unit=organ.division)
    commissions.excuse_target(target_id=target.pk, by=organ.editor, reason="无关")
    hand.advance(hours=2)
    assert places(organ) == [True] * 5
    commissions.close_commission(commission_id=commission.pk, by=organ.editor)


def test_of_several_extensions_the_latest_counts(organ, commission):
    other = commission.targets.get(unit=organ.divisions[1])
    until = now() + timedelta(days=5)
    commissions.extend_target(target_id=other.pk, by=organ.editor, until=until, reason="出差")
    assert Commission.objects.with_last_due().get().last_due_at == until
