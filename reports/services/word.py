"""The bulletin as DOCX: the same words and figures as its paper, for offices that must go on editing."""

from collections.abc import Mapping
from typing import Any

from documents.docx_paper import Head, Paper, Table, write_paper
from reports.models import Bulletin
from reports.services.paper import context_of

Data = Mapping[str, Any]


def docx_of(bulletin: Bulletin) -> bytes:
    """Load the bulletin by `for_paper`. A bulletin that is not signed says 送审稿 at its head."""
    context = context_of(bulletin)
    paper = context["paper"]
    return write_paper(
        Paper(
            head=Head(
                name=paper["masthead"], office=paper["office"], number=paper["number"], dated=paper["dated"],
                note=paper["note"] if paper["is_signed"] else f"{paper['note']}　送审稿".strip("　"),
            ),
            title=paper["title_lines"],
            body=_body(paper),
            boxed_title="领导签署意见",
            boxed=[[*comment["paragraphs"], f"{comment['by']}　{comment['on']}"] for comment in paper["comments"]],
            signed=[paper["office"], paper["dated"]],
            tables=_tables(context) if paper["has_tables"] else (),
            imprint=_imprint(paper),
            keywords=paper["snapshot"],
            created=bulletin.signed_at,
        )
    )  # fmt: skip


def _body(paper: Data) -> list[tuple[int, str]]:
    body = [(0, paper["corrects"])] if paper["corrects"] else []
    for section in paper["sections"]:
        body.append((1, section["heading"]))
        body += [
            (2 if paragraph["is_heading"] else 0, "".join(run["text"] for run in paragraph["runs"]))
            for paragraph in section["paragraphs"]
        ]
    return [*body, (0, "请将此件送本单位主管领导阅。")]


def _tables(context: Data) -> list[Table]:
    return [_scores(context), _adopted(context), _instructions(context)]


def _scores(context: Data) -> Table:
    scores, span = context["scores"], context["span"]
    heads = [
        "名次", "单位", f"报送{span['this']}", "报送累计", "上报", *(f"采用{level}" for level in scores["levels"]), "采用率%",
        "批示条/人次", f"得分{span['this']}", "得分累计",
    ]  # fmt: skip
    rows: list[list[str]] = []
    groups: set[int] = set()
    for one in scores["classes"]:
        groups.add(len(rows))
        rows.append([f"{one['name']}{'' if one['is_ranked'] else '（不参加排名）'}"])
        rows += [[str(row["rank"]), row["unit"], *row["cells"]] for row in one["rows"]]
        rows.append(["", "小计", *one["total"]])
    rows.append(["", "合计", *scores["total"]])
    return Table(
        "附件1",
        f"{context['period_words']}信息工作计分表",
        heads,
        rows,
        frozenset(groups),
        frozenset([1]),
        context["late"],
    )


def _adopted(context: Data) -> Table:
    rows: list[list[str]] = []
    groups: set[int] = set()
    for outlet in context["outlets"]:
        groups.add(len(rows))
        rows.append([f"{outlet['outlet']}（{outlet['level']}，{len(outlet['lines'])}篇次）"])
        for line in outlet["lines"]:
            title = f"{line['title']}{'（综合采用）' if line['in_composite'] else ''}{'（补计）' if line['late_for'] else ''}"
            rows.append([str(line["no"]), title, line["unit"], line["issue"], line["day"]])
    heads = ["序号", "标题", "报送单位", "期号", "采用日期"]
    notes = () if rows else (f"{context['span']['this']}没有信息被采用。",)
    return Table(
        "附件2", f"{context['period_words']}采用信息目录", heads, rows, frozenset(groups), frozenset([1, 2]), notes
    )


def _instructions(context: Data) -> Table:
    rows = [
        [
            str(number), line["leader"], f"{line['title']}{'（补计）' if line['late_for'] else ''}", line["unit"],
            line["day"], "已反馈" if line["is_settled"] else "办理中",
        ]
        for number, line in enumerate(context["instructions"], start=1)
    ]  # fmt: skip
    heads = ["序号", "批示领导", "信息标题", "报送单位", "批示日期", "办理情况"]
    notes = () if rows else (f"{context['span']['this']}没有领导批示。",)
    return Table(
        "附件3", f"{context['period_words']}领导批示情况", heads, rows, frozenset(), frozenset([1, 2, 3]), notes
    )


def _imprint(paper: Data) -> list[str]:
    imprint = paper["imprint"]
    lines = [f"{line['label']}：{line['text']}" for line in imprint["lines"]]
    contact = f"联系人：{imprint['contact']}" if imprint["contact"] else paper["office"]
    copies = f"　共印{imprint['copies']}份" if imprint["copies"] else ""
    return [
        *lines,
        f"{contact}{copies}",
        f"核稿：{imprint['checker']}　签发：{imprint['signer']}　{paper['dated']}印发",
    ]
