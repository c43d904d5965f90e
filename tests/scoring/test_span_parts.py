"""A scheme adopted inside a month cuts its spans: each part is told with its days, wherever it is named."""

from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from activity.clock import frozen
from scoring.models import LedgerRow, Period, QuotaStanding
from scoring.services.periods import ensure_periods
from scoring.services.reckoning import reckon_changes, reckon_period
from scoring.services.spans import month_bounds
from scoring.wording import Names
from scoring.wording_periods import part_in_words
from tests.factories.organizations import make_organ
from tests.factories.scoring import BY_SPANS, filed_item, scheme_of

pytestmark = pytest.mark.django_db

FIRST, SECOND = "2026年11月（11月1日至11月9日）", "2026年11月（11月10日至11月30日）"


@pytest.fixture(autouse=True)
def hand():
    with frozen(datetime(2026, 11, 23, 4, tzinfo=UTC)) as hand:
        yield hand


@pytest.fixture
def organ():
    """The second scheme begins on 10 November; one item is filed in each part."""
    organ = make_organ()
    scheme_of(*BY_SPANS)
    ensure_periods(since=date(2026, 10, 1))
    scheme_of(*BY_SPANS, code="next", valid_from=date(2026, 11, 10))
    for day in (3, 12):
        filed_item(date(2026, 11, day), unit=organ.division)
    reckon()
    return organ


def reckon():
    reckon_changes()
    for period in Period.objects.unclosed().order_by("-starts_on"):
        reckon_period(period, by=None)


def opened(client, span, scheme_code, unit):
    one = QuotaStanding.objects.get(span=span, scheme__code=scheme_code, unit=unit, clause="two-a-month")
    asked = {"unit": unit.pk, "scheme": one.scheme_id, "clause": one.clause, "span": one.span, "what": "quota"}
    return client.get(reverse("scoring:facts"), asked).context["opened"].when


def test_parts_of_a_month_have_their_days_on_the_page_of_the_unit(client, organ):
    client.force_login(organ.office_head)
    page = client.get(reverse("scoring:unit", args=[organ.division.pk])).content.decode()
    assert all(part in page for part in (FIRST, SECOND))
    assert "2026年10月</span>" in page


def test_parts_have_their_days_where_quotas_are_listed_and_in_the_workbook(client, organ):
    client.force_login(organ.office_head)
    page = client.get(reverse("scoring:quotas")).content.decode()
    assert SECOND in page
    sheet = load_workbook(BytesIO(client.get(reverse("scoring:quotas_file")).content)).active
    assert {row[1] for row in sheet.iter_rows(min_row=2, values_only=True)} == {SECOND}


def test_parts_have_their_days_where_they_are_opened(client, organ):
    client.force_login(organ.office_head)
    assert opened(client, "2026-11", "spans", organ.division) == FIRST
    assert opened(client, "2026-11~next", "next", organ.division) == SECOND
    assert opened(client, "2026-10", "spans", organ.division) == "2026年10月"


def test_tabs_name_the_days_of_a_part(client, organ, monkeypatch):
    monkeypatch.setattr("scoring.views.quotas.ROWS", 0)
    other = {**BY_SPANS[4], "id": "three-a-month", "demands": [{"at_least": 3}]}
    scheme_of(*BY_SPANS, other, code="last", valid_from=date(2026, 11, 20))
    reckon()
    client.force_login(organ.office_head)
    tabs = client.get(reverse("scoring:quotas")).context["tabs"]
    assert [tab["label"].partition("，")[0] for tab in tabs] == ["2026年11月（11月20日至11月30日）"] * 2


def test_reason_in_the_ledger_names_the_days_of_the_part(client, organ):
    row = LedgerRow.objects.get(clause="two-a-month", unit=organ.division, period__month=11)
    client.force_login(organ.office_head)
    asked = {"unit": organ.division.pk, "period": row.period.slug, "what": "score"}
    lines = client.get(reverse("scoring:facts"), asked).context["lines"]
    reasons = {line.row.pk: [said.replace(" ", "") for said in line.reasons] for line in lines}
    assert reasons[row.pk][0] == f"{FIRST}：报送1条，任务2条，缺1条。"
    base = [reasons[line.row.pk][0].partition("：")[0] for line in lines if line.row.clause == "base"]
    assert base == [FIRST, SECOND]


@pytest.mark.parametrize(
    ("key", "code", "said"),
    [
        ("2026-Q4", "spans", "2026年第4季度（10月1日至11月9日）"),
        ("2026-Q4", "next", "2026年第4季度（11月10日至12月31日）"),
        ("2026", "next", "2026年（11月10日至12月31日）"),
        ("2026-W46", "spans", "2026年第46周（11月9日至11月9日）"),
        ("2026-W45", "spans", "2026年第45周"),
        ("2026-10", "spans", "2026年10月"),
        ("2026-09", "spans", "2026年9月"),
        ("春季", "spans", "春季"),
    ],
)
def test_part_has_the_days_that_both_the_span_and_the_scheme_have(organ, key, code, said):
    """A span without periods, and what is none, stand for themselves."""
    scheme = QuotaStanding.objects.filter(scheme__code=code).values_list("scheme", flat=True).first()
    assert part_in_words(key, scheme, Names.load()) == said
    assert part_in_words(key, None, Names.load()) == said.partition("（")[0]


def test_month_with_days_of_its_own_is_no_part(organ):
    november = Period.objects.get(month=11)
    Period.objects.filter(pk=november.pk).update(ends_on=date(2026, 11, 25))
    Period.objects.create(year=2026, month=12, starts_on=date(2026, 11, 26), ends_on=month_bounds(2026, 12).ends_on)
    scheme = QuotaStanding.objects.filter(scheme__code="next").values_list("scheme", flat=True).first()
    assert part_in_words("2026-11~next", scheme, Names.load()) == "2026年11月（11月10日至11月25日）"
