"""Signs of life of worker and beat, as rows that a health check of the web process can read."""

from typing import Any

from celery.signals import beat_embedded_init, beat_init, before_task_publish, heartbeat_sent
from django.db import connection
from django.db.utils import Error

from activity.models import Heartbeat


@heartbeat_sent.connect
def worker_is_alive(**kwargs: Any) -> None:
    """In the main process of a worker, which answers even while long work keeps its children busy."""
    _beat_and_close("worker")


@beat_init.connect
@beat_embedded_init.connect
def watch_beat(**kwargs: Any) -> None:
    """In the process of beat only: whatever it publishes shows that it lives."""
    before_task_publish.connect(beat_is_alive)


def beat_is_alive(**kwargs: Any) -> None:
    """Beat is about to publish a task."""
    _beat_and_close("beat")


def _beat_and_close(name: str) -> None:
    try:
        Heartbeat.beat(name)
    except Error:  # a sign of life must not cost the life; the health check will miss it
        return
    finally:
        connection.close()
