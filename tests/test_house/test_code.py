"""Habits of the code that a reader may rely on."""

import ast
from pathlib import Path

import pytest

from tests.test_house.files import CODE, FLOORS, name_of, python_files, tree

pytestmark = pytest.mark.engine_free

MOST_LINES = 400
MOST_LINES_OF_FUNCTION = 60
MOVES = "submissions/services/moves.py"


def written_by_hand(*folders: str) -> list[Path]:
    return [path for path in python_files(*folders) if "migrations" not in path.parts]


def test_no_file_is_longer_than_can_be_kept_in_mind():
    long = {name_of(path): len(path.read_text().splitlines()) for path in written_by_hand(*CODE, "tests")}
    assert {name: lines for name, lines in long.items() if lines > MOST_LINES} == {}


def test_no_function_is_longer_than_a_screen():
    long = {}
    for path in written_by_hand(*CODE):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines > MOST_LINES_OF_FUNCTION:
                    long[f"{name_of(path)}:{node.name}"] = lines
    assert long == {}


def writes_status(node: ast.AST) -> bool:
    """Whether the node sets an attribute `status`, or hands `status=` to a query that writes."""
    if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        return any(isinstance(target, ast.Attribute) and target.attr == "status" for target in targets)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "update":
        return any(keyword.arg == "status" for keyword in node.keywords)
    if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "setattr":
        return len(node.args) > 1 and isinstance(node.args[1], ast.Constant) and node.args[1].value == "status"
    return False


def test_only_the_move_service_writes_a_status():
    found = [
        f"{name_of(path)}:{node.lineno}"  # type: ignore[attr-defined]
        for path in written_by_hand(*FLOORS)
        if name_of(path) != MOVES
        for node in ast.walk(tree(path))
        if writes_status(node)
    ]
    assert found == []


def test_only_the_item_has_a_field_named_status():
    from django.apps import apps

    named = {
        model._meta.label
        for model in apps.get_models()
        if model.__module__.partition(".")[0] in FLOORS
        and any(field.name == "status" for field in model._meta.concrete_fields)
    }
    assert named == {"submissions.Item"}


def test_services_ask_the_one_clock():
    """`timezone.now` is for machinery that measures real time; what people did is told by activity.clock."""
    found = [
        name_of(path)
        for path in written_by_hand(*FLOORS)
        if "services" in name_of(path) and "timezone.now(" in path.read_text()
    ]
    assert found == []


def test_no_view_switches_off_the_check_against_forged_forms():
    assert [name_of(path) for path in written_by_hand(*CODE) if "csrf_exempt" in path.read_text()] == []


def test_nothing_is_pickled_or_run_through_a_shell():
    words = ("import pickle", "shell=True", "os.system(", "import yaml")
    found = [name_of(path) for path in written_by_hand(*CODE) if any(word in path.read_text() for word in words)]
    assert found == []


def test_nothing_is_left_to_be_done_later():
    marks = ("TO" + "DO", "FIX" + "ME", "X" * 3)
    found = [
        f"{name_of(path)}:{number}"
        for path in written_by_hand(*CODE, "tests", "benchmarks")
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if any(mark in line for mark in marks)
        and "chinese_calendar" not in line
        and "except NotImplemented" not in line
    ]
    assert found == []
