"""Celery: the transport, the limits and the beat schedule.

No promise rests on the broker: a job is a row with a lease (activity/jobs.py), a message only wakes a worker.
"""

from typing import Any

from celery.schedules import crontab

from govinfo.environment import text
from govinfo.paths import QUEUE_ROOT

CELERY_BROKER_URL = text("CELERY_BROKER_URL", "filesystem://")
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {}
if CELERY_BROKER_URL.startswith("filesystem"):
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(QUEUE_ROOT / "messages"),
        "data_folder_out": str(QUEUE_ROOT / "messages"),
        "control_folder": str(QUEUE_ROOT / "control"),
        "polling_interval": 0.2,
    }
elif CELERY_BROKER_URL.startswith("redis"):
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        # Three times the hard limit below; kombu's own default scan for lost messages takes up to 100 seconds more.
        "visibility_timeout": 900,
        "unacked_restore_interval": 10,
        "unacked_restore_throttle": 1,
        # A broker that does not answer must not hold up a request: the sweeper publishes again.
        "socket_connect_timeout": 2,
        "socket_timeout": 10,
        "socket_keepalive": True,
        # Lets several installations share one Redis.
        "global_keyprefix": text("GOVINFO_QUEUE_PREFIX"),
    }

CELERY_TASK_SERIALIZER = "json"
CELERY_RESULT_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_PUBLISH_RETRY = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SOFT_TIME_LIMIT = 240
CELERY_TASK_TIME_LIMIT = 300
# Beat alone gives a child a task every five seconds, and its warm press for papers ends with it; memory is bounded by itself (kB).
CELERY_WORKER_MAX_TASKS_PER_CHILD = 500
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 400_000
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 3
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "Asia/Shanghai"
CELERY_BEAT_SCHEDULE_FILENAME = str(QUEUE_ROOT / "beat-schedule")


def every(seconds: int, task: str) -> dict[str, Any]:
    """Return a beat entry whose message dies just before the next one, so that a busy worker finds no heap of them."""
    return {"task": task, "schedule": seconds, "options": {"expires": max(seconds - 0.5, 1.0)}}


CELERY_BEAT_SCHEDULE: dict[str, dict[str, Any]] = {
    "sweep-jobs": every(3, "activity.tasks.sweep_jobs"),
    "run-reminder-rules": every(300, "activity.tasks.run_reminder_rules"),
    "refresh-scores": every(10, "scoring.tasks.refresh_open_scores"),
    "verify-event-chain": {
        "task": "activity.tasks.verify_event_chain",
        "schedule": crontab(hour=3, minute=40),
        "options": {"expires": 3600},
    },
    "remove-orphaned-files": {
        "task": "documents.tasks.remove_orphaned_files",
        "schedule": crontab(hour=4, minute=10),
        "options": {"expires": 3600},
    },
}
