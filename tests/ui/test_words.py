"""Dates, numbers, numerals and small charts in words and signs."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils import translation

from activity import clock
from ui import numerals, words
from ui.sparkline import sparkline
from ui.templatetags.govinfo import paragraphs, percent

pytestmark = pytest.mark.engine_free
NOW = datetime(2026, 11, 3, 6, 5, tzinfo=UTC)


@pytest.fixture(autouse=True)
def moment():
    with clock.frozen(NOW), translation.override("zh-hans"):
        yield


class TestNumerals:
    @pytest.mark.parametrize(
        ("number", "text"),
        [
            (0, "零"), (3, "三"), (10, "十"), (12, "十二"), (20, "二十"), (100, "一百"), (105, "一百零五"), (110, "一百一十"),
            (1000, "一千"), (1010, "一千零一十"), (1001, "一千零一"), (10000, "一万"), (10010, "一万零一十"), (100000, "十万"),
            (101000, "十万一千"), (1000001, "一百万零一"), (100000000, "一亿"), (100010000, "一亿零一万"), (-7, "负七"),
        ],
    )  # fmt: skip
    def test_cardinal(self, number, text):
        assert numerals.cardinal(number) == text

    def test_digits_and_marks(self):
        assert numerals.digits(2026) == "二〇二六"
        assert [numerals.mark(level, 2) for level in (1, 2, 3, 4)] == ["二、", "（二）", "2.", "(2)"]

    def test_limits(self):
        with pytest.raises(ValueError):
            numerals.cardinal(10**12)
        with pytest.raises(ValueError):
            numerals.mark(5, 1)


class TestDates:
    def test_a_day_is_the_offices_day(self):
        assert words.date_cn(datetime(2026, 11, 2, 17, 0, tzinfo=UTC)) == "2026年11月3日"
        assert words.date_cn(None) == "—"
        with translation.override("en"):
            assert words.date_cn(date(2026, 11, 3)) == "3 November 2026"

    def test_day_and_time_leave_out_the_running_year(self):
        assert words.day_time(NOW) == "11-03 14:05"
        assert words.day_time(datetime(2025, 1, 2, 3, 4, tzinfo=UTC)) == "2025-01-02 11:04"
        assert words.day_time(date(2026, 1, 2)) == "01-02"

    @pytest.mark.parametrize(
        ("gap", "text"),
        [
            (timedelta(seconds=30), "just now"), (timedelta(minutes=-1), "1 minute ago"), (timedelta(minutes=59), "in 59 minutes"),
            (timedelta(hours=-5), "5 hours ago"), (timedelta(hours=1), "in 1 hour"), (timedelta(days=-3), "3 days ago"),
            (timedelta(days=30), "in 30 days"), (timedelta(days=-31), "10-03"),
        ],
    )  # fmt: skip
    def test_relative(self, gap, text):
        with translation.override("en"):
            assert words.relative(NOW + gap) == text

    def test_the_whole_moment_is_the_title(self):
        text = Template("{% load govinfo %}{{ at|stamp }}").render(Context({"at": NOW}))
        assert text == '<time datetime="2026-11-03T06:05:00+00:00" title="2026年11月3日 14:05">11-03 14:05</time>'


class TestNumbers:
    @pytest.mark.parametrize(
        ("value", "text"),
        [(None, "—"), (0, "0"), (1234, "1,234"), (Decimal("1234.50"), "1,234.5"), (Decimal("2.00"), "2"), (-0.5, "-0.5"), (Decimal("1E+3"), "1,000")],
    )  # fmt: skip
    def test_figure(self, value, text):
        assert words.figure(value) == text

    def test_with_places(self):
        assert words.figure(Decimal("2"), 1) == "2.0"
        assert percent(Decimal("0.4567")) == "45.7%"
        assert words.capped(1001, 1000) == "1,000+"
        assert words.capped(1000, 1000) == "1,000"


class TestSparkline:
    def test_below_two_values_there_is_none(self):
        assert sparkline([]) == sparkline([1]) == sparkline(None) == ""

    def test_equal_values_are_a_level_line(self):
        assert 'points="3.0,14.0 93.0,14.0"' in sparkline([5, 5])

    def test_a_name_is_escaped_and_no_style_is_inside(self):
        drawn = sparkline([1, Decimal("2.5"), 0], label='"<x>')
        assert 'aria-label="&quot;&lt;x&gt;"' in drawn
        assert "style" not in drawn


def test_paragraphs_lose_their_indents_and_blanks():
    assert paragraphs("　　一\n\n \t二 \r\n　") == ["一", "二"]
    assert paragraphs(None) == []
