"""F21: a claim of a unit brings points once the office has confirmed it, and its evidence opens from the ledger."""

from datetime import date

import pytest
from django.urls import reverse

from documents.models import StoredFile
from review.models import AdoptionClaim
from review.services.claim_decisions import confirm_claim, refuse_claim
from review.services.claims import PRINTED, claim_adoption, withdraw_claim
from review.services.records import revoke
from scoring.models import LedgerRow, Period, ScoreTotal
from scoring.services.reckoning import reckon_changes
from tests.factories.documents import TEXT, StoredFileFactory
from tests.factories.organizations import OutletFactory, OutletLevelFactory, make_organ
from tests.factories.scoring import BY_SPANS, PeriodFactory, adopted, filed_item, scheme_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("hand")]


@pytest.fixture
def organ():
    scheme_of({**BY_SPANS[1], "needs_evidence": True})
    PeriodFactory.create(month=10)
    PeriodFactory.create(month=11)
    return make_organ()


@pytest.fixture
def item(organ):
    return filed_item(date(2026, 10, 8), unit=organ.division, drafter=organ.officer)


@pytest.fixture
def claim(organ, item):
    outlet = OutletFactory.create(level=OutletLevelFactory.create(code="province"))
    return claim_adoption(
        item_id=item.pk, by=organ.officer, evidence=StoredFileFactory.create(),
        printed={"outlet": outlet, "issue_number": "第38期", "adopted_on": date(2026, 11, 3)},
    )  # fmt: skip


def as_claimed(claim: AdoptionClaim) -> dict:
    return {name: getattr(claim, name) for name in PRINTED}


def points(organ):
    reckon_changes(by=None)
    total = ScoreTotal.objects.filter(unit=organ.division, person=None, period=Period.objects.get(month=11)).first()
    return total.points if total else 0


def test_a_claim_that_is_not_confirmed_gives_no_point(organ, item, claim):
    assert (points(organ), LedgerRow.objects.filter(kind="adopted").count()) == (0, 0)
    refuse_claim(claim_id=claim.pk, by=organ.editor, reason="材料不符")
    assert points(organ) == 0
    other = claim_adoption(
        item_id=item.pk, by=organ.officer, evidence=claim.evidence, printed=as_claimed(claim),
    )  # fmt: skip
    withdraw_claim(claim_id=other.pk, by=organ.officer)
    assert (points(organ), LedgerRow.objects.filter(kind="adopted").count()) == (0, 0)


def test_a_confirmed_claim_counts_as_evidenced_down_to_the_ledger_row(organ, claim):
    confirmed = confirm_claim(claim_id=claim.pk, by=organ.editor, printed=as_claimed(claim))
    assert points(organ) == 10
    row = LedgerRow.objects.of_units().get(kind="adopted")
    assert (row.fact, row.points, row.happened_on) == (f"adopted:{confirmed.adoption.pk}", 10, date(2026, 11, 3))


def test_a_revoked_adoption_takes_the_points_of_its_claim_back(organ, claim):
    confirmed = confirm_claim(claim_id=claim.pk, by=organ.editor, printed=as_claimed(claim))
    assert points(organ) == 10
    revoke(confirmed.adoption, by=organ.editor, reason="刊物更正")
    assert points(organ) == 0


def test_the_evidence_opens_for_whoever_may_open_the_ledger_row_and_for_nobody_else(client, organ, item, claim):
    confirm_claim(claim_id=claim.pk, by=organ.editor, printed=as_claimed(claim))
    bare = adopted(item, date(2026, 11, 4), "city")
    points(organ)
    rows = LedgerRow.objects.of_units()
    row, without = rows.exclude(fact=f"adopted:{bare.pk}").get(kind="adopted"), rows.get(fact=f"adopted:{bare.pk}")
    url = reverse("scoring:fact_evidence", args=[row.pk])
    page = f"{reverse('scoring:facts')}?unit={organ.division.pk}&period=2026-11&what=adopted"
    for person in (organ.officer, organ.editor, organ.deputy_leader):
        client.force_login(person)
        assert b"".join(client.get(url).streaming_content) == TEXT
        assert client.get(page).content.decode().count(f'href="{url}" download') == 1
        assert client.get(reverse("scoring:fact_evidence", args=[without.pk])).status_code == 404
    client.force_login(organ.officers[1])
    assert client.get(url).status_code == 404
    assert StoredFile.objects.count() == 1
