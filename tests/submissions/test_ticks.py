"""Who vouches for figures, and which."""

import pytest

from activity.models import Event
from organizations.models import Role
from submissions.errors import NotAllowed
from submissions.services.ticks import may_tick, tick_figures, unticked
from tests.factories.organizations import make_person
from tests.factories.submissions import make_item

pytestmark = pytest.mark.django_db
TEXT = "受理3件，办结3件，合格率98%"


def test_ticking_keeps_only_figures_of_the_text_and_says_how_many(organ):
    item = make_item(unit=organ.division, status="unit_review", text=TEXT, ticked=False)
    fresh = tick_figures(item_id=item.pk, by=organ.head, keys=[("3件", 1), ("3件", 2), ("3件", 3), ("99%", 1)])
    assert fresh == [("3件", 1), ("3件", 2)]
    assert [figure.value for figure in unticked(item)] == ["98%"]
    assert Event.objects.about(item).get().data["count"] == 2


def test_ticking_again_changes_nothing(organ):
    item = make_item(unit=organ.division, status="unit_review", text=TEXT)
    assert tick_figures(item_id=item.pk, by=organ.head, keys=[("98%", 1)]) == []
    assert not Event.objects.about(item).exists()


def test_figures_of_words_that_come_with_the_same_form_are_ticked(organ):
    item = make_item(unit=organ.division, status="unit_review", text=TEXT, ticked=False)
    assert tick_figures(item_id=item.pk, by=organ.head, keys=[("97%", 1)], text="合格率97%") == [("97%", 1)]


@pytest.mark.parametrize(
    ("status", "who"),
    [
        ("unit_review", {"head", "checker"}),
        ("draft", {"checker"}),
        ("returned", {"checker"}),
        ("filed", set()),
        ("editing", {"editor", "office_head"}),
        ("office_review", {"office_head"}),
        ("signature", {"deputy_leader"}),
        ("signed", set()),
    ],
)
def test_the_checker_the_present_signer_and_the_editing_hand_tick(organ, status, who):
    checker = make_person(Role.OFFICER, unit=organ.division)
    item = make_item(unit=organ.division, status=status, checker=checker, editor=organ.editor)
    people = {
        "officer": organ.officer, "head": organ.head, "checker": checker, "editor": organ.editor, "other": organ.heads[1],
        "office_head": organ.office_head, "deputy_leader": organ.deputy_leader, "principal": organ.principal_leader,
    }  # fmt: skip
    assert {name for name, person in people.items() if may_tick(item, person)} == who


def test_a_writer_without_any_other_signer_vouches_alone():
    head = make_person(Role.UNIT_HEAD)
    item = make_item(drafter=head, text=TEXT, ticked=False)
    assert may_tick(item, head)


def test_a_stranger_ticks_nothing(organ):
    item = make_item(unit=organ.division, status="unit_review", text=TEXT, ticked=False)
    with pytest.raises(NotAllowed):
        tick_figures(item_id=item.pk, by=organ.officer, keys=[("98%", 1)])
    assert not item.figure_ticks.exists()
