"""The engine's problems in the reader's language: the engine itself knows no Django."""

from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext as _

from scoring.engine.problems import SENTENCES, Problem


def in_words(problem: Problem) -> str:
    """The sentence of the problem, translated; possible codes have beside them what the forms call them."""
    parameters = dict(problem.parameters)
    if problem.code in ("unknown", "not_choice"):
        # The forms tell problems in these words.
        from scoring.forms.codes import with_labels

        parameters["possible"] = with_labels(problem.path, parameters["possible"], are_fields=problem.code == "unknown")
    return gettext(SENTENCES[problem.code]) % parameters


def place_in_words(path: str) -> str:
    """`第1条表内第2行（clauses.0.table.1.points）`: people count from 1, and the path is what they look for in the file."""
    names = path.split(".")
    at = [(place, int(name) + 1) for place, name in enumerate(names) if place and name.isdecimal() and len(name) < 9]
    told = [_number_in_words(names, place) % {"number": number} for place, number in at]
    if not told:
        return path
    return _("%(words)s (%(path)s)") % {"words": pgettext("between places", ", ").join(told), "path": path}


def _number_in_words(names: list[str], place: int) -> str:
    if names[0] != "clauses":
        return _("entry %(number)d")
    if place == 1:
        return _("Clause %(number)d")
    return _("row %(number)d of the table") if place == 3 else _("entry %(number)d")
