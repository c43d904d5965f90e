"""The Celery application. What runs, and how often, stands in `govinfo/settings/celery.py`."""

import os

from celery import Celery

from govinfo import broker

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "govinfo.settings")

broker.use()
app = Celery("govinfo")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
