"""Named figures: what they say, what a text may hold, how they are filled."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.errors import TextRefused
from reports.errors import SectionRefused
from reports.services.fields import LABELS, check_text, fields_of, filled, names_in, percent, typed_figures
from reports.services.proposals import propose_sections
from tests.factories.reports import make_month


@pytest.fixture
def data(month):
    return month.close().data


def test_every_field_has_a_label_and_words(data):
    fields = fields_of(data)
    assert fields.keys() == LABELS.keys()
    assert all(fields.values())


def test_fields_say_what_the_snapshot_holds(data, month):
    fields = fields_of(data)
    first, second = month.organ.divisions
    assert (fields["filed.total"], fields["adopted.items"], fields["adopted.rate"]) == ("3", "2", "66.7%")
    assert fields["zero.units"] == "秘书处"
    assert fields["filed.change"] == "无可比数"
    assert fields["adopted.levels"] == "省级1篇次、市级1篇次"
    assert first.name in fields["best.units"]
    assert second.name in fields["best.units"]
    assert "秘书处" not in fields["best.units"]


@pytest.mark.parametrize(
    ("before", "words"),
    [(2, "增加1条，增长50%"), (3, "持平"), (6, "减少3条，下降50%"), (0, "增加3条")],
)
def test_a_comparison_is_put_into_words(data, before, words):
    data["previous"] = {"filed": before, "adopted_items": 0, "person_times": 0}
    assert fields_of(data)["filed.change"] == words


@pytest.mark.parametrize(("part", "whole", "words"), [(1, 3, "33.3%"), (2, 3, "66.7%"), (3, 2, "150%"), (5, 0, "0%")])
def test_percentages_are_rounded_half_up(part, whole, words):
    assert percent(part, whole) == words


def test_a_proposal_holds_known_fields_only_and_no_typed_figure(data):
    for section in propose_sections(data):
        assert check_text(section.text, longest=5000) == section.text
        # “附件1” and the grace of five days are words, not figures of the month.
        assert set(typed_figures(section.text)) <= {"1"}


def test_a_quiet_month_is_proposed_too(db):
    quiet = make_month(with_facts=False).close().data
    texts = {section.key: section.text for section in propose_sections(quiet)}
    assert texts["doing_well"] == "本月各单位均无信息报送和采用，没有可供表扬的单位。"
    assert "{{ zero.named }}" in texts["shortcomings"]


def test_a_reproach_is_proposed_only_where_the_figures_show_it(data):
    data.update(zero_filers=[], without_adoption=[], month_end={"days": 5, "filed": 0}, rolls={"zero": [], "below": []})
    texts = {section.key: section.text for section in propose_sections(data)}
    assert texts["shortcomings"] == "本月参加考核的单位均有信息报送和采用，没有零报送单位，望继续保持。"
    assert "零报送" not in texts["demands"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        ("  \n ", "empty"),
        ("共{{ filed.totl }}条", "unknown_field"),
        ("共{{  }}条", "unknown_field"),
        ("共{{ 报送 }}条", "unknown_field"),
        ("共{{ filed.total }条", "broken_field"),
        ("共{{ filed.total条", "broken_field"),
        ("共filed.total }}条", "broken_field"),
        ("长" * 5001, "too_long"),
    ],
)
def test_a_text_that_cannot_be_printed_is_refused_with_its_reason(text, code):
    with pytest.raises((SectionRefused, TextRefused)) as refused:
        check_text(text, longest=5000)
    assert refused.value.code == code


def test_control_characters_of_a_pasted_text_are_not_kept():
    assert check_text("内\x0b容\r\n共{{ filed\x00.total }}条\x1f", longest=100) == "内容\n共{{ filed.total }}条"
    with pytest.raises(SectionRefused) as refused:
        check_text("\x0b\x00", longest=100)
    assert refused.value.code == "empty"


def test_a_slip_of_the_pen_is_answered_with_the_field_that_was_meant():
    with pytest.raises(SectionRefused) as refused:
        check_text("{{ filed.totl }}", longest=100)
    assert "filed.total" in str(refused.value.message)


def test_fields_are_filled_and_marked(data):
    ((first, filled_in, last),) = filled("共{{ filed.total }}条。", fields_of(data))
    assert (first.text, filled_in.text, filled_in.field, last.text) == ("共", "3", "filed.total", "条。")


@given(st.text(max_size=200))
def test_filling_any_text_loses_nothing_but_blanks(text):
    runs = [run for paragraph in filled(text, {}) for run in paragraph]
    visible = [sign for sign in "".join(run.text for run in runs) if not sign.isspace()]
    assert len(visible) <= len(text)
    assert set(visible) <= set(text)


def test_names_and_typed_figures_are_told_apart():
    text = "共{{ filed.total }}条，增长12.5%，2家"
    assert (names_in(text), typed_figures(text)) == (["filed.total"], ["12.5%", "2"])


def test_a_unit_below_its_quota_is_not_praised_before_it_is_reproached(data, month):
    first, second = month.organ.divisions
    data["rolls"]["below"] = [{"id": first.pk, "unit": first.name, "filed": 1, "demand": 4}]
    praised = fields_of(data)["best.units"]
    assert first.name not in praised
    assert second.name in praised
    texts = {section.key: section.text for section in propose_sections(data)}
    assert "本月完成报送任务且得分位居前列的单位是：" in texts["doing_well"]
