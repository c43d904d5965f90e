"""The engine's problems in the reader's language: the engine itself knows no Django."""

from django.utils.translation import gettext

from scoring.engine.problems import SENTENCES, Problem


def in_words(problem: Problem) -> str:
    """The sentence of the problem, translated."""
    return gettext(SENTENCES[problem.code]) % problem.parameters
