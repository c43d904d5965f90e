"""The nine types of items: which parts a text of that type has. Each builder returns the paragraphs."""

from collections.abc import Callable

from govinfo.demo.texts.composer import MEETINGS, Composer

_NUMERALS = "一二三四"


def _kind_of_event(c: Composer) -> str:
    return "meeting" if str(c.slots.words["event"]).endswith(MEETINGS) else "action"


def _talk(c: Composer) -> str:
    if c.is_rule:
        return c.say("law.talk") + "。"
    return c.say(f"event.say.{_kind_of_event(c)}") + "。"


def _opening(c: Composer) -> str:
    if not c.is_rule:
        return c.say("lead.event") + c.say(f"event.body.{_kind_of_event(c)}")
    return c.say(f"law.{c.stage}") + c.fact() + "。"


def _effect(c: Composer) -> str:
    return c.say("effect") + "。"


def _next(c: Composer) -> str:
    return c.say("next") + "。"


def _measures(c: Composer, count: int, details: int) -> str:
    """What was done, or, for a rule in the making, what it says."""
    if not c.is_rule:
        return c.say("link.measure") + ":" + c.numbered(c.draw_measures(count), details, "done")
    link = "law.link.after" if c.stage == "after" else "law.link"
    return c.say(link) + ":" + c.numbered(c.measures[:count], details)


def _steps(c: Composer, count: int, joint: str, mark: str) -> list[str]:
    """A paragraph for each measure."""
    steps = enumerate(c.draw_measures(count))
    return [f"{_NUMERALS[no]}{mark}{c.clause(step, 3, joint)}。{c.say('done')}。" for no, step in steps]


def brief(c: Composer) -> list[str]:
    """简讯"""
    return [_opening(c), _measures(c, 2, 2) + _effect(c), _talk(c) + _next(c)]


def update(c: Composer) -> list[str]:
    """动态"""
    paragraphs = [_opening(c) + c.fact() + "。", _talk(c), _measures(c, 3, 2)]
    if c.rng.random() < 0.5:
        return [*paragraphs, _talk(c) + _effect(c) + _next(c)]
    return [*paragraphs, c.case("kc") + _effect(c) + _next(c)]


def roundup(c: Composer) -> list[str]:
    """综合"""
    steps = _steps(c, c.rng.choice((3, 4)), ",", "是")
    steps[0] = c.say("link.measure") + ":" + steps[0]
    problems = c.say("gap") + ":" + c.numbered(c.problems[:2], 3, "worse") + c.case()
    return [c.say("lead.roundup"), *steps, _effect(c) + c.fact() + "。" + c.case("k"), problems, _next(c) + _next(c)]


def research(c: Composer) -> list[str]:
    """调研"""
    problems = c.headed(c.problems[:4], 3, "worse")
    problems[0] += c.case()
    problems[-1] += c.say("voice.say")
    basics = c.fact() + "。" + c.fact() + "。" + _effect(c)
    done = c.say("link.measure") + ":" + c.numbered(c.draw_measures(2), 3)
    advice = c.headed(c.advices[: c.rng.choice((4, 5))], 3, "advised")
    causes = [c.say("cause") + "。" for _no in range(c.rng.choice((2, 3)))]
    return [
        c.say("lead.research"), "一、基本情况", basics, done, "二、存在的主要问题", *problems, "三、原因分析", *causes,
        "四、对策建议", *advice,
    ]  # fmt: skip


def issue(c: Composer) -> list[str]:
    """问题建议"""
    count = c.rng.choice((3, 3, 4))
    if c.rng.random() < 0.5:
        problems = [c.say("link.problem") + ":" + c.numbered(c.problems[:count], 3, "worse") + c.case()]
    else:
        problems = [c.say("link.problem") + "。", *c.headed(c.problems[:count], 3, "worse")]
        problems[-1] += c.case()
    causes = [c.say("cause") + "。" + c.say("cause") + "。"] if c.rng.random() < 0.6 else [c.say("voice.say")]
    advice = c.say("link.advice") + ":" + c.numbered(c.advices[:3], 3, "advised")
    return [c.with_fact(c.say("lead.issue")), *problems, *causes, advice]


def practice(c: Composer) -> list[str]:
    """经验"""
    steps = _steps(c, c.rng.choice((3, 4)), "。", "、")
    steps[c.rng.randrange(len(steps))] += c.case("k")
    return [c.say("lead.practice"), *steps, _effect(c) + c.fact() + "。" + c.say("close.practice") + "。"]


def opinion(c: Composer) -> list[str]:
    """社情民意"""
    points = [f"{_NUMERALS[no]}是{c.clause(p, 3)}。" for no, p in enumerate(c.problems[: c.rng.choice((2, 3))])]
    points[0] += c.say("voice.say") + c.say("worse") + "。"
    points[1] += c.say("voice.say") if c.rng.random() < 0.6 else c.say("worse") + "。"
    advice = c.say("link.advice") + ":" + c.numbered(c.advices[:2], 3, "advised")
    return [c.say("lead.voice"), *points, c.case() + c.fact() + "。", advice]


def special(c: Composer) -> list[str]:
    """专报"""
    done = c.fact() + "。" + c.say("link.measure") + ":" + c.numbered(c.draw_measures(2), 3)
    problems = c.say("link.problem") + ":" + c.numbered(c.problems[:3], 3, "worse") + c.case()
    advice = c.say("link.advice") + ":" + c.numbered(c.advices[:3], 3, "advised")
    return [c.say("lead.special"), done, problems, c.say("cause") + "。", advice, c.say("close.special") + "。"]


def press(c: Composer) -> list[str]:
    """新闻稿"""
    lead = _opening(c) if c.is_rule else c.say("lead.news")
    return [lead + c.fact() + "。", c.say("voice.praise"), _measures(c, 3, 2), c.case("k") + _effect(c), _next(c)]


BUILDERS: dict[str, Callable[[Composer], list[str]]] = {
    "简讯": brief, "动态": update, "综合": roundup, "调研": research, "问题建议": issue, "经验": practice,
    "社情民意": opinion, "专报": special, "新闻稿": press,
}  # fmt: skip
