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


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("市法制办聚焦“设备和人员不足”开展专项攻坚", ["市法制办聚焦“设备和人员不足”", "开展专项攻坚"]),
        ("石桥头镇司法所聚焦“服务质量与收费不匹配”开展专项攻坚", ["石桥头镇司法所聚焦", "“服务质量与收费不匹配”开展专项攻坚"]),
        ("电动自行车管理规定（征求意见稿）听取各方意见", ["电动自行车管理规定（征求意见稿）", "听取各方意见"]),
        ("柳荫街道司法所推行网上申请做实基层行政复议服务", ["柳荫街道司法所推行网上申请", "做实基层行政复议服务"]),
        ("市法制办坚持开门立法提高户外广告和招牌设置管理规定立法质量", ["市法制办坚持开门立法提高户外广告和", "招牌设置管理规定立法质量"]),
        ("关于提升顾问服务质量、做实基层延伸的调研与建议", ["关于提升顾问服务质量、", "做实基层延伸的调研与建议"]),
        (
            "关于石桥头镇较大火灾迟报问题的通报——“一事一通报”（2026年第3号）",
            ["关于石桥头镇较大火灾迟报问题的通报", "——“一事一通报”（2026年第3号）"],
        ),
        ("关于柳荫街道司法所迟报“11·3”较大火灾信息问题的通报", ["关于柳荫街道司法所迟报“11·3”", "较大火灾信息问题的通报"]),
    ],
)  # fmt: skip
def test_neither_words_nor_what_stands_in_marks_are_torn(title, lines):
    assert headline(title) == lines


@pytest.mark.parametrize("pair", ["“”", "《》", "（）", "〔〕", "‘’"])
@pytest.mark.parametrize("before", range(2, 70, 3))
def test_what_stands_in_marks_stays_on_its_line_where_it_is_shorter_than_one(pair, before):
    marked = f"{pair[0]}公众参与热情不高{pair[1]}"
    lines = headline(f"{('各区县政府法制办政务信息' * 8)[:before]}{marked}难题的破解和思考")
    assert any(marked in line for line in lines)
    assert all(width_of(line) <= MOST for line in lines)


@pytest.mark.parametrize(
    "title", ["《" + "长" * 34 + "》", "“" + "加强和改进政务信息工作" * 3 + "”的通报", "”" * 3 + "“" * 40]
)
def test_marks_that_are_longer_than_a_line_are_broken_all_the_same(title):
    lines = headline(title)
    assert "".join(lines) == title
    assert all(width_of(line) <= MOST for line in lines)


@pytest.mark.parametrize("before", range(10, 20))
def test_a_point_between_figures_or_names_begins_and_ends_no_line(before):
    for sample in ("11·3", "阿卜杜拉·买买提"):
        for line in headline(f"{'各区县各部门政务信息直报点建设情况'[:before]}{sample}同志反映问题的调查与思考"):
            assert not line.startswith("·")
            assert not line.endswith("·")


def test_a_sign_that_hangs_on_a_word_begins_a_line_only_as_part_of_another():
    assert headline("市政府法制办推行说理式文书提前告知和及时送达执法文书")[1][0] != "和"
    assert not any(line.startswith("中重") for line in headline("我市行政机关负责人出庭应诉中重出庭轻化解问题亟待解决"))


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
