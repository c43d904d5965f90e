"""What people write beside the texts: instructions, reasons, opinions, comments, and the changes that an editor makes."""

import random
import re
from dataclasses import dataclass
from datetime import date

from govinfo.demo.organ import FILING_UNITS
from govinfo.demo.texts.slots import Slots
from govinfo.demo.texts.stocks import Topic, stock, topics

_TIGHTER = (
    ("关于", ""), ("工作取得阶段性成效", "取得阶段性成效"), ("有关情况的专报", "情况专报"), ("情况的调研报告", "情况调研"),
    ("存在的问题及建议", "存在问题及建议"), ("推进", "做实"), ("工作情况", "情况"), ("工作亟待加强", "亟待加强"),
    ("市政府法制办", "市法制办"), ("政府法制办", "法制办"), ("组织开展", "开展"), 
)  # fmt: skip
_PLAINER = (
    ("围绕", "聚焦"), ("取得一定成效", "取得初步成效"), ("亟需引起重视", "应引起重视"), ("多措并举", "综合施策"),
    ("不容忽视", "值得重视"), ("归纳起来,突出问题有以下几个方面", "突出问题有"), ("为此,", "据此,"), ("目前,", "截至目前,"),
    ("具体来说,突出抓好以下环节", "主要抓了以下环节"), ("在具体推进中,重点抓了以下几个方面", "重点抓了以下方面"),
    ("从了解的情况看,主要存在以下问题", "主要存在以下问题"), ("下一步,", "下一步,"), ("据初步统计,", "据统计,"),
)  # fmt: skip
_SENTENCE = re.compile(r"[^。！？]*[。！？]”?")


@dataclass(frozen=True)
class Edit:
    """A text as the editor leaves it, and the note that tells the author why."""

    title: str
    text: str
    note: str


def remark(rng: random.Random, section: str, *, day: date, field: str = "") -> str:
    """One remark of that kind; `field` is the field of the item that it is written on."""
    topic = next((t for t in _shuffled(rng) if not field or t.field == field), next(iter(topics().values())))
    slots = Slots(rng, FILING_UNITS[0], topic, day)
    slots.words["field"] = field or topic.field
    return _full_width(slots.fill(rng.choice(stock(section)))).replace("工作工作", "工作")


def edit_text(rng: random.Random, title: str, text: str) -> Edit:
    """What a responsible editor does to a text: a tighter title, one sentence less, plainer words here and there."""
    return Edit(_tighten(rng, title), _plain(_cut_sentence(rng, text)), rng.choice(stock("edit")))


def split_sentences(text: str) -> list[str]:
    """The sentences of a text, without the marks that end them; a heading belongs to what follows it."""
    return [part.strip() for part in re.split("[。！？]", text) if part.strip("” \n")]


def _shuffled(rng: random.Random) -> list[Topic]:
    found = list(topics().values())
    rng.shuffle(found)
    return found


def _tighten(rng: random.Random, title: str) -> str:
    choices = [title.replace(old, new, 1) for old, new in map(_both_full, _TIGHTER) if old in title]
    fitting = [choice for choice in choices if len(choice) >= 6]
    return rng.choice(fitting) if fitting else title


def _cut_sentence(rng: random.Random, text: str) -> str:
    """Takes out one sentence without figures from a paragraph that has at least three and no spoken words."""
    paragraphs = text.split("\n")
    for no in rng.sample(range(len(paragraphs)), len(paragraphs)):
        sentences = _SENTENCE.findall(paragraphs[no])
        spare = [s for s in sentences[1:] if not re.search(r"[\d“”：]|[一二三四五六]是", s)]
        if len(sentences) >= 3 and spare:
            paragraphs[no] = paragraphs[no].replace(rng.choice(spare), "", 1)
            break
    return "\n".join(paragraphs)


def _plain(text: str) -> str:
    for old, new in map(_both_full, _PLAINER):
        # 截至目前 stands already: it holds the plain word that it replaces.
        if not (old in new and new in text):
            text = text.replace(old, new, 1)
    return text


def _both_full(pair: tuple[str, str]) -> tuple[str, str]:
    return _full_width(pair[0]), _full_width(pair[1])


def _full_width(text: str) -> str:
    return text.translate({ord(half): ord(half) + 0xFEE0 for half in ",:;()?!"})
