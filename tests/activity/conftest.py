import pytest

from activity import jobs
from tests.factories.activity import register_test_jobs, register_test_verbs


@pytest.fixture(autouse=True)
def _verbs():
    register_test_verbs()


@pytest.fixture
def behaviour():
    """What the registered test job does in this test; the test puts a function in `run`."""
    return register_test_jobs()


@pytest.fixture
def published(monkeypatch):
    numbers = []
    monkeypatch.setattr(jobs.current_app, "send_task", lambda name, args, **options: numbers.append(args[0]))
    return numbers
