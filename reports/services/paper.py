"""The printed bulletin as plain values, from the bulletin's words and its snapshot only, and the hash of it.

Page, preview and PDF are drawn from this one value by the same template parts; once signed it is read from what was kept
(services/signed_papers.py). Its words are those of an official paper, so they are Chinese whatever language the reader has
chosen.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import groupby
from typing import Any

from documents.headlines import headline, masthead_size
from reports.models import Bulletin, BulletinComment
from reports.services.attachments import attachments_of
from reports.services.canonical import canonical_json, sha256_of
from reports.services.charts import OTHERS, available, figures_of
from reports.services.fault_words import fault_lines
from reports.services.fields import fields_for, filled, rate_of
from reports.services.levels import paragraph_of
from reports.services.long_tables import in_tables
from reports.states import CommentKind
from scoring.engine import FactKind
from ui.numerals import mark

# Part of the hash: raise it when templates or style sheet change what is printed, and unissued bulletins are made anew.
LAYOUT = 8
ADDED_SINCE = {"fields": 6, "notes": 6, "late": 6, "attachments": 6}
"""Parts of the paper that earlier layouts did not write down."""
MARKS = {CommentKind.READ: "（圈阅）", CommentKind.ABSENT: "（外出，未签署意见）"}
KIND_WORDS = {
    FactKind.FILED: "报送",
    FactKind.FORWARDED: "上报",
    FactKind.ADOPTED: "采用",
    FactKind.INSTRUCTED: "批示",
    FactKind.FAULT: "差错",
    FactKind.COMMISSION_MISSED: "约稿未完成",
    FactKind.SETTLEMENT: "任务考核",
}

Data = Mapping[str, Any]


def day_words(day: date | None) -> str:
    """2026年11月5日; blanks to be filled in by hand before the signature."""
    return "　　年　月　日" if day is None else f"{day.year}年{day.month}月{day.day}日"


def short_day(iso: str) -> str:
    """10月20日 of a date as the snapshot writes it; the month's bulletin says the year in its title."""
    day = date.fromisoformat(iso)
    return f"{day.month}月{day.day}日"


def paper_of(bulletin: Bulletin) -> dict[str, Any]:
    """Everything on the paper but the tables, which stand in the snapshot. Plain values only.

    Of a signed bulletin as it was signed; while leaders may still comment, with what they have written since.
    """
    if bulletin.printed_paper is not None:
        return _in_present_layout(bulletin.printed_paper.data, bulletin)
    if bulletin.signed_papers:
        signed = _in_present_layout(bulletin.signed_papers[-1].data, bulletin)
        return {**signed, "layout": LAYOUT, "comments": _comments(bulletin)}
    return composed_paper(bulletin)


def _in_present_layout(paper: dict[str, Any], bulletin: Bulletin) -> dict[str, Any]:
    """Signed papers are never rewritten: what an earlier layout did not write down is worked out as it was then."""
    if paper["layout"] >= ADDED_SINCE["fields"]:
        return paper
    data = bulletin.snapshot.data
    attachments = attachments_of(data, paper["figures"], also_empty=True)
    worked_out = {"fields": fields_for(bulletin), "notes": score_notes(data), "late": late_lines(data)}
    return {**worked_out, "attachments": attachments, **paper}


def _drawn(bulletin: Bulletin) -> list[str]:
    return [key for key in available(bulletin.snapshot.data) if key in bulletin.figures]


def _comments(bulletin: Bulletin) -> list[dict[str, Any]]:
    return [_comment(comment) for comment in bulletin.comments.all()]


