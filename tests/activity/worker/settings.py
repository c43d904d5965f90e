"""The real settings, pointed by the environment at a test's own database and broker, and the app of slow jobs."""

import os

from govinfo.settings import *  # noqa: F403
from govinfo.settings import CELERY_BROKER_TRANSPORT_OPTIONS, INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.activity.worker"]
# On Redis, keys of this test's own: others may use the same database at the same time.
CELERY_BROKER_TRANSPORT_OPTIONS["global_keyprefix"] = os.environ.get("KILL_TEST_PREFIX", "")
