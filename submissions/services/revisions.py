"""Versions of an item's text: immutable rows, written only here."""

import hashlib

from activity.clock import now
from organizations.models import User
from submissions.models import Item, Revision
from submissions.search import index_item


def digest(title: str, summary: str, text: str) -> str:
    """SHA-256 of what a version says; stands in events in place of the text."""
    return hashlib.sha256("\x1f".join((title, summary, text)).encode()).hexdigest()


def plain_words(sent: object) -> str:
    """What was typed, with one kind of line break (a browser sends \\r\\n), so that versions compare and hashes hold."""
    return str(sent or "").replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").strip()


def add_revision(
    item: Item, *, by: User, kind: str, title: str, text: str, summary: str = "", note: str = ""
) -> Revision:
    """Write a version and make it the present one. The caller has locked the item and saves it afterwards.

    Voids every signature that is bound to other words: a signature binds one version.
    """
    sha256 = digest(title, summary, text)
    last = item.current
    revision = Revision.objects.create(
        item=item,
        no=last.no + 1 if last else 1,
        kind=kind,
        title=title,
        summary=summary,
        text=text,
        sha256=sha256,
        note=note,
        created_by=by,
        created_at=now(),
    )
    item.current = revision
    item.title, item.summary = title, summary
    # The same words once more: the signatures in force are bound to them, and the search knows them.
    if last is None or last.sha256 != sha256:
        if last is not None:
            item.signatures.filter(voided_at__isnull=True).exclude(revision__sha256=sha256).update(voided_at=now())
        index_item(item, title=title, summary=summary, text=text)
    return revision


def present(item: Item) -> Revision:
    """The version that the item stands in. An item that moves on has one: the guard of the first move asked for a text."""
    assert item.current is not None, "an item that moves on has a text"
    return item.current


def restate(item: Item, *, by: User, kind: str) -> Revision:
    """The present words once more under another kind: as signed by the unit, as signed by the leader, as forwarded."""
    current = present(item)
    return add_revision(item, by=by, kind=kind, title=current.title, text=current.text, summary=current.summary)
