"""Imports point down the floors only (docs/architecture.md); names in strings count as imports."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.test_house.files import CODE, FLOORS, name_of, python_files, tree

pytestmark = pytest.mark.engine_free

# "app.Model" as ForeignKey and get_model take it, and "app.module..." as import_string takes it.
_IN_STRING = re.compile(rf"^({'|'.join(CODE)})\.[A-Za-z_][\w.]*$")
# Elsewhere such a string is a word of its own: a verb of an event, a permission, the name of an address.
_CALLS_WITH_NAMES = {"get_model", "import_string", "import_module", "ForeignKey", "OneToOneField", "ManyToManyField"}


def imported(path: Path) -> Iterator[tuple[str, int]]:
    """Yield each module that the file imports, or names in a call that imports or relates, with its line."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            yield node.module, node.lineno
        elif isinstance(node, ast.Call) and _called(node) in _CALLS_WITH_NAMES:
            for value in [*node.args, *(keyword.value for keyword in node.keywords)]:
                if isinstance(value, ast.Constant) and isinstance(value.value, str) and _reads_as_name(value.value):
                    yield value.value, node.lineno


def _called(node: ast.Call) -> str:
    function = node.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _reads_as_name(text: str) -> bool:
    return bool(_IN_STRING.match(text)) or text in CODE


@pytest.mark.parametrize("floor", FLOORS)
def test_a_floor_imports_only_what_stands_below_it(floor):
    forbidden = {"govinfo", *FLOORS[: FLOORS.index(floor)]}
    upward = [
        f"{name_of(path)}:{line} uses {module}"
        for path in python_files(floor)
        for module, line in imported(path)
        if module.partition(".")[0] in forbidden
    ]
    assert upward == []


def test_the_engine_knows_neither_django_nor_another_app():
    outside = [
        f"{name_of(path)}:{line} uses {module}"
        for path in python_files("scoring/engine")
        for module, line in imported(path)
        if module.partition(".")[0] in {"django", *CODE} and not module.startswith("scoring.engine")
    ]
    assert outside == []


# Inside an app, from the outside in: each may import what stands after it.
LAYERS = (
    {"urls", "tasks", "management"},
    {"views"},
    {"forms", "filters"},
    {"services"},
    # Policy rows cut querysets and so know models; states and errors lean on nothing but may name a model's type.
    {"models", "querysets", "policy", "states", "errors"},
)


def layer_of(module: str) -> int | None:
    """Return the layer of `app.part...`, or nothing for a part that has no fixed place."""
    part = module.split(".")[1] if "." in module else ""
    return next((place for place, parts in enumerate(LAYERS) if part in parts), None)


@pytest.mark.parametrize("floor", FLOORS)
def test_inside_an_app_views_use_services_and_never_the_other_way(floor):
    upward = []
    for path in python_files(floor):
        own = layer_of(name_of(path).removesuffix(".py").replace("/", "."))
        for module, line in imported(path):
            other = layer_of(module) if module.partition(".")[0] == floor else None
            if own is not None and other is not None and other < own:
                upward.append(f"{name_of(path)}:{line} uses {module}")
    assert upward == []


def test_rows_of_the_policy_table_stand_in_the_files_that_the_manual_names():
    """docs/architecture.md, "Where to change what": who looks for a right finds it there and nowhere else."""
    homes = {"policy.py", "rules.py"}
    found = {
        name_of(path)
        for path in python_files(*CODE)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom) and node.module == "organizations.policy"
        if "register" in {alias.name for alias in node.names}
    }
    assert "review/policy.py" in found
    assert [name for name in sorted(found) if name.rpartition("/")[2] not in homes] == []


def test_filters_of_lists_stand_in_the_filters_of_their_app():
    found = {
        name_of(path)
        for path in python_files(*FLOORS)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ClassDef) and any(ast.unparse(base).endswith("FilterSet") for base in node.bases)
    }
    assert {"organizations/filters.py", "review/filters.py"} <= found
    assert [name for name in sorted(found) if name.rpartition("/")[2] != "filters.py"] == []
