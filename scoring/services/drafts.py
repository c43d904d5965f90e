"""Drafts of schemes: begun, changed clause by clause, dropped, adopted. Nothing here asks that a draft be right until then.

Each save counts the draft's version up; one that was made on an older version is refused with what stands there now.
"""

import json
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from activity.clock import now
from activity.services import record
from organizations.models import User
from organizations.policy import can
from scoring.engine.rules import RULES
from scoring.engine.scheme import VERSION
from scoring.engine.settlement.reading import PERIOD_RULES
from scoring.errors import DraftRefused, DraftStale, SchemeFileRefused
from scoring.models import Scheme, SchemeDraft
from scoring.services import scheme_values as values
from scoring.services.refreshing import reckon_again
from scoring.services.scheme_checks import check_document
from scoring.services.scheme_files import SchemeFile, adopt_scheme, storable
from scoring.services.scheme_start import periods_judged, refuse_start

MOST_CLAUSES = 100
MOST_CHARACTERS = 400_000
Document = dict[str, Any]
KINDS = (*RULES, *PERIOD_RULES)
HEAD_FIRST = ("schema", "code", "title", "remark")


@transaction.atomic
def create_draft(
    *, by: User, document: Mapping[str, Any], based_on: Scheme | None = None, origin: str = ""
) -> SchemeDraft:
    """Begin a draft with the document. Raises DraftRefused where it has not even the shape of a scheme."""
    at, kept = now(), shaped(document)
    _refuse_large(kept)
    draft = SchemeDraft.objects.create(
        document=kept,
        based_on=based_on,
        origin=origin[:200],
        created_at=at,
        created_by=by,
        changed_at=at,
        changed_by=by,
    )
    record("scheme_draft.create", subject=draft, by=by, data={"from": based_on.pk if based_on else origin[:200]})
    return draft


def empty_document() -> Document:
    """A scheme in which nothing is said yet."""
    return {"schema": VERSION, "code": "", "title": "", "clauses": []}


def shaped(document: Mapping[str, Any]) -> Document:
    """The document with a list of clauses of known kinds. Raises DraftRefused: no form could show anything else."""
    kept = storable(dict(document))
    clauses = kept.get("clauses") if kept.get("clauses") is not None else []
    if not isinstance(clauses, list) or len(clauses) > MOST_CLAUSES:
        raise DraftRefused(_("“clauses” must be a list of at most %(most)d clauses.") % {"most": MOST_CLAUSES})
    for number, clause in enumerate(clauses, start=1):
        if not isinstance(clause, dict) or values.typed(clause.get("kind")) not in KINDS:
            raise DraftRefused(
                _("Clause %(number)d has no kind that is known. Possible: %(kinds)s.")
                % {"number": number, "kinds": ", ".join(KINDS)}
            )
    return {**kept, "schema": kept.get("schema") or VERSION, "clauses": clauses}


def save_head(*, draft_id: int, by: User, seen_version: int, head: Mapping[str, Any]) -> SchemeDraft:
    """Replace everything but the clauses. Raises DraftStale, DraftRefused."""

    def change(document: Document) -> Document:
        rest = {name: value for name, value in head.items() if name not in HEAD_FIRST}
        first = {"schema": document.get("schema") or VERSION, "code": "", "title": ""}
        first |= {name: head[name] for name in HEAD_FIRST if name in head}
        return {**first, **rest, "clauses": document["clauses"]}

    return _save(draft_id, by, seen_version, change, what="head")


def save_clause(*, draft_id: int, by: User, seen_version: int, index: int, clause: Document) -> SchemeDraft:
    """Replace the clause at that place; where its code changes, other clauses name it by the new one."""

    def change(document: Document) -> Document:
        clauses = document["clauses"]
        before, after = values.typed(clauses[index].get("id")), values.typed(clause.get("id"))
        changed = {**document, "clauses": [*clauses[:index], clause, *clauses[index + 1 :]]}
        others = [values.typed(one.get("id")) for place, one in enumerate(clauses) if place != index]
        return renamed(changed, before, after) if before and after and before not in others else changed

    return _save(draft_id, by, seen_version, change, what=f"clause {index + 1}")


def add_clause(*, draft_id: int, by: User, seen_version: int, kind: str, fields: Mapping[str, Any]) -> SchemeDraft:
    """A new clause at the end, with what it shall begin with."""
    if kind not in KINDS:
        raise DraftRefused(_("This kind of clause is not known."))

    def change(document: Document) -> Document:
        clause = {"id": free_code(document, kind), "kind": kind, **storable(dict(fields))}
        return {**document, "clauses": [*document["clauses"], clause]}

    return _save(draft_id, by, seen_version, change, what=f"add {kind}")


def arrange_clause(*, draft_id: int, by: User, seen_version: int, index: int, act: str) -> SchemeDraft:
    """Move a clause `up` or `down`, `copy` or `remove` it."""

    def change(document: Document) -> Document:
        clauses = list(document["clauses"])
        clause = clauses[index]
        if act == "remove":
            del clauses[index]
        elif act == "copy":
            clauses.insert(
                index + 1, {**clause, "id": free_code(document, values.typed(clause.get("id")) or clause["kind"])}
            )
        else:
            there = max(0, min(len(clauses) - 1, index + (1 if act == "down" else -1)))
            clauses[index], clauses[there] = clauses[there], clauses[index]
        return {**document, "clauses": clauses}

    if act not in ("up", "down", "copy", "remove"):
        raise DraftRefused(_("This cannot be done with a clause."))
    return _save(draft_id, by, seen_version, change, what=f"{act} {index + 1}")


