"""What holds for the whole run of tests. The fixtures stand in tests/fixtures/, one file a topic."""

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

pytest_plugins = ["tests.fixtures.database", "tests.fixtures.office", "tests.fixtures.browser"]

# The same examples on every run and machine: a failure is the change's, never the dice's.
settings.register_profile(
    "govinfo", derandomize=True, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("govinfo")


DATABASE_FIXTURES = {
    "db",
    "transactional_db",
    "django_db_reset_sequences",
    "django_db_serialized_rollback",
    "live_server",
}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run browser tests last: what they find is most often found sooner and clearer by a plain test. What needs no
    database says so by itself, and runs in one pass only."""
    for item in items:
        markers = ("django_db", "server", "browser_pg")
        if not any(map(item.get_closest_marker, markers)) and DATABASE_FIXTURES.isdisjoint(item.fixturenames):  # type: ignore[attr-defined]
            item.add_marker("engine_free")
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Repeat, just above the summary, what script/test found before this pass; tell it of a pass that is not the last.

    The pass on PostgreSQL has DATABASE_URL set; it leaves its own count of results for the last one to show.
    """
    notes = os.environ.get("GOVINFO_TEST_NOTES", "")
    if not notes or hasattr(terminalreporter.config, "workerinput"):
        return  # a worker knows only its share
    if "DATABASE_URL" in os.environ:
        counts = {name: len(terminalreporter.getreports(name)) for name in ("passed", "failed", "error", "skipped")}
        results = ", ".join(f"{count} {name}" for name, count in counts.items() if count)
        with Path(notes).open("a") as stream:
            stream.write(f"on PostgreSQL and Redis: {results or 'no tests'}\n")
        return
    terminalreporter.section("before this pass")
    terminalreporter.write(Path(notes).read_text())


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove the data root that tests/settings.py made for this process."""
    from django.conf import settings as django_settings

    if django_settings.configured:
        shutil.rmtree(django_settings.DATA_ROOT, ignore_errors=True)
