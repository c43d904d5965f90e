"""The best items of the months: chosen with a reason, revoked by a counter-record."""

from datetime import date

import pytest

from activity.models import Event, Notice
from registers.models import BestItem
from registers.services.best import candidates, choose_best, revoke_best
from registers.services.counters import counter_of
from review.errors import RecordRefused
from submissions.errors import NotAllowed
from submissions.states import Status
from tests.factories.review import AdoptionFactory
from tests.factories.scoring import noon
from tests.factories.submissions import make_item

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("hand")]

OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)


def filed(organ, day=8, month=10, **kw):
    kw.setdefault("status", Status.SIGNED)
    return make_item(unit=organ.division, drafter=organ.officer, created_at=noon(date(2026, month, day)), **kw)


def choose(organ, item, month=OCTOBER, why="立意新", **kw):
    return choose_best(item_id=item.pk, month=month, why=why, by=kw.pop("by", organ.editor), **kw)


def test_a_choice_counts_on_the_last_day_of_its_month_and_unit_and_author_hear_of_it(organ):
    item = filed(organ)
    best = choose(organ, item, month=date(2026, 10, 20), why=" 立意新 ")
    assert (best.month, best.counts_on, best.why, best.recorded_by) == (
        OCTOBER,
        date(2026, 10, 31),
        "立意新",
        organ.editor,
    )
    event = Event.objects.about(item).get(verb="best.choose")
    assert (event.reason, event.data) == ("立意新", {"best": best.pk, "month": "2026-10"})
    assert set(Notice.objects.values_list("user", flat=True)) == {organ.officer.pk, organ.head.pk}


def test_a_choice_of_the_running_month_counts_today(organ):
    assert choose(organ, filed(organ, 3, 11), month=NOVEMBER).counts_on == date(2026, 11, 10)


def test_candidates_are_what_was_filed_or_printed_in_the_month_and_came_to_something(organ):
    in_october, merged = filed(organ), filed(organ, status=Status.MERGED)
    printed = filed(organ, 8, 9)
    AdoptionFactory.create(item=printed, adopted_on=date(2026, 10, 3))
    filed(organ, 8, 9)
    filed(organ, 1, 11)
    filed(organ, status=Status.DECLINED)
    filed(organ, status=Status.CLOSED)
    filed(organ, status=Status.DRAFT)
    make_item(status=Status.SIGNED, is_composite=True, created_at=noon(date(2026, 10, 8)))
    assert set(candidates(OCTOBER)) - {merged.composite} == {in_october, merged, printed}


def test_what_an_outlet_did_not_print_after_all_is_no_candidate(organ):
    item = filed(organ, 8, 9)
    adoption = AdoptionFactory.create(item=item, adopted_on=date(2026, 10, 3))
    assert set(candidates(OCTOBER)) == {item}
    counter_of(adoption, by=organ.editor, reason="登记有误")
    assert not candidates(OCTOBER).exists()
    AdoptionFactory.create(item=item, adopted_on=date(2026, 10, 5))
    assert list(candidates(OCTOBER)) == [item]


@pytest.mark.parametrize(
    ("month", "why", "code"),
    [(date(2026, 12, 1), "新", "future"), (OCTOBER, " ", "why"), (NOVEMBER, "新", "no_candidate")],
)
def test_what_cannot_be_chosen_is_refused(organ, month, why, code):
    item = filed(organ)
    with pytest.raises(RecordRefused) as refused:
        choose(organ, item, month=month, why=why)
    assert (refused.value.code, BestItem.objects.count()) == (code, 0)


def test_an_item_is_best_of_a_month_once_and_of_another_besides(organ):
    item = filed(organ)
    choose(organ, item)
    with pytest.raises(RecordRefused) as refused:
        choose(organ, item)
    assert refused.value.code == "twice"
    AdoptionFactory.create(item=item, adopted_on=date(2026, 11, 3))
    assert choose(organ, item, month=NOVEMBER).month == NOVEMBER


@pytest.mark.parametrize("who", ["officer", "head", "deputy_leader"])
def test_only_the_office_chooses_and_revokes(organ, who):
    item, person = filed(organ), getattr(organ, who)
    with pytest.raises(NotAllowed):
        choose(organ, item, by=person)
    best = choose(organ, item)
    with pytest.raises(NotAllowed):
        revoke_best(best_id=best.pk, by=person, reason="不妥")
    assert BestItem.objects.count() == 1


def test_a_choice_is_revoked_by_a_counter_record_and_may_be_made_again(organ):
    item = filed(organ)
    best = choose(organ, item)
    with pytest.raises(RecordRefused):
        revoke_best(best_id=best.pk, by=organ.editor, reason=" ")
    counter = revoke_best(best_id=best.pk, by=organ.office_head, reason="事实有出入")
    assert (counter.counters, counter.item, counter.month, counter.reason) == (best, item, OCTOBER, "事实有出入")
    with pytest.raises(NotAllowed):
        revoke_best(best_id=best.pk, by=organ.editor, reason="再撤")
    assert Notice.objects.filter(kind="best.revoked").count() == 2
    assert choose(organ, item).pk
