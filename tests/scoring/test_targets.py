"""Target points: what the scheme converts, where they stand, and how each opens."""

from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils.translation import gettext
from openpyxl import load_workbook

from scoring.engine.numbers import ZERO
from scoring.models import Period, Scheme
from scoring.services.periods import ensure_periods
from scoring.services.reckoning import reckon_period
from scoring.services.target_points import sum_of, target_points
from tests.factories.organizations import UnitFactory
from tests.factories.scoring import adopted, filed_item, scheme_of
from tests.scoring.rewards import FILED, POINTS, D, months

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("hand")]

OCTOBER = date(2026, 10, 12)
YEARLY = {"times": "0.1", "per": "year", "at_most": "1.2"}
GIVEN = {
    "id": "given", "kind": "points", "event": "adopted", "gives": "target", "table": [{"level": "state", "points": "0.5"}],
}  # fmt: skip


def work(organ):
    """The first division: 6 points in September, 5 and 5 in October; the second: 6 in October."""
    first = filed_item(date(2026, 9, 2), unit=organ.divisions[0], authors=[organ.officers[0]])
    second = filed_item(date(2026, 10, 2), unit=organ.divisions[1], authors=[organ.officers[1]])
    adopted(first, date(2026, 9, 10), "city")
    adopted(first, date(2026, 10, 10), "province")
    adopted(first, date(2026, 10, 30), "state")
    adopted(second, date(2026, 10, 12), "city")
    months(9, 10, close=False)


def convert(organ, *clauses, **conversion):
    scheme_of(*(clauses or (POINTS, FILED)), sharing={"persons": "even"}, conversion={**YEARLY, **conversion})
    work(organ)


def found(**accounts):
    periods = list(Period.objects.filter(year=2026).order_by("starts_on"))
    return target_points(periods, list(Scheme.objects.all()), **accounts)


def results(targets):
    return {receiver: sum_of(spans) for receiver, spans in targets.items()}


def of_unit(organ, number):
    return f"unit:{organ.divisions[number].pk}"


def test_a_scheme_that_another_followed_within_the_month_is_no_span_of_its_own(organ):
    """Two adopted in one month: the first of them holds on no period's last day."""
    convert(organ)
    scheme_of(POINTS, FILED, conversion=YEARLY, code="brief", valid_from=date(2026, 10, 5))
    scheme_of(POINTS, FILED, conversion=YEARLY, code="after", valid_from=date(2026, 10, 20))
    spans = {one.scheme.code for targets in found(person=None).values() for one in targets}
    assert spans == {"spans", "after"}


def test_points_of_the_year_are_converted_up_to_the_cap(organ):
    convert(organ)
    targets = found(person=None)
    assert results(targets) == {of_unit(organ, 0): D("1.2"), of_unit(organ, 1): D("0.6")}
    (one,), (other,) = targets[of_unit(organ, 0)], targets[of_unit(organ, 1)]
    assert (one.points, one.converted, one.is_capped) == (16, D("1.6"), True)
    assert (other.points, other.converted, other.is_capped) == (6, D("0.6"), False)
    assert [period.month for period in one.periods] == [9, 10, 11]


def test_each_quarter_has_its_own_cap(organ):
    convert(organ, per="quarter", at_most="0.8")
    spans = found(person=None)[of_unit(organ, 0)]
    assert [(one.second.span, one.points, one.second.result) for one in spans] == [
        ("2026-Q3", 6, D("0.6")), ("2026-Q4", 10, D("0.8")),
    ]  # fmt: skip


def test_each_week_has_its_own_cap_by_the_days_of_the_facts(organ):
    convert(organ, per="week", at_most="0.3")
    spans = found(unit=organ.divisions[0].pk, person=None)[of_unit(organ, 0)]
    earned = [(one.points, one.second.result) for one in spans if one.points]
    assert earned == [(1, D("0.1")), (5, D("0.3")), (5, D("0.3")), (5, D("0.3"))]


def test_target_points_given_directly_come_on_top_of_the_cap(organ):
    convert(organ, POINTS, FILED, GIVEN)
    (one,) = found(person=None)[of_unit(organ, 0)]
    assert (one.given, one.second.earned, one.second.result) == (D("0.5"), D("2.1"), D("1.7"))


def test_scheme_without_a_conversion_knows_none(client, organ):
    scheme_of(POINTS, FILED)
    work(organ)
    assert found(person=None) is None
    client.force_login(organ.office_head)
    assert client.get(reverse("scoring:ranking")).context["has_targets"] is False
    assert client.get(reverse("scoring:unit", args=[organ.division.pk])).context["targets"] is None
    address = f"{reverse('scoring:targets')}?unit={organ.division.pk}"
    assert client.get(address).context["box"] is None
    sheet = load_workbook(BytesIO(client.get(reverse("scoring:ranking_file")).content)).worksheets[0]
    unit = load_workbook(BytesIO(client.get(reverse("scoring:unit_file", args=[organ.division.pk])).content))
    headings = [cell.value for cell in next(sheet.iter_rows())]
    assert (headings[-1], len(unit.worksheets)) == (gettext("Score since January"), 1)


def test_change_of_scheme_begins_a_span_of_its_own(organ):
    scheme_of(POINTS, FILED, sharing={"persons": "even"})
    scheme_of(
        POINTS, FILED, sharing={"persons": "even"}, code="later", valid_from=date(2026, 10, 1), conversion=YEARLY
    )  # fmt: skip
    work(organ)
    (one,) = found(person=None)[of_unit(organ, 0)]
    assert (one.scheme.code, one.points, one.second.result) == ("later", 10, D("1"))


