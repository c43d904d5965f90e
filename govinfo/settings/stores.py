"""Database, cache, mail and static storage: SQLite and its own cache table, unless the environment names others."""

from typing import Any

from govinfo.environment import env, flag, number, text
from govinfo.paths import DATA_ROOT

SQLITE = "django.db.backends.sqlite3"

DATABASES: dict[str, dict[str, Any]] = {
    "default": env.db_url_config(text("DATABASE_URL", f"sqlite:///{DATA_ROOT / 'govinfo.sqlite3'}"))
}
if DATABASES["default"]["ENGINE"] == SQLITE:
    # WAL and IMMEDIATE: with Django's defaults a quarter of competing writers fail with "database is locked".
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = number("GOVINFO_DATABASE_KEEP_SECONDS", 60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True

CACHES: dict[str, dict[str, Any]] = {"default": env.cache_url_config(text("CACHE_URL", "dbcache://govinfo_cache"))}
if CACHES["default"]["BACKEND"] == "django.core.cache.backends.redis.RedisCache":
    # Django's own serializer is pickle: who can write to Redis could then run code here.
    CACHES["default"].setdefault("OPTIONS", {})["serializer"] = "govinfo.cache.JsonSerializer"

vars().update(env.email_url_config(text("EMAIL_URL", "dummymail://")))
DEFAULT_FROM_EMAIL = text("DEFAULT_FROM_EMAIL", "govinfo@localhost")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
NOTICE_MAIL = flag("GOVINFO_NOTICE_MAIL")
# Whether the PDF of a bulletin goes along with the mail to subscribers, out of this house.
BULLETIN_MAIL_PDF = flag("GOVINFO_BULLETIN_MAIL_PDF")
# Whether papers are set by a warm press (documents/pdf_children.py). Each child of the worker keeps one from its start on,
# 45 to 90 MB; one of another process ends after ten idle minutes.
PDF_PRESS = flag("GOVINFO_PDF_PRESS", default=True)
# Where people reach this site, for links in mails: https://info.example.gov.cn
SITE_URL = text("GOVINFO_SITE_URL")

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
