"""Draws the stored pictures anew: `script/pages` runs it. Look at each before you commit it."""

import pytest

from tests.reports.page_pictures import DIRECTORY, keep, pictures_of
from tests.reports.reference_bulletin import print_all


@pytest.mark.django_db
def test_renew():
    for old in DIRECTORY.glob("*.png"):
        old.unlink()
    pages = print_all()
    for name, (pdf, number) in pages.items():
        keep(name, pictures_of(pdf, (number,))[number])
    assert {path.stem for path in DIRECTORY.glob("*.png")} == set(pages)
