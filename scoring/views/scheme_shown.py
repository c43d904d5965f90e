"""A document as pages show it: the head in topics, each clause with its sentence, table, remark and what is wrong."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from scoring.engine import Problem
from scoring.forms.kinds import HEAD, KINDS, short_title
from scoring.forms.places import told
from scoring.models import SchemeDraft
from scoring.services import scheme_values as values
from scoring.services.scheme_checks import Checked, check_document, head_words, readable_part, words_by_code
from scoring.wording import ClauseWords, Names
from scoring.wording_base import numeral
from scoring.wording_head import HeadWords


@dataclass(frozen=True)
class ShownClause:
    """A clause on a page; `words` is None while it cannot be read."""

    number: int
    code: str
    kind: str
    title: str
    words: ClauseWords | None
    remark: str
    problems: Sequence[str] = ()
    edit_url: str = ""

    @property
    def is_first(self) -> bool:
        return self.number == 1

    @property
    def article(self) -> str:
        """第三条, or Clause 3."""
        return _("Clause %(number)s") % {"number": numeral(self.number)}


@dataclass(frozen=True)
class ShownScheme:
    """A whole document on a page."""

    title: str
    remark: str
    head: Sequence[HeadWords]
    clauses: Sequence[ShownClause]
    checked: Checked
    head_problems: Sequence[str] = field(default_factory=list)


def shown_scheme(document: Mapping[str, Any], names: Names, draft: SchemeDraft | None = None) -> ShownScheme:
    """The document as it is printed; with a draft, each clause leads to its form."""
    checked = check_document(document)
    words = words_by_code(readable_part(document, checked), names)
    clauses = [
        _clause(index, clause, words, checked.clauses.get(index, []), draft)
        for index, clause in enumerate(values.entries(document.get("clauses")))
    ]
    return ShownScheme(
        title=values.typed(document.get("title")),
        remark=values.typed(document.get("remark")),
        head=head_words(document, checked, names),
        clauses=clauses,
        checked=checked,
        head_problems=told(HEAD, checked.head),
    )


def _clause(
    index: int, clause: Mapping[str, Any], words: Mapping[str, ClauseWords], problems: Sequence[Problem],
    draft: SchemeDraft | None,
) -> ShownClause:  # fmt: skip
    code = values.typed(clause.get("id"))
    return ShownClause(
        number=index + 1,
        code=code,
        kind=values.typed(clause.get("kind")),
        title=short_title(clause),
        words=None if problems else words.get(code),
        remark=values.typed(clause.get("remark")),
        problems=told(KINDS.get(values.typed(clause.get("kind"))), problems),
        edit_url=reverse("scoring:scheme_clause", args=[draft.pk, index + 1]) if draft else "",
    )
