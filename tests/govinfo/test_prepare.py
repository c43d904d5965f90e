"""What a start does before the processes run: each step once, and again after it was cut off."""

import pytest
from django.core import management

from govinfo import prepare
from tests.factories.organizations import make_person


@pytest.fixture
def called(monkeypatch):
    """Names of the commands that were called; load_demo puts one person in."""
    names = []
    real = management.call_command

    def call(name, *arguments, **options):
        names.append(name)
        if name == "load_demo":
            make_person()
        elif name not in ("demo_accounts", "collectstatic"):
            real(name, *arguments, **options)

    monkeypatch.setattr(management, "call_command", call)
    return names


@pytest.fixture(autouse=True)
def _as_a_newcomer(monkeypatch):
    monkeypatch.delenv("GOVINFO_SKIP_DEMO", raising=False)


def test_the_demo_organ_is_loaded_once(db, called):
    prepare.load_demo_once()
    prepare.load_demo_once()
    assert called == ["load_demo"]


def test_an_installation_with_people_is_left_alone(db, called):
    make_person()
    prepare.load_demo_once()
    assert called == []


def test_the_demo_organ_can_be_skipped(db, called, monkeypatch):
    monkeypatch.setenv("GOVINFO_SKIP_DEMO", "1")
    prepare.load_demo_once()
    assert called == []


def test_an_empty_system_is_told_how_to_get_its_first_account(db, called, monkeypatch, capsys):
    prepare.tell_accounts()
    assert "manage.py create_administrator --kind security" in capsys.readouterr().out
    make_person()
    prepare.tell_accounts()
    assert (capsys.readouterr().out, called) == ("", [])


@pytest.mark.parametrize("is_loaded", [True, False])
def test_accounts_are_told_at_each_start_of_a_demo(db, called, monkeypatch, is_loaded):
    monkeypatch.setattr("govinfo.demo.load.is_loaded", lambda: is_loaded)
    make_person()
    prepare.tell_accounts()
    prepare.tell_accounts()
    assert called == ["demo_accounts"] * (2 * is_loaded)


def test_static_files_are_collected_only_when_their_sources_changed(called, monkeypatch, tmp_path):
    root = tmp_path / "static"
    root.mkdir()
    (root / "staticfiles.json").touch()
    monkeypatch.setattr(prepare, "STATIC_ROOT", root)
    prepare.collect_static()
    prepare.collect_static()
    assert called == ["collectstatic"]
    monkeypatch.setattr(prepare, "static_fingerprint", lambda: "changed")
    prepare.collect_static()
    (root / "staticfiles.json").unlink()
    prepare.collect_static()
    assert called == ["collectstatic"] * 3