def composed_paper(bulletin: Bulletin) -> dict[str, Any]:
    """The paper from the words and figures of this moment."""
    fields, data = fields_for(bulletin), bulletin.snapshot.data
    return {
        "fields": fields,
        "notes": [*score_notes(data), *empty_notes(data)],
        "late": late_lines(data),
        "attachments": attachments_of(data, _drawn(bulletin)),
        "layout": LAYOUT,
        "snapshot": bulletin.snapshot.sha256,
        "masthead": bulletin.masthead,
        "masthead_size": masthead_size(bulletin.masthead),
        "note": bulletin.note,
        "number": bulletin.number_line or "〔　　〕第　期",
        "is_signed": bulletin.signed_by_id is not None,
        "office": bulletin.office,
        "dated": day_words(bulletin.dated_on),
        "title": bulletin.title,
        "has_tables": data["has_figures"],
        "title_lines": headline(bulletin.title),
        "figures": _drawn(bulletin),
        "corrects": _correction(bulletin),
        "comments": _comments(bulletin),
        "sections": [
            {
                "key": section.key,
                "heading": mark(1, number) + section.heading,
                "paragraphs": [paragraph_of(runs) for runs in filled(section.text, fields)],
            }
            for number, section in enumerate(bulletin.sections.all(), start=1)
        ],
        "imprint": {
            "lines": [
                {"label": label, "text": text}
                for label, text in (
                    ("报", bulletin.send_up),
                    ("送", bulletin.send_peer),
                    ("发", bulletin.send_down),
                )
                if text
            ],
            "copies": bulletin.copies,
            "contact": bulletin.contact,
            "checker": str(bulletin.checked_by or ""),
            "signer": str(bulletin.signed_by or ""),
        },
    }


def source_of(bulletin: Bulletin) -> str:
    """The hash of the paper: a PDF built from another one is out of date. Load the bulletin by `for_paper`."""
    if bulletin.printed_paper is not None:
        return bulletin.printed_paper.sha256
    return sha256_of(canonical_json(paper_of(bulletin)))


def _correction(bulletin: Bulletin) -> str:
    """Numbers are counted by masthead, so one of another masthead is cited with it."""
    corrected = bulletin.corrects
    if corrected is None or not corrected.number_line:
        return ""
    masthead = "" if corrected.masthead == bulletin.masthead else f"《{corrected.masthead}》"
    return f"本期更正并代替{masthead}{corrected.number_line}"


def _comment(comment: BulletinComment) -> dict[str, Any]:
    written = comment.kind == CommentKind.COMMENT
    return {
        "by": f"{comment.leader.post} {comment.leader}".strip(),
        "on": day_words(comment.written_on),
        "is_written": written,
        "paragraphs": comment.text.split("\n") if written else [MARKS[CommentKind(comment.kind)]],
    }


def context_of(bulletin: Bulletin) -> dict[str, Any]:
    """What the template parts need: `paper`, `figures` (charts with their tables) and the tables of the attachments.

    `labels`: the attachments by their keys, as they stand above each.
    """
    data, paper = bulletin.snapshot.data, paper_of(bulletin)
    scores, outlets, faults = score_table_of(data), adopted_by_outlet(data), fault_lines(data)
    instructed = instruction_lines(data)
    return {
        "paper": paper,
        "figures": figures_of(data, paper["figures"]),
        "scores": scores,
        "score_tables": in_tables(scores["classes"], "rows") or [[]],
        "outlets": outlets,
        "outlet_tables": in_tables(outlets, "lines"),
        "adoptions_total": len(data["adopted"]),
        "instruction_tables": in_tables([{"lines": instructed}], "lines") if instructed else [],
        "fault_tables": in_tables([{"lines": faults}], "lines") if faults else [],
        "labels": {one["key"]: f"附件{one['number']}" for one in paper["attachments"]},
        "titles": {one["key"]: one["title"] for one in paper["attachments"]},
        "period_words": data["span"]["title"],
        "span": data["span"],
    }


def score_table_of(data: Data) -> dict[str, Any]:
    """Attachment 1 as heads and rows of printed values; one group a class, each with its sum, then the whole.

    `whats` names the figure of each cell, `scope` whose it is: what stands behind a number is found by these two.
    """
    scores = data["scores"]
    codes = [level["code"] for level in scores["levels"]]
    return {
        "levels": [level["name"] for level in scores["levels"]],
        "width": 9 + len(codes),
        "whats": [
            "filed",
            "filed_cumulative",
            "forwarded",
            *(f"level-{code}" for code in codes),
            "rate",
            "instructions",
            "score",
            "cumulative",
        ],
        "classes": [
            {
                "name": one["name"] or OTHERS,
                "scope": f"class-{one['id']}",
                "is_ranked": one["is_ranked"],
                "rows": [
                    {
                        "rank": row["rank"] if row["rank"] else "—",
                        "unit": row["unit"],
                        "scope": f"unit-{row['unit_id']}",
                        "is_zero": not (row["filed"] or row["adoptions"] or row["person_times"]),
                        "cells": cells_of(row, codes),
                    }
                    for row in one["rows"]
                ],
                "total": cells_of(one["total"], codes),
            }
            for one in scores["classes"]
        ],
        "total": cells_of(scores["total"], codes),
    }


