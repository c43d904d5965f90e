"""A draft out of a file that somebody sends: what is wrong in it is told with its line and the label of its field."""

from collections.abc import Mapping
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from organizations.models import User
from scoring.engine import Problem
from scoring.errors import DraftRefused, SchemeFileRefused
from scoring.forms.kinds import HEAD, KINDS
from scoring.forms.places import told
from scoring.models import SchemeDraft
from scoring.services import drafts
from scoring.services import scheme_values as values
from scoring.services.scheme_checks import problems_of
from scoring.services.scheme_files import SchemeFile, decode_scheme_file, read_scheme_file
from scoring.wording_base import numeral

MOST_TOLD = 10


def draft_of_file(upload: UploadedFile, by: User) -> tuple[SchemeDraft, SafeString | None]:
    """The draft, and what is to be mended in it, if anything. Raises SchemeFileRefused where no draft can be made of it."""
    file = read_scheme_file(decode_scheme_file(upload.read()))
    problems = sorted(problems_of(file.document), key=lambda problem: file.line_of(problem.path))
    lines = list(dict.fromkeys(_line(file, problem) for problem in problems))
    try:
        draft = drafts.create_draft(by=by, document=file.document, origin=upload.name or "")
    except DraftRefused as refused:
        raise SchemeFileRefused(" ".join(lines[:MOST_TOLD]) or refused.message, code="invalid") from refused
    return draft, _note(lines) if lines else None


def _note(lines: list[str]) -> SafeString:
    shown = format_html_join("", "<br>{}", ((line,) for line in lines[:MOST_TOLD]))
    head = ngettext(
        "There is %(count)d thing to mend in the file:", "There are %(count)d things to mend in the file:", len(lines)
    )
    return format_html("{}{}{}", head % {"count": len(lines)}, shown, "" if len(lines) <= MOST_TOLD else " …")


def _line(file: SchemeFile, problem: Problem) -> str:
    """`第12行，第三条 分值 2：此处应填数字。`"""
    place, _dot, rest = problem.path.removeprefix("clauses.").partition(".")
    if problem.path.startswith("clauses.") and place.isdecimal():
        where = _("Clause %(number)s") % {"number": numeral(int(place) + 1)}
        kind = KINDS.get(values.typed(_clause(file.document, int(place)).get("kind")))
        (said,) = told(kind, [Problem(rest, problem.code, problem.parameters)])
    else:
        where, (said,) = HEAD.label, told(HEAD, [problem])
    line = file.line_of(problem.path)
    return _("Line %(line)d, %(field)s: %(problem)s") % {"line": line, "field": where, "problem": said}


def _clause(document: Mapping[str, Any], index: int) -> Mapping[str, Any]:
    clauses = document.get("clauses")
    clause = clauses[index] if isinstance(clauses, list) and index < len(clauses) else None
    return clause if isinstance(clause, Mapping) else {}
