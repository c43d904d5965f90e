"""Clauses about periods, and the rows that they give, in words."""

from types import SimpleNamespace

import pytest
from django.utils import translation

from scoring.engine import parse_scheme
from scoring.wording import Names, reason_in_words
from scoring.wording_periods import period_clause_in_words, span_in_words
from tests.scoring.engine.builders import document
from tests.scoring.engine.settlement.worked import base, limit, points, quota, rate, threshold

NAMES = Names(
    faults={"late": "迟报"}, classes={"town": "乡镇", "others": "其他"}, item_types={"research": "调研"},
)  # fmt: skip


@pytest.fixture(autouse=True)
def _in_chinese():
    with translation.override("zh-hans"):
        yield


def sentence(clause, *above):
    """Head, lines and rules in one, without spaces."""
    scheme = parse_scheme(document(*(above or (points(),)), clause))
    words = period_clause_in_words(2, scheme.period_rules[-1], NAMES, scheme.order)
    lines = "；".join(f"{line.what}：{line.points}" for line in words.lines)
    return f"{words.head}：{lines}。{''.join(words.rules)}".replace(" ", "")


def reason(clause, told, *above, span="2026-10", amount=0):
    scheme = parse_scheme(document(*(above or (points(),)), clause))
    row = SimpleNamespace(
        fact=f"x:{span}:2026-10", clause=clause["id"], explanation=told, points=amount, tally=0, scheme_id=None
    )
    return reason_in_words(row, scheme, NAMES)


DEMANDS = [
    {"classes": ["town"], "at_least": 8},
    {"classes": ["others"], "at_least": 2, "optional": True},
    {"at_least": 3},
]
EVERY_RESULT = {"met": 10, "each": 1, "each_above": 2, "each_missing": 1, "missed": 2}


@pytest.mark.parametrize(
    ("clause", "said"),
    [
        (base(), "每季度基础分：每个单位：6分。"),
        (base(**{"for": "persons", "gives": "target"}), "每季度基础分：每人：目标考核6分。按个人计算，不按单位计算。"),
        (base(classes="town"), "每季度基础分：每个单位：6分。仅适用于：乡镇。"),
        (
            quota(demands=DEMANDS, result=EVERY_RESULT, item_type=["research"]),
            "每月任务：乡镇：报送8条；其他：报送2条（自愿报送，不扣分）；其余：报送3条。只计：调研。完成任务：10分。"
            "任务数以内每条：1分。超出任务数每条：2分。每缺1条：扣1分。未完成任务：扣2分。",
        ),
        (
            quota(60, "year", "points", result={"each_above": 5, "each_missing": 1}, gives="yuan"),
            "每年任务：每个单位：60分。按第一条的得分计算。超出任务分每分：5元。每缺1分：扣1元。",
        ),
        (
            quota(2, "week", ("filed", "forwarded")),
            "每周任务：每个单位：报送、上报2条。本条不直接计分，只统计进度，并可作为累计处理的依据。",
        ),
        (
            rate(below=30, minus=1),
            "每季度采用率：低于30%：扣1分。采用率为采用条数除以报送条数，因凑数或重复不予编报的不计入。没有报送的，采用率按0计。",
        ),
        (
            rate(at_least=80, plus=5, only_with_filings=True),
            "每季度采用率：达到80%：5分。采用率为采用条数除以报送条数，因凑数或重复不予编报的不计入。没有报送的不计。",
        ),
        (limit(at_most=10, at_least=0), "每月得分限额：第一条合计：最高10分、最低0分。"),
        (limit(at_least=-10), "每月得分限额：第一条合计：最多扣10分。"),
        (
            threshold(at_least=2, effects={"minus_each": 10, "minus": 1, "no_prize": True, "named": True}),
            "每年累计处理：差错2次及以上：扣1分、每次扣10分、取消评优资格、通报批评。",
        ),
        (threshold(fault=["late"], at_least=3, effects={"failed": True}), "每年累计处理：迟报3次及以上：考核不合格。"),
        (
            threshold("commission_missed", at_least=2, effects={"zero": True}),
            "每年累计处理：约稿未完成2次及以上：该期得分全部清零，之后所得一并清零。",
        ),
        (
            threshold("points", at_least=2, effects={"withhold": ["adopted"]}),
            "每年累计处理：第一条合计达到2分：第一条在该期的得分取消。",
        ),
        (threshold("points", below=6, effects={"failed": True}), "每年累计处理：期满时第一条合计不足6分：考核不合格。"),
    ],
)
def test_clause_is_said_in_one_breath(clause, said):
    assert sentence(clause) == said


def test_quota_of_parts_is_one_of_items():
    parts = {"id": "parts", "kind": "points", "event": "filed", "gives": "count", "table": [{"points": 1}]}
    clause = quota(3, counts="points", of=["parts"], result={"each_missing": 1, "each_above": 2})
    said = "每月任务：每个单位：3条。按第一条折算的条数计算。超出任务数每条：2分。每缺1条：扣1分。"
    assert sentence(clause, parts) == said
    assert reason(clause, {"counted": "2.3333", "demand": "3"}, parts) == [
        "2026年10月：2.3333条，任务3条，缺0.6667条。", "每缺1条：扣1分。",
    ]  # fmt: skip


