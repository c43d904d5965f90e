"""The settings under test: those of the house with a data root of this process's own and faster ways to the same end.

SQLite in a file, as in life, unless DATABASE_URL says otherwise; the broker is a memory that nobody empties, so a
message is lost unless a test runs the job itself. Tests that need a real worker start one with the real settings.
"""

import atexit
import os
import shutil
import sys
import tempfile
from pathlib import Path

os.environ["SECRET_KEY"] = "only-under-test-0123456789-abcdefghijklmnopqrstuvwxyz"
if "pytest" in sys.modules:
    os.environ["GOVINFO_DATA_ROOT"] = tempfile.mkdtemp(prefix="govinfo-test-")
    atexit.register(shutil.rmtree, os.environ["GOVINFO_DATA_ROOT"], ignore_errors=True)
else:
    # mypy reads the settings too, and ends without cleaning up.
    os.environ["GOVINFO_DATA_ROOT"] = str(Path(tempfile.gettempdir()) / "govinfo-test-types")
os.environ["CELERY_BROKER_URL"] = "memory://"
os.environ["GOVINFO_TLS"] = "false"
# What the shell of a developer may hold must not change what a test sees.
for _name in ("DEBUG", "ALLOWED_HOSTS", "CACHE_URL", "CSRF_TRUSTED_ORIGINS", "EMAIL_URL"):
    os.environ.pop(_name, None)
# Playwright's plain interface runs an event loop, in which Django would refuse the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

from govinfo.paths import DATA_ROOT, STATIC_ROOT  # noqa: E402
from govinfo.settings import *  # noqa: E402, F403
from govinfo.settings.stores import DATABASES, SQLITE  # noqa: E402

if DATABASES["default"]["ENGINE"] == SQLITE:
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_ROOT / "test.sqlite3")}
    # A test database need not outlive a power cut.
    DATABASES["default"]["OPTIONS"]["init_command"] = (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA foreign_keys=ON;"
    )
else:
    # A kept connection would hold the test database open when it is to be dropped.
    DATABASES["default"]["CONN_MAX_AGE"] = 0

# What a real worker in a test listens to: the filesystem, or Redis in the pass on PostgreSQL.
TEST_REDIS_URL = os.environ.get("GOVINFO_TEST_REDIS_URL", "")
TEST_BROKER_URL = TEST_REDIS_URL or "filesystem://"
if TEST_REDIS_URL:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": TEST_REDIS_URL,
            "KEY_PREFIX": DATA_ROOT.name,
            "OPTIONS": {"serializer": "govinfo.cache.JsonSerializer"},
        }
    }
else:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "tests"}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# The manifest is made by collectstatic, which tests do not need.
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
