"""Words that clerks write over columns and into cells, and the fields and codes that they mean."""

import re
from collections.abc import Mapping

from review.fault_kinds import FAULTS

#: Kind of record → field → other names of it. The field's own name always holds, in any case.
HEADS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "facts": {
        "key": ("编号", "事实编号"),
        "event": ("事件", "事项"),
        "date": ("日期", "时间", "采用日期", "报送日期", "批示日期"),
        "period": ("期间", "月份", "时段", "季度", "统计月份", "统计期间"),
        "count": ("数量", "条数", "件数", "次数"),
        "units": ("单位", "报送单位", "单位名称", "部门", "处室", "unit"),
        "persons": ("撰稿人", "作者", "人员", "person", "authors"),
        "item": ("信息", "信息编号", "条目"),
        "title": ("标题", "题目"),
        "item_type": ("信息类型", "类型", "体裁", "type"),
        "outlet": ("刊物", "载体", "采用刊物"),
        "level": ("层级", "级别"),
        "edition": ("版别", "栏目", "版面"),
        "leader": ("批示领导", "领导"),
        "rank": ("领导职级", "职级"),
        "length": ("字数", "篇幅"),
        "front_page": ("头版", "头版头条"),
        "in_composite": ("综合采用", "综合"),
        "commissioned": ("约稿",),
        "external": ("上级计分", "上级分值", "上级稿费", "external_points"),
        "fault": ("差错", "过错", "问题种类"),
        "event_class": ("事件级别", "事件等级"),
        "channel": ("报告方式", "方式", "报送渠道"),
        "minutes": ("用时分钟", "用时", "分钟"),
        "evidence": ("证明", "已核证明", "凭证"),
        "padding": ("凑数", "凑数或重复"),
        "revokes": ("撤销", "撤销编号"),
        "filed_on": ("首次报送日期", "首报日期"),
        "source": ("来源信息", "来源"),
        "share": ("份额", "占比"),
        "remark": ("备注", "说明"),
    },
    "units": {
        "unit": ("单位", "单位名称", "报送单位", "部门", "处室"),
        "class": ("考核类别", "类别", "组别"),
        "groups": ("群组", "分组"),
        "host": ("归口单位", "归口", "所属单位"),
        "optional": ("自愿", "自愿报送", "可选"),
        "from": ("起始日期", "自"),
        "remark": ("备注", "说明"),
    },
    "persons": {
        "person": ("人员", "姓名", "撰稿人"),
        "unit": ("单位", "所在单位", "单位名称", "部门", "处室"),
        "groups": ("群组", "分组"),
        "from": ("起始日期", "自"),
        "remark": ("备注", "说明"),
    },
    "periods": {
        "key": ("期间", "期间编号"),
        "from": ("起始日期", "自", "起"),
        "to": ("截止日期", "至", "止"),
        "remark": ("备注", "说明"),
    },
    "names": {
        "kind": ("种类", "代码种类"),
        "code": ("代码",),
        "name": ("名称",),
        "remark": ("备注", "说明"),
    },
    "expected": {
        "table": ("表", "表名"),
        "period": ("期间", "月份", "时段", "季度", "统计月份", "统计期间"),
        "row": ("行",),
        "unit": ("单位", "单位名称", "报送单位", "部门", "处室"),
        "person": ("人员", "姓名", "撰稿人"),
        "class": ("考核类别", "类别", "组别"),
        "remark": ("备注", "说明"),
    },
}

#: Figures of a printed table that can be reckoned from facts.
FIGURES: Mapping[str, tuple[str, ...]] = {
    "filed": ("报送", "报送数", "报送数量", "报送条数"),
    "forwarded": ("上报", "上报数", "转报数"),
    "adopted": ("采用", "采用数", "采用数量", "采用篇数", "采用条数"),
    "adoptions": ("采用篇次", "篇次"),
    "instructed": ("批示", "批示数", "批示条数"),
    "person_times": ("人次", "批示人次"),
    "padding": ("凑数", "凑数或重复", "凑数重复", "其中凑数或重复", "其中凑数、重复"),
    "rate": ("采用率",),
    "points": ("得分", "总分", "分数", "积分", "计分", "本期得分"),
    "cumulative": ("累计", "累计得分", "累计积分", "累计分"),
    "rank": ("名次", "排名", "位次"),
    "yuan": ("稿酬", "稿费", "金额"),
    "target": ("目标考核分", "折算分"),
}

EVENTS: Mapping[str, tuple[str, ...]] = {
    "filed": ("报送",),
    "forwarded": ("上报", "转报"),
    "adopted": ("采用", "录用", "刊用"),
    "instructed": ("批示",),
    "commission_done": ("约稿完成", "完成约稿"),
    "commission_missed": ("约稿未完成", "约稿未报", "未完成约稿"),
    "best": ("优秀信息", "评优", "好信息"),
    "fault": ("差错", "过错", "扣分事项"),
    "reported": ("紧急报告", "突发事件报告"),
}

#: Words for codes that the published schemes share; a `names` section of the file goes before them.
CODES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "level": {
        "state": ("国家级", "国家", "国办", "中央"),
        "province": ("省级", "省"),
        "city": ("市级", "市"),
        "county": ("县级", "县", "区级", "区", "县(区)级"),
        "town": ("乡镇级", "乡镇"),
        "own": ("本级", "本单位"),
    },
    "item_type": {
        "brief": ("简讯",),
        "update": ("动态", "动态信息"),
        "composite": ("综合", "综合信息"),
        "research": ("调研", "调研信息"),
        "special_report": ("专报", "信息专报"),
    },
    "rank": {
        "principal": ("主要领导",),
        "deputy": ("分管领导", "其他领导"),
        "secretary": ("秘书长", "副秘书长"),
    },
    "fault": {code: kind.words for code, kind in FAULTS.items()},
    "channel": {"phone": ("电话",), "written": ("书面",), "direct": ("直接报送", "直报", "直接报省")},
    "outlet": {},
    "event_class": {},
    "class": {},
    "group": {},
}

YES = frozenset({"yes", "true", "1", "y", "是", "有", "√", "✓"})
NO = frozenset({"no", "false", "0", "n", "否", "无", "×"})
#: Columns that only number the rows.
NUMBERS = frozenset({"序号", "no", "no.", "#"})
#: What a figure is counted in, behind its name: 报送(条), 采用率(%).
_MEASURE = re.compile(r"\((?:%|分|条|篇|件|份|次|篇次|人次|元|条/人次|件/人次)\)$")
TEXT_ROW = frozenset({"text", "正文", "文字", "通报正文"})


def squeezed(head: object) -> str:
    """A head as it is compared: no spaces or line breaks, half-width brackets, small letters."""
    text = "".join(str(head).split()).replace("（", "(").replace("）", ")").replace("＝", "=").replace("＋", "+")
    return text.lower()


def bare(head: object) -> str:
    """The head as it is compared, without what its figure is counted in."""
    return _MEASURE.sub("", squeezed(head))


def field_of(kind: str, head: object) -> str:
    """The field that a head of this kind of table means; nothing where it means none."""
    text = bare(head)
    tables = [HEADS[kind], FIGURES] if kind == "expected" else [HEADS[kind]]
    for table in tables:
        for field, others in table.items():
            if text == field or text in others:
                return field
    return ""


def code_of(word: str, words: Mapping[str, tuple[str, ...]]) -> str:
    """The code for which a word stands; the word itself where it stands for none."""
    return next((code for code, names in words.items() if word in names), word)
