"""Days, numbers and texts as offices type them."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.spreadsheets.values import (
    ValueUnread,
    clean,
    clean_lines,
    key_of,
    read_date,
    read_decimal,
    read_whole,
    read_yes_no,
)

pytestmark = pytest.mark.engine_free
DAY = date(2026, 3, 5)


@pytest.mark.parametrize(
    "value",
    [
        "2026年3月5日", "2026.3.5", "2026-03-05", "2026/3/5", "20260305", "２０２６年３月５日", "2026年 3 月 5 日",
        "2026-03-05 14:30", "2026年3月5日（星期四）", "二〇二六年三月五日", "二○二六年三月五号", "２０２６．３．５", " 2026-3-5 ",
        46086, 46086.75, 20260305, "46086", date(2026, 3, 5), datetime(2026, 3, 5, 23, 59),
    ],
)  # fmt: skip
def test_day_is_read_in_its_many_forms(value):
    assert read_date(value) == DAY


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("2026年3月", "month"), ("2026-03", "month"), ("3月5日", "year"), ("3.5", "year"), ("昨天", "date"), ("", "date"),
        ("2026-02-30", "no_such_day"), ("2026-13-01", "no_such_day"), (12, "date"), (99999, "date"), (True, "date"),
        (float("nan"), "date"), ("26.3.5", "date"), ("二〇二六年十三月一日", "no_such_day"),
    ],
)  # fmt: skip
def test_what_is_no_day_says_in_what_way(value, code):
    with pytest.raises(ValueUnread) as refusal:
        read_date(value)
    assert refusal.value.code == code


def test_files_of_old_macintoshes_count_from_1904():
    assert read_date(44624, counts_from_1904=True) == DAY


@given(st.dates(date(1990, 1, 1), date(2099, 12, 31)))
def test_every_day_survives_every_form(day):
    forms = [
        "{0:%Y-%m-%d}",
        "{0.year}年{0.month}月{0.day}日",
        "{0.year}.{0.month}.{0.day}",
        "{0:%Y%m%d}",
        "{0:%Y/%m/%d} 08:00",
    ]
    assert {read_date(form.format(day)) for form in forms} == {day}


@given(st.one_of(st.text(), st.integers(), st.floats(), st.booleans(), st.none()))
def test_no_value_breaks_a_reader(value):
    assert isinstance(clean(value), str)
    for read in (read_date, read_decimal, read_whole, read_yes_no):
        try:
            read(value)
        except ValueUnread:
            continue


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("　ＺＦＪＤ　１２ ", "ZFJD 12"), (12.0, "12"), (12, "12"), (2.5, "2.5"), ("甲\n乙", "甲 乙"), ("张\u200b敏", "张敏"),
        ("关于“三项制度”，有建议。", "关于“三项制度”，有建议。"), (True, "是"), (datetime(2026, 3, 5), "2026-03-05"), (None, ""),
    ],
)  # fmt: skip
def test_text_is_put_right_and_chinese_signs_stay(value, text):
    assert clean(value) == text


def test_paragraphs_stay_apart():
    assert clean_lines("第一段。\r\n\r\n　　第二段。") == "第一段。\n第二段。"


def test_spellings_that_differ_in_signs_and_width_are_alike():
    assert key_of("《省政府 政务信息》") == key_of("省政府政务信息")
    assert key_of("ＺＦＪＤ-1") == key_of("zfjd1")
    assert key_of("立法一处") != key_of("立法二处")


@pytest.mark.parametrize(("value", "number"), [("1,286", "1286"), (0.1, "0.1"), ("２．５分", "2.5"), (3, "3")])
def test_numbers_are_exact(value, number):
    assert read_decimal(value) == Decimal(number)


@pytest.mark.parametrize(
    "value", ["1e99999999", "-1E+99999999", "1e-99999999", "9" * 5000, 10**70, 1e300, "1e999999999"]
)
def test_a_number_that_takes_days_to_write_out_is_refused_at_once(value):
    for read in (read_decimal, read_whole):
        with pytest.raises(ValueUnread) as refusal:
            read(value)
        assert refusal.value.code == "size"


@pytest.mark.parametrize("value", [float("inf"), -float("inf"), float("nan"), "𐩀𐩁𐩂𐩃𐩀"])
def test_what_only_looks_like_the_number_of_a_day_is_refused(value):
    with pytest.raises(ValueUnread):
        read_date(value)


@pytest.mark.parametrize("value", ["两分", "1e400000x", "NaN", "inf", True, ""])
def test_what_is_no_number_is_refused(value):
    with pytest.raises(ValueUnread):
        read_decimal(value)
