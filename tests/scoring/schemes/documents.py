"""One clause of every kind with every field of docs/schemes.md, as a document that is valid."""

from typing import Any

SHARING = {"composite": "even", "joint": "by_authors", "persons": "first", "authors_at_most": 2}
CLAUSES: list[dict[str, Any]] = [
    {
        "id": "adopted", "kind": "points", "event": "adopted", "combine": "highest_per_level", "needs_evidence": True,
        "table": [
            {"level": "city", "outlet": ["daily", "weekly"], "edition": ["增刊", "特刊"], "item_type": "brief", "points": "2.5"},
            {"level": "city", "in_composite": True, "commissioned": False, "front_page": True, "longer_than": 600, "points": 3},
            {"level": "city", "in_composite": False, "points": 5},
            {"level": "province", "times_external": 2},
            {"level": "state", "points": 30},
        ],
        "front_page_times": "1.5",
        "length_factors": [{"longer_than": 2000, "times": 4}, {"longer_than": 600, "times": "1.5"}],
        "sharing": SHARING, "gives": "yuan", "remark": "第一条\n第二行",
    },
    {"id": "filed", "kind": "points", "event": "filed", "table": [{"points": 1}]},
    {
        "id": "instructed", "kind": "instruction", "repeat": "first_full",
        "table": [{"level": "city", "rank": ["principal", "deputy"], "points": 10, "then": 5}, {"points": 4, "then": 0}],
    },
    {
        "id": "faults", "kind": "deduction", "event": "fault",
        "table": [{"fault": "late", "points": 1}, {"fault": ["false_report", "concealed"], "points": 4}],
    },
    {
        "id": "emergencies", "kind": "time_limit",
        "table": [{"event_class": "major", "channel": "phone", "minutes": 20, "points": 1}, {"minutes": 60, "points": "0.5"}],
    },
    {"id": "base", "kind": "base", "per": "quarter", "points": 6, "classes": ["first"]},
    {
        "id": "monthly", "kind": "quota", "per": "month", "counts": ["filed", "adopted"], "item_type": "research",
        "demands": [
            {"classes": ["first"], "at_least": 6}, {"classes": ["others"], "at_least": 2, "optional": True}, {"at_least": 3},
        ],
        "result": {"met": 10, "each": 1, "each_above": "0.5", "each_missing": 1, "missed": 2},
    },
    {
        "id": "yearly", "kind": "quota", "per": "year", "counts": "points", "of": ["filed", "instructed"],
        "demands": [{"at_least": 60}],
    },
    {
        "id": "low-rate", "kind": "rate", "per": "quarter", "below": 30, "minus": 1, "only_with_filings": True,
        "for": "persons",
    },
    {"id": "cap", "kind": "limit", "per": "month", "of": ["monthly", "base"], "at_most": 10, "at_least": 0},
    {
        "id": "misses", "kind": "threshold", "per": "year", "counts": "missed_quota", "quota": "monthly", "at_least": 2,
        "effects": {"minus": 10, "minus_each": 1, "withhold": ["instructed"], "no_prize": True, "failed": True, "named": True},
    },
    {
        "id": "late", "kind": "threshold", "per": "half", "counts": "fault", "fault": ["late"], "at_least": 3,
        "effects": {"zero": True},
    },
    {"id": "few", "kind": "threshold", "per": "year", "counts": "points", "below": 6, "effects": {"named": True}},
]  # fmt: skip
HEAD: dict[str, Any] = {
    "title": "市政府办公室政务信息计分办法",
    "code": "city-2027",
    "remark": "第三条以下未见",
    "counted_on": "filed",
    "sharing": {"composite": "full", "joint": "lead", "persons": "none", "authors_at_most": 3},
    "ranking": {"outside": ["own"], "optional": ["others", "first"]},
    "rounding": {"unit": 3, "person": 0, "rate": 2, "yuan": 1, "target": 4},
    "host_credit": {"mode": "besides", "of": ["adopted"]},
    "conversion": {"times": "0.05", "at_most": 5, "per": "year"},
    "budget": {"yuan": 20000, "per": "year", "beyond": "scale"},
    "prizes": [
        {"title": "先进集体", "id": "units", "to": "units", "per": "year", "first": 3, "at_least": 60},
        {"title": "优秀信息", "id": "items", "to": "items", "per": "month", "first": 5, "moves_up": True},
    ],
    "names": [
        {"kind": "outlet", "code": "daily", "name": "《每日信息》"}, {"kind": "fault", "code": "hearsay", "name": "道听途说"},
        {"kind": "level", "code": "daily", "name": "每日"},
    ],
}  # fmt: skip


def whole() -> dict[str, Any]:
    """Everything in one document."""
    return {"schema": "govinfo-scheme/1", **HEAD, "clauses": CLAUSES}