def cells_of(counts: Data, codes: Iterable[str]) -> list[str]:
    """Filed, since January, forwarded, adoptions by level, rate, instructions, score, since January."""
    instructions = f"{counts['instruction_items']}/{counts['person_times']}" if counts["person_times"] else "0"
    return [
        str(counts["filed"]),
        str(counts["filed_cumulative"]),
        str(counts["forwarded"]),
        *(str(counts["adoptions_by_level"].get(code, 0)) for code in codes),
        f"{counts['rate']}",
        instructions,
        counts["score_shown"],
        counts["cumulative_shown"],
    ]


def score_notes(data: Data) -> list[str]:
    """How the table of attachment 1 counts; and where its sum and the text have other rates, from which figures each comes."""
    this, sums, whole = data["span"]["this"], data["scores"]["total"], data["totals"]
    notes = [
        "得分相同的名次并列；联合报送的信息在各有关单位分别计数，合计数可能大于正文数。",
        f"采用率为{this}采用篇数与{this}报送条数之比，{this}没有报送的记为0；以前报送、{this}采用的计入{this}采用，"
        "采用率可能超过100%。",
    ]
    padding = [(row["unit"], row.get("padding", 0)) for one in data["scores"]["classes"] for row in one["rows"]]
    if units := "、".join(f"{unit}{count}条" for unit, count in padding if count):
        notes.append(f"因凑数或重复不予编报的信息（{units}）列入报送条数，计算采用率时从报送条数中减去。")
    told = rate_of(whole)
    if told != rate_of(sums):
        notes.append(
            f"合计采用率{sums['rate']}%按各单位采用{sums['adopted_items']}篇、报送{_counting(sums)}条计算；"
            f"正文采用率{told}对联合报送的信息不重复计数，按采用{whole['adopted_items']}篇、报送{_counting(whole)}条计算。"
        )
    return notes


def _counting(totals: Data) -> int:
    """The filings by which 采用率 divides."""
    filed: int = totals["filed"] - totals.get("padding", 0)
    return filed


def empty_notes(data: Data) -> list[str]:
    """What would be an attachment and has nothing in it is said in one sentence below attachment 1."""
    this = data["span"]["this"]
    told = ((data["adopted"], "没有信息被采用"), (data["instructions"], "没有领导批示"))
    return [f"{this}{words}。" for lines, words in told if not lines]


def adopted_by_outlet(data: Data) -> list[dict[str, Any]]:
    """Attachment 2: the outlets from the highest level down, each with its adoptions, numbered through."""
    numbered = list(enumerate(data["adopted"], start=1))
    return [
        {
            "outlet": outlet,
            "level": lines[0][1]["level_name"],
            "count": len(lines),
            "what": f"outlet-{lines[0][1]['outlet_code']}" if lines[0][1]["outlet_code"] else "",
            "lines": [
                {
                    **line,
                    "no": number,
                    "unit": "、".join(line["units"]),
                    "day": short_day(line["adopted_on"]),
                    "issue": " ".join(filter(None, (line["issue_number"], line["edition"]))),
                }
                for number, line in lines
            ],
        }
        for outlet, group in groupby(numbered, key=lambda pair: pair[1]["outlet"])
        for lines in [list(group)]
    ]


def instruction_lines(data: Data) -> list[dict[str, Any]]:
    """Attachment 3: instructions in the order of the snapshot, numbered through."""
    return [
        {**line, "no": number, "unit": "、".join(line["units"]), "day": short_day(line["instructed_on"])}
        for number, line in enumerate(data["instructions"], start=1)
    ]


def _title_in(line: Mapping[str, Any]) -> str:
    return f"《{line['title']}》" if line["title"] else ""


def late_lines(data: Data) -> list[str]:
    """补计: one sentence a late booking, for the note below attachment 1."""
    return [
        f"补计{line['month']}月：{line['unit']}{_title_in(line)}{KIND_WORDS.get(line['kind'], '情况')}"
        f"{'' if line['tally'] >= 0 else '撤销'}，{'加' if not line['points'].startswith('-') else '减'}"
        f"{line['points'].lstrip('-')}分。"
        for line in data["late"]
    ]