@transaction.atomic
def drop_draft(*, draft_id: int, by: User) -> None:
    """Throw a draft away, with its trials. One that was adopted stays."""
    draft = _locked(draft_id, by)
    record("scheme_draft.drop", subject=draft, by=by, data={"title": draft.title})
    draft.delete()


@transaction.atomic
def adopt_draft(
    *, draft_id: int, by: User, seen_version: int, valid_from: date, valid_until: date | None, code: str
) -> Scheme:
    """Adopt the draft: from that day on facts are judged by it, and it is never changed again.

    Periods that are open and hold days of it are reckoned again by a job each. Raises DraftStale, DraftRefused.
    """
    draft = _locked(draft_id, by)
    _refuse_stale(draft, seen_version)
    if not check_document(draft.document).is_valid:
        raise DraftRefused(_("The draft still holds something to mend; it can be adopted once that is done."))
    refuse_start(valid_from, valid_until, code)
    try:
        scheme = adopt_scheme(
            file=SchemeFile({**draft.document, "code": code}, {"": 1}),
            valid_from=valid_from,
            valid_until=valid_until,
            by=by,
        )
    except SchemeFileRefused as refused:
        raise DraftRefused(refused.message) from refused
    draft.adopted_as = scheme
    draft.save(update_fields=["adopted_as"])
    for period in periods_judged(valid_from, valid_until):
        reckon_again(period, by=by)
    return scheme


def free_code(document: Mapping[str, Any], wanted: str) -> str:
    """A code for a clause that no other has: `points`, `points-2`."""
    taken = {values.typed(clause.get("id")) for clause in values.entries(document.get("clauses"))}
    numbered = (f"{wanted}-{number}" for number in range(2, len(taken) + 3))
    return wanted if wanted not in taken else next(code for code in numbered if code not in taken)


def free_scheme_code(wanted: str, year: int) -> str:
    """A code for a scheme that no adopted one has: its own, with the year, or with a number."""
    taken = set(Scheme.objects.values_list("code", flat=True))
    wanted = wanted[:50] or "scheme"
    several = [wanted, f"{wanted}-{year}", *(f"{wanted}-{year}-{number}" for number in range(2, len(taken) + 3))]
    return next(code for code in several if code not in taken)


def renamed(document: Document, before: str, after: str) -> Document:
    """The document in which whatever named a clause by its old code names it by the new one."""
    if before == after:
        return document

    def other(value: Any) -> Any:
        if isinstance(value, list):
            return [after if one == before else one for one in value]
        return after if value == before else value

    def in_clause(clause: Document) -> Document:
        made = {name: other(value) if name in ("of", "quota") else value for name, value in clause.items()}
        effects = made.get("effects")
        if isinstance(effects, dict) and "withhold" in effects:
            made["effects"] = {**effects, "withhold": other(effects["withhold"])}
        return made

    made = {**document, "clauses": [in_clause(clause) for clause in document["clauses"]]}
    credit = made.get("host_credit")
    if isinstance(credit, dict) and "of" in credit:
        made["host_credit"] = {**credit, "of": other(credit["of"])}
    return made


@transaction.atomic
def _save(
    draft_id: int, by: User, seen_version: int, change: Callable[[Document], Document], *, what: str
) -> SchemeDraft:
    draft = _locked(draft_id, by)
    _refuse_stale(draft, seen_version)
    try:
        document = change(draft.document)
    except IndexError as error:
        raise DraftRefused(_("There is no such clause any more.")) from error
    _refuse_large(document)
    if document == draft.document:
        return draft
    draft.document, draft.version = document, draft.version + 1
    draft.changed_at, draft.changed_by = now(), by
    draft.save(update_fields=["document", "version", "changed_at", "changed_by"])
    record("scheme_draft.edit", subject=draft, by=by, data={"what": what, "version": draft.version})
    return draft


def _locked(draft_id: int, by: User) -> SchemeDraft:
    draft = SchemeDraft.objects.select_for_update(of=("self",)).select_related("changed_by").get(pk=draft_id)
    if not can(by, "schemedraft.manage", draft):
        raise DraftRefused(_("Only the head of the office changes drafts of schemes."), code="not_allowed")
    if draft.adopted_as_id is not None:
        raise DraftRefused(_("This draft was adopted; it is kept as it was."), code="adopted")
    return draft


def _refuse_stale(draft: SchemeDraft, seen_version: int) -> None:
    if draft.version != seen_version:
        raise DraftStale(draft)


def _refuse_large(document: Document) -> None:
    too_many = len(document["clauses"]) > MOST_CLAUSES
    if too_many or len(json.dumps(document, ensure_ascii=False)) > MOST_CHARACTERS:
        raise DraftRefused(_("The scheme is too large: at most %(most)d clauses.") % {"most": MOST_CLAUSES})
