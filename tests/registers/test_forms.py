"""What the forms of the registers begin with, and what they make of an emptied field."""

from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.urls import reverse

from registers.models import Fault
from submissions.states import Status
from tests.factories.submissions import make_item

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("hand")]


@pytest.fixture
def office(organ):
    client = Client()
    client.force_login(organ.editor, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_the_month_of_a_choice_is_that_of_the_office_clock(organ, office):
    """Filed on 1 November at 01:00 in Beijing, which is still October in Greenwich."""
    item = make_item(status=Status.SIGNED, unit=organ.division, created_at=datetime(2026, 10, 31, 17, tzinfo=UTC))
    form = office.get(reverse("registers:best_choose", args=[item.pk])).context["form"]
    assert form.initial["month"] == date(2026, 11, 1)


@pytest.mark.parametrize(("typed", "is_kept"), [("2026-业1-0007", True), ("", False)])
def test_who_empties_the_number_of_the_item_records_none(organ, office, typed, is_kept):
    item = make_item(status=Status.SIGNED, unit=organ.division, number="2026-业1-0007")
    data = {
        "unit": organ.division.pk,
        "code": "late",
        "happened_on": "2026-11-09",
        "note": "迟报",
        "item_number": typed,
    }
    assert office.post(reverse("registers:fault_new") + f"?item={item.pk}", data).status_code == 302
    assert Fault.objects.get().item == (item if is_kept else None)
