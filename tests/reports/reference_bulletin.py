"""Which pages of which paper are compared with stored pictures."""

from tests.reports.printed import Printed

# Page of the bulletin of tests/reports/printed.py: what it shows.
BULLETIN_PAGES = {
    1: "bulletin-masthead",
    2: "bulletin-contents",
    3: "bulletin-title",
    5: "bulletin-text",
    10: "bulletin-table",
    13: "bulletin-imprint",
}


def names_and_pages(printed: Printed) -> dict[str, tuple[bytes, int]]:
    """Name of a picture: the PDF and the number of its page."""
    return {name: (printed.built.pdf, number) for number, name in BULLETIN_PAGES.items()}
