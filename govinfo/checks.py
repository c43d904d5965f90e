"""What `manage.py check` tells an operator: what this machine or installation lacks, and how to mend it.

The checks of operation look at the machine and at running processes. Only the command `check` runs them: every other
command would be slower for it, and noisy while the system is being set up. The checks for deployment look at settings
alone and run with `check --deploy`, before anything is started.
"""

import ctypes
from collections.abc import Callable, Iterator
from typing import Any

from celery import current_app
from django.conf import settings
from django.core.cache import cache
from django.core.checks import CheckMessage, Error, Info, Warning, register
from django.db import DatabaseError
from kombu.exceptions import OperationalError as BrokerError

from documents.fonts import missing_fonts, substituted_fonts
from govinfo.health import SILENCE_ALLOWED, has_tables, may_write_to, silence_of

OPERATION = "operation"

PANGO = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
}
SUBSET = {"libharfbuzz-subset.so.0": "libharfbuzz-subset0"}


def check_fonts(**kwargs: Any) -> list[CheckMessage]:
    """Name the house fonts that this machine lacks."""
    missing = missing_fonts()
    if not missing:
        return []
    hint = (
        "script/setup brings them on Debian and Ubuntu (fonts-noto-cjk, fonts-lxgw-wenkai; FandolFang goes to "
        f"{settings.FONT_ROOT}). Elsewhere install them, or put the files there; then run fc-cache."
    )
    return [Warning(f"House fonts are missing: {', '.join(missing)}.", hint=hint, id="govinfo.W001")]


def check_substitutes(**kwargs: Any) -> list[CheckMessage]:
    """Name the house fonts that free ones stand in for: no fault, but papers look more familiar in the office's own."""
    found = substituted_fonts()
    if not found:
        return []
    told = "; ".join(
        f"{role} is printed in {name}, for want of {' or '.join(real)}" for role, (name, real) in found.items()
    )
    hint = f"Where the office holds a licence, put the files into {settings.FONT_ROOT}: the next paper is set in them."
    return [Info(f"Free fonts stand in for those of the standard: {told}.", hint=hint, id="govinfo.I001")]


def check_pdf_libraries(**kwargs: Any) -> list[CheckMessage]:
    """Tell whether bulletins can be built, and built fast."""
    found: list[CheckMessage] = []
    lacking = [package for library, package in PANGO.items() if not _loads(library)]
    if lacking:
        hint = f"Debian or Ubuntu: apt-get install {' '.join(lacking)}"
        found.append(Error("Pango is missing: no PDF can be built.", hint=hint, id="govinfo.E002"))
    if not all(_loads(library) for library in SUBSET):
        hint = f"Debian or Ubuntu: apt-get install {' '.join(SUBSET.values())}"
        text = "HarfBuzz's subset library is missing: building a PDF takes six to ten times as long."
        found.append(Warning(text, hint=hint, id="govinfo.W003"))
    return found


def check_data_root(**kwargs: Any) -> list[CheckMessage]:
    """Tell whether the data root and its files can be written, and whether others may read it."""
    root = settings.DATA_ROOT
    if not may_write_to(root):
        hint = "Create it for the account that runs the system (mode 0700), or set GOVINFO_DATA_ROOT."
        return [Error(f"The data directory {root} cannot be written.", hint=hint, id="govinfo.E004")]
    closed = [str(place) for place in (settings.MEDIA_ROOT, settings.QUEUE_ROOT) if not may_write_to(place)]
    if closed:
        hint = f"A command that ran as root made it. As root: chown -R --reference {root} {' '.join(closed)}"
        return [Error(f"This account cannot write to {', '.join(closed)}.", hint=hint, id="govinfo.E010")]
    if root.stat().st_mode & 0o007:
        hint = f"chmod 0700 {root}"
        return [Warning(f"Every account of this machine may enter {root}.", hint=hint, id="govinfo.W005")]
    return []


