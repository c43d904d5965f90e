from decimal import Decimal
from xml.etree import ElementTree

import pdfplumber
import pytest

from documents.svg import Series, bar_chart, line_chart

NS = "{http://www.w3.org/2000/svg}"
BARS = [("法制综合处", Decimal("12.50")), ("行政复议应诉处", 7), ("政府法制监督处", 0)]
MONTHS = [f"{month}月" for month in range(1, 13)]
LINES = [Series("报送", [90, 110, None, 128]), Series("采用", [30, 41, 38, 46])]


def charts(evil: str = "") -> dict[str, str]:
    return {
        "bars": bar_chart([(name + evil, value) for name, value in BARS], title=f"得分{evil}", unit="分"),
        "lines": line_chart(
            [label + evil for label in MONTHS[:4]],
            [Series(line.name + evil, line.values) for line in LINES],
            title=f"趋势{evil}",
        ),
    }


@pytest.mark.parametrize("chart", charts())
def test_chart_is_well_formed_and_speaks(chart):
    root = ElementTree.fromstring(charts()[chart])

    assert root.tag == f"{NS}svg"
    assert (root.get("role"), root.get("aria-label")) == ("img", root.findtext(f"{NS}title"))
    assert root.findtext(f"{NS}desc")


@pytest.mark.parametrize("chart", charts())
def test_chart_has_nothing_that_the_security_policy_forbids(chart):
    drawn = charts()[chart]

    assert "style=" not in drawn
    assert "<style" not in drawn
    assert "<script" not in drawn
    names = {name for element in ElementTree.fromstring(drawn).iter() for name in element.attrib}
    assert not any(name.startswith("on") for name in names)


@pytest.mark.parametrize("chart", charts())
def test_every_text_is_escaped(chart):
    evil = '"><script>alert(1)</script>&'
    root = ElementTree.fromstring(charts(evil)[chart])

    assert not list(root.iter(f"{NS}script"))
    assert evil in root.findtext(f"{NS}title")


def test_bars_are_as_long_as_their_values():
    rects = list(ElementTree.fromstring(bar_chart(BARS, title="得分")).iter(f"{NS}rect"))
    lengths = [float(rect.get("width")) for rect in rects]

    assert lengths[1] == pytest.approx(lengths[0] * 7 / 12.5, abs=0.1)
    assert lengths[2] == 0


def test_values_are_printed_as_they_are_meant():
    texts = [text.text for text in ElementTree.fromstring(bar_chart(BARS, title="得分", unit="分")).iter(f"{NS}text")]

    assert texts == ["法制综合处", "12.50分", "行政复议应诉处", "7分", "政府法制监督处", "0分"]


def test_line_is_broken_where_a_value_is_missing():
    paths = [path.get("d") for path in ElementTree.fromstring(charts()["lines"]).iter(f"{NS}path")]
    first = next(path for path in paths if path.count("L") == 1 and path.count("M") == 2)

    assert first.index("L") < first.rindex("M")


def test_lines_differ_by_dashes_and_not_by_colour_alone():
    root = ElementTree.fromstring(charts()["lines"])
    dashes = {path.get("stroke"): path.get("stroke-dasharray") for path in root.iter(f"{NS}path")}

    assert dashes["#1f4e8c"] != dashes["#c8102e"]


def test_labels_that_would_touch_are_left_out():
    labels = [f"2026年{month}月" for month in range(1, 13)]
    root = ElementTree.fromstring(line_chart(labels, [Series("报送", list(range(12)))], title="趋势", width=400))
    shown = [text.text for text in root.iter(f"{NS}text") if text.text in labels]

    assert shown[0] == labels[0]
    assert 2 <= len(shown) <= 5


@pytest.mark.parametrize(
    "drawn",
    [
        bar_chart([], title="空"),
        line_chart([], [], title="空"),
        line_chart(["1月"], [Series("报送", [None])], title="空"),
        bar_chart([("甲", 0)], title="零"),
    ],
)
def test_charts_without_data_are_still_charts(drawn):
    assert ElementTree.fromstring(drawn).tag == f"{NS}svg"


def test_charts_are_drawn_in_the_pdf_in_their_font(render):
    body = f"<figure>{charts()['bars']}<figcaption>各处室得分</figcaption></figure><figure>{charts()['lines']}</figure>"
    with pdfplumber.open(render(body)) as pdf:
        text = pdf.pages[0].extract_text()
        fonts = {sign["fontname"][7:] for sign in pdf.pages[0].chars if sign["text"] in "法制"}

    assert "行政复议应诉处" in text
    assert "各处室得分" in text
    assert fonts == {"Noto-Sans-CJK-SC"}
