"""The pages look as they did: compared with stored pictures. Meant to look otherwise now? `script/pages` renews them."""

import pytest
from PIL import Image, ImageChops

from tests.reports.page_pictures import DIRECTORY, MOST_STRONG, difference, path_of, pictures_of
from tests.reports.reference_bulletin import NAMES, print_all

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture(scope="module")
def pages(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        return print_all()


@pytest.mark.parametrize("name", NAMES)
def test_page_looks_as_its_picture(name, pages):
    pdf, number = pages[name]
    found = pictures_of(pdf, (number,))[number]
    with Image.open(path_of(name)) as kept:
        share = difference(found, kept)
    assert share <= MOST_STRONG, f"{100 * share:.2f} % of {name} differ: look at it, then run script/pages"


def test_every_stored_picture_is_compared():
    assert {path.stem for path in DIRECTORY.glob("*.png")} == set(NAMES)


@pytest.mark.parametrize("name", ["bulletin-text", "bulletin-table", "charts-months"])
def test_a_page_that_slipped_by_half_a_millimetre_is_found(name):
    with Image.open(path_of(name)) as kept:
        moved = ImageChops.offset(kept.convert("L"), 0, 1)
        assert difference(moved, kept) > MOST_STRONG


def test_another_page_is_found():
    with Image.open(path_of("bulletin-text")) as one, Image.open(path_of("bulletin-title")) as other:
        assert difference(one, other) > MOST_STRONG


def stripes_of(picture):
    """What stands on the page from the top down, between rows without ink: its first row and the one after its last."""
    dark = [picture.crop((0, row, picture.width, row + 1)).getextrema()[0] < 128 for row in range(picture.height)]
    edges = [row for row in range(1, picture.height) if dark[row] != dark[row - 1]]
    return list(zip(edges[::2], edges[1::2], strict=True))


def ink_of(picture, top, bottom):
    """The box of what is drawn between two heights."""
    return picture.crop((0, top, picture.width, bottom)).point(lambda tone: 255 * (tone < 128)).getbbox()


def test_one_line_that_slipped_by_half_a_millimetre_is_found():
    """Any line of text that is at least half full."""
    with Image.open(path_of("bulletin-text")) as kept:
        whole = kept.convert("L")
        lines = stripes_of(whole)
        boxes = [(line, ink_of(whole, *line)) for line in lines]
        long = [line for line, (left, _top, right, _bottom) in boxes if right - left > whole.width / 3]
        assert len(long) >= 18
        for top, bottom in long:
            moved = whole.copy()
            moved.paste(whole.crop((0, top - 2, whole.width, bottom + 1)), (0, top - 1))
            assert difference(moved, kept) > MOST_STRONG, f"line at {top}"


def test_a_bar_that_is_shorter_by_a_third_is_found():
    """The bars of the steps are the highest thing on their page; here they lose the last third of the longest."""
    with Image.open(path_of("charts-steps")) as kept:
        drawn = kept.convert("L")
        top, bottom = max(stripes_of(drawn), key=lambda stripe: stripe[1] - stripe[0])
        left, _top, right, _bottom = ink_of(drawn, top, bottom)
        drawn.paste(255, (right - (right - left) // 3, top, right, bottom))
        assert difference(drawn, kept) > MOST_STRONG
