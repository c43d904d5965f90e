"""Figures: what is listed, what is not, and when a tick still holds."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from submissions.figures import LONGEST_VALUE, find_figures, parse_key, unticked_figures

pytestmark = pytest.mark.engine_free


def values(text):
    return [figure.value for figure in find_figures(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("检测样品1,200份，合格率98.5%", ["1200份", "98.5%"]),
        ("提高２.３个百分点", ["2.3个百分点"]),
        ("资金3.2亿元、5万多人、100多万元", ["3.2亿元", "5万多人", "100多万元"]),
        ("2026年11月3日上午9:30召开", ["2026年11月3日", "9:30"]),
        ("二〇二六年三月五日", ["二〇二六年三月五日"]),
        ("市政府令〔2004〕15号", ["〔2004〕15号"]),
        ("联系电话0571-87001234", ["0571-87001234"]),
        ("三分之二以上，百分之三十", ["三分之二", "百分之三十"]),
        ("五十二个单位、三项制度、两千多人", ["五十二个", "三项", "两千多人"]),
        ("3-5天", ["3", "5天"]),
        ("下降-3.5%，气温-2℃", ["-3.5%", "-2°C"]),
        ("占1/3", ["1/3"]),
    ],
)
def test_figures_are_listed_whole(text, expected):
    assert values(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "一个问题，一项工作",
        "PM2.5浓度、A4纸、5G网络",
        "十分重要，万一出错",
        "1. 基本情况\n（二）主要做法\n3、下一步",
        "统一思想，第一责任人",
    ],
)
def test_what_only_looks_like_a_figure_is_left_out(text):
    assert values(text) == []


def test_equal_figures_are_told_apart_by_their_occurrence():
    assert [figure.key for figure in find_figures("受理3件，办结3件")] == [("3件", 1), ("3件", 2)]


def test_a_changed_figure_is_unticked_and_a_mere_change_of_writing_is_not():
    ticks = [figure.key for figure in find_figures("受理1,200件，合格98%")]
    assert unticked_figures("受理１２００ 件，合格98％", ticks) == []
    assert [figure.value for figure in unticked_figures("受理1300件，合格98%", ticks)] == ["1300件"]


def test_the_context_stays_in_the_paragraph():
    (figure,) = find_figures("第一段\n共受理申请12件。\n第三段")
    assert figure.context == "共受理申请12件。"


@given(st.text(alphabet="0123456789０１一二三十百千万亿年月日个件%./:-,，（）〔〕 第分之成\n元ab", max_size=80))
def test_figures_lie_in_order_inside_the_text_and_can_be_kept(text):
    figures = find_figures(text)
    assert all(one.end <= other.start for one, other in pairwise(figures))
    assert all(figure.start < figure.end <= len(text) and 0 < len(figure.value) <= LONGEST_VALUE for figure in figures)
    assert len({figure.key for figure in figures}) == len(figures)
    assert all(parse_key(figure.form_value) == figure.key for figure in figures)
    assert unticked_figures(text, [figure.key for figure in figures]) == []


@pytest.mark.parametrize("sent", ["", "3件", "|3件", "x|3件", "1|", "99999|3件", "²|3件"])
def test_a_key_that_no_form_of_ours_sends_is_no_key(sent):
    assert parse_key(sent) is None
