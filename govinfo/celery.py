"""The Celery application. What runs, and how often, stands in `govinfo/settings/celery.py`."""

import os
from typing import Any

from celery import Celery
from celery.signals import worker_process_init

from govinfo import broker

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "govinfo.settings")

broker.use()
app = Celery("govinfo")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_process_init.connect
def warm_press(**kwargs: Any) -> None:
    """Each child of the worker has a warm press for papers before anybody asks for one."""
    from documents.pdf_warming import begin_to_warm

    begin_to_warm()
