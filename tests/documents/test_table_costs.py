"""A unit table's cost grows as its rows do: counted in pieces of text that are laid out, never in seconds."""

import pytest
import weasyprint
from weasyprint.layout import inline

from documents.pdf import house_css
from documents.pdf_limits import MOST_ROWS
from tests.documents.samples import TABLE_HEAD, page, rows

CELLS = 5
HEADS = 5


@pytest.fixture
def laid(monkeypatch):
    """Return `laid(rows) -> (pieces, pages)`: how often a text was split into a line, and the pages of the table."""
    real, calls = inline.split_text_box, []

    def split(*args, **kwargs):
        calls.append(1)
        return real(*args, **kwargs)

    monkeypatch.setattr(inline, "split_text_box", split)
    css = weasyprint.CSS(string=house_css())

    def lay(count: int) -> tuple[int, int]:
        calls.clear()
        html = page(f"{TABLE_HEAD}<tbody>{rows(count)}</tbody></table>")
        pages = weasyprint.HTML(string=html).render(stylesheets=[css]).pages
        return len(calls), len(pages)

    return lay


def test_four_times_the_rows_cost_four_times_the_work(laid):
    (few, few_pages), (many, many_pages) = laid(60), laid(240)
    # Each row a piece a cell; besides them the heads and the number of each page, and what is laid again at page ends.
    assert few >= 60 * CELLS
    assert many <= 4 * few + (HEADS + 2) * many_pages
    assert many_pages <= 4 * few_pages


def test_a_table_of_all_units_that_are_taken_is_laid_once(laid):
    """The largest table that is not refused: each cell is laid out hardly more than once."""
    pieces, pages = laid(MOST_ROWS // 4)
    assert pieces <= MOST_ROWS // 4 * CELLS + 3 * (HEADS + CELLS + 2) * pages
