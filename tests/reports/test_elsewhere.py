"""Rebuilt from its snapshot on what looks like another machine with the same fonts: the same bytes."""

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.activity.test_kill import BASE_DIR, database
from tests.reports.test_kill import PrintingOffice, office

__all__ = ["database", "office"]

pytestmark = [pytest.mark.server, pytest.mark.once]

LEFT_BEHIND = shutil.ignore_patterns(
    ".git", ".venv", ".fonts*", ".setup", "var", "node_modules", "__pycache__", ".*_cache", "vendor", "screens"
)
HERE = {"TZ": "Asia/Shanghai", "LANG": "zh_CN.UTF-8", "HOSTNAME": "office-1", "PYTHONHASHSEED": "1"}
ELSEWHERE = {
    "TZ": "America/New_York", "LANG": "C", "LC_ALL": "C", "HOSTNAME": "archive-9", "USER": "somebody", "COLUMNS": "40",
    "PYTHONHASHSEED": "77", "PYTHONOPTIMIZE": "1", "SOURCE_DATE_EPOCH": "0",
}  # fmt: skip


def built(office: PrintingOffice, tree: Path, data: Path, **environment: str) -> bytes:
    """The bulletin of the month, by the command, from a tree and a data root under these variables."""
    out = data / "bulletin.pdf"
    data.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(
        [sys.executable, "manage.py", "bulletin_pdf", "--period", "2026-10", "--output", str(out)],
        cwd=tree, capture_output=True, text=True, check=False,
        env={**office.environment, **environment, "GOVINFO_DATA_ROOT": str(data)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return out.read_bytes()


def test_the_same_bytes_in_another_directory_time_zone_locale_and_process(
    office: PrintingOffice, tmp_path: Path
) -> None:
    office.act("sign")
    tree = tmp_path / "别处 of the archive" / "govinfo"
    shutil.copytree(BASE_DIR, tree, ignore=LEFT_BEHIND)
    # The fonts are the same ones; where they lie is not.
    for name in (".fonts", ".fonts-cut"):
        if (BASE_DIR / name).exists():
            shutil.copytree(BASE_DIR / name, tree / name)
    here = built(office, BASE_DIR, tmp_path / "here", **HERE)
    elsewhere = built(office, tree, tmp_path / "elsewhere", **ELSEWHERE)
    assert here.startswith(b"%PDF-1.7")
    assert hashlib.sha256(here).hexdigest() == hashlib.sha256(elsewhere).hexdigest()
    for name in (b"office-1", b"archive-9", str(tmp_path).encode()):
        assert name not in here
