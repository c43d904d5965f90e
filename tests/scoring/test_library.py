"""Schemes of published rules (scoring/schemes/): each with a small case that was worked out by hand from the rule.

The ledgers below were written from the rule's text, not by the engine: (receiver, fact, clause): points. Rows of zero
are left out. A row of a clause about a period has the fact `clause:span:period`.
"""

from decimal import Decimal

import pytest

from scoring.services.scheme_files import DIRECTORY, storable
from tests.scoring.evaluating import evaluated, library_facts, published_schema, scheme_file

pytestmark = pytest.mark.engine_free

PUBLISHED = (
    "r01", "r02", "r03", "r04", "r05", "r06", "r07", "r08", "r09", "r11", "r15", "r17", "r18", "r21", "r22", "r23",
    "r27",
)  # fmt: skip

LEDGERS = {
    # Joint item, split evenly: 专报 3 ÷ 2 = 1.5; province 6 × 2 = 12, ÷ 2 = 6; 国办 4 × 5 = 20, ÷ 2 = 10; 批示 10 ÷ 2
    # = 5, the second leader brings nothing (per item). Together 22.5 each. Direct to the province: 8 × 1. 信息版 2, 增刊 10.
    "r01": {
        ("柯城区", "a1", "adopted"): "1.5",
        ("市教育局", "a1", "adopted"): "1.5",
        ("柯城区", "a2", "adopted"): "6",
        ("市教育局", "a2", "adopted"): "6",
        ("柯城区", "a3", "adopted"): "10",
        ("市教育局", "a3", "adopted"): "10",
        ("柯城区", "b1", "instructed"): "5",
        ("市教育局", "b1", "instructed"): "5",
        ("江山市", "c1", "adopted"): "8",
        ("江山市", "c2", "adopted"): "2",
        ("江山市", "c3", "adopted"): "10",
    },
    # 昨日情况 3, its 简讯 1, 市领导 +5; 政务建议调研 20, 市领导 +10; chosen for the province 2, there 专报调研 30; chosen for
    # 国办 10, adopted 50, 国务院领导 +100. Everything adds up.
    "r02": {
        ("海州区", "a1", "adopted"): "3",
        ("海州区", "a2", "adopted"): "1",
        ("海州区", "b1", "instructed"): "5",
        ("发改委", "a3", "adopted"): "20",
        ("发改委", "b2", "instructed"): "10",
        ("发改委", "f1", "forwarded"): "2",
        ("发改委", "a4", "adopted"): "30",
        ("发改委", "f2", "forwarded"): "10",
        ("发改委", "a5", "adopted"): "50",
        ("发改委", "b3", "instructed"): "100",
    },
    # The enterprise's city score (专报 10) goes to its county; what it gets above the city stays its own: forwarded as
    # 专报 10, province 专报 30. 每日要情 3, 批示 +10; the second city leader brings nothing; the province's leader 50.
    "r03": {
        ("德清县", "a1", "adopted-city"): "10",
        ("某企业", "f1", "forwarded"): "10",
        ("某企业", "a2", "adopted-province"): "30",
        ("德清县", "a3", "adopted-city"): "3",
        ("德清县", "b1", "instructed-city"): "10",
        ("德清县", "b3", "instructed-province"): "50",
        ("德清县", "b4", "instructed-city"): "20",
    },
    # 晨讯 2, picture 0.5, commissioned 5, 川政晨讯重要 5, 省领导 10. A miss and a late feedback: minus 10 each.
    "r04": {
        ("利州区", "a1", "adopted"): "2",
        ("利州区", "a2", "adopted"): "0.5",
        ("利州区", "a3", "adopted"): "5",
        ("利州区", "a4", "adopted"): "5",
        ("利州区", "b1", "instructed"): "10",
        ("朝天区", "m1", "missed"): "-10",
        ("朝天区", "q1", "faults"): "-10",
    },
    # The rule's points were not seen: the 12 that were recorded with the adoption.
    "r05": {("经贸局", "a1", "adopted"): "12"},
    # 快讯 5, 市主要领导 +30, reported to the province 5, adopted 40, reported to 国办 30.
    "r06": {
        ("金安区", "a1", "adopted"): "5",
        ("金安区", "b1", "instructed"): "30",
        ("金安区", "f1", "forwarded"): "5",
        ("金安区", "a2", "adopted"): "40",
        ("金安区", "f2", "forwarded"): "30",
    },
    # 专项 10; 市领导 first 10, next 5; 副秘书长 first 5, next 3; a composite of two units: 1 each. Two missed 约稿 in the
    # year, reached in April: minus 10 × 2 = 20.
    "r07": {
        ("甲县", "a1", "adopted"): "10",
        ("甲县", "b1", "instructed"): "10",
        ("甲县", "b2", "instructed"): "5",
        ("甲县", "b3", "instructed"): "5",
        ("甲县", "b4", "instructed"): "3",
        ("甲县", "z1", "adopted"): "1",
        ("乙县", "z1", "adopted"): "1",
        ("丙县", "z1", "adopted"): "1",
        ("乙县", "missed-commissions:2026:2026-04", "missed-commissions"): "-20",
    },
    "r08": {
        ("运行局", "a1", "adopted"): "20",
        ("运行局", "a2", "adopted"): "0.5",
        ("运行局", "a3", "adopted"): "6",
        ("规划处", "a4", "adopted"): "10",
    },
    # 政务信息简讯 3 and 市委办 10 add up; province research 20 × 2 = 40; composite 3 each unit, also for 一股 with two of the sources and for 三股 that filed one of them with it; 县领导 10. 15 filings: 50, 14: 0.
    "r09": {
        ("一股", "a1", "adopted"): "3",
        ("一股", "a2", "adopted"): "10",
        ("二股", "a3", "adopted"): "40",
        ("一股", "z1", "adopted"): "3",
        ("二股", "z1", "adopted"): "3",
        ("三股", "z1", "adopted"): "3",
        ("一股", "b1", "instructed"): "10",
        ("一股", "yearly:2026:2026-12", "yearly"): "50",
    },
    # 800 characters: county 25 + 10 = 35 yuan; then the city 35 + 30 = 65, of which only 65 − 35 = 30 are new.
    # Three items are by one author of 计生办 and two of 党政办: a third and two thirds of an item each, so 党政办 has 2 + 2 of 5:
    # minus 1. In the week of 19 March three thirds make the one item of 小李, and that of 小王; their other weeks without: minus 0.5.
    "r11": {
        ("计生办", "a1", "fee"): "35",
        ("小李@计生办", "a1", "fee"): "35",
        ("计生办", "a2", "fee"): "30",
        ("小李@计生办", "a2", "fee"): "30",
        ("党政办", "#000001.1", "pieces"): "1",
        ("党政办", "#000001.2", "pieces"): "1",
        ("计生办", "i1", "pieces"): "1",
        ("小李@计生办", "i1", "pieces"): "1",
        ("小李@计生办", "j1", "pieces"): "0.333333",
        ("小王@党政办", "j1", "pieces"): "0.333333",
        ("老张@党政办", "j1", "pieces"): "0.333334",
        ("计生办", "j1", "pieces"): "0.333333",
        ("党政办", "j1", "pieces"): "0.666667",
        ("小李@计生办", "j2", "pieces"): "0.333333",
        ("小王@党政办", "j2", "pieces"): "0.333333",
        ("老张@党政办", "j2", "pieces"): "0.333334",
        ("计生办", "j2", "pieces"): "0.333333",
        ("党政办", "j2", "pieces"): "0.666667",
        ("小李@计生办", "j3", "pieces"): "0.333333",
        ("小王@党政办", "j3", "pieces"): "0.333333",
        ("老张@党政办", "j3", "pieces"): "0.333334",
        ("计生办", "j3", "pieces"): "0.333333",
        ("党政办", "j3", "pieces"): "0.666667",
        ("党政办", "office-quota:2026-03:2026-03", "office-quota"): "-1",
        ("小李@计生办", "staff-quota:2026-W11:2026-03", "staff-quota"): "-0.5",
        ("小李@计生办", "staff-quota:2026-W13:2026-03", "staff-quota"): "-0.5",
        ("小王@党政办", "staff-quota:2026-W10:2026-03", "staff-quota"): "-0.5",
        ("小王@党政办", "staff-quota:2026-W11:2026-03", "staff-quota"): "-0.5",
        ("小王@党政办", "staff-quota:2026-W13:2026-03", "staff-quota"): "-0.5",
    },
    # Two departments 0.5 each, the first two authors 0.5 each, the third nothing; 200 yuan: 100 each. Research 500 yuan,
    # with an instruction +100, once.
    "r15": {
        ("办公室", "a1", "pieces"): "0.5",
        ("法规科", "a1", "pieces"): "0.5",
        ("张三@办公室", "a1", "pieces"): "0.5",
        ("李四@法规科", "a1", "pieces"): "0.5",
        ("办公室", "a1", "fee"): "100",
        ("法规科", "a1", "fee"): "100",
        ("张三@办公室", "a1", "fee"): "100",
        ("李四@法规科", "a1", "fee"): "100",
        ("办公室", "a2", "pieces"): "1",
        ("张三@办公室", "a2", "pieces"): "1",
        ("办公室", "a2", "fee"): "500",
        ("张三@办公室", "a2", "fee"): "500",
        ("办公室", "b1", "instructed"): "100",
        ("张三@办公室", "b1", "instructed"): "100",
    },
    "r17": {
        ("市卫生局", "i1", "filed"): "2",
        ("市卫生局", "a1", "adopted"): "2",
        ("市卫生局", "a2", "adopted"): "5",
        ("市财政局", "i2", "filed"): "10",
    },
    # 9 of 8: the 10 of the month; 7 of 8: nothing; the optional one 2 of 2, of whatever type: 10 too. 常山政务 10, city 动态 20.
    "r18": {
        ("天马镇", "monthly:2026-03:2026-03", "monthly"): "10",
        ("县科协", "monthly-others:2026-03:2026-03", "monthly-others"): "10",
        ("芳村镇", "a1", "adopted"): "10",
        ("芳村镇", "a2", "adopted"): "20",
    },
    # 一科: 6, rate 2 ÷ 10 = 20 % minus 1, theory 20, plain 10, commission 2. 二科: 6 − 4 × 1 − 2 − 1 (nothing filed: rate 0)
    # = −1, up to 0 by +1; then 10. 三科: 6 − 1 − 1 = 4, below 6: failed.
    "r21": {
        ("一科", "base:2026-Q1:2026-Q1", "base"): "6",
        ("一科", "low-rate:2026-Q1:2026-Q1", "low-rate"): "-1",
        ("一科", "a1", "adopted"): "20",
        ("一科", "a2", "adopted"): "10",
        ("一科", "c1", "commissions"): "2",
        ("二科", "base:2026-Q1:2026-Q1", "base"): "6",
        **{("二科", f"late.{number}", "faults"): "-1" for number in (1, 2, 3, 4)},
        ("二科", "wrong", "faults"): "-2",
        ("二科", "low-rate:2026-Q1:2026-Q1", "low-rate"): "-1",
        ("二科", "floor:2026-Q1:2026-Q1", "floor"): "1",
        ("二科", "b1", "instructed"): "10",
        ("三科", "base:2026-Q1:2026-Q1", "base"): "6",
        ("三科", "once", "faults"): "-1",
        ("三科", "low-rate:2026-Q1:2026-Q1", "low-rate"): "-1",
    },
    # 甲局: 4 in the week: 1 + 2 × 1 = 3; 1 in the next: nothing. 乙局: 2 in the week: 1; 增刊 8; 市领导 12.
    "r22": {
        ("甲局", "weekly:2026-W10:2026-03a", "weekly"): "3",
        ("乙局", "weekly:2026-W10:2026-03a", "weekly"): "1",
        ("乙局", "a1", "adopted"): "8",
        ("乙局", "b1", "instructed"): "12",
    },
    "r23": {
        ("党建办", "a1", "adopted"): "10",
        ("党建办", "c1", "commissions"): "3",
        ("党建办", "m1", "missed"): "-3",
        ("民政办", "m2", "missed"): "-3",
    },
    "r27": {
        ("一公司", "a1", "adopted"): "5",
        ("一公司", "a2", "adopted"): "5",
        ("一公司", "b1", "instructed"): "10",
        ("一公司", "w1", "best"): "5",
    },
}

