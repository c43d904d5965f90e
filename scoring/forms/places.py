"""Where on a form a problem is told, and with which words: people know labels, not the fields of a document."""

from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import gettext as _

from scoring.engine import Problem
from scoring.engine.problems import SENTENCES
from scoring.forms.fields import Field, Kind, Rows
from scoring.problem_words import in_words
from scoring.wording_base import listing

FIRST_OF_SEVERAL: Mapping[str, str] = {"below_or_at_least": "below", "plus_or_minus": "minus", "no_bound": "at_most"}


def place_of(kind: Kind, problem: Problem) -> str:
    """The path of the field at which it is told: of what is about several fields, the first of them."""
    path = problem.path or FIRST_OF_SEVERAL.get(problem.code, "")
    return next((part.path for part in _parts(kind) if part.path.startswith(f"{path}.")), path)


def sentence_of(kind: Kind, problem: Problem) -> str:
    """The sentence of the problem; fields among which to choose have the names that stand on the form."""
    if problem.code != "nothing_said":
        return in_words(problem)
    labels = [str(part.label) for part in _parts(kind) if part.path.startswith(f"{problem.path}.")]
    return _(SENTENCES[problem.code]) % {"possible": listing(labels)}


def told(kind: Kind | None, problems: Sequence[Problem]) -> list[str]:
    """Each problem once, with the label of its field."""
    return list(dict.fromkeys(_line(kind, problem) for problem in problems))


def _line(kind: Kind | None, problem: Problem) -> str:
    if kind is None:
        return in_words(problem)
    label, sentence = _label(kind, place_of(kind, problem)), sentence_of(kind, problem)
    return _("%(field)s: %(problem)s") % {"field": label, "problem": sentence} if label else sentence


def _label(kind: Kind, place: str) -> str:
    """`分值 2` for a field in the second row of a table; the path itself where the form has no such field."""
    for part in _parts(kind):
        if place == part.path or place.startswith(f"{part.path}."):
            return _in_table(part, place) if isinstance(part, Rows) else str(part.label)
    return place


def _in_table(part: Rows, place: str) -> str:
    index, _dot, name = place.removeprefix(part.path).removeprefix(".").partition(".")
    column = next((one for one in part.columns if one.path == name.partition(".")[0]), None)
    label = str(column.label if column else part.label)
    return f"{label} {int(index) + 1}" if index.isdecimal() else label


def _parts(kind: Kind) -> Iterable[Field | Rows]:
    return (part for section in kind.sections for part in section.parts)
