"""What holds for the pages of every paper (GB/T 9704): a test class takes it over and brings the fixture `pdf`.

class TestPages(PaperLayout):
    full_pages, full_lines, edges = 4, 20, 60
"""

from typing import Any

from tests.documents import measuring
from tests.documents.measuring import BOTTOM, LEFT, MM, RIGHT


class PaperLayout:
    """The numbers say how many at least of what is measured there must be, so that nothing holds for want of it."""

    full_pages: int
    full_lines: int
    edges: int

    def test_type_area_is_156_by_225_mm(self, pdf: Any) -> None:
        width, height = measuring.type_area(pdf)
        assert abs(width - 156) <= 0.5
        assert abs(height - 225) <= 0.5

    def test_full_pages_have_22_lines(self, pdf: Any) -> None:
        pages = measuring.full_pages(pdf)
        assert len(pages) >= self.full_pages
        assert {measuring.lines_on(page) for page in pages} == {22}

    def test_text_stands_on_the_grid_of_the_type_area_on_every_page(self, pdf: Any) -> None:
        """Also after a heading, a title, and a line with words of another font in it."""
        assert measuring.off_grid(pdf) <= 0.01

    def test_full_lines_have_28_characters(self, pdf: Any) -> None:
        """27 stand only where a mark would begin or end a line wrongly."""
        of_28, of_27, lines = measuring.lines_of_28(pdf)
        assert lines >= self.full_lines
        assert of_28 + of_27 >= 0.95 * lines
        assert of_28 >= 0.7 * lines

    def test_full_lines_are_flush_at_both_edges(self, pdf: Any) -> None:
        flush, lines = measuring.flush_share(pdf)
        assert lines >= self.edges
        assert flush >= 0.95 * lines

    def test_no_line_begins_or_ends_with_the_wrong_punctuation(self, pdf: Any) -> None:
        assert measuring.unlawful_lines(pdf) == []

    def test_page_numbers_stand_outside_7_mm_below(self, pdf: Any) -> None:
        assert all(map(measuring.is_outside, pdf.pages))
        assert all(abs(measuring.dash_depth(page) - 7) <= 0.5 for page in pdf.pages)

    def test_red_line_lies_4_mm_below_the_number_and_is_as_wide_as_the_type_area(self, pdf: Any) -> None:
        first = pdf.pages[0]
        rule = measuring.red_line(first)
        assert abs(rule["width"] - 156 * MM) <= 0.5 * MM
        assert abs(rule["x0"] - LEFT) <= 0.5 * MM
        assert abs(measuring.red_line_gap(first) - 4) <= 0.5

    def test_no_sign_sticks_out_of_the_type_area(self, pdf: Any) -> None:
        for page in pdf.pages:
            inside = [sign for sign in page.chars if sign["top"] < BOTTOM]
            assert min(sign["x0"] for sign in inside) >= LEFT - 0.5
            assert max(sign["x1"] for sign in inside) <= RIGHT + 0.5
