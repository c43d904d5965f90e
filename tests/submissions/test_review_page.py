"""The signer's screen: approve with ticks, approve with changes, return with a reason; then the next item."""

import pytest
from django.urls import reverse

from submissions.models import Item
from submissions.services.drafts import save_draft
from submissions.services.moves import move_item
from tests.factories.submissions import make_item
from ui.once import new_token

TEXT = "第一段。\n受理3件，合格率98%。"
ALL = ["1|3件", "1|98%"]


@pytest.fixture
def item(organ):
    return make_item(drafter=organ.officer, status="unit_review", text=TEXT, ticked=False)


@pytest.fixture
def head(organ, sign_in):
    return sign_in(organ.head)


def review(item):
    return reverse("submissions:review", args=[item.pk])


def sent(item, **changed):
    browser_text = item.text.replace("\n", "\r\n")
    data = {"seen_version": item.version, "title": item.title, "text": browser_text, "opinion": "", "reason": ""}
    return {**data, "act": "approve", "once": new_token(), **changed}


def test_approving_with_all_figures_ticked_files_the_item_without_a_version_of_the_signer(organ, head, item):
    head.post(review(item), sent(item, ticks=ALL, opinion="同意报送"))
    item.refresh_from_db()
    assert (item.status, item.filing_count) == ("filed", 1)
    assert [row.created_by for row in item.revisions.filter(kind="as_written")] == [organ.officer]
    assert item.signatures.get().opinion == "同意报送"


def test_approving_with_a_figure_left_out_changes_nothing_and_keeps_the_ticks_on_the_page(head, item):
    answer = head.post(review(item), sent(item, ticks=ALL[:1]))
    assert answer.status_code == 422
    assert [(line.is_ticked, line.is_chosen) for line in answer.context["figures"]] == [(False, True), (False, False)]
    item.refresh_from_db()
    assert (item.status, item.figure_ticks.count()) == ("unit_review", 0)


def test_approving_with_changes_writes_a_version_and_wants_its_figures_ticked(organ, head, item):
    changed = item.text.replace("98%", "97%")
    answer = head.post(review(item), sent(item, text=changed, ticks=ALL))
    assert [line.figure.value for line in answer.context["figures"]] == ["3件", "97%"]
    head.post(review(item), sent(item, text=changed, ticks=["1|3件", "1|97%"]))
    item.refresh_from_db()
    assert (item.status, item.text) == ("filed", changed)
    assert item.revisions.get(no=2).created_by == organ.head


def test_a_signer_may_not_write_a_secret_into_the_text(head, item):
    answer = head.post(review(item), sent(item, text="机密★\n金丝雀", ticks=ALL))
    assert set(answer.context["form"].errors) == {"text"}
    item.refresh_from_db()
    assert (item.status, item.revisions.count()) == ("unit_review", 1)


def test_returning_needs_a_reason_at_its_field(head, item):
    answer = head.post(review(item), sent(item, act="return"))
    assert set(answer.context["form"].errors) == {"reason"}
    head.post(review(item), sent(item, act="return", reason="请核实数据"))
    item.refresh_from_db()
    assert (item.status, item.return_reason) == ("returned", "请核实数据")


def test_after_one_item_comes_the_next_and_after_the_last_the_desk(organ, head, item):
    following = make_item(drafter=organ.officer, status="unit_review")
    assert head.post(review(item), sent(item, ticks=ALL)).url == review(following)
    assert head.post(review(following), sent(following)).url == reverse("ui:desk")


def test_what_changed_since_it_was_returned_is_shown(organ, head, item):
    move_item(item_id=item.pk, name="return_in_unit", by=organ.head, seen_version=1, reason="改")
    assert save_draft(item_id=item.pk, by=organ.officer, seen_version=2, data={"text": TEXT.replace("一", "二")})
    Item.objects.filter(pk=item.pk).update(status="unit_review", step=1, awaits_role="unit_head")
    change = head.get(review(item)).context["change"]
    assert [run.text for run in change["merged"][0] if run.is_change] == ["一", "二"]


@pytest.mark.parametrize("who", ["officer", "editor"])
def test_only_the_awaited_signer_signs(organ, sign_in, item, who):
    client = sign_in(getattr(organ, who))
    assert client.get(review(item)).status_code in (302, 404)
    client.post(review(item), sent(item, ticks=ALL))
    item.refresh_from_db()
    assert (item.status, item.figure_ticks.count()) == ("unit_review", 0)


def test_the_page_of_a_stranger_is_not_there(organ, sign_in, item):
    assert sign_in(organ.heads[1]).get(review(item)).status_code == 404
    assert sign_in(organ.heads[1]).post(review(item), sent(item, ticks=ALL)).status_code == 404


def test_nobody_signs_what_they_wrote(organ, sign_in):
    own = make_item(drafter=organ.head, status="unit_review")
    assert sign_in(organ.head).get(review(own)).status_code == 302
    sign_in(organ.head).post(review(own), sent(own))
    own.refresh_from_db()
    assert own.status == "unit_review"
