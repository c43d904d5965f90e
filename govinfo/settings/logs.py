"""Logging: one line an entry on standard error, without secrets; the journal or a file takes it from there."""

from typing import Any

from govinfo.environment import text

LOG_LEVEL = text("GOVINFO_LOG_LEVEL", "INFO").upper()

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "govinfo.logs.PlainLineFormatter",
            "format": "{asctime} {levelname} {process} {name} {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {
        # Its own handlers would repeat each line, and mail tracebacks out of the house.
        "django": {"handlers": [], "level": LOG_LEVEL, "propagate": True},
        "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
        # These write a line for each font table, task and statement.
        "fontTools": {"level": "WARNING"},
        "weasyprint": {"level": "ERROR"},
        # Says at each start that the filesystem has no host name.
        "kombu.connection": {"level": "ERROR"},
        "celery.beat": {"level": "WARNING"},
        "celery.worker.strategy": {"level": "WARNING"},
        "celery.app.trace": {"level": "WARNING"},
        "axes": {"level": "WARNING"},
    },
}
