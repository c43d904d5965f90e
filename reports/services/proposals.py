"""What the office would write about the month: proposed sections, worded by what the figures are.

Words of an official paper, so Chinese whatever language the person at the screen reads. A further section is a further
function in SECTIONS.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from organizations.services.papers import OFFICE
from reports.services.booked_faults import OBJECTED, RECTIFIED
from reports.states import Kind
from ui.numerals import cardinal

# From this share of items on problems on, good and bad news count as balanced.
FAIR_SHARE = 20
# From this share of the month's items in its last five days on, they count as filed in bulk.
CROWDED_SHARE = 40

Data = Mapping[str, Any]


@dataclass(frozen=True)
class Proposal:
    key: str
    heading: str
    text: str


def title_of(data: Data) -> str:
    """关于2026年10月信息工作情况的通报; of a year: 考核情况."""
    appraised = "考核" if data["kind"] == Kind.YEARLY else ""
    return f"关于{data['span']['title']}信息工作{appraised}情况的通报"


def propose_sections(data: Data) -> list[Proposal]:
    """The sections in printing order, figures as fields."""
    return [Proposal(key, heading, text) for key, heading, write in SECTIONS if (text := write(data))]


def propose_topical(matter: str) -> list[Proposal]:
    """一事一通报: what happened in the words of whoever begins it, and what every office asks after such a matter."""
    return [
        Proposal("matter", "基本情况", matter),
        Proposal(
            "demands",
            "有关要求",
            "各单位要引以为戒、举一反三，对照本通报指出的问题开展自查，发现同类情况立即纠正。\n"
            "各单位第一责任人要切实负起审核把关责任，严格执行信息报送、审签和保密的各项规定，杜绝类似问题再次发生。",
        ),
    ]


def _office(data: Data) -> str:
    """The comprehensive office as it is printed."""
    return data["organ"]["office"] or OFFICE


def _opening(data: Data) -> str:
    span = data["span"]
    parts = ["{{ period.name }}，本机关各处室、各基层单位共报送政务信息{{ filed.total }}条"]
    if any(data["taken_back"].values()):
        parts.append(f"（以前报送、{span['this']}撤销的已扣减）")
    if data["previous"]:
        parts.append(f"，比{span['before']}{{{{ filed.change }}}}")
    if data["last_year"] and data["kind"] != Kind.YEARLY:
        parts.append("，比上年同期{{ filed.change_year }}")
    parts.append(
        "；{{ units.total }}个报送单位中，{{ units.filed }}个单位有信息报送。"
        + _office(data)
        + "审核编发后向各载体报送{{ forwarded.total }}篇次，被采用{{ adopted.items }}篇{{ adopted.adoptions }}篇次"
    )
    if data["totals"]["adoptions"]:
        parts.append("，其中{{ adopted.levels }}")
    parts.append("，采用率{{ adopted.rate }}。")
    if data["totals"]["person_times"]:
        parts.append("上级领导作出批示{{ instructed.items }}条{{ instructed.person_times }}人次。")
    return "\n".join(["".join(parts), _compared(data), *_to_date(data), *_late(data)])


def _compared(data: Data) -> str:
    """采用 and 批示 against the period before and last year; what has nothing to be compared with is said to have none."""
    span, parts, missing = data["span"], [], []
    known = [(data["previous"], span["before"], "change")]
    if data["kind"] != Kind.YEARLY:
        known.append((data["last_year"], "上年同期", "change_year"))
    for earlier, name, field in known:
        if earlier is None:
            missing.append(name)
        else:
            parts.append(f"与{name}相比，采用篇数{{{{ adopted.{field} }}}}，批示人次{{{{ instructed.{field} }}}}。")
    if missing:
        parts.append(f"{'、'.join(missing)}没有可比数据，不作比较。")
    return "".join(parts)


def _to_date(data: Data) -> list[str]:
    seen = "各单位报送、采用和计分情况见附件。"
    if data["kind"] in (Kind.YEARLY, Kind.FREE):
        return [seen]
    return ["今年以来，全机关累计报送信息{{ filed.year }}条，累计采用{{ adopted.year }}篇。" + seen]


def _late(data: Data) -> list[str]:
    if not data["late"]:
        return []
    this = data["span"]["this"]
    return [
        f"{this}补计以前月份情况{{{{ late.count }}}}项，涉及{{{{ late.units }}}}，已列入{this}得分，并在计分表后注明。"
    ]


def _doing_well(data: Data) -> str:
    this = data["span"]["this"]
    if not data["totals"]["filed"] and not data["totals"]["adoptions"]:
        return f"{this}各单位均无信息报送和采用，没有可供表扬的单位。"
    who = "完成报送任务且得分位居前列" if data["rolls"]["below"] else "得分位居前列"
    lines = [f"按照考核类别，{this}{who}的单位是：{{{{ best.units }}}}。对上述单位予以通报表扬。"]
    if data["adopted"]:
        lines.append("从采用层次看，{{ best.adopted }}，为领导决策提供了参考，值得各单位学习借鉴。")
    return "\n".join(lines)


def _shortcomings(data: Data) -> str:
    """Only what the figures show: a reproach that nothing supports must be written by a person, not proposed."""
    this, whole, points = data["span"]["this"], data["span"]["whole"], []
    if data["zero_filers"]:
        points.append(
            f"{_how_many(data)}没有完成报送任务。{{{{ zero.named }}}}{this}没有报送信息，"
            f"请上述单位第一责任人查明原因，于收到本通报之日起五个工作日内向{_office(data)}作出书面说明。"
        )
    if data["rolls"]["below"]:
        points.append(
            f"部分单位报送数量不足。{{{{ below.named }}}}{this}报送条数没有达到计分办法规定的任务数，要尽快补足。"
        )
    if data["without_adoption"]:
        points.append(
            "信息质量不够平衡。{{ unadopted.units }}共{{ unadopted.count }}个单位虽有报送但没有采用，"
            "要在选题、深度和时效上下功夫。"
        )
    if 100 * data["month_end"]["filed"] >= CROWDED_SHARE * max(data["totals"]["filed"], 1):
        months = "全月最后五天" if data["kind"] == Kind.MONTHLY else "各月最后五天"
        points.append(
            f"报送时间过于集中。{months}报送信息{{{{ month_end.filed }}}}条，占{whole}的{{{{ month_end.share }}}}，"
            "影响信息的时效，要改变月底突击报送的做法。"
        )
    if data["faults"]:
        points.append(_on_faults(data))
    if not points:
        return f"{this}参加考核的单位均有信息报送和采用，没有零报送单位，望继续保持。"
    if len(points) == 1:
        return points[0]
    return "\n".join(f"{cardinal(number)}是{point}" for number, point in enumerate(points, start=1))


def _how_many(data: Data) -> str:
    """What share of the ranked units the zero filers are, in words."""
    zero = len(data["zero_filers"])
    ranked = sum(row["rank"] is not None for one in data["scores"]["classes"] for row in one["rows"])
    if zero >= ranked:
        return "参加考核的单位均"
    return "多数单位" if 2 * zero > ranked else "部分单位" if 4 * zero > ranked else "少数单位"


def _on_faults(data: Data) -> str:
    deducted = "，按照计分办法扣{{ faults.minus }}分" if any(line["points"] != "0" for line in data["faults"]) else ""
    rectified = "已完成整改{{ faults.rectified }}起。" if _any_is(data, RECTIFIED) else ""
    heard = "其中{{ faults.objected }}起有关单位已提出异议，正在核实。" if _any_is(data, OBJECTED) else ""
    return (
        f"报送工作出现差错。{data['span']['this']}登记差错{{{{ faults.total }}}}起（{{{{ faults.kinds }}}}），"
        f"涉及{{{{ faults.units }}}}{deducted}，具体情况见{{{{ faults.attachment }}}}。{heard}{rectified}"
    )


def _any_is(data: Data, state: str) -> bool:
    return any(line["state"] == state for line in data["faults"])


def _balance(data: Data) -> str:
    balance, this = data["balance"], data["span"]["this"]
    if not balance["total"]:
        return f"{this}没有报送信息，无从统计成绩类、问题类和建议类信息的构成。"
    counted = (
        f"{this}报送的信息中，反映工作成绩的{{{{ balance.achievement }}}}条，反映困难和问题的{{{{ balance.problem }}}}条，"
        "提出意见建议的{{ balance.advice }}条，问题类和建议类信息占{{ balance.problem_share }}。"
    )
    hard = balance["problem"] + balance["advice"]
    if 100 * hard < FAIR_SHARE * balance["total"]:
        return counted + "报喜多、报忧少的现象比较明显，各单位要坚持喜忧兼报，如实反映工作中的困难、问题和群众的意见。"
    return counted + "总体上做到了喜忧兼报，望继续坚持有喜报喜、有忧报忧，让领导全面掌握真实情况。"


def _demands(data: Data) -> str:
    this = data["span"]["this"]
    lines = [
        "一要压实责任。各单位第一责任人要亲自审阅把关，明确信息员和核稿人，做到每周有信息、每月有精品。",
        "二要提高质量。围绕市委、市政府中心工作和依法行政重点任务选题，多报有情况、有数据、有分析、有建议的调研类信息。",
        "三要严守时限。紧急信息第一时间报送，一般信息随有随报，坚决杜绝迟报、漏报和月底突击报送。",
    ]
    if data["zero_filers"]:
        after = "下月务必补足" if data["kind"] == Kind.MONTHLY else "尽快补足"
        lines.append(f"四要抓好整改。{this}零报送单位要认真查找原因，{after}，{_office(data)}将跟踪督促并继续通报。")
    if data["faults"]:
        number = cardinal(len(lines) + 1)
        lines.append(
            f"{number}要引以为戒。出现差错的单位要逐起查明原因、落实整改，其他单位要对照检查，防止同类差错发生。"
        )
    return "\n".join(lines)


SECTIONS: tuple[tuple[str, str, Callable[[Data], str]], ...] = (
    ("opening", "总体情况", _opening),
    ("doing_well", "工作突出的单位", _doing_well),
    ("shortcomings", "存在的不足", _shortcomings),
    ("balance", "喜忧兼报情况", _balance),
    ("demands", "下一步工作要求", _demands),
)
