"""Clauses as articles of a printed scheme, as an office would write them."""

import pytest
from django.utils.translation import override

from scoring.engine import parse_scheme
from scoring.vocabulary import CHANNELS, EVENT_CLASSES, FAULTS, said
from scoring.wording import Names, clauses_in_words
from scoring.wording_base import numeral
from scoring.wording_head import head_in_words
from tests.scoring.engine.builders import document
from tests.scoring.schemes.documents import CLAUSES, whole

pytestmark = pytest.mark.engine_free


def names():
    return Names(
        outlets={"daily": "每日要情", "weekly": "一周专报"}, levels={"city": "市级", "province": "省级", "state": "国家级"},
        item_types={"brief": "简讯", "research": "调研"}, ranks={"principal": "主要领导", "deputy": "分管领导"},
        classes={"first": "一类单位", "others": "其他单位"}, faults=said(FAULTS), event_classes=said(EVENT_CLASSES),
        channels=said(CHANNELS),
    )  # fmt: skip


def articles(doc, language="zh-hans"):
    with override(language):
        return [clause.article for clause in clauses_in_words(parse_scheme(doc), names())]


def rows(event="adopted", kind="points", **kw):
    """The first sentence of a clause with these rows, without its rules."""
    table = kw.pop("table")
    return articles(document({"id": "a", "kind": kind, "event": event, "table": table, **kw}))[0].partition("。")[0]


@pytest.mark.parametrize(
    ("row", "article"),
    [
        ({"level": "city", "item_type": "brief", "points": 3}, "市级刊物采用简讯，每条计3分"),
        ({"points": 1}, "刊物采用信息，每条计1分"),
        ({"outlet": ["daily", "weekly"], "points": "0.5"}, "一周专报、每日要情采用信息，每条计0.5分"),
        ({"outlet": "daily", "level": "city", "points": 1}, "市级每日要情采用信息，每条计1分"),
        ({"outlet": "daily", "edition": ["增刊", "特刊"], "points": 1}, "每日要情（增刊、特刊）采用信息，每条计1分"),
        ({"level": "city", "in_composite": True, "points": 1}, "市级刊物综合采用信息，每条计1分"),
        ({"level": "city", "in_composite": False, "points": 1}, "市级刊物单条采用信息，每条计1分"),
        ({"level": "city", "front_page": True, "points": 1}, "市级刊物头版采用信息，每条计1分"),
        ({"level": "city", "front_page": False, "points": 1}, "市级刊物其他版面采用信息，每条计1分"),
        ({"commissioned": True, "points": 1}, "刊物采用约稿的信息，每条计1分"),
        ({"longer_than": 600, "item_type": "research", "points": 1}, "刊物采用超过600字的调研，每条计1分"),
        ({"level": "province", "times_external": 2}, "省级刊物采用信息，按上级所给分值的2倍计"),
        ({"level": "province", "outlet": "daily", "channel": "phone", "points": 1}, "省级每日要情采用信息（渠道：电话报告），每条计1分"),
        ({"points": 0}, "刊物采用信息，不计分"),
        ({"fault": "late", "points": 1}, "刊物采用信息（差错：迟报），每条计1分"),
    ],
)  # fmt: skip
def test_a_row_reads_as_an_article(row, article):
    assert rows(table=[row]).replace(" ", "") == article


def test_a_row_below_a_narrower_one_speaks_of_the_others():
    table = [
        {"level": "city", "item_type": "brief", "points": 3}, {"level": "city", "points": 5},
        {"level": "province", "outlet": "daily", "points": 6}, {"level": "province", "points": 7}, {"points": 1},
    ]  # fmt: skip
    assert rows(table=table) == (
        "市级刊物采用简讯，每条计3分；市级刊物采用其他信息，每条计5分；省级每日要情采用信息，每条计6分；省级其他刊物采用信息，每条计7分；"
        "其他刊物采用其他信息，每条计1分"
    )


@pytest.mark.parametrize(
    ("event", "article"),
    [("filed", "报送简讯，每条计2分"), ("forwarded", "向刊物转报简讯，每条计2分"), ("commission_done", "按约稿要求完成简讯，每条计2分"),
     ("best", "简讯被评为优秀信息，每条计2分")],
)  # fmt: skip
def test_each_event_has_its_own_words(event, article):
    assert rows(event, table=[{"item_type": "brief", "points": 2}]) == article


@pytest.mark.parametrize(
    ("gives", "article"), [("yuan", "每条计稿酬2元"), ("target", "每条计目标考核分2分"), ("count", "每条折算2条")]
)
def test_money_and_target_points_are_called_so(gives, article):
    assert rows("filed", table=[{"points": 2}], gives=gives) == f"报送信息，{article}"


def test_instructions_name_leaders_and_the_others():
    table = [{"level": "city", "rank": "principal", "points": 15}, {"level": "city", "points": 10}, {"points": 3}]
    clause = {"id": "a", "kind": "instruction", "repeat": "each", "table": table}
    assert articles(document(clause))[0].startswith(
        "信息获市级主要领导批示，计15分；信息获市级其他领导批示，计10分；信息获其他领导批示，计3分。"
    )


def test_the_whole_language_is_said_in_chinese_alone():
    doc = whole()
    with override("zh-hans"):
        told = [*articles(doc), *(rule for topic in head_in_words(parse_scheme(doc), names()) for rule in topic.rules)]
    latin = [text for text in told if any(letter.isascii() and letter.isalpha() for letter in text.replace("own", ""))]
    assert latin == []
    assert len(told) > len(CLAUSES)


@pytest.mark.parametrize(
    ("number", "beginning"),
    [
        (
            3,
            "信息获市级主要领导、分管领导批示，首次计10分，其后每次计5分；信息获其他领导批示，首次计4分，其后每次计0分。",
        ),
        (4, "迟报的，每次扣1分；瞒报、谎报的，每次扣4分。"),
        (5, "重大突发事件超过20分钟电话报告的，每次扣1分；其他突发事件超过60分钟报告的，每次扣0.5分。"),
        (6, "每个单位每季度计基础分6分。"),
        (7, "一类单位每月应报送、采用6条；"),
        (8, "每个单位每年得分应达到60分。"),
        (9, "个人每季度采用率低于30%的，扣1分。"),
        (10, "各单位每月第六、七条合计最高10分、最低0分。"),
        (12, "各单位每半年迟报3次及以上的，"),
    ],
)
def test_every_other_kind_reads_as_an_article(number, beginning):
    assert articles(whole())[number - 1].replace(" ", "").startswith(beginning)


def test_articles_are_said_in_english_too():
    (clause,) = articles(document({"id": "a", "kind": "points", "event": "adopted", "table": [
        {"level": "city", "item_type": "brief", "points": 3}, {"level": "city", "points": 5}]}), "en")  # fmt: skip
    assert clause == (
        "outlets of 市级 print 简讯: 3 points each; outlets of 市级 print other items: 5 points each. "
        "Several outlets for one item are added up."
    )


@pytest.mark.parametrize(("language", "told"), [("zh-hans", "十二"), ("en", "12")])
def test_clauses_are_numbered_in_the_readers_numerals(language, told):
    with override(language):
        assert numeral(12) == told
