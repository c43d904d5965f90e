"""The desk of the unit: what waits for whom, and the figures."""

from datetime import timedelta

import pytest
from django.urls import reverse

from activity.clock import now
from organizations.models import Role
from submissions import desk as items_desk
from submissions.services.moves import move_item
from tests.factories.organizations import make_person
from tests.factories.submissions import make_item, make_items
from ui.desk import desk_of


def waiting(person):
    found = desk_of(person, since=now() - timedelta(days=1))
    return {line.title for lines, _more in found.blocks for line in lines}


def test_each_role_finds_what_waits_for_it(organ):
    checker = make_person(Role.OFFICER, unit=organ.division)
    draft = make_item(drafter=organ.officer)
    returned = make_item(drafter=organ.officer, status="returned")
    review = make_item(drafter=organ.officer, status="unit_review", checker=checker)
    held = make_item(drafter=organ.officer, status="held")
    joint = make_item(unit=organ.divisions[1], status="unit_review", joint=[organ.division])
    make_item(drafter=organ.officer, status="filed")
    assert waiting(organ.officer) == {item.title for item in (draft, returned, held)}
    assert waiting(organ.head) == {item.title for item in (review, held, joint)}
    assert waiting(checker) == {review.title}
    assert waiting(organ.heads[1]) == {joint.title}


def test_the_most_urgent_comes_first(organ):
    plain = make_item(drafter=organ.officer, status="unit_review")
    flash = make_item(drafter=organ.officer, status="unit_review", urgency="flash")
    lines = items_desk._to_sign(organ.head)
    assert [line.title for line in lines] == [flash.title, plain.title]
    assert [line.urgent for line in lines] == [True, False]


def test_filed_this_month_counts_first_filings_of_own_units(organ):
    make_items(2, unit=organ.division, status="filed")
    make_item(unit=organ.divisions[1], status="filed")
    make_item(unit=organ.division, status="filed", created_at=now() - timedelta(days=40))
    figure = items_desk._filed(organ.officer)
    assert (figure.value, sum(figure.trend), len(figure.trend)) == (2, 3, 6)


def test_changes_are_what_others_did_to_ones_items(organ):
    item = make_item(drafter=organ.officer, status="filed")
    since = now() - timedelta(minutes=1)
    move_item(item_id=item.pk, name="take", by=organ.editor, seen_version=1)
    assert [(change.title, change.who) for change in items_desk._changes(organ.officer, since)] == [
        (item.title, organ.editor)
    ]
    assert items_desk._changes(organ.officers[1], since) == []


@pytest.mark.parametrize("rows", [1, 3])
def test_the_desk_page_costs_the_same_at_one_row_and_three(organ, sign_in, rows, django_assert_max_num_queries):
    for status in ("draft", "returned", "held", "unit_review"):
        make_items(rows, drafter=organ.officer, status=status)
    client = sign_in(organ.head)
    client.get(reverse("ui:desk"))
    with django_assert_max_num_queries(40):
        assert client.get(reverse("ui:desk")).status_code == 200
