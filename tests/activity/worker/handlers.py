"""A job that says where it is by a file, and waits there as long as the test holds it up."""

import os
import time
from collections.abc import Callable
from typing import Any

from activity.jobs import JobContext
from activity.services import record
from govinfo.paths import DATA_ROOT


def reach(point: str, job_id: int) -> None:
    """Leave the mark `<point>-<job>-<pid>` and stay while the file `hold-<point>` is there."""
    (DATA_ROOT / f"{point}-{job_id}-{os.getpid()}").touch()
    while (DATA_ROOT / f"hold-{point}").exists():
        time.sleep(0.02)


def work(context: JobContext, *, number: int) -> Callable[[], dict[str, Any]]:
    """Be at work, then record one event at the end: the result that must be there exactly once."""
    context.progress(phase="At work", done=0, total=1)
    reach("work", context.job.pk)

    def finish() -> dict[str, Any]:
        record("kill.done", subject=context.job, by=None, data={"number": number})
        reach("finish", context.job.pk)
        return {"number": number}

    return finish
