"""Which process holds a lease, and whether it is gone: so that work cut off by a kill need not wait for its lease.

Only Linux tells reliably (pid with start time, boot and pid namespace). Elsewhere nobody is ever found gone, and the
end of the lease decides.
"""

import os
import platform
from pathlib import Path

PROC = Path("/proc")


def own_identity() -> str:
    """This process, unmistakably, or an empty string where the system does not tell."""
    place, started = _place(), _started(os.getpid())
    return f"{place} {os.getpid()} {started}" if place and started else ""


def is_gone(identity: str) -> bool:
    """True only if that process ran here, under the same boot and namespace, and runs no more."""
    place, _, process = identity.partition(" ")
    pid, _, started = process.partition(" ")
    return bool(pid.isdigit() and place == _place() and _started(int(pid)) != started)


def _place() -> str:
    try:
        boot = (PROC / "sys/kernel/random/boot_id").read_text().strip()
        namespace = os.readlink(PROC / "self/ns/pid")
    except OSError:
        return ""
    return f"{platform.node().replace(' ', '-')[:60]}/{boot}/{namespace}"


def _started(pid: int) -> str:
    """Start time of a living process in clock ticks since boot; empty when there is none, or only its corpse."""
    try:
        stat = (PROC / str(pid) / "stat").read_text()
    except OSError:
        return ""
    fields = stat.rpartition(")")[2].split()  # the name in front may hold spaces and brackets
    state, start_time = fields[0], fields[19]
    return "" if state in "ZX" else start_time
