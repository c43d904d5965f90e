"""LibreOffice as a witness: how it sets our documents, with the fonts of our PDFs, and what words it finds in them.

`python -m tests.documents.libreoffice PDF DOCX` compares two files.
"""

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from documents import fonts
from documents.docx_paper import BODY, HEI, KAI, SONG, TITLE

ROLES = {BODY: "仿宋", TITLE: "小标宋", HEI: "黑体", KAI: "楷体", SONG: "宋体"}
GUARD = 240
"""Seconds; a conversion takes some."""


def program() -> str | None:
    """Where it is; None where it is not installed."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def convert(files: Mapping[str, bytes], kind: str, place: Path) -> dict[str, bytes]:
    """Open documents and save them as another kind (pdf, docx), all by one start of the program, with a profile of its own."""
    soffice = program()
    assert soffice is not None
    given, made, profile = place / "given", place / kind, place / "profile"
    for directory in (given, made):
        directory.mkdir(parents=True)
    for name, content in files.items():
        (given / f"{name}.docx").write_bytes(content)
    run_guarded(
        [
            soffice, f"-env:UserInstallation=file://{profile}", "--headless", "--norestore", "--convert-to", kind,
            "--outdir", str(made), *(str(given / f"{name}.docx") for name in files),
        ],
        env={"PATH": os.environ["PATH"], "HOME": str(place), "LANG": "C.UTF-8", "FONTCONFIG_FILE": str(_fonts(place))},
        seconds=GUARD,
    )  # fmt: skip
    return {name: (made / f"{name}.{kind}").read_bytes() for name in files}


def run_guarded(command: Sequence[str], *, env: Mapping[str, str], seconds: float) -> None:
    """Run a program; when its time is over, end it and all that it started: `soffice` is a wrapper around another."""
    pipe = subprocess.PIPE
    with subprocess.Popen(command, env=env, stdout=pipe, stderr=pipe, start_new_session=True) as process:
        try:
            said, complaint = process.communicate(timeout=seconds)
        except BaseException:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            raise
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command, said, complaint)


def _fonts(place: Path) -> Path:
    """The fonts of our PDFs under the names that the documents use."""
    chosen, weight = fonts.chosen_fonts(), fonts.css_variables()["--title-weight"]
    rules = [f"<include>{escape(str(fonts.fontconfig_file()))}</include>"]
    for name, role in ROLES.items():
        bold = (
            '<edit name="weight" mode="assign"><const>bold</const></edit>' if name == TITLE and weight == "700" else ""
        )
        rules.append(
            f'<match target="pattern"><test name="family"><string>{name}</string></test><edit name="family" mode="assign" '
            f'binding="same"><string>{escape(chosen[role] or "")}</string></edit>{bold}</match>'
        )
    path = place / "fonts.conf"
    path.write_text(
        f'<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>{"".join(rules)}</fontconfig>'
    )
    return path


def pages_of(pdf: bytes) -> list[str]:
    """The words of each page in the order in which they are written, without blanks, page numbers and leading dots."""
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(pdf)
        file.flush()
        told = subprocess.run(["pdftotext", "-raw", file.name, "-"], capture_output=True, check=True).stdout.decode()
    return [_plain(page) for page in told.split("\f")[:-1]]


def _plain(page: str) -> str:
    page = re.sub(r"—\s*\d+\s*—", "", page)
    return re.sub(r"\s+", "", re.sub(r"(?:\.\s*){4,}", "", page))


def words_of(pdf: bytes, drawn: Sequence[str] = ()) -> str:
    """All words. `drawn` are those of each chart, which are written at another place of the page: they must be there, once."""
    words = "".join(pages_of(pdf))
    for chart in drawn:
        assert words.count(chart) == 1, f"the chart's words are not there: {chart}"
        words = words.replace(chart, "")
    return words


if __name__ == "__main__":
    import django

    django.setup()
    ours = Path(sys.argv[1]).read_bytes()
    with tempfile.TemporaryDirectory() as directory:
        theirs = convert({"paper": Path(sys.argv[2]).read_bytes()}, "pdf", Path(directory))["paper"]
    same = sorted(words_of(ours)) == sorted(words_of(theirs))
    sys.stdout.write(f"pages {len(pages_of(ours))} {len(pages_of(theirs))}, same characters {same}\n")
