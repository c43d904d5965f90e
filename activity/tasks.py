"""What Celery carries: three lines each around a plain function, all safe to run twice."""

import logging

from celery import shared_task

from activity import heartbeats, reminders, runner
from activity.services import verify_chain

__all__ = [
    "heartbeats",
    "run_job",
    "run_reminder_rules",
    "sweep_jobs",
    "verify_event_chain",
]  # the signs of life are connected on import

logger = logging.getLogger(__name__)


@shared_task(ignore_result=True)
def run_job(job_id: int) -> None:
    """Run one job; the number is all that a message carries."""
    runner.run_job(job_id)


@shared_task(ignore_result=True)
def sweep_jobs() -> None:
    """Bring back what was lost: see `runner.sweep_jobs`."""
    runner.sweep_jobs()


@shared_task(ignore_result=True)
def run_reminder_rules() -> None:
    """Ask every rule who is to be reminded."""
    reminders.run_rules()


@shared_task(ignore_result=True)
def verify_event_chain() -> None:
    """Check the whole chain of events, each night; a broken one is an error in the log."""
    report = verify_chain()
    if report.is_whole:
        logger.info("%s events are whole, the last hash is %s.", report.checked, report.last_hash)
    else:
        logger.critical("The chain of events is broken: %s", report.sentence)
