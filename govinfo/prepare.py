"""Brings an installation to the state of the code before the processes start: `python -m govinfo.prepare`.

Data root, secret key, tables, static files, and on the very first run the demo organ. Every step may be cut off at any
point and is done, or done again, at the next start. A start with nothing to do costs about a second.
"""

import hashlib
import os
import sys
from pathlib import Path

from govinfo.data import make_directories, make_secret_key
from govinfo.environment import flag
from govinfo.paths import DATA_ROOT, SECRET_KEY_FILE, STATIC_ROOT


def say(message: str) -> None:
    """Print one line at once."""
    print(f"govinfo: {message}", flush=True)  # noqa: T201 (the terminal is where this speaks)


def make_tables() -> None:
    """Apply the migrations that are missing, and make the cache's table."""
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        say("bringing the database up to date")
        call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)


def collect_static() -> None:
    """Collect, compress and name the static files by their content, unless the sources are those of the last time."""
    from django.core.management import call_command

    stamp, now = STATIC_ROOT.parent / "static.stamp", static_fingerprint()
    if stamp.exists() and stamp.read_text() == now and (STATIC_ROOT / "staticfiles.json").exists():
        return
    say("collecting the static files")
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(now)


def static_fingerprint() -> str:
    """Return a hash over name, size and time of every static source."""
    from django.contrib.staticfiles.finders import get_finders

    lines = []
    for finder in get_finders():
        for path, storage in finder.list([]):
            state = Path(storage.path(path)).stat()
            lines.append(f"{path} {state.st_size} {state.st_mtime_ns}")
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()


def load_demo_once() -> None:
    """Load the demo organ into an installation without people. It is one transaction: cut off, it leaves nothing."""
    from django.contrib.auth import get_user_model
    from django.core.management import call_command

    if flag("GOVINFO_SKIP_DEMO") or get_user_model().objects.exists():
        return
    say("loading the demo organ (this takes a minute or two, once; GOVINFO_SKIP_DEMO=1 starts empty)")
    call_command("load_demo")


def tell_accounts() -> None:
    """Print one sign-in for each role of the demo organ, or how an empty system gets its first account."""
    from django.contrib.auth import get_user_model
    from django.core.management import call_command

    from govinfo.demo.load import is_loaded

    if is_loaded():
        call_command("demo_accounts")
    elif not get_user_model().objects.exists():
        say("nobody can sign in yet: .venv/bin/python manage.py create_administrator --kind security --username NAME")


def main() -> int:
    """Do all steps in order. Returns 1, with the reason in one line, for what the operator has to mend."""
    try:
        make_directories()
        if not os.environ.get("SECRET_KEY") and make_secret_key(SECRET_KEY_FILE):
            say(f"a new secret key was made in {SECRET_KEY_FILE}")
    except OSError as error:
        print(f"govinfo: the data directory {DATA_ROOT} cannot be written: {error}", file=sys.stderr)  # noqa: T201
        return 1
    return with_django()


def with_django() -> int:
    """Do the steps that need the application."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "govinfo.settings")
    import django
    from django.core.exceptions import ImproperlyConfigured
    from django.db import OperationalError

    try:
        django.setup()
        make_tables()
        collect_static()
        load_demo_once()
        tell_accounts()
    except ImproperlyConfigured as error:
        print(f"govinfo: {error}", file=sys.stderr)  # noqa: T201
        return 1
    except OperationalError as error:
        print(f"govinfo: the database cannot be used: {error}", file=sys.stderr)  # noqa: T201
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
