"""Database triggers that keep tables append-only: one pair of functions for both databases.

The database refuses, so that neither a mistake in the program nor a person with a database shell changes a row unseen.
Refusals reach Python as IntegrityError. The event table is always kept so; an upper app adds a table of its own by
`guard()` when the apps are ready.
"""

from collections.abc import Iterable

from django.db.backends.base.base import BaseDatabaseWrapper

TABLE = "activity_event"
_guarded: list[str] = [TABLE]


def guard(table: str) -> None:
    """Have the table kept append-only: its triggers are put back after migrations and lifted with the others."""
    if table not in _guarded:
        _guarded.append(table)


def create(connection: BaseDatabaseWrapper, *, tables: Iterable[str] | None = None) -> None:
    """Create what is missing of the triggers of `tables`, by default of all guarded ones. May be called again.

    Tables that do not stand yet are passed over.
    """
    for table in _standing(connection, tables):
        present = _present(connection, table)
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute(
                    f"CREATE OR REPLACE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                    f"RAISE EXCEPTION '{_message(table)}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
                )
            for name, when in _triggers(connection, table).items():
                if name not in present:
                    cursor.execute(f"CREATE TRIGGER {name} {when} {_action(connection, table)}")


def drop(connection: BaseDatabaseWrapper, *, tables: Iterable[str] | None = None) -> None:
    """Drop the triggers, for a migration backwards and for tests that empty the tables. May be called again."""
    for table in _standing(connection, tables):
        with connection.cursor() as cursor:
            for name in _present(connection, table):
                cursor.execute(f"DROP TRIGGER {name}" + (f" ON {table}" if connection.vendor == "postgresql" else ""))
            if connection.vendor == "postgresql":
                cursor.execute(f"DROP FUNCTION IF EXISTS {table}_refuse()")


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Names of the triggers that should stand and do not."""
    return sorted(
        name
        for table in _standing(connection, None)
        for name in set(_triggers(connection, table)) - _present(connection, table)
    )


def _standing(connection: BaseDatabaseWrapper, tables: Iterable[str] | None) -> list[str]:
    present = set(connection.introspection.table_names())
    return [table for table in (_guarded if tables is None else tables) if table in present]


def _message(table: str) -> str:
    return f"{table} is append-only"


def _triggers(connection: BaseDatabaseWrapper, table: str) -> dict[str, str]:
    if connection.vendor == "postgresql":
        return {
            f"{table}_no_change": f"BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW",
            f"{table}_no_truncate": f"BEFORE TRUNCATE ON {table} FOR EACH STATEMENT",
        }
    return {
        f"{table}_no_update": f"BEFORE UPDATE ON {table}",
        f"{table}_no_delete": f"BEFORE DELETE ON {table}",
        # INSERT OR REPLACE deletes the old row without firing the trigger above.
        f"{table}_no_replace": f"BEFORE INSERT ON {table} WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id)",  # noqa: S608 (names of tables are constants)
    }


def _action(connection: BaseDatabaseWrapper, table: str) -> str:
    if connection.vendor == "postgresql":
        return f"EXECUTE FUNCTION {table}_refuse()"
    return f"BEGIN SELECT RAISE(ABORT, '{_message(table)}'); END"


def _present(connection: BaseDatabaseWrapper, table: str) -> set[str]:
    if connection.vendor == "postgresql":
        query = "SELECT tgname FROM pg_trigger WHERE tgrelid = to_regclass(%s) AND NOT tgisinternal"
    else:
        query = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s"
    with connection.cursor() as cursor:
        cursor.execute(query, [table])
        return {row[0] for row in cursor.fetchall()} & set(_triggers(connection, table))
