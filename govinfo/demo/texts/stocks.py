"""Reads the stocks of phrases: what is said about each topic, and the sentences that carry it.

`topics/*.txt`: a line `# key|name|subject|field|kind|units|departments|places|laws`, then lines with a letter:
f fact, r result, m measure, p problem, a advice, c case, v what people say, e event (`name|what happened`).
A measure, problem or piece of advice is a short head and its details, parted by `|`.
`stock/*.txt`: sections `[name]` with one sentence pattern a line.
"""

import dataclasses
from dataclasses import dataclass
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent

# Topics that would sound wrong in other months (calendar months).
PUBLIC_OPINION = "社情民意"
# Matters inside the administration, of which the public has no opinion.
INTERNAL = frozenset(
    [
        "force",
        "exam",
        "train",
        "files",
        "court",
        "advice",
        "lose",
        "adviser",
        "record",
        "cert",
        "duty",
        "fyopinion",
        "demo",
        "leader",
        "contract",
        "hearing",
        "validity",
    ]
)
SEASONS = {"straw": (5, 6, 9, 10, 11), "firework": (1, 2, 3, 12)}


@dataclass(frozen=True)
class Topic:
    """A matter that items are about; `lines` holds its phrases by letter, each split at the bars."""

    key: str
    name: str
    subject: str
    field: str
    kind: str
    units: tuple[str, ...]
    departments: tuple[str, ...]
    places: tuple[str, ...]
    laws: tuple[str, ...]
    lines: dict[str, list[tuple[str, ...]]] = dataclasses.field(default_factory=dict, hash=False, compare=False)

    @property
    def is_law(self) -> bool:
        return self.kind == "law"


def _topic(header: str) -> Topic:
    key, name, subject, area, kind, units, departments, places, laws = header.split("|")
    words = [tuple(part.split()) for part in (units, departments, places, laws)]
    return Topic(key, name, subject, area, kind, words[0], words[1], words[2], words[3])


@cache
def topics() -> dict[str, Topic]:
    """All topics by key, in the order of the files."""
    found: dict[str, Topic] = {}
    for path in sorted((HERE / "topics").glob("*.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("# "):
                topic = _topic(line[2:])
                found[topic.key] = topic
            elif line:
                topic.lines.setdefault(line[0], []).append(tuple(line[2:].split("|")))
    return found


@cache
def topics_of(unit_code: str, month: int, kind: str) -> tuple[Topic, ...]:
    """What that unit files about in that calendar month, in an item of that type."""
    own = (t for t in topics().values() if unit_code in t.units and month in SEASONS.get(t.key, range(1, 13)))
    return tuple(t for t in own if kind != PUBLIC_OPINION or t.key not in INTERNAL)


@cache
def stock(section: str) -> tuple[str, ...]:
    """The sentence patterns of one section; KeyError where there is none."""
    return _sections()[section]


@cache
def _sections() -> dict[str, tuple[str, ...]]:
    sections: dict[str, list[str]] = {}
    for path in sorted((HERE / "stock").glob("*.txt")):
        prefix = "title." if path.stem == "titles" else ""
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("["):
                current = sections.setdefault(prefix + line.strip("[]"), [])
            elif line:
                current.append(line)
    return {name: tuple(lines) for name, lines in sections.items()}