def test_ranking_shows_them_since_january_and_each_opens(client, organ):
    convert(organ)
    client.force_login(organ.office_head)
    shown = {}
    for period in ("2026-09", "2026-10"):
        page = client.get(reverse("scoring:ranking"), {"period": period})
        lines = {line.row.unit_id: line for line in page.context["rows"]}
        shown[period] = [lines[unit.pk].target for unit in organ.divisions]
        for line in lines.values():
            assert client.get(line.target_url).context["box"].total == line.target
            assert line.target_url.replace("&", "&amp;") in page.content.decode()
    assert shown == {"2026-09": [D("0.60"), 0], "2026-10": [D("1.20"), D("0.60")]}


def test_panel_explains_how_they_come_about_down_to_the_rows(client, organ):
    convert(organ, POINTS, FILED, GIVEN)
    client.force_login(organ.officers[0])
    address = f"{reverse('scoring:targets')}?unit={organ.division.pk}&period=2026-10"
    page = client.get(address)
    (line,) = page.context["box"].lines
    assert line.told.startswith("16 × 0.1 = 1.6")
    assert "0.1" in line.rule[0]
    assert "1.2" in line.rule[0]
    assert client.get(f"{line.facts}score").context["opened"].sum == line.target.points
    assert client.get(f"{line.facts}target").context["opened"].sum == line.target.given == D("0.5")
    part = client.get(address, headers={"HX-Request": "true", "HX-Target": "score-panel"}).content.decode()
    assert "<html" not in part
    assert line.rule[0] in part


def test_target_points_of_others_do_not_open(client, organ):
    convert(organ)
    unit = f"{reverse('scoring:targets')}?unit={organ.division.pk}"
    person = f"{unit}&person={organ.officers[0].pk}"
    found = {}
    for reader in (organ.officers[0], organ.heads[0], organ.editor, organ.officers[1], organ.heads[1]):
        client.force_login(reader)
        found[reader.pk] = (client.get(unit).status_code, client.get(person).status_code)
    assert list(found.values()) == [(200, 200)] * 3 + [(404, 404)] * 2


def test_pages_of_unit_and_person_show_their_own(client, organ):
    convert(organ)
    client.force_login(organ.officers[0])
    unit = client.get(reverse("scoring:unit", args=[organ.division.pk])).context["targets"]
    ((_unit, person),) = client.get(reverse("scoring:person", args=[organ.officers[0].pk])).context["targets"]
    assert (unit.total, person.total) == (D("1.20"), D("1.20"))
    assert "person=" in person.url
    assert client.get(person.url).context["box"] == person


def test_people_have_a_column_where_the_scheme_converts(client, organ):
    convert(organ)
    client.force_login(organ.office_head)
    page = client.get(reverse("scoring:people"), {"period": "2026-10"})
    assert {row.person: shown["target"] for row, shown, _facts in page.context["lines"]} == {
        organ.officers[0]: D("1.20"), organ.officers[1]: D("0.60"),
    }  # fmt: skip


def test_workbooks_hold_them_as_values(client, organ):
    convert(organ)
    client.force_login(organ.office_head)

    def last_column(name, *args, sheet=0):
        book = load_workbook(BytesIO(client.get(reverse(f"scoring:{name}", args=args), {"period": "2026-10"}).content))
        return [row[-1].value for row in book.worksheets[sheet].iter_rows(min_row=2)]

    assert last_column("ranking_file")[:2] == [1.2, 0.6]
    assert last_column("people_file") == [1.2, 0.6]
    assert last_column("unit_file", organ.division.pk, sheet=1) == [1.2, 1.2]
    assert last_column("person_file", organ.officers[0].pk, sheet=1) == [1.2, 1.2]


def test_workbook_of_a_person_of_two_units_has_a_sheet_for_each(client, organ):
    convert(organ)
    adopted(filed_item(date(2026, 10, 2), unit=organ.divisions[1], authors=[organ.officers[0]]), OCTOBER, "city")
    months(10, close=False)
    client.force_login(organ.officers[0])
    book = load_workbook(BytesIO(client.get(reverse("scoring:person_file", args=[organ.officers[0].pk])).content))
    named = [sheet.title for sheet in book.worksheets[1:]]
    assert sorted(named) == sorted(f"{gettext('Target points')} {unit.name}" for unit in organ.divisions)


def test_unit_without_points_has_none(organ):
    convert(organ)
    UnitFactory.create(unit_class=organ.unit_class)
    assert set(results(found(person=None))) == {of_unit(organ, 0), of_unit(organ, 1)}
    assert found(unit=0, person=None) == {}
    assert sum_of([]) == ZERO


def test_ranking_with_target_points_costs_the_same_for_more_units(client, organ, assert_same_queries):
    scheme_of(POINTS, FILED, conversion=YEARLY)
    ensure_periods(since=date(2026, 10, 1))
    october = Period.objects.get(month=10)
    client.force_login(organ.editor)

    def make():
        unit = UnitFactory.create(unit_class=organ.unit_class)
        adopted(filed_item(date(2026, 10, 2), unit=unit), date(2026, 10, 12), "city")
        reckon_period(october, by=None)

    assert_same_queries(make, lambda: client.get(reverse("scoring:ranking") + "?period=2026-10"), most=12)
