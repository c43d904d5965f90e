import pytest

from documents.headlines import MOST, headline, width_of


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("关于2026年10月信息工作情况的通报", ["关于2026年10月信息工作情况的通报"]),
        ("关于2026年第三季度全市政务信息报送和采用情况的通报", ["关于2026年第三季度全市政务", "信息报送和采用情况的通报"]),
        ("关于澜江市人民政府法制办公室2026年上半年信息工作情况的通报", ["关于澜江市人民政府法制办公室", "2026年上半年信息工作情况的通报"]),
        ("关于2026年9月10日至10月20日信息工作情况的通报", ["关于2026年9月10日至10月20日", "信息工作情况的通报"]),
        ("关于2025年12月10日至2026年1月15日信息工作情况的通报", ["关于2025年12月10日至2026年1月15日", "信息工作情况的通报"]),
        ("关于桐林镇司法所连续两个月未报送政务信息情况的通报", ["关于桐林镇司法所连续两个月", "未报送政务信息情况的通报"]),
    ],
)  # fmt: skip
def test_a_long_title_is_broken_where_one_takes_a_breath(title, lines):
    assert headline(title) == lines


@pytest.mark.parametrize("length", range(1, 121, 7))
@pytest.mark.parametrize(
    "text",
    ["关于进一步加强和改进全市法制系统政务信息工作、提高“信息直报点”报送质量的若干意见", "A", "长", "，", "2026年"],
)
def test_no_word_is_lost_and_no_line_is_too_wide_whatever_is_typed(text, length):
    title = (text * 120)[:length]
    lines = headline(title)
    assert "".join(lines) == title
    assert all(width_of(line) <= MOST for line in lines)


def test_figures_with_their_measures_are_not_torn():
    for line in headline("关于2025年10月至2026年10月政务信息工作情况及2027年度工作安排的报告"):
        assert line[0] not in "年月日"
        assert not line.endswith("第")


@pytest.mark.parametrize("lead", range(1, 90, 4))
def test_dates_stay_whole_in_titles_of_many_lines(lead):
    title = "各区县各部门政务信息直报点建设" * 8
    lines = headline(f"{title[:lead]}2025年12月10日至2026年1月15日信息工作情况的通报")
    assert all(width_of(line) <= MOST for line in lines)
    assert any("2025年12月10日" in line for line in lines)
    assert any("2026年1月15日" in line for line in lines)
