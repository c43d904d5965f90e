"""What the tests of pages share: the slip as a browser sends it."""

from typing import Any

from django.db import connection

from submissions.models import Item


def slip_data(item: Item | None = None, **changed: Any) -> dict[str, Any]:
    """The fields of a slip; with an item those that it has."""
    data = {
        "title": item.title if item else "规章清理工作进展",
        "text": item.text if item else "市政府法制办组织清理规章。",
        "summary": "",
        "item_type": item.item_type_id if item else "",
        "nature": "achievement",
        "happened_at": "2026-11-01T09:30",
        "urgency": "ordinary",
        "secrecy": "internal",
        "source": "own",
        "authors_0": item.drafter_id if item else "",
        "seen_version": item.version if item else "",
        "act": "save",
    }
    return {**data, **changed}


def tables_with(canary: str) -> set[str]:
    """Every table of the database in which a text holds the canary."""
    found = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            if any(canary in str(value) for row in cursor.fetchall() for value in row):
                found.add(table)
    return found
