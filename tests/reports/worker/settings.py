"""The real settings pointed at a test's own database and broker; the app below lets a test stop the printing."""

import os

from govinfo.settings import *  # noqa: F403
from govinfo.settings import CELERY_BROKER_TRANSPORT_OPTIONS, INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.reports.worker"]
CELERY_BROKER_TRANSPORT_OPTIONS["global_keyprefix"] = os.environ.get("KILL_TEST_PREFIX", "")
