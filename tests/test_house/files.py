"""The project's own files, as the tests of the house read them."""

import ast
from functools import lru_cache
from pathlib import Path

from django.conf import settings

ROOT: Path = settings.BASE_DIR
# From the top of the house to the ground: each may import what stands after it.
FLOORS = (
    "reports",
    "scoring",
    "registers",
    "review",
    "submissions",
    "assignments",
    "organizations",
    "ui",
    "activity",
    "documents",
)
CODE = (*FLOORS, "govinfo")


@lru_cache
def python_files(*folders: str) -> tuple[Path, ...]:
    """Return all Python files below the folders."""
    return tuple(sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py")))


@lru_cache
def templates() -> tuple[Path, ...]:
    """Return all templates of the project, those inside of apps included."""
    places = [ROOT / "templates", *(ROOT / folder / "templates" for folder in CODE)]
    return tuple(sorted(path for place in places for path in place.rglob("*") if path.is_file()))


@lru_cache
def tree(path: Path) -> ast.Module:
    """Return the syntax tree of a Python file."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def name_of(path: Path) -> str:
    """Return the path as it is written in messages."""
    return path.relative_to(ROOT).as_posix()
