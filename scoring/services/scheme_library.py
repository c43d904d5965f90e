"""Published schemes that come with the system (`scoring/schemes/*.yaml`), as starting points."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from scoring.errors import SchemeFileRefused
from scoring.services.scheme_files import DIRECTORY, read_scheme_file, storable


@dataclass(frozen=True)
class LibraryScheme:
    """A file of the library. `name` is that of the file."""

    name: str
    document: Mapping[str, Any]

    @property
    def title(self) -> str:
        return str(self.document.get("title") or self.name)

    @property
    def remark(self) -> str:
        return str(self.document.get("remark") or "")

    @property
    def clause_count(self) -> int:
        clauses = self.document.get("clauses")
        return len(clauses) if isinstance(clauses, list) else 0


def library() -> list[LibraryScheme]:
    """Every scheme of the library that can be read, by title."""
    found = [_read(str(path), path.stat().st_mtime_ns) for path in DIRECTORY.glob("*.yaml")]
    return sorted((one for one in found if one is not None), key=lambda one: (one.title, one.name))


def library_scheme(name: str) -> LibraryScheme | None:
    """The scheme of that name, None where there is none."""
    return next((one for one in library() if one.name == name), None)


@lru_cache(maxsize=200)
def _read(path: str, changed: int) -> LibraryScheme | None:
    """`changed` is only there so that a file that was changed is read again."""
    try:
        file = read_scheme_file(Path(path).read_text(encoding="utf-8"))
    except SchemeFileRefused:
        return None
    return LibraryScheme(Path(path).stem, storable(file.document))
