"""The grid of columns: few lines, and little left empty above the highest column."""

import re

import pytest

from documents.svg import Series
from documents.svg_blocks import columns, scale_of


@pytest.mark.parametrize(
    ("highest", "step", "lines"),
    [(0, 1, 4), (3, 1, 4), (5, 1, 5), (7, 2, 4), (60, 10, 6), (61, 20, 4), (101, 20, 6), (121, 50, 4), (1234, 500, 4)],
)
def test_grid_ends_little_above_the_highest_value(highest, step, lines):
    assert scale_of(highest) == (step, lines)


def test_the_scale_that_is_drawn_is_that_one():
    drawn = columns(
        ["9月", "10月"], [Series("报送", [64, 101])], title="报送", description="", unit="条", width=640, height=250,
        stacked=False,
    )  # fmt: skip
    assert [int(word) for word in re.findall(r'x="38" [^>]*>(\d+)<', drawn)] == [0, 20, 40, 60, 80, 100, 120]
