"""Drafts of schemes for tests."""

from datetime import date
from typing import Any

from organizations.models import Role, User
from scoring.models import Scheme, SchemeDraft
from scoring.services.drafts import create_draft
from scoring.services.scheme_files import SchemeFile, adopt_scheme
from tests.factories.organizations import make_person


def make_draft(*clauses: dict[str, Any], by: User | None = None, **head: Any) -> SchemeDraft:
    """A draft with these clauses; one that gives a point for a filing where none are given."""
    first = {"id": "filed", "kind": "points", "event": "filed", "table": [{"points": 1}]}
    named = {"schema": "govinfo-scheme/1", "code": "new", "title": "新办法", **head}
    return create_draft(by=by or make_person(Role.OFFICE_HEAD), document={**named, "clauses": list(clauses) or [first]})


def make_scheme(*clauses: dict[str, Any], valid_from: date = date(2020, 1, 1), code: str = "old") -> Scheme:
    """An adopted scheme with these clauses: a point for a filing and five for a city journal where none are given."""
    usual = (
        {"id": "filed", "kind": "points", "event": "filed", "table": [{"points": 1}]},
        {"id": "adopted", "kind": "points", "event": "adopted", "table": [{"level": "city", "points": 5}]},
    )
    document = {"schema": "govinfo-scheme/1", "code": code, "title": "原办法", "clauses": list(clauses or usual)}
    return adopt_scheme(file=SchemeFile(document, {"": 1}), valid_from=valid_from, by=None)
