"""Several processes print at once from one queue: each paper once, whatever its text is, and no process ends early."""

import subprocess
import sys

import pytest

from tests.activity.test_kill import BASE_DIR, database
from tests.reports.test_kill import PrintingOffice, office

__all__ = ["database", "office"]

pytestmark = pytest.mark.server
PROCESSES = 2


def test_two_processes_print_four_papers_once_each(office: PrintingOffice) -> None:
    office.act("papers")
    # Both are started before the first is waited for.
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.reports.worker.drive", "run"], cwd=BASE_DIR, env=office.environment
        )
        for _number in range(PROCESSES)
    ]
    assert [process.wait() for process in running] == [0] * PROCESSES
    # One of them may have ended while the other still printed the last paper; nothing waits now.
    jobs = office.read(
        "SELECT state, attempts, count(*) FROM activity_job WHERE name = 'review.package_pdf' GROUP BY 1, 2"
    )
    assert jobs == [("done", 1, 4)]
    assert office.read("SELECT count(*) FROM review_package WHERE pdf_id IS NOT NULL") == [(4,)]
    assert office.read("SELECT count(*) FROM documents_storedfile WHERE content_type = 'application/pdf'") == [(4,)]
    assert office.read("SELECT count(*) FROM activity_event WHERE verb = 'package.pdf'") == [(4,)]
