"""Whatever registers are imported in whatever order and however often: the facts are those of all rows, each once."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from django.utils.timezone import localtime
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from organizations.models import ImportedRow, UnitName
from review.models import Adoption
from submissions.models import Item, NumberSeries
from tests.factories.organizations import OutletFactory, make_organ
from tests.factories.past import planned, table
from tests.factories.past import store_at_once as stored

pytestmark = pytest.mark.once

UNITS = {"行政执法监督处": 0, "监督处": 0, "执法监督科": 0, "立法一处": 1, "LFYC": 1}
FIRST = date(2024, 1, 1)
# Every example takes its own rows back.
TAKEN_BACK = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]

rows = st.tuples(
    st.sampled_from(sorted(UNITS)),
    st.sampled_from(["蔬菜质量安全检查情况", "行政复议工作情况", "立法后评估情况"]),
    st.integers(0, 40),
)
registers = st.lists(st.lists(rows, min_size=1, max_size=6), min_size=1, max_size=3)


class Undone(Exception):
    """Takes one example's rows back."""


@pytest.fixture
def organ(db):
    organ = make_organ()
    first, second = organ.divisions
    first.name, first.short_name, first.code = "行政执法监督处", "监督处", "ZFJD"
    second.name, second.short_name, second.code = "立法一处", "立法一", "LFYC"
    first.save()
    second.save()
    UnitName.objects.create(unit=first, name="执法监督科", starts_on=date(2020, 1, 1), ends_on=date(2024, 12, 31))
    OutletFactory.create(name="省政府政务信息", code="province-gov")
    return organ


def filings(register):
    return table(
        ("单位", "标题", "报送日期"), *((unit, title, FIRST + timedelta(days=day)) for unit, title, day in register)
    )


def adoptions(register):
    heads = ("单位", "标题", "采用日期", "采用刊物", "期号")
    return table(
        heads,
        *(
            (unit, title, FIRST + timedelta(days=day + 60), "省政府政务信息", f"第{day}期")
            for unit, title, day in register
        ),
    )


def filed():
    return sorted((item.unit_id, item.title, str(localtime(item.first_filed_at).date())) for item in Item.objects.all())


def expected(organ, all_registers):
    return sorted(
        {
            (organ.divisions[UNITS[unit]].pk, title, str(FIRST + timedelta(days=day)))
            for register in all_registers
            for unit, title, day in register
        }
    )


@settings(max_examples=40, suppress_health_check=TAKEN_BACK)
@given(all_registers=registers, data=st.data())
def test_importing_again_and_in_another_order_never_doubles(organ, all_registers, data):
    shuffled = [data.draw(st.permutations(register)) for register in data.draw(st.permutations(all_registers))]
    results = []
    for order in (all_registers, shuffled):
        try:
            with transaction.atomic():
                for register in [*order, *order]:
                    stored("filings", filings(register), by=organ.office_head)
                results.append((filed(), sorted(Item.objects.values_list("number", "title"))))
                assert ImportedRow.objects.count() == Item.objects.count()
                for register in order:
                    assert planned("filings", filings(register), by=organ.office_head).new == []
                raise Undone
        except Undone:
            continue
    assert results[0][0] == results[1][0] == expected(organ, all_registers)


@settings(max_examples=25, suppress_health_check=TAKEN_BACK)
@given(register=st.lists(rows, min_size=1, max_size=8), data=st.data())
def test_one_register_gives_the_same_numbers_in_any_order_of_its_rows(organ, register, data):
    numbers = []
    for order in (register, data.draw(st.permutations(register))):
        try:
            with transaction.atomic():
                stored("filings", filings(order), by=organ.office_head)
                numbers.append(sorted(Item.objects.values_list("number", "unit", "title")))
                raise Undone
        except Undone:
            continue
    assert numbers[0] == numbers[1]
    assert NumberSeries.objects.count() == 0


@settings(max_examples=25, suppress_health_check=TAKEN_BACK)
@given(all_registers=registers, data=st.data())
def test_adoptions_count_once_whatever_order_they_come_in(organ, all_registers, data):
    shuffled = [data.draw(st.permutations(register)) for register in data.draw(st.permutations(all_registers))]
    results = []
    for order in (all_registers, shuffled):
        try:
            with transaction.atomic():
                for register in [*order, *order]:
                    stored("adoptions", adoptions(register), by=organ.office_head)
                results.append(
                    sorted(Adoption.objects.values_list("item__unit", "item__title", "issue_number", "adopted_on"))
                )
                raise Undone
        except Undone:
            continue
    assert results[0] == results[1]
    assert len(results[0]) == len(set(results[0])) == len(expected(organ, all_registers))
