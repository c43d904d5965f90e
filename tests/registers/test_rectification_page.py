"""The page of a fault: the office records what was done about it, the unit reads it."""

import pytest
from django.urls import reverse

from registers.models import FaultRectification
from tests.factories.registers import FaultFactory

pytestmark = pytest.mark.django_db


def test_the_office_records_what_was_done_and_the_unit_reads_it(organ, client):
    fault = FaultFactory.create(unit=organ.division)
    page, form = (reverse(f"registers:{name}", args=[fault.pk]) for name in ("fault", "fault_rectify"))
    client.force_login(organ.head)
    assert not client.get(page).context["may_rectify"]
    client.force_login(organ.editor)
    assert client.get(page).context["may_rectify"]
    assert client.post(form, {"text": " "}).status_code == 422
    assert not FaultRectification.objects.exists()
    assert client.post(form, {"text": "已补报，值班表已调整。"}).status_code == 302
    assert not client.get(page).context["may_rectify"]
    client.force_login(organ.head)
    assert "值班表已调整" in client.get(page).content.decode()
