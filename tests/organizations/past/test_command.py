"""manage.py import_past says the errors of the screen, and stores through the same services."""

import io

import pytest
from django.core.management import CommandError, call_command

from organizations.models import ImportState, PastImport
from submissions.models import Item
from tests.factories.organizations import make_organ
from tests.factories.past import received, table

HEADS = ("日期", "单位", "标题")

pytestmark = pytest.mark.django_db


@pytest.fixture
def organ():
    organ = make_organ()
    organ.division.name = "行政执法监督处"
    organ.division.save()
    return organ


def run(path, *args):
    out = io.StringIO()
    call_command("import_past", path, "--kind", "filings", *args, stdout=out)
    return out.getvalue()


def test_check_says_what_would_become_of_it_and_keeps_nothing(organ, tmp_path):
    path = tmp_path / "台账.xlsx"
    path.write_bytes(table(HEADS, ("2025-03-05", "行政执法监督处", "甲")))
    assert "new: 1, there already: 0, errors: 0" in run(path, "--check")
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
    assert "Imported 1 rows" in run(path, "--by", organ.office_head.username)
    past = PastImport.objects.get()
    assert (past.state, past.imported_by, past.file.sha256) == (ImportState.DONE, organ.office_head, past.sha256)
    assert "new: 0, there already: 1" in run(path, "--by", organ.office_head.username)
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
