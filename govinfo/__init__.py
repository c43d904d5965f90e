"""The project: settings, urls, celery, checks and commands. It composes the apps; no app imports it."""

from govinfo.celery import app as celery_app

__all__ = ["celery_app"]
