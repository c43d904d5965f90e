"""What the kernel tells of processes: who lives, processor time, memory."""

import os
from pathlib import Path

_TICK = os.sysconf("SC_CLK_TCK")


def members(*, session: int | None = None, parent: int | None = None) -> list[int]:
    """Processes of the session, or children of the process, that live now."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            fields = _fields(int(entry.name))
            if fields and (int(fields[3]) == session or int(fields[1]) == parent):
                found.append(int(entry.name))
    return found


def processor_seconds(process: int, *, with_children: bool = False) -> float:
    """User and system time so far, with that of children that were waited for if asked."""
    fields = _fields(process)
    return sum(int(field) for field in fields[11 : 15 if with_children else 13]) / _TICK if fields else 0.0


def pss(process: int) -> float:
    """Megabytes, with shared pages counted in part."""
    try:
        text = Path(f"/proc/{process}/smaps_rollup").read_text()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:")) / 1024


def _fields(process: int) -> list[str]:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []
