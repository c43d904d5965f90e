"""Claims when several people act at the same moment: one wins, the others are told, and nothing is counted twice."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from activity.clock import today
from organizations.models import Role
from review.errors import RecordRefused
from review.models import Adoption, AdoptionClaim
from review.services.adoption import record_adoption
from review.services.claim_decisions import confirm_claim, refuse_claim
from review.services.claims import PRINTED, claim_adoption, withdraw_claim
from tests.factories.documents import StoredFileFactory
from tests.factories.organizations import OutletFactory, make_person
from tests.factories.review import AdoptionClaimFactory

pytestmark = pytest.mark.django_db(transaction=True)


def all_at_once(acts) -> Counter:
    """How many of the acts were done, and how many refused by which code."""

    def run(act) -> str:
        try:
            act()
        except RecordRefused as refusal:
            return refusal.code
        finally:
            connections.close_all()
        return "done"

    with ThreadPoolExecutor(len(acts)) as pool:
        return Counter(pool.map(run, acts))


def test_of_several_editors_one_decides(organ, item):
    claim = AdoptionClaimFactory.create(item=item)
    printed = {name: getattr(claim, name) for name in PRINTED}
    editors = [organ.editor, organ.office_head, make_person(Role.EDITOR, unit=organ.office)]
    acts = [lambda by=by: confirm_claim(claim_id=claim.pk, by=by, printed=printed) for by in editors[:2]]
    acts.append(lambda: refuse_claim(claim_id=claim.pk, by=editors[2], reason="缺期号页"))
    acts.append(lambda: withdraw_claim(claim_id=claim.pk, by=organ.officer))
    assert all_at_once(acts) == {"done": 1, "settled": 3}
    claim.refresh_from_db()
    assert Adoption.objects.count() == (claim.state == AdoptionClaim.State.CONFIRMED)


def test_of_several_colleagues_one_claims(organ, item):
    outlet, day = OutletFactory.create(), today()
    colleagues = [organ.officer, organ.head, make_person(Role.OFFICER, unit=organ.division)]

    def act(by, file):
        printed = {"outlet": outlet, "issue_number": "第38期", "adopted_on": day}
        return lambda: claim_adoption(item_id=item.pk, by=by, evidence=file, printed=printed)

    acts = [act(by, StoredFileFactory.create()) for by in colleagues]
    assert all_at_once(acts) == {"done": 1, "twice": 2}
    assert AdoptionClaim.objects.count() == 1


def test_a_claim_confirmed_while_the_same_is_recorded_by_hand_is_one_adoption(organ, item):
    claim = AdoptionClaimFactory.create(item=item, issue_number="第38期")
    printed = {name: getattr(claim, name) for name in PRINTED}
    by_hand = {"outlet": claim.outlet, "issue_number": "38", "adopted_on": claim.adopted_on, "by": organ.office_head}
    acts = [
        lambda: confirm_claim(claim_id=claim.pk, by=organ.editor, printed=printed),
        lambda: record_adoption(item_id=item.pk, **by_hand),
    ]
    assert all_at_once(acts) == {"done": 1, "twice": 1}
    assert Adoption.objects.count() == 1
