"""Log entries: one line, no secrets."""

import logging
import sys

import pytest

from govinfo.logs import PlainLineFormatter, without_secrets

pytestmark = pytest.mark.engine_free


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("password=hunter2 next", "password=*** next"),
        ("{'password': 'hunter2', 'user': 'a'}", "{'password': '***', 'user': 'a'}"),
        ("GET /x?token=abc&y=1", "GET /x?token=***&y=1"),
        ("Cookie: sessionid=abc; csrftoken=def", "Cookie: sessionid=***; csrftoken=***"),
        ("postgres://govinfo:pa55@db:5432/x", "postgres://govinfo:***@db:5432/x"),
        ("redis://:pa55@127.0.0.1:6379/0", "redis://:***@127.0.0.1:6379/0"),
        ("code=wrong_status item 7", "code=wrong_status item 7"),
        ("http://127.0.0.1:8000/a@b", "http://127.0.0.1:8000/a@b"),
    ],
)
def test_what_looks_like_a_secret_is_blotted_out(line, expected):
    assert without_secrets(line) == expected


def entry(message, *arguments, exc_info=None):
    record = logging.LogRecord("x", logging.INFO, "f", 1, message, arguments, exc_info)
    return PlainLineFormatter("{levelname} {message}", style="{").format(record)


def test_user_text_cannot_forge_an_entry():
    assert entry("title %s", "a\r\nERROR forged") == "INFO title a\\r\\nERROR forged"


def test_a_traceback_keeps_its_lines_without_secrets():
    try:
        raise ValueError("secret=abc")
    except ValueError:
        written = entry("failed", exc_info=sys.exc_info())
    assert written.startswith("INFO failed\nTraceback")
    assert written.endswith("ValueError: secret=***")
