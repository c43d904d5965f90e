"""Database triggers that keep administrators out of business roles (三员分立), on SQLite and PostgreSQL alike.

A service refuses first, with a sentence; these refuse whatever goes past it: a mistake in the program, a script, a
person with a database shell. Refusals reach Python as IntegrityError. A role that ended before today does not count.
"""

from django.db.backends.base.base import BaseDatabaseWrapper

USERS = "organizations_user"
MEMBERSHIPS = "organizations_membership"
MESSAGE = "an administrator holds no business role"

TODAY = {"sqlite": "date('now', '+8 hours')", "postgresql": "(now() AT TIME ZONE 'Asia/Shanghai')::date"}
EVENTS = {
    f"{MEMBERSHIPS}_no_admin_insert": (MEMBERSHIPS, "INSERT"),
    f"{MEMBERSHIPS}_no_admin_update": (MEMBERSHIPS, "UPDATE"),
    f"{USERS}_no_role_insert": (USERS, "INSERT"),
    f"{USERS}_no_role_update": (USERS, "UPDATE OF admin_kind"),
}


def create(connection: BaseDatabaseWrapper) -> None:
    """Create what is missing of the triggers. May be called again."""
    present = _present(connection)
    with connection.cursor() as cursor:
        for table in (USERS, MEMBERSHIPS):
            if connection.vendor == "postgresql":
                cursor.execute(
                    f"CREATE OR REPLACE FUNCTION {table}_apart() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                    f"IF {_clash(table, connection.vendor)} THEN RAISE EXCEPTION '{MESSAGE}' "
                    f"USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$"
                )
        for name, (table, event) in EVENTS.items():
            if name not in present:
                cursor.execute(f"CREATE TRIGGER {name} BEFORE {event} ON {table} {_action(table, connection.vendor)}")


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Names of the triggers that should stand and do not."""
    return sorted(set(EVENTS) - _present(connection))


def _clash(table: str, vendor: str) -> str:
    """The condition under which a new or changed row breaks the separation."""
    open_role = f"(ends_on IS NULL OR ends_on >= {TODAY[vendor]})"
    roles = f"SELECT 1 FROM {MEMBERSHIPS} WHERE user_id = NEW.id AND {open_role}"  # noqa: S608 - constants only
    person = f"SELECT 1 FROM {USERS} WHERE id = NEW.user_id AND admin_kind <> ''"  # noqa: S608
    if table == USERS:
        return f"NEW.admin_kind <> '' AND EXISTS ({roles})"
    return f"{open_role.replace('ends_on', 'NEW.ends_on')} AND EXISTS ({person})"


def _action(table: str, vendor: str) -> str:
    if vendor == "postgresql":
        return f"FOR EACH ROW EXECUTE FUNCTION {table}_apart()"
    return f"WHEN {_clash(table, vendor)} BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"


def _present(connection: BaseDatabaseWrapper) -> set[str]:
    if connection.vendor == "postgresql":
        query = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    else:
        query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    with connection.cursor() as cursor:
        cursor.execute(query)
        return {row[0] for row in cursor.fetchall()} & set(EVENTS)