#: (clause, span, receiver): (counted, demand, state)
QUOTAS = {
    "r05": {
        # 4 filed + 2 forwarded; the year is still running.
        ("monthly", "2026-03", "经贸局"): ("6", "6", "met"),
        ("monthly", "2026-03", "统计局"): ("1", "2", "missed"),
        ("yearly", "2026", "经贸局"): ("6", "120", "running"),
        ("yearly", "2026", "统计局"): ("1", "50", "running"),
        ("yearly-points", "2026", "经贸局"): ("12", "100", "running"),
        ("yearly-points", "2026", "统计局"): ("0", "40", "running"),
    },
    "r11": {
        ("office-quota", "2026-03", "党政办"): ("4", "5", "missed"),
        ("office-quota", "2026-03", "计生办"): ("2", "1", "met"),
        ("staff-quota", "2026-W10", "小李@计生办"): ("1", "1", "met"),
        ("staff-quota", "2026-W11", "小李@计生办"): ("0", "1", "missed"),
        ("staff-quota", "2026-W12", "小李@计生办"): ("1", "1", "met"),
        ("staff-quota", "2026-W13", "小李@计生办"): ("0", "1", "missed"),
        ("staff-quota", "2026-W10", "小王@党政办"): ("0", "1", "missed"),
        ("staff-quota", "2026-W11", "小王@党政办"): ("0", "1", "missed"),
        ("staff-quota", "2026-W12", "小王@党政办"): ("1", "1", "met"),
        ("staff-quota", "2026-W13", "小王@党政办"): ("0", "1", "missed"),
    },
    "r18": {
        ("monthly", "2026-03", "天马镇"): ("9", "8", "met"),
        ("monthly", "2026-03", "芳村镇"): ("7", "8", "missed"),
        ("monthly-others", "2026-03", "县科协"): ("2", "2", "met"),
        ("long-pieces", "2026-Q1", "天马镇"): ("1", "1", "met"),
        ("long-pieces", "2026-Q1", "芳村镇"): ("0", "1", "missed"),
    },
    "r23": {
        ("monthly", "2026-01", "党建办"): ("2", "2", "met"),
        ("monthly", "2026-02", "党建办"): ("0", "2", "missed"),
        ("monthly", "2026-03", "党建办"): ("1", "2", "missed"),
        ("monthly", "2026-01", "民政办"): ("0", "2", "missed"),
        ("monthly", "2026-02", "民政办"): ("0", "2", "missed"),
        ("monthly", "2026-03", "民政办"): ("0", "2", "missed"),
        # 10 + 3 − 3 = 10 of 10; −3 of 10.
        ("quarterly-points", "2026-Q1", "党建办"): ("10", "10", "met"),
        ("quarterly-points", "2026-Q1", "民政办"): ("-3", "10", "missed"),
        ("yearly-points", "2026", "党建办"): ("10", "40", "running"),
        ("yearly-points", "2026", "民政办"): ("-3", "40", "running"),
    },
}

