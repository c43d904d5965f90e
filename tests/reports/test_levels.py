"""Which words of a paragraph are a heading of the second level."""

import pytest

from reports.services.fields import Run
from reports.services.levels import paragraph_of


def marked(*runs):
    paragraph = paragraph_of(runs)
    return paragraph["is_heading"], "".join(run["text"] for run in paragraph["runs"] if run["level"] == 2)


@pytest.mark.parametrize(
    ("text", "is_heading", "words"),
    [
        ("（一）报送数量稳步上升", True, "（一）报送数量稳步上升"),
        ("（十二）信息质量", True, "（十二）信息质量"),
        ("（一）领导重视，责任落实。有关单位亲自审阅。", False, "（一）领导重视，责任落实。"),
        ("（二）只有一句。", False, ""),
        ("（一）" + "很长的一句话" * 8 + "。后面还有。", False, ""),
        ("一是少数单位没有完成任务。请说明。", False, ""),
        ("（含乡镇）报送情况", False, ""),
        ("（一）", False, ""),
        ("", False, ""),
    ],
)
def test_words_of_the_second_level(text, is_heading, words):
    assert marked(Run(text)) == (is_heading, words)


def test_fields_keep_their_names_and_no_word_is_lost():
    runs = (
        Run("（一）共报送"),
        Run("77", "filed.total"),
        Run("条。其中"),
        Run("39", "adopted.items"),
        Run("条被采用。"),
    )
    paragraph = paragraph_of(runs)
    assert "".join(run["text"] for run in paragraph["runs"]) == "".join(run.text for run in runs)
    assert [(run["field"], run["level"]) for run in paragraph["runs"] if run["field"]] == [
        ("filed.total", 2),
        ("adopted.items", 0),
    ]
    assert marked(*runs) == (False, "（一）共报送77条。")
