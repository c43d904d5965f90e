"""The migrated database that tests begin with: never one of other migrations."""

import shutil
import sqlite3
from contextlib import closing

import pytest

from tests.fixtures import template


@pytest.fixture
def root(tmp_path, monkeypatch):
    """A checkout with one migration and the folder of templates."""
    (tmp_path / "items" / "migrations").mkdir(parents=True)
    (tmp_path / "items" / "migrations" / "0001_initial.py").write_text("first")
    (tmp_path / "activity").mkdir()
    shutil.copy(template.ROOT / "activity" / "triggers.py", tmp_path / "activity")
    (tmp_path / "requirements.txt").write_text("django")
    monkeypatch.setattr(template, "FOLDER", tmp_path / ".setup")
    return tmp_path


def test_the_name_follows_each_change_of_a_migration(root):
    names = {template.template_path(root)}
    (root / "items" / "migrations" / "0002_more.py").write_text("second")
    names.add(template.template_path(root))
    (root / "items" / "migrations" / "0001_initial.py").write_text("changed")
    names.add(template.template_path(root))
    (root / "activity" / "triggers.py").write_text("changed")
    names.add(template.template_path(root))
    assert len(names) == 4
    assert template.template_path(root) in names


def test_a_database_is_kept_with_its_rows_and_earlier_templates_go(root):
    database, copy = root / "test.sqlite3", root / "copy.sqlite3"
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE one (a)")
        connection.execute("INSERT INTO one VALUES (7)")
        connection.commit()
        first = template.template_path(root)
        assert not template.take(first, copy)
        template.keep(first, database)
        (root / "items" / "migrations" / "0001_initial.py").write_text("changed")
        second = template.template_path(root)
        template.keep(second, database)
    assert list(template.FOLDER.iterdir()) == [second]
    assert template.take(second, copy)
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("SELECT a FROM one").fetchall() == [(7,)]


def test_a_folder_that_cannot_be_written_costs_no_test(root, monkeypatch):
    (root / "file").write_text("")
    monkeypatch.setattr(template, "FOLDER", root / "file")
    wanted = template.FOLDER / "test-template-1.sqlite3"
    template.keep(wanted, root / "test.sqlite3")
    assert not template.take(wanted, root / "copy.sqlite3")
