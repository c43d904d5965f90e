"""The settings of the house, for pages drawn in this process: static files need no manifest, and nobody listens."""

import os

os.environ.setdefault("SECRET_KEY", "only-for-benchmarks-0123456789-abcdefghijklmnopqrstuvwxyz")
os.environ.setdefault("CELERY_BROKER_URL", "memory://")
os.environ.setdefault("GOVINFO_TLS", "false")

from govinfo.paths import STATIC_ROOT
from govinfo.settings import *  # noqa: F403

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "benchmarks"}}
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
