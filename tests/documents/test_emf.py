"""Charts as EMF: every chart that `documents.svg` draws, record by record as [MS-EMF] has them."""

import struct

import lxml.html
import pytest

from documents.emf import emf_of, lines_of
from documents.svg import Series, bar_chart, line_chart

SERIES = [Series("报送", [3, 5, None, 8]), Series("采用", [1, 2, 3, 4]), Series("批示", [0, 0, 1, 0])]
CHARTS = {
    "line": line_chart(["1月", "2月", "3月", "4月"], SERIES, title="走势", unit="条"),
    "bar": bar_chart([("监督处", 3), ("复议处", 12)], title="各处", unit="分"),
}


def records_of(emf):
    """Kind and data of each record."""
    place, found = 0, []
    while place < len(emf):
        kind, size = struct.unpack_from("<2I", emf, place)
        found.append((kind, emf[place + 8 : place + size]))
        place += size
    assert place == len(emf)
    return found


def parsed(svg):
    return lxml.html.fromstring(svg)


@pytest.mark.parametrize("name", CHARTS)
def test_header_tells_size_and_number_of_the_records(name):
    emf = emf_of(parsed(CHARTS[name]), 150)
    records = records_of(emf)
    assert records[0][0] == 1
    assert records[-1][0] == 14
    assert emf[40:44] == b" EMF"
    length, count = struct.unpack_from("<2I", emf, 48)
    assert (length, count) == (len(emf), len(records))
    right, bottom = struct.unpack_from("<2i", emf, 32)
    svg = parsed(CHARTS[name])
    assert right == 15000
    assert bottom == pytest.approx(15000 * float(svg.get("height")) / float(svg.get("width")), abs=1)


@pytest.mark.parametrize("name", CHARTS)
def test_every_word_of_the_chart_is_a_word_of_the_picture(name):
    svg = parsed(CHARTS[name])
    texts = []
    for kind, data in records_of(emf_of(svg, 150)):
        if kind == 84:
            count, place = struct.unpack_from("<2I", data, 36)
            texts.append(data[place - 8 : place - 8 + count * 2].decode("utf-16-le"))
    assert texts == [node.text for node in svg.iter("text")]


def test_lines_bars_and_marks_are_drawn_where_the_chart_has_them():
    svg = parsed(CHARTS["bar"])
    boxes = [struct.unpack("<4i", data) for kind, data in records_of(emf_of(svg, 150)) if kind == 43]
    asked = list(svg.iter("rect"))
    assert len(boxes) == len(asked) == 2
    for box, node in zip(boxes, asked, strict=True):
        assert box[0] == round(float(node.get("x")) * 20)
        assert box[2] - box[0] == pytest.approx(float(node.get("width")) * 20, abs=1)
    kinds = [kind for kind, _data in records_of(emf_of(parsed(CHARTS["line"]), 150))]
    assert kinds.count(42) == 4  # the round marks of the first line: three values and the legend
    assert {3, 4, 43} <= set(kinds)


def test_handles_that_are_made_are_given_back():
    kinds = [kind for kind, _data in records_of(emf_of(parsed(CHARTS["line"]), 150))]
    assert kinds.count(40) == kinds.count(39) + kinds.count(95)


@pytest.mark.parametrize(
    ("path", "lines"),
    [
        ("M1 2L3 4", [([(1, 2), (3, 4)], False)]),
        ("M10 14h26", [([(10, 14), (36, 14)], False)]),
        ("M5 6l4 7h-8z", [([(5, 6), (9, 13), (1, 13)], True)]),
        ("M0 0V5M2 2H7", [([(0, 0), (0, 5)], False), ([(2, 2), (7, 2)], False)]),
        ("m1 1 2 0 0 2z", [([(1, 1), (3, 1), (3, 3)], True)]),
    ],
)
def test_paths(path, lines):
    assert lines_of(path) == lines


def test_what_no_chart_has_is_refused():
    with pytest.raises(ValueError, match="image"):
        emf_of(parsed('<svg viewBox="0 0 10 10"><image href="x"/></svg>'), 150)


def test_signs_beyond_the_first_plane_lose_no_letter_after_them():
    svg = parsed('<svg viewBox="0 0 100 20" font-size="10"><text x="1" y="9">𠮷林省AB</text></svg>')
    ((_kind, data),) = [record for record in records_of(emf_of(svg, 150)) if record[0] == 84]
    count, place = struct.unpack_from("<2I", data, 36)
    words = data[place - 8 : place - 8 + count * 2]
    assert words.decode("utf-16-le") == "𠮷林省AB"
    (steps_at,) = struct.unpack_from("<I", data, 64)
    steps = struct.unpack_from(f"<{count}I", data, steps_at - 8)
    assert steps == (200, 0, 200, 200, 112, 112)
    assert len(data) == steps_at - 8 + count * 4
