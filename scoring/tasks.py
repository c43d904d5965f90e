"""What beat asks for."""

from celery import shared_task

from scoring.services.refreshing import refresh_scores


@shared_task(ignore_result=True)
def refresh_open_scores() -> None:
    """Every few seconds: reckon what has changed."""
    refresh_scores()
