"""Exports hold exactly the filtered set, and cost the same number of statements however many rows there are."""

import csv
import io
from datetime import UTC, datetime

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from django.utils.translation import gettext

from activity.models import Event
from tests.factories.organizations import UserFactory

pytestmark = pytest.mark.django_db
URL = "/tests/people"


def rows_of_csv(response):
    content = b"".join(response.streaming_content)
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def test_csv_holds_all_filtered_rows_in_the_order_and_columns_of_the_page(signed_in):
    for number in range(7):
        UserFactory(name=f"李{number}", sort_no=number, language="en")
    UserFactory(name="张一", sort_no=1, language="en")
    response = signed_in.get(URL, {"q": "李", "sort": "-no", "cols": ["name", "language"], "export": "csv"})
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"].startswith("attachment")
    with translation.override("en"):
        rows = rows_of_csv(response)
    assert rows[0] == ["姓名", "语言"]
    assert [row[0] for row in rows[1:]] == [f"李{number}" for number in range(6, -1, -1)]
    # Written after the view has returned, and still in the person's language.
    with translation.override("zh-hans"):
        assert {row[1] for row in rows[1:]} == {gettext("English")}


def test_xlsx_holds_numbers_and_moments_as_such(signed_in):
    UserFactory(name="李明", sort_no=12, desk_seen_at=datetime(2026, 3, 4, 5, 6, tzinfo=UTC))
    response = signed_in.get(URL, {"q": "李明", "export": "xlsx"})
    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0] == ("姓名", "职务", "序号", "上次登录")
    assert rows[1][0] == "李明"
    assert rows[1][2] == 12
    assert rows[1][3] == datetime(2026, 3, 4, 13, 6)
    assert len(rows) == 2


def test_a_formula_is_a_text(signed_in):
    UserFactory(name="=1+1", sort_no=1)
    sheet = openpyxl.load_workbook(io.BytesIO(signed_in.get(URL, {"export": "xlsx"}).content)).active
    assert sheet["A2"].data_type == "s"
    assert not rows_of_csv(signed_in.get(URL, {"export": "csv"}))[1][0].startswith("=")


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_statements_do_not_grow_with_rows(signed_in, kind):
    def statements():
        with CaptureQueriesContext(connection) as queries:
            response = signed_in.get(URL, {"export": kind})
            b"".join(response)
        return len(queries)

    statements()
    few = statements()
    UserFactory.create_batch(20)
    assert statements() == few


def test_who_took_which_list_is_recorded(signed_in, person):
    signed_in.get(URL, {"q": "李", "export": "xlsx"})
    event = Event.objects.get(verb="list.export")
    assert event.actor_id == person.pk
    assert event.data == {"list": "tests.people", "format": "xlsx", "query": "q=%E6%9D%8E"}


def test_a_list_without_a_name_for_exports_has_none(signed_in):
    assert signed_in.get("/tests/annotated", {"export": "csv"}).status_code == 400
    assert Event.objects.filter(verb="list.export").count() == 0
