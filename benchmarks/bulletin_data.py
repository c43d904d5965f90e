"""The same bulletin as a page and as a Typst source: masthead, contents, two charts, two tables, titles with texts."""

import random
from dataclasses import dataclass, field

from benchmarks.volume import words
from documents.svg import Series, line_chart

SEED = 20070101
HEADS = ("名次", "单位", "报送", "累计", "上报", "采用", "采用率", "批示", "得分")
MONTHS = 12
IMPRINT = (("报", "市委办公室、市政府办公室。"), ("送", "市直有关部门。"), ("发", "各处室，各司法所。"))


@dataclass
class Paper:
    """What is printed. `items` decides how long it is; `rows` are those of its two tables."""

    items: int
    rows: tuple[int, int] = (60, 30)
    chance: random.Random = field(default_factory=lambda: random.Random(SEED))

    def __post_init__(self) -> None:
        self.texts = [(words(self.chance, 9), self._text()) for _no in range(self.items + 1)]
        self.tables = [[self._row(no + 1) for no in range(count)] for count in self.rows]
        self.trend = [(self.chance.randrange(40, 90), self.chance.randrange(10, 50)) for _no in range(MONTHS)]

    def _text(self) -> list[str]:
        w, n = lambda count: words(self.chance, count), self.chance.randrange
        return [
            f"{w(9)}，{w(7)}{n(2, 9999)}件，{w(5)}（{w(2)}）。“{w(4)}”{w(6)}，{w(8)}占{n(1, 999) / 10}%；{w(12)}。"
            for _no in range(7)
        ]

    def _row(self, number: int) -> list[str]:
        return [str(number), words(self.chance, 5), *(str(self.chance.randrange(900)) for _no in range(7))]

    def html(self) -> str:
        """The page on the house sheet."""
        chart = line_chart(
            [f"{month + 1}月" for month in range(MONTHS)],
            [Series("报送", [one for one, _two in self.trend]), Series("采用", [two for _one, two in self.trend])],
            title="近期报送与采用情况", width=640, height=210,
        )  # fmt: skip
        contents = "".join(f'<p><a href="#t{no}">{title}</a></p>' for no, (title, _text) in enumerate(self.texts[:30]))
        body = "".join(
            f'<h2 id="t{no}">{title}</h2>' + "".join(f"<p>{line}</p>" for line in text)
            for no, (title, text) in enumerate(self.texts)
        )
        lines = "".join(f"<p>{label}：{text}</p>" for label, text in IMPRINT)
        return (
            '<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><title>信息工作情况通报</title></head><body>'
            '<header class="masthead"><p class="masthead-note">内部资料　注意保存</p><p class="masthead-name">信息工作情况通报</p>'
            '<p class="masthead-office">市人民政府法制办公室综合处</p><table class="masthead-foot"><tr><td>〔2026〕第10期</td>'
            '<td>2026年11月5日</td></tr></table><hr class="redline"></header>'
            f'<div class="contents"><p class="contents-title">目录</p>{contents}</div>'
            f"<h1>关于2026年10月信息工作情况的通报</h1>{body}<figure>{chart}</figure><figure>{chart}</figure>"
            + "".join(f'<section class="attachment"><h1 class="attachment-title">计分表</h1>{_table(rows)}</section>' for rows in self.tables)
            + f'<div class="imprint"><table><colgroup><col><col class="right"></colgroup><tr><td colspan="2">{lines}</td></tr>'
            "</table></div></body></html>"
        )  # fmt: skip

    def typst(self) -> str:
        """A port by hand to Typst's language: the same texts, tables and contents; the charts are left out."""
        parts = [_TYPST_HEAD, "#outline(title: [目录], depth: 1)\n#pagebreak()\n"]
        for title, text in self.texts:
            parts += [f"= {_escape(title)}\n", *(f"{_escape(line)}\n\n" for line in text)]
        for rows in self.tables:
            cells = "".join(f"[{_escape(cell)}]," for row in rows for cell in row)
            heads = "".join(f"[{head}]," for head in HEADS)
            parts.append(
                f"#pagebreak()\n#table(columns: (10mm, 34mm, 1fr, 1fr, 1fr, 1fr, 1fr, 1fr, 1fr), table.header({heads}){cells})\n"
            )
        parts += [f"{label}：{_escape(text)}\n\n" for label, text in IMPRINT]
        return "".join(parts)


_TYPST_HEAD = """#set page(paper: "a4", margin: (top: 37mm, bottom: 35mm, left: 28mm, right: 26mm), numbering: "— 1 —")
#set text(font: ("FandolFang R", "FandolFang", "Noto Serif CJK SC"), size: 16pt, lang: "zh")
#set par(justify: true, first-line-indent: (amount: 2em, all: true), leading: 13pt, spacing: 13pt)
#show heading: set text(font: "Noto Sans CJK SC", size: 16pt, weight: "regular")
#show table: set text(font: "Noto Serif CJK SC", size: 9pt)
#align(center, text(font: "Noto Serif CJK SC", weight: "bold", size: 47pt, fill: rgb("#c8102e"))[信息工作情况通报])
#line(length: 100%, stroke: 1.6pt + rgb("#c8102e"))
"""


def _table(rows: list[list[str]]) -> str:
    body = "".join(
        f'<tr><td>{row[0]}</td><td class="text">{row[1]}</td>'
        + "".join(f"<td>{cell}</td>" for cell in row[2:])
        + "</tr>"
        for row in rows
    )
    heads = "".join(f"<th>{head}</th>" for head in HEADS)
    columns = '<col class="narrow"><col class="wide">' + "<col>" * 7
    return f'<table class="grid dense"><colgroup>{columns}</colgroup><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>'


def _escape(text: str) -> str:
    return "".join(f"\\{sign}" if sign in "\\#$*_`<>@[]~" else sign for sign in text)
