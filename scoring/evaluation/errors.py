"""What is wrong with a file of facts."""

from pathlib import Path

from django.utils.translation import gettext as _

from scoring.errors import DomainError


class InputRefused(DomainError):
    """The input cannot be used; the message has one line for each thing to mend, with its place."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__("\n".join(lines), code="input")
        self.lines = lines


def unreadable(path: Path, error: OSError) -> InputRefused:
    """Why the system does not give the file, in plain words."""
    if isinstance(error, FileNotFoundError):
        what = _("%(file)s: there is no such file.")
    elif isinstance(error, IsADirectoryError):
        what = _("%(file)s: this is a folder, not a file.")
    else:
        what = _("%(file)s: this file cannot be opened.")
    return InputRefused([what % {"file": path}])


def in_file(path: Path, line: str) -> str:
    """A line that tells of which file it speaks."""
    return _("%(place)s: %(what)s") % {"place": path.name, "what": line}