def check_tables(**kwargs: Any) -> list[CheckMessage]:
    """Tell whether the database can be reached and is up to date."""
    try:
        if has_tables():
            return []
        text, hint = "The database is not up to date.", "Run manage.py migrate; script/server does so by itself."
    except DatabaseError as error:
        text = f"The database cannot be reached: {error}".strip().splitlines()[0]
        hint = "See that it runs and that DATABASE_URL names it; docs/operations.md says how."
    return [Error(text, hint=hint, id="govinfo.E006")]


def check_cache(**kwargs: Any) -> list[CheckMessage]:
    """Tell whether the cache, on which the limits of sign-in rest, can be used."""
    try:
        cache.set("govinfo-check", 1, 5)
        if cache.get("govinfo-check") == 1:
            return []
    except (DatabaseError, OSError):
        pass
    hint = "Without CACHE_URL: manage.py createcachetable. With it: see that the server it names runs."
    return [Error("The cache cannot be used.", hint=hint, id="govinfo.E007")]


def check_broker(**kwargs: Any) -> list[CheckMessage]:
    """Tell whether messages to workers find their way."""
    try:
        with current_app.connection_for_write(connect_timeout=2) as connection:
            connection.ensure_connection(max_retries=1, interval_start=0, interval_step=0)
        return []
    except (BrokerError, OSError) as error:
        # The address may hold a password.
        text = f"The broker cannot be reached ({type(error).__name__})."
    hint = "See that Redis runs and that CELERY_BROKER_URL names it. Jobs wait meanwhile; none is lost."
    return [Error(text, hint=hint, id="govinfo.E008")]


def check_processes(**kwargs: Any) -> list[CheckMessage]:
    """Tell whether a worker and beat were seen of late."""
    hints = {
        "worker": "Without one no bulletin is built and no notice sent. script/server runs one, or govinfo-worker.service.",
        "beat": "Without it nothing wakes by itself: reminders, lost jobs. script/server runs it, or govinfo-beat.service.",
    }
    found: list[CheckMessage] = []
    for process, hint in hints.items():
        try:
            silence = silence_of(process)
        except DatabaseError:
            return []  # check_tables tells it
        if silence is not None and silence <= SILENCE_ALLOWED:
            continue
        last = "never seen" if silence is None else f"last seen {int(silence.total_seconds())} seconds ago"
        hint += " If it runs, it may use another database or broker than this command."
        found.append(Warning(f"The {process} was {last}.", hint=hint, id="govinfo.W009"))
    return found


def check_deployment(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Tell what a network of many must not be served with."""
    return list(_deployment_faults())


def _deployment_faults() -> Iterator[CheckMessage]:
    if "*" in settings.ALLOWED_HOSTS:
        hint = "Set ALLOWED_HOSTS to the names under which people reach the system."
        yield Warning("ALLOWED_HOSTS lets every host name through.", hint=hint, id="govinfo.W101")
    if settings.CELERY_BROKER_URL.startswith("memory"):
        hint = "Set CELERY_BROKER_URL to a Redis address, or leave it out."
        yield Warning("The broker lives in one process: no worker hears of a job.", hint=hint, id="govinfo.W102")
    if settings.CACHES["default"]["BACKEND"].endswith((".LocMemCache", ".DummyCache")):
        hint = "Leave CACHE_URL out (a table of the database), or set it to a Redis address."
        yield Warning("Each process has a cache of its own: limits of sign-in leak.", hint=hint, id="govinfo.W103")


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


OPERATION_CHECKS: tuple[Callable[..., list[CheckMessage]], ...] = (
    check_data_root,
    check_tables,
    check_cache,
    check_broker,
    check_processes,
    check_pdf_libraries,
    check_fonts,
    check_substitutes,
)


def register_operation_checks() -> None:
    """Make the checks of operation part of this process's checks."""
    for function in OPERATION_CHECKS:
        register(function, OPERATION)


def register_deployment_checks() -> None:
    """Make the checks for deployment part of `check --deploy`."""
    register(check_deployment, "security", deploy=True)
