"""Differences between two versions: exact both ways, and in runs that read well."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from submissions.differences import DELETED, EQUAL, INSERTED, Run, compare, counts, merged, side_by_side

pytestmark = pytest.mark.engine_free
texts = st.text(alphabet="市政府法制办修订改1298.5%，。\nab\U000f0000", max_size=60)


@given(texts, texts)
def test_the_runs_give_back_both_versions(old, new):
    runs = compare(old, new)
    assert "".join(run.text for run in runs if run.kind != INSERTED) == old
    assert "".join(run.text for run in runs if run.kind != DELETED) == new
    assert all(run.text for run in runs)
    assert all(one.kind != other.kind for one, other in pairwise(runs))


@given(texts)
def test_a_version_compared_with_itself_has_no_change(text):
    assert not any(run.is_change for run in compare(text, text))


def test_a_number_changes_as_a_whole():
    assert compare("合格率98.5%。", "合格率99.5%。") == [
        Run(EQUAL, "合格率"), Run(DELETED, "98.5%"), Run(INSERTED, "99.5%"), Run(EQUAL, "。"),
    ]  # fmt: skip


def test_changes_parted_by_one_character_read_as_one():
    assert compare("会议要求修改完善制度", "会议要求修订完备制度") == [
        Run(EQUAL, "会议要求修"), Run(DELETED, "改完善"), Run(INSERTED, "订完备"), Run(EQUAL, "制度"),
    ]  # fmt: skip


def test_line_breaks_of_another_system_are_no_change():
    assert compare("一\r\n二", "一\n二") == [Run(EQUAL, "一\n二")]


def test_side_by_side_cuts_into_paragraphs():
    both = side_by_side("第一段\n第二段", "第一段\n第三段")
    assert both.old == [[Run(EQUAL, "第一段")], [Run(EQUAL, "第"), Run(DELETED, "二"), Run(EQUAL, "段")]]
    assert both.new == [[Run(EQUAL, "第一段")], [Run(EQUAL, "第"), Run(INSERTED, "三"), Run(EQUAL, "段")]]


def test_a_removed_break_of_paragraphs_is_shown():
    assert merged("甲方\n乙方", "甲方乙方") == [[Run(EQUAL, "甲方"), Run(DELETED, "¶"), Run(EQUAL, "乙方")]]


def test_counts_are_characters_of_each_kind():
    assert counts([Run(EQUAL, "甲"), Run(INSERTED, "乙丙"), Run(DELETED, "丁")]) == (2, 1)
