"""Draws the stored pictures anew: `script/pages` runs it. Look at what git then shows before you commit it."""

import pytest

from tests.reports.page_pictures import DIRECTORY, keep, pictures_of
from tests.reports.printed import print_long
from tests.reports.reference_bulletin import names_and_pages


@pytest.mark.django_db
def test_renew():
    for old in DIRECTORY.glob("*.png"):
        old.unlink()
    for name, (pdf, number) in names_and_pages(print_long()).items():
        keep(name, pictures_of(pdf, (number,))[number])