#: (clause, receiver): effects
EFFECTS = {
    "r04": {("named-missed", "朝天区"): {"named"}, ("named-faults", "朝天区"): {"named"}},
    "r07": {("missed-commissions", "乙县"): {"minus", "no_prize", "named"}},
    "r21": {("failed", "三科"): {"failed"}},
}


def path_of(rule):
    (path,) = DIRECTORY.glob(f"{rule}-*.yaml")
    return path


def receiver(entry):
    return f"{entry['person']}@{entry['unit']}" if entry["person"] else entry["unit"]


@pytest.mark.parametrize("rule", PUBLISHED)
def test_published_rule_gives_the_ledger_that_was_worked_out_by_hand(rule):
    result = evaluated(path_of(rule), library_facts(rule))
    found = {
        (receiver(row), row["fact"], row["clause"]): Decimal(row["points"])
        for row in result["ledger"]
        if Decimal(row["points"])
    }
    assert found == {place: Decimal(points) for place, points in LEDGERS[rule].items()}


@pytest.mark.parametrize("rule", sorted(QUOTAS))
def test_quotas_of_a_published_rule_stand_as_worked_out_by_hand(rule):
    result = evaluated(path_of(rule), library_facts(rule))
    found = {
        (one["clause"], one["span"], receiver(one)): (one["counted"], one["demand"], one["state"])
        for one in result["quotas"]
    }
    assert found == QUOTAS[rule]


@pytest.mark.parametrize("rule", PUBLISHED)
def test_thresholds_of_a_published_rule_have_the_effects_that_it_names(rule):
    result = evaluated(path_of(rule), library_facts(rule))
    found = {(one["clause"], receiver(one)): set(one["effects"]) for one in result["effects"]}
    assert found == EFFECTS.get(rule, {})


@pytest.mark.parametrize("rule", PUBLISHED)
def test_published_rule_keeps_to_the_published_schema_and_names_its_source(rule):
    document = scheme_file(path_of(rule)).document
    published_schema("schema-v1").validate(storable(document))
    assert document["code"] == path_of(rule).stem
    assert document["remark"].startswith("来源：")
    assert path_of(rule).read_text().startswith("#")


def test_the_library_holds_every_rule_that_it_promises():
    assert sorted(path.stem[:3] for path in DIRECTORY.glob("r[0-9]*.yaml")) == sorted(PUBLISHED)
