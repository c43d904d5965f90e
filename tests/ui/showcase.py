"""One of each component with real words, for the tests and for looking at."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from activity.clock import now
from ui.desk import Figure

TEXT = """　　近日，市法制办会同市农业局对全市蔬菜质量安全检测工作开展专项监督检查，\
共抽查检测站点27个，抽检样品1,346批次，合格率98.7%，较去年同期提高1.2个百分点。

　　一、主要做法。一是建立“乡镇初检、区县复检、市级抽检”三级检测体系，实现重点生产基地全覆盖。\
二是将检测结果与产地准出、市场准入挂钩。
　　二、存在问题。基层检测站专业人员不足，平均每站仅1.4人。"""


def showcase_context() -> dict[str, Any]:
    moment = now()
    return {
        "figures": [
            Figure("本月报送", 128, "比上月多 12 件", [96, 104, 99, 110, 116, 128]),
            Figure("采用率", "45.7%", "名列第 3", [Decimal("0.41"), Decimal("0.38"), Decimal("0.457")]),
            Figure("领导批示", 6, "涉及 9 人次", [4, 4, 4], url="/"),
            Figure("本月得分", Decimal("1284.50"), "指标 1,200 分", [1]),
        ],
        "phrases": ["情况不明", "数据不实", "请补充背景"],
        "tabs": [
            {"label": "报送稿", "url": "?a", "active": True},
            {"label": "编辑稿", "url": "?b", "active": False, "count": 3},
        ],
        "paper": {"title": "我市蔬菜质量安全检测体系实现乡镇全覆盖", "text": TEXT},
        "steps": [
            {"what": "报送", "who": "李敏", "at": moment - timedelta(days=2), "spent": "2 小时"},
            {
                "what": "退回",
                "who": "王处长",
                "at": moment - timedelta(days=1),
                "reason": "请核实抽检批次。",
                "tone": "refused",
            },
            {
                "what": "再次报送",
                "who": "李敏",
                "on_behalf_of": "陈立",
                "at": moment - timedelta(hours=3),
                "tone": "now",
            },
        ],
        "tones": [
            ("", "草稿"),
            ("waiting", "待签发"),
            ("active", "编辑中"),
            ("ok", "已采用"),
            ("warn", "临期"),
            ("urgent", "紧急"),
            ("ended", "未采用"),
        ],
        "points": Decimal("86.5"),
        "most": 120,
        "moment": moment + timedelta(hours=5),
        "acts": [
            {"label": "退回", "name": "do", "value": "back"},
            {"label": "保存", "name": "do", "value": "save", "key": "save"},
            {"label": "送审", "name": "do", "value": "go", "primary": True},
        ],
    }
