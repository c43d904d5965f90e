"""A worker killed with -9 while it sets the pages or keeps the files, a wiped broker, messages thrice: one PDF."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.activity.test_kill import Office, database, redis_is_reachable, wait_until

__all__ = ["database"]

pytestmark = pytest.mark.server


class PrintingOffice(Office):
    """The office of tests/activity with one signed bulletin."""

    def __init__(self, root: Path, database_url: str, broker: str) -> None:
        super().__init__(root, database_url, broker)
        self.environment["DJANGO_SETTINGS_MODULE"] = "tests.reports.worker.settings"

    def act(self, name: str) -> None:
        self.run("-m", "tests.reports.worker.drive", name)

    def assert_one_pdf(self) -> None:
        """One bulletin with its files, kept once; other jobs (mail, scores) may have run beside."""
        assert self.read("SELECT count(*) FROM reports_bulletin WHERE pdf_id IS NOT NULL AND pdf_source <> ''") == [
            (1,)
        ]
        assert self.read("SELECT count(*) FROM reports_bulletin") == [(1,)]
        pdfs = self.read("SELECT count(*) FROM documents_storedfile WHERE content_type = 'application/pdf'")
        assert pdfs == [(1,)]
        assert self.read("SELECT count(*) FROM activity_event WHERE verb = 'bulletin.pdf'") == [(1,)]
        jobs = self.read("SELECT state, count(*) FROM activity_job WHERE name = 'reports.bulletin_pdf' GROUP BY 1")
        assert jobs == [("done", 1)]


@pytest.fixture
def office(tmp_path: Path, database: Callable[[Path], str]) -> Iterator[PrintingOffice]:
    url = database(tmp_path)
    # As in tests/activity: each database with the carrier that goes with it.
    broker = "filesystem" if url.startswith("sqlite") or not redis_is_reachable() else "redis"
    made = PrintingOffice(tmp_path, url, broker)
    yield made
    made.end()


@pytest.mark.parametrize("point", ["work", "finish"])
def test_a_worker_killed_while_it_prints_leaves_one_pdf(office: PrintingOffice, point: str) -> None:
    office.act("sign")
    office.hold(point)
    office.start_worker()
    wait_until(lambda: office.reached(point), f"the printing to reach {point}")
    office.kill_worker()
    assert office.read("SELECT count(*) FROM reports_bulletin WHERE pdf_id IS NOT NULL") == [(0,)]
    office.let_go(point)
    office.start_worker()
    office.wait_for_all()
    office.assert_one_pdf()
    assert len(office.reached(point)) >= 2


def test_a_wiped_broker_and_messages_delivered_three_times_leave_one_pdf(office: PrintingOffice) -> None:
    office.act("sign")
    office.wipe_broker()
    office.act("hours")
    office.hold("work")
    office.start_worker()
    wait_until(lambda: office.reached("work"), "the sweeper to bring the lost job back")
    office.act("messages")
    office.let_go("work")
    office.wait_for_all()
    office.assert_one_pdf()
