"""Nothing is missing beside the code: migrations, translations, pages of the operator's manual."""

import ast
import gettext
import re
import shutil
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command, get_commands

from tests.test_house.files import CODE, ROOT, name_of, python_files, templates, tree

CATALOGUE = Path("locale/zh_Hans/LC_MESSAGES/django.po")
MANUAL = ROOT / "docs/operations.md"


def test_no_migration_is_missing(db):
    out = StringIO()
    call_command("makemigrations", check=True, dry_run=True, stdout=out)
    assert "No changes" in out.getvalue()


def entries(path: Path) -> dict[str, dict[str, str]]:
    """Return what a catalogue holds: msgid (with its context) → the entry's flags and translations."""
    found = {}
    for block in re.split(r"\n\s*\n", path.read_text(encoding="utf-8")):
        fields: dict[str, str] = {}
        name = ""
        for line in block.splitlines():
            if line.startswith("#,"):
                fields["flags"] = line
            elif match := re.match(r'(msg\w+(?:\[\d+\])?) (".*")$', line):
                name = match.group(1)
                fields[name] = ast.literal_eval(match.group(2))
            elif line.startswith('"') and name:
                fields[name] += ast.literal_eval(line)
        if fields.get("msgid"):
            found[f"{fields.get('msgctxt', '')}|{fields['msgid']}"] = fields
    return found


@pytest.mark.engine_free
def test_every_sentence_has_its_chinese():
    lacking = [
        key
        for key, fields in entries(ROOT / CATALOGUE).items()
        if "fuzzy" in fields.get("flags", "")
        or not all(text for name, text in fields.items() if name.startswith("msgstr"))
    ]
    assert lacking == []


@pytest.mark.engine_free
def test_chinese_uses_the_placeholders_of_the_sentence():
    def places(text: str) -> set[str]:
        return set(re.findall(r"%\(\w+\)[sd]|\{\w+\}", text))

    wrong = []
    for key, fields in entries(ROOT / CATALOGUE).items():
        source = places(fields["msgid"]) | places(fields.get("msgid_plural", ""))
        wrong += [key for name, text in fields.items() if name.startswith("msgstr") and text and places(text) != source]
    assert wrong == []


@pytest.mark.engine_free
def test_the_catalogue_holds_the_sentences_of_the_code_and_no_others(tmp_path):
    """Runs script/messages on a copy: it would add nothing and drop nothing."""
    for path in (*python_files(*CODE), *templates(), ROOT / "manage.py", ROOT / "script/messages", ROOT / CATALOGUE):
        target = tmp_path / name_of(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)
    done = subprocess.run(
        [tmp_path / "script/messages"],
        cwd=tmp_path,
        env={"PATH": "/usr/bin:/bin:/usr/local/bin", "PYTHON": sys.executable, "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    with (tmp_path / CATALOGUE).with_suffix(".mo").open("rb") as compiled:
        assert gettext.GNUTranslations(compiled).gettext("Meetings") == "会议"
    in_code, kept = set(entries(tmp_path / CATALOGUE)), set(entries(ROOT / CATALOGUE))
    assert (sorted(in_code - kept), sorted(kept - in_code)) == ([], [])


def names_read_from_the_environment() -> set[str]:
    """Return every name that the settings, the runner and the scripts take from the environment."""
    found: set[str] = set()
    machinery = {"PATH", "DJANGO_SETTINGS_MODULE", "GOVINFO_TEST_NOTES"}
    for path in python_files(*CODE):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                function = ast.unparse(node.func)
                reads = function in ("flag", "text", "number", "words", "os.environ.get", "os.getenv") or re.match(
                    r"(env|environment)\.\w+$", function
                )
                if reads and re.fullmatch(r"[A-Z][A-Z0-9_]+", str(node.args[0].value)):
                    found.add(str(node.args[0].value))
    for path in (ROOT / "script").rglob("*"):
        if path.is_file():
            found |= set(re.findall(r"\$\{?(GOVINFO_[A-Z_]+|CI)\b", path.read_text()))
    return found - machinery


@pytest.mark.engine_free
def test_every_setting_from_the_environment_stands_in_the_manual():
    manual = set(re.findall(r"`([A-Z][A-Z0-9_]+)", MANUAL.read_text()))
    assert names_read_from_the_environment() - manual == set()


@pytest.mark.engine_free
def test_the_manual_names_no_setting_that_nobody_reads():
    rows = set(re.findall(r"^\| `([A-Z][A-Z0-9_]+)`", MANUAL.read_text(), re.M))
    assert rows - names_read_from_the_environment() == set()


@pytest.mark.engine_free
def test_every_command_stands_in_the_manual():
    own = {name for name, app in get_commands().items() if app in CODE}
    manual = MANUAL.read_text()
    assert {name for name in own if f"manage.py {name}" not in manual} == set()


@pytest.mark.engine_free
def test_every_script_stands_in_the_manual_or_the_readme():
    told = MANUAL.read_text() + (ROOT / "README.md").read_text()
    scripts = {name_of(path) for path in (ROOT / "script").iterdir() if path.is_file()}
    assert {name for name in scripts if name not in told} == set()


@pytest.mark.engine_free
def test_every_link_of_the_documents_leads_somewhere():
    broken = []
    for page in (ROOT / "README.md", *(ROOT / "docs").rglob("*.md"), *(ROOT / "benchmarks").rglob("*.md")):
        for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", page.read_text()):
            if not (page.parent / target).exists():
                broken.append(f"{name_of(page)}: {target}")
    assert broken == []


@pytest.mark.engine_free
def test_the_manual_names_every_place_where_the_two_databases_differ():
    told = (ROOT / "docs/architecture.md").read_text(encoding="utf-8").partition("## Two databases")[2]
    places = [
        name_of(path)
        for path in python_files(*CODE)
        if "connection.vendor" in path.read_text(encoding="utf-8") and "migrations" not in path.parts
    ]
    assert "submissions/search.py" in places
    assert [place for place in places if f"`{place}`" not in told] == []
