"""What a monitor asks: `/healthz` (this process answers) and `/readyz` (what it needs is there). No names, no texts."""

import os
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from activity.models import Heartbeat, Job

LEAST_FREE_BYTES = 500 * 1024 * 1024
SILENCE_ALLOWED = timedelta(seconds=60)
LATE_ALLOWED = timedelta(minutes=2)


def has_database() -> bool:
    """Whether the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return bool(cursor.fetchone())


def has_tables() -> bool:
    """Whether every migration of this code is applied."""
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def has_cache() -> bool:
    """Whether the cache keeps what is put into it."""
    cache.set("govinfo-ready", 1, 10)
    return cache.get("govinfo-ready") == 1


def may_write_to(directory: Path) -> bool:
    """Whether this process may make files in the directory. One that a command of root made is closed to it."""
    return os.access(directory, os.W_OK | os.X_OK) and directory.is_dir()


def has_room() -> bool:
    """Whether uploads and bulletins can be stored: room on the disk of the data root, and the right to write there."""
    return may_write_to(settings.MEDIA_ROOT) and shutil.disk_usage(settings.DATA_ROOT).free >= LEAST_FREE_BYTES


def silence_of(process: str) -> timedelta | None:
    """How long ago "worker" or "beat" last gave a sign of life; None when none ever did."""
    last = Heartbeat.objects.filter(name=process).values_list("at", flat=True).first()
    return None if last is None else timezone.now() - last


def late_by() -> timedelta:
    """How long the work that is due longest has waited in vain; the sweep sets the time anew for what it sends."""
    now = timezone.now()
    due = (
        Job.objects.claimable(now)
        .filter(publish_at__lte=now)
        .order_by("publish_at")
        .values_list("publish_at", flat=True)
    )
    longest = due.first()
    return timedelta() if longest is None else now - longest


def is_worked_on() -> bool:
    """Whether worker and beat run, and work that is due is taken."""
    silences = [silence_of("worker"), silence_of("beat")]
    is_heard = all(silence is not None and silence <= SILENCE_ALLOWED for silence in silences)
    return is_heard and late_by() <= LATE_ALLOWED


# Whether the office can be served at all, and what merely makes it late.
NEEDED: dict[str, Callable[[], bool]] = {
    "database": has_database,
    "tables": has_tables,
    "cache": has_cache,
    "disk": has_room,
}
WANTED: dict[str, Callable[[], bool]] = {"worker": is_worked_on}


@login_not_required
@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Answer without touching anything: a failure here means that the process must be started again."""
    return JsonResponse({"ok": True})


@login_not_required
@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Answer 503 when a needed part is missing; a missing worker alone delays jobs and is only told."""
    needed = {name: _holds(question) for name, question in NEEDED.items()}
    wanted = {name: _holds(question) for name, question in WANTED.items()}
    answer = {"ok": all(needed.values()), "parts": needed | wanted, "work_late_seconds": _late_seconds()}
    return JsonResponse(answer, status=200 if answer["ok"] else 503)


def _holds(question: Callable[[], bool]) -> bool:
    try:
        return question()
    except (DatabaseError, OSError, ValueError):
        return False


def _late_seconds() -> int | None:
    try:
        return int(late_by().total_seconds())
    except DatabaseError:
        return None
