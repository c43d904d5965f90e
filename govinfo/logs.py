"""How a log entry is written: on one line, with what looks like a secret blotted out."""

import logging
import re

_SECRETS = re.compile(
    r"(?i)\b(pass(?:word|wd)?|secret(?:_key)?|token|sessionid|csrftoken|csrfmiddlewaretoken|authorization|otp)"
    r"(['\"]?\s*[=:]\s*['\"]?)([^\s&'\",;]+)"
)
_CREDENTIALS = re.compile(r"(\w+://[^\s:/@]*):[^\s@/]+@")


def without_secrets(line: str) -> str:
    """Return the line with the values of secret-looking names, and passwords inside of addresses, replaced."""
    return _CREDENTIALS.sub(r"\1:***@", _SECRETS.sub(r"\1\2***", line))


class PlainLineFormatter(logging.Formatter):
    """Escapes line breaks in the message, so that user text cannot forge an entry; tracebacks keep their lines."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 (the name of logging)
        line = super().formatMessage(record)
        return without_secrets(line.replace("\r", "\\r").replace("\n", "\\n"))

    def formatException(self, ei: object) -> str:  # noqa: N802 (the name of logging)
        return without_secrets(super().formatException(ei))  # type: ignore[arg-type]
