"""采用申报 without a filing: what was printed and is not in the system is entered when the office confirms it."""

import pytest

from review.errors import ClaimedAlready, RecordRefused
from review.models import AdoptionClaim
from review.services.claim_decisions import confirm_claim
from review.services.claims import claim_without_filing
from submissions.models import Item
from tests.factories.documents import StoredFileFactory
from tests.factories.submissions import ItemTypeFactory
from tests.review.claiming import printed, whole

pytestmark = pytest.mark.django_db
State = AdoptionClaim.State


def on_paper(organ, **changes) -> AdoptionClaim:
    given = {
        "unit": organ.division, "title": "电话约稿采用件", "item_type": ItemTypeFactory.create(),
        "authors": [organ.head, organ.officer], "by": organ.officer, "evidence": StoredFileFactory.create(),
        "printed": printed(), **changes,
    }  # fmt: skip
    return claim_without_filing(**given)


def test_a_claim_without_a_filing_becomes_a_later_entry_when_it_is_confirmed(organ):
    claim = on_paper(organ)
    assert Item.objects.count() == 0
    confirmed = confirm_claim(
        claim_id=claim.pk, by=organ.editor, printed=whole(claim),
        entered={"title": claim.title, "item_type": claim.item_type, "authors": claim.authors_in_order()},
    )  # fmt: skip
    item = Item.objects.get()
    assert (item.is_supplementary, item.filing_count, item.unit) == (True, 0, organ.division)
    assert [link.user for link in item.author_links.all()] == [organ.head, organ.officer]
    assert (confirmed.item, confirmed.adoption.item, confirmed.corrections) == (item, item, [])


def test_a_claim_without_a_filing_may_be_recorded_for_an_item_that_is_there_after_all(organ, item):
    claim = on_paper(organ)
    confirmed = confirm_claim(claim_id=claim.pk, by=organ.editor, printed=whole(claim), target=item)
    assert (Item.objects.count(), confirmed.adoption.item) == (1, item)
    assert [one["field"] for one in confirmed.corrections] == ["target"]


@pytest.mark.parametrize(("wrong", "field"), [({"title": " "}, "title"), ({"authors": []}, "authors")])
def test_a_claim_without_a_filing_needs_title_and_author(organ, wrong, field):
    with pytest.raises(RecordRefused) as refusal:
        on_paper(organ, **wrong)
    assert (refusal.value.field, AdoptionClaim.objects.count()) == (field, 0)


def test_what_is_in_the_system_is_claimed_on_its_own_page(organ, item):
    with pytest.raises(RecordRefused) as refusal:
        on_paper(organ, title=item.title)
    assert (refusal.value.code, item.number in str(refusal.value)) == ("filed", True)


def test_the_same_paper_is_claimed_once(organ):
    first = on_paper(organ)
    with pytest.raises(ClaimedAlready) as refusal:
        on_paper(organ, printed=printed(outlet=first.outlet))
    assert (refusal.value.claim, AdoptionClaim.objects.count()) == (first, 1)
