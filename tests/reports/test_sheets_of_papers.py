"""What a press gets ready for is byte by byte what papers are sent with; else each first paper would be late."""

import pytest

from documents.pdf_warming import sheets
from reports.models import Bulletin
from reports.services import building, rectifying
from review.services import package_paper
from tests.factories.reports import make_bulletin

pytestmark = pytest.mark.django_db


def test_every_paper_of_the_house_is_set_with_a_sheet_that_is_known(month):
    bulletin = make_bulletin(month)
    sent = building.prepare(Bulletin.objects.for_paper().get(pk=bulletin.pk)).printing["css"]
    assert sorted(sheets()) == sorted([sent, rectifying.notice_css(), package_paper.package_css()])