def test_quota_is_named_by_the_number_of_its_clause():
    clause = threshold("missed_quota", quota="quota", at_least=2, effects={"failed": True})
    assert sentence(clause, points(), quota()) == "每年累计处理：第二条的任务未完成2次及以上：考核不合格。"


def test_clauses_of_an_unknown_scheme_are_named_by_their_ids():
    scheme = parse_scheme(document(points(), limit(at_most=10)))
    words = period_clause_in_words(1, scheme.period_rules[0], NAMES)
    assert words.lines[0].what == "“adopted”合计"


RESULT = {"met": 10, "each": 1, "each_above": 2, "each_missing": 1, "missed": 2}


@pytest.mark.parametrize(
    ("clause", "told", "said"),
    [
        (base(), {}, ["2026年10月：起始基础分。"]),
        (
            quota(result=RESULT), {"counted": "5", "demand": "6"},
            ["2026年10月：报送5条，任务6条，缺1条。", "任务数以内每条：1分。", "每缺1条：扣1分。", "未完成任务：扣2分。"],
        ),
        (
            quota(result=RESULT), {"counted": "5", "demand": "6", "optional": "yes"},
            ["2026年10月：报送5条，任务6条，缺1条。", "任务数以内每条：1分。"],
        ),
        (
            quota(result=RESULT), {"counted": "6", "demand": "6"},
            ["2026年10月：报送6条，任务6条，已完成。", "完成任务：10分。", "任务数以内每条：1分。"],
        ),
        (
            quota(result=RESULT), {"counted": "8", "demand": "6"},
            ["2026年10月：报送8条，任务6条，超出2条。", "完成任务：10分。", "任务数以内每条：1分。", "超出任务数每条：2分。"],
        ),
        (quota(result=RESULT), {"demand": ""}, ["2026年10月：该类别没有任务。"]),
        (quota(), {"counted": "5", "demand": "6"}, ["2026年10月：报送5条，任务6条，缺1条。"]),
        (
            quota(60, counts="points", result={"each_missing": 1}), {"counted": "50.5", "demand": "60"},
            ["2026年10月：50.5分，任务60分，缺9.5分。", "每缺1分：扣1分。"],
        ),
        (
            rate(below=30, minus=1), {"adopted": "2", "filed": "7", "rate": "28.571429"},
            ["2026年10月：报送7条，采用2条，采用率28.57%。", "低于30%：扣1分。"],
        ),
        (limit(at_most=10), {"sum": "12", "at_most": "10"}, ["2026年10月：第一条合计12分，最高计10分。"]),
        (limit(at_least=0), {"sum": "-3", "at_least": "0"}, ["2026年10月：第一条合计-3分，最低计0分。"]),
        (
            limit(at_most=10), {"sum": "9", "worth": "0", "before": "-2"},
            ["2026年10月：第一条合计9分，在限额以内。", "合计0分，其中此前已记-2分。"],
        ),
        (
            threshold(fault=["late"], at_least=2, effects={"zero": True, "failed": True}),
            {"counted": "3", "reached": "yes", "lost": "15"},
            ["2026年10月：迟报2次及以上（实际3次）。", "处理：该期得分全部清零，之后所得一并清零。", "处理：考核不合格。",
             "目前已取消15分。"],
        ),
        (
            threshold("points", below=6, effects={"minus": 1}), {"counted": "5", "reached": "yes"},
            ["2026年10月：期满时第一条合计不足6分（实际5分）。", "处理：扣1分。"],
        ),
        (
            threshold(at_least=2, effects={"minus": 10}), {"counted": "1", "reached": "", "worth": "0", "before": "-10"},
            ["2026年10月：未达到处理界限。", "合计0分，其中此前已记-10分。"],
        ),
        (
            base(), {"outside": "yes", "worth": "0", "before": "6"},
            ["所属类别已不在本条适用范围内。", "合计0分，其中此前已记6分。"],
        ),
    ],
)  # fmt: skip
def test_row_says_what_it_was_worked_out_from(clause, told, said):
    found = [one.replace(" ", "") for one in reason(clause, told)]
    assert found == said


@pytest.mark.parametrize(
    ("key", "said"),
    [("2026", "2026年"), ("2026-H1", "2026年上半年"), ("2026-H2", "2026年下半年"), ("2026-Q4", "2026年第4季度"),
     ("2026-10", "2026年10月"), ("2026-W07", "2026年第7周"), ("2026-10~new", "2026年10月"), ("春季", "春季"),
     ("2026-H3", "2026-H3")],
)  # fmt: skip
def test_span_has_its_name_of_the_calendar(key, said):
    assert span_in_words(key) == said


@pytest.mark.parametrize(
    ("clause", "said"),
    [
        (threshold("points", at_least=0, effects={"minus": 1}), "clauses 1 do not come to less than nothing together"),
        (threshold("points", below=0, effects={"minus": 1}), "clauses 1 come to less than nothing together by the end"),
        (quota(demands=[{"classes": "town", "at_least": 0}, {"at_least": 3}]), "nothing is demanded"),
    ],
)
def test_nobody_is_told_to_come_to_nothing(clause, said):
    """`at_least: 0`: not 合计达到0分, nor 报送0条."""
    with translation.override("en"):
        scheme = parse_scheme(document(points(), clause))
        words = period_clause_in_words(2, scheme.period_rules[-1], NAMES, scheme.order)
    assert said in (words.lines[0].what, words.lines[0].points)
