"""manage.py import_past says the errors of the screen, and stores through the same services."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import gettext, override

from organizations.models import ImportState, PastImport, User
from submissions.models import Item
from tests.factories.organizations import make_organ
from tests.factories.past import received, table

SUMMARY = "New: %(new)d, there already: %(known)d, errors: %(errors)d, notes: %(notes)d"
HEADS = ("日期", "单位", "标题")

pytestmark = pytest.mark.django_db


@pytest.fixture
def organ():
    organ = make_organ()
    organ.division.name = "行政执法监督处"
    organ.division.save()
    return organ


def run(path, *args, kind="filings"):
    out = io.StringIO()
    call_command("import_past", path, "--kind", kind, *args, stdout=out)
    return out.getvalue()


def summary(**numbers):
    """The last line of the command, in the language in which it is run."""
    with override("zh-hans"):
        return gettext(SUMMARY) % {"new": 0, "known": 0, "errors": 0, "notes": 0, **numbers}


def test_check_says_what_would_become_of_it_and_keeps_nothing(organ, tmp_path):
    path = tmp_path / "台账.xlsx"
    path.write_bytes(table(HEADS, ("2025-03-05", "行政执法监督处", "甲")))
    assert summary(new=1) in run(path, "--check")
    assert (Item.objects.count(), PastImport.objects.count()) == (0, 0)


def test_errors_are_those_of_the_screen(organ, tmp_path):
    content = table(HEADS, ("2025-03-05", "没有的处", "甲"), ("3月5日", "行政执法监督处", ""))
    path = tmp_path / "台账.xlsx"
    path.write_bytes(content)
    out = io.StringIO()
    with pytest.raises(CommandError) as refusal:
        call_command("import_past", path, "--kind", "filings", "--by", organ.office_head.username, stdout=out)
    assert refusal.value.returncode == 2
    shown = received("filings", content, by=organ.office_head).report["errors"]
    assert len(shown) == 3
    for error in shown:
        assert f"台账!{error['cell']}" in out.getvalue()
        assert error["what"] in out.getvalue()
    assert Item.objects.count() == 0


def test_import_stores_and_again_adds_nothing(organ, tmp_path):
    path = tmp_path / "台账.xlsx"
    path.write_bytes(table(HEADS, ("2025-03-05", "行政执法监督处", "甲")))
    User.objects.filter(pk=organ.office_head.pk).update(language="en")
    told = run(path, "--by", organ.office_head.username)
    past = PastImport.objects.get()
    assert f"1 row was imported; this is import {past.pk}." in told
    assert (past.state, past.imported_by, past.file.sha256) == (ImportState.DONE, organ.office_head, past.sha256)
    assert "New: 0, there already: 1" in run(path, "--by", organ.office_head.username)
    assert (Item.objects.count(), PastImport.objects.count()) == (1, 1)


@pytest.mark.parametrize("who", ["", "nobody-of-that-name", "officer"])
def test_who_may_not_import_is_refused(organ, tmp_path, who):
    path = tmp_path / "台账.xlsx"
    path.write_bytes(table(HEADS, ("2025-03-05", "行政执法监督处", "甲")))
    args = ["--by", organ.officer.username if who == "officer" else who] if who else []
    with pytest.raises(CommandError):
        run(path, *args)
    assert Item.objects.count() == 0


def test_other_files_are_refused(organ, tmp_path):
    path = tmp_path / "台账.xls"
    path.write_bytes(b"\xd0\xcf\x11\xe0")
    with pytest.raises(CommandError, match="xlsx"):
        run(path, "--check")
    with pytest.raises(CommandError):
        run(tmp_path / "没有.xlsx", "--check")


def test_what_cannot_be_opened_is_told_with_the_words_of_other_commands(organ, tmp_path, monkeypatch):
    folder = tmp_path / "台账.csv"
    folder.mkdir()
    with override("zh-hans"):
        words = {
            tmp_path / "没有.xlsx": gettext("%(file)s: there is no such file."),
            folder: gettext("%(file)s: this is a folder, not a file."),
        }
    for path, what in words.items():
        with pytest.raises(CommandError) as refusal:
            run(path, "--check")
        assert (refusal.value.returncode, str(refusal.value)) == (2, what % {"file": path})


@pytest.mark.parametrize("figure", ["1e99999999", "1e-99999999", "9" * 5000, "-1e99999999"])
def test_a_number_beyond_all_numbers_is_told_what_is_allowed(organ, tmp_path, figure):
    path = tmp_path / "采用.csv"
    path.write_text(f"日期,标题,刊物,采用字数\n2025-03-05,甲,政务信息,{figure}\n", encoding="utf-8")
    out = io.StringIO()
    with pytest.raises(CommandError):
        call_command("import_past", path, "--kind", "adoptions", "--check", stdout=out)
    with override("zh-hans"):
        assert gettext("The number must lie between 0 and %(most)s.") % {"most": 1_000_000} in out.getvalue()
