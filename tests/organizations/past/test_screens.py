"""Screens of the import: templates that read back, refusals at the field, strangers before closed doors."""

import io
from datetime import date

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from activity.runner import run_queued
from documents.models import StoredFile
from organizations.models import ImportState, PastImport, UnitName
from organizations.past.kinds import all_kinds
from organizations.past.template_file import CODES, EXAMPLES, NOT_DATA, template_of
from submissions.models import Item
from tests.factories.organizations import make_organ, make_person
from tests.factories.past import imported, planned, received, table

HEADS = ("日期", "单位", "标题")

pytestmark = pytest.mark.django_db


@pytest.fixture
def organ():
    organ = make_organ()
    organ.division.name = "行政执法监督处"
    organ.division.save()
    return organ


def send(client, kind, name, content):
    return client.post(reverse("organizations:past_new", args=[kind]), {"file": SimpleUploadedFile(name, content)})


@pytest.mark.parametrize("kind", ["units", "people", "filings", "adoptions", "instructions"])
def test_template_has_heads_that_are_read_back_and_its_examples_are_not_imported(organ, kind):
    found = next(one for one in all_kinds() if one.key == kind)
    book = openpyxl.load_workbook(io.BytesIO(template_of(found)))
    assert set(NOT_DATA) < set(book.sheetnames)
    page = book.worksheets[0]
    assert page.max_row == 1
    heads = [cell.value for cell in page[1]]
    assert [head.rstrip("*") for head in heads] == [column.head for column in found.columns]
    assert book[EXAMPLES].max_row == len(found.examples) + 1
    assert book[CODES].max_row > 1
    # Filled in below the heads, the template is read with the names that it came with.
    page.append(["x"] * len(heads))
    out = io.BytesIO()
    book.save(out)
    plan = planned(kind, out.getvalue(), by=organ.office_head)
    assert [sheet["unknown"] for sheet in plan.sheets] == [[]]
    assert {problem.cell[-1] for problem in plan.problems.errors} == {"2"}


def test_file_that_is_no_spreadsheet_is_refused_at_the_field_and_kept_nowhere(client, organ):
    client.force_login(organ.office_head)
    answer = send(client, "filings", "台账.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    assert answer.status_code == 422
    assert "xlsx" in answer.content.decode()
    assert (PastImport.objects.count(), StoredFile.objects.count()) == (0, 0)


def test_table_that_names_no_columns_is_refused_with_those_that_are_needed(client, organ):
    client.force_login(organ.office_head)
    answer = send(client, "filings", "表.xlsx", table(("甲", "乙"), (1, 2)))
    run_queued()
    page = client.get(answer.url).content.decode()
    assert PastImport.objects.get().state == ImportState.REFUSED
    assert "报送日期、报送单位、标题" in page


def test_same_post_twice_is_one_import(client, organ):
    client.force_login(organ.office_head)
    content = table(HEADS, ("2025-03-05", "行政执法监督处", "甲"))
    address = reverse("organizations:past_new", args=["filings"])
    token = {"once": "0123456789abcdef0123456789abcdef"}
    for _time in range(2):
        client.post(address, {"file": SimpleUploadedFile("台账.xlsx", content), **token})
    assert PastImport.objects.count() == 1


def test_import_by_the_screen_stores_and_shows_the_result(client, organ):
    client.force_login(organ.office_head)
    past = received("filings", table(HEADS, ("2025-03-05", "行政执法监督处", "甲")), by=organ.office_head)
    assert Item.objects.count() == 0
    client.post(reverse("organizations:past_store", args=[past.pk]))
    client.post(reverse("organizations:past_store", args=[past.pk]))
    run_queued()
    past.refresh_from_db()
    assert (past.state, past.imported_by, Item.objects.count()) == (ImportState.DONE, organ.office_head, 1)
    page = client.get(reverse("organizations:past_import", args=[past.pk])).content.decode()
    assert past.sha256 in page
    listed = client.get(reverse("organizations:past_imports")).content.decode()
    assert "台账.xlsx" in listed


def test_file_and_errors_are_downloads(client, organ):
    client.force_login(organ.office_head)
    content = table(HEADS, ("2025-03-05", "没有的处", "甲"))
    past = received("filings", content, by=organ.office_head)
    file = client.get(reverse("organizations:past_file", args=[past.pk]))
    assert b"".join(file.streaming_content) == content
    book = openpyxl.load_workbook(
        io.BytesIO(client.get(reverse("organizations:past_problems", args=[past.pk])).content)
    )
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    assert rows[1][:3] == ("台账", "B2", "没有的处")


@pytest.mark.parametrize("who", ["officer", "head", "editor", "deputy_leader", "system", "security", "audit"])
def test_whoever_does_not_import_filings_finds_nothing(client, organ, who):
    past = imported("filings", table(HEADS, ("2025-03-05", "行政执法监督处", "甲")), by=organ.office_head)
    person = getattr(organ, who, None) or make_person(admin_kind=who)
    client.force_login(person)
    for name in ("past_import", "past_file", "past_problems"):
        assert client.get(reverse(f"organizations:{name}", args=[past.pk])).status_code == 404
    assert client.post(reverse("organizations:past_store", args=[past.pk])).status_code == 404
    assert client.get(reverse("organizations:past_new", args=["filings"])).status_code == 404
    assert client.get(reverse("organizations:past_template", args=["filings"])).status_code == 404
    listed = client.get(reverse("organizations:past_imports"))
    assert listed.status_code == (200 if who in ("system", "security") else 404)
    assert "台账.xlsx" not in listed.content.decode()


def test_item_page_says_whence_it_came_and_links_only_who_may(client, organ):
    imported("filings", table(HEADS, ("2025-03-05", "行政执法监督处", "甲")), by=organ.office_head)
    address = Item.objects.get().get_absolute_url()
    link = reverse("organizations:past_import", args=[PastImport.objects.get().pk])
    client.force_login(organ.office_head)
    assert link in client.get(address).content.decode()
    client.force_login(organ.officer)
    page = client.get(address).content.decode()
    assert "台账!2" in page
    assert link not in page


def test_list_costs_the_same_for_one_and_for_five(client, organ, django_assert_max_num_queries):
    client.force_login(organ.office_head)
    address = reverse("organizations:past_imports")
    received("filings", table(HEADS, ("2025-03-05", "行政执法监督处", "甲")), by=organ.office_head)
    client.get(address)
    with django_assert_max_num_queries(30) as few:
        client.get(address)
    for no in range(4):
        received("filings", table(HEADS, ("2025-03-05", "行政执法监督处", f"甲{no}")), by=organ.office_head)
    with django_assert_max_num_queries(30) as many:
        client.get(address)
    assert len(few) == len(many)


def test_former_name_of_the_day_is_shown_as_the_unit_of_today(client, organ):
    UnitName.objects.create(unit=organ.division, name="法制科", starts_on=date(2020, 1, 1), ends_on=date(2024, 12, 31))
    past = received("filings", table(HEADS, ("2024-03-05", "法制科", "甲")), by=organ.office_head)
    client.force_login(organ.office_head)
    assert "行政执法监督处" in client.get(reverse("organizations:past_import", args=[past.pk])).content.decode()
