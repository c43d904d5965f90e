"""The factory of items builds consistent rows in every status."""

import pytest

from submissions.models import Item
from submissions.services.completeness import missing_for_filing
from submissions.states import IN_UNIT, Status
from tests.factories.submissions import make_item

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("status", Status.values)
def test_make_item_in_every_status_is_complete_and_consistent(status):
    item = Item.objects.get(pk=make_item(status=status, text="合格率98.5%。").pk)
    assert item.status == status
    assert item.current.text == "合格率98.5%。"
    assert missing_for_filing(item) == []
    assert (item.number is None) == (status in IN_UNIT)
    assert bool(item.awaits_role) == (status in {Status.UNIT_REVIEW, Status.OFFICE_REVIEW, Status.SIGNATURE})
    assert list(item.figure_ticks.values_list("figure", "occurrence")) == [("98.5%", 1)]


def test_make_item_for_a_drafter_belongs_to_the_drafters_unit():
    first = make_item()
    assert make_item(drafter=first.drafter).unit == first.unit
