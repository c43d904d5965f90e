"""Schemes and facts from files, evaluated as `score_evaluate` does, for the tests of library, features and command."""

import json
from functools import cache
from pathlib import Path

import jsonschema

from scoring.evaluation.evaluate import evaluate_files
from scoring.evaluation.output import as_document
from scoring.services.scheme_files import DIRECTORY, read_scheme_file

LIBRARY_FACTS = Path(__file__).parent / "library"


def scheme_file(path):
    return read_scheme_file(path.read_text(encoding="utf-8"))


@cache
def published_schema(name):
    return jsonschema.Draft202012Validator(json.loads((DIRECTORY / f"{name}.json").read_text(encoding="utf-8")))


def library_facts(rule):
    return LIBRARY_FACTS / f"{rule}.yaml"


def evaluated(scheme, facts, **options):
    """What the command prints with --json, as data."""
    return json.loads(json.dumps(as_document(evaluate_files([str(scheme)], [facts], **options)), ensure_ascii=False))


def evaluated_files(schemes, facts, **options):
    """The same from several files."""
    return json.loads(json.dumps(as_document(evaluate_files([str(path) for path in schemes], facts, **options))))
