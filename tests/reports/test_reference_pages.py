"""The pages look as they did: compared with stored pictures. Meant to look otherwise now? `script/pages` renews them."""

import pytest
from PIL import Image, ImageChops

from tests.reports.page_pictures import DIRECTORY, MOST_STRONG, difference, path_of, pictures_of
from tests.reports.printed import print_long
from tests.reports.reference_bulletin import BULLETIN_PAGES, names_and_pages

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def pages(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        return names_and_pages(print_long())


@pytest.mark.parametrize("name", sorted(BULLETIN_PAGES.values()))
def test_page_looks_as_its_picture(name, pages):
    pdf, number = pages[name]
    found = pictures_of(pdf, (number,))[number]
    with Image.open(path_of(name)) as kept:
        share = difference(found, kept)
    assert share <= MOST_STRONG, f"{100 * share:.2f} % of {name} differ: look at it, then run script/pages"


def test_every_stored_picture_is_compared():
    assert {path.stem for path in DIRECTORY.glob("*.png")} == set(BULLETIN_PAGES.values())


@pytest.mark.parametrize("name", ["bulletin-text", "bulletin-table"])
def test_a_page_that_slipped_by_half_a_millimetre_is_found(name):
    with Image.open(path_of(name)) as kept:
        moved = ImageChops.offset(kept.convert("L"), 0, 1)
        assert difference(moved, kept) > MOST_STRONG


def test_another_page_is_found():
    with Image.open(path_of("bulletin-text")) as one, Image.open(path_of("bulletin-title")) as other:
        assert difference(one, other) > MOST_STRONG
