"""采用申报: what a unit claims with evidence counts once the office has confirmed it, and not before."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from activity.clock import today
from activity.models import Event, Notice
from organizations.models import Role
from review.errors import ClaimedAlready, RecordRefused
from review.models import Adoption, AdoptionClaim
from review.services.adoption import record_adoption
from review.services.claim_decisions import confirm_claim, refuse_claim
from review.services.claims import claim_adoption, claim_without_filing, issue_key, withdraw_claim
from review.services.records import revoke
from submissions.errors import NotAllowed
from submissions.secrecy import SecretRefused
from submissions.states import OUTER_ADOPTED, Status
from tests.factories.documents import StoredFileFactory
from tests.factories.organizations import ActingGrantFactory, OutletFactory, make_person
from tests.factories.review import AdoptionClaimFactory
from tests.factories.submissions import ItemTypeFactory, make_item
from tests.review.claiming import printed, whole

pytestmark = pytest.mark.django_db
State = AdoptionClaim.State


def claimed(organ, item, **changes) -> AdoptionClaim:
    return claim_adoption(
        item_id=item.pk, by=organ.officer, evidence=StoredFileFactory.create(), printed=printed(**changes)
    )


def on_paper(organ, **changes) -> AdoptionClaim:
    given = {
        "unit": organ.division, "title": "电话约稿采用件", "item_type": ItemTypeFactory.create(),
        "authors": [organ.head, organ.officer], "by": organ.officer, "evidence": StoredFileFactory.create(),
        "printed": printed(), **changes,
    }  # fmt: skip
    return claim_without_filing(**given)


def counts() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (AdoptionClaim, Adoption, Event, Notice))


# Claiming


def test_a_claim_is_no_adoption_until_it_is_confirmed(organ, item):
    claim = claimed(organ, item, external_points=Decimal("2.5"))
    item.refresh_from_db()
    assert (claim.state, claim.unit, claim.external_points) == (State.WAITING, organ.division, Decimal("2.5"))
    assert (Adoption.objects.count(), item.adopted_at) == (0, None)
    assert Event.objects.about(claim).get().verb == "claim.make"


@pytest.mark.parametrize("role", [Role.OFFICER, Role.UNIT_SIGNER, Role.UNIT_HEAD])
def test_everybody_of_the_unit_claims(organ, item, role):
    person = make_person(role, unit=organ.division)
    claim = claim_adoption(item_id=item.pk, by=person, evidence=StoredFileFactory.create(), printed=printed())
    assert claim.claimed_by == person


@pytest.mark.parametrize("who", ["foreign_officer", "editor", "office_head", "deputy_leader"])
def test_nobody_else_claims(organ, item, who):
    people = {"foreign_officer": organ.officers[1], "editor": organ.editor, "office_head": organ.office_head,
              "deputy_leader": organ.deputy_leader}  # fmt: skip
    before = counts()
    with pytest.raises(NotAllowed):
        claim_adoption(item_id=item.pk, by=people[who], evidence=StoredFileFactory.create(), printed=printed())
    with pytest.raises(NotAllowed):
        on_paper(organ, by=people[who])
    assert counts() == before


@pytest.mark.parametrize("status", [Status.DRAFT, Status.UNIT_REVIEW, Status.HELD])
def test_what_never_reached_the_office_is_not_claimed(organ, status):
    draft = make_item(status=status, unit=organ.division, drafter=organ.officer)
    with pytest.raises(NotAllowed):
        claimed(organ, draft)
    assert AdoptionClaim.objects.count() == 0


def test_a_partner_that_countersigned_claims_for_itself(organ):
    joint = make_item(
        status=Status.SIGNED,
        unit=organ.division,
        drafter=organ.officer,
        joint=[organ.divisions[1]],
        editor=organ.editor,
    )
    partner = {"item_id": joint.pk, "by": organ.officers[1], "evidence": StoredFileFactory.create()}
    joint.joint_units.update(state="pending")
    with pytest.raises(NotAllowed):
        claim_adoption(**partner, printed=printed())
    joint.joint_units.update(state="countersigned")
    assert claim_adoption(**partner, printed=printed()).unit == organ.divisions[1]


def test_a_deputy_claims_for_the_principal_and_both_names_are_kept(organ, item):
    deputy = make_person(Role.OFFICER)
    ActingGrantFactory.create(principal=organ.head, deputy=deputy, unit=organ.division, role=Role.UNIT_HEAD)
    claim = claim_adoption(item_id=item.pk, by=deputy, evidence=StoredFileFactory.create(), printed=printed())
    event = Event.objects.about(claim).get()
    assert (event.actor, event.on_behalf_of) == (deputy, organ.head)


def test_a_day_in_the_future_is_refused_at_its_field(organ, item):
    with pytest.raises(RecordRefused) as refusal:
        claimed(organ, item, adopted_on=today() + timedelta(days=1))
    assert (refusal.value.field, AdoptionClaim.objects.count()) == ("adopted_on", 0)


def test_a_day_long_past_is_claimed_by_nobody(organ, item):
    long_past = today() - timedelta(days=800)
    for act in (
        lambda: claimed(organ, item, adopted_on=long_past),
        lambda: on_paper(organ, printed=printed(adopted_on=long_past)),
    ):
        with pytest.raises(RecordRefused) as refused:
            act()
        assert (refused.value.code, refused.value.field) == ("long_past", "adopted_on")
    assert not AdoptionClaim.objects.exists()


def test_a_secret_mark_in_a_claim_is_stored_nowhere(organ, item):
    with pytest.raises(SecretRefused):
        claimed(organ, item, printed_title="机密★1年")
    with pytest.raises(SecretRefused):
        on_paper(organ, title="机密★1年")
    assert AdoptionClaim.objects.count() == 0


# The same claim twice


@pytest.mark.parametrize(
    ("one", "other"),
    [("第38期", "38"), ("第38期", "３８期"), ("〔2026〕第38期", "2026年第38号"), ("增刊第1期", "增刊01"), ("—", "—")],
)
def test_one_issue_however_it_is_written(one, other):
    assert issue_key(one) == issue_key(other)


@pytest.mark.parametrize(
    ("one", "other"), [("第38期", "第3期"), ("增刊第1期", "第1期"), ("〔2026〕38期", "〔2025〕38期")]
)
def test_issues_that_differ(one, other):
    assert issue_key(one) != issue_key(other)


@pytest.mark.parametrize("again", [{"issue_number": "38期"}, {"issue_number": "第39期", "same_day": True}])
def test_what_waits_is_not_claimed_again_and_the_refusal_names_it(organ, item, again):
    first = claimed(organ, item)
    day = first.adopted_on if again.pop("same_day", False) else today()
    with pytest.raises(ClaimedAlready) as refusal:
        claimed(organ, item, outlet=first.outlet, adopted_on=day, **again)
    assert (refusal.value.claim, refusal.value.field) == (first, "issue_number")
    assert organ.officer.name in str(refusal.value)
    assert "第38期" in str(refusal.value)
    assert AdoptionClaim.objects.count() == 1


def test_another_issue_on_another_day_or_another_outlet_is_another_claim(organ, item):
    first = claimed(organ, item)
    claimed(organ, item, outlet=first.outlet, issue_number="第39期", adopted_on=today())
    claimed(organ, item)
    assert AdoptionClaim.objects.count() == 3


def test_what_the_office_recorded_is_not_claimed(organ, item):
    outlet = OutletFactory.create()
    record_adoption(item_id=item.pk, outlet=outlet, issue_number="第38期", adopted_on=today(), by=organ.editor)
    with pytest.raises(ClaimedAlready) as refusal:
        claimed(organ, item, outlet=outlet, issue_number="38")
    assert (refusal.value.claim, AdoptionClaim.objects.count()) == (None, 0)


def test_what_was_recorded_for_the_composite_is_not_claimed_for_its_source(organ):
    source = make_item(status=Status.MERGED, unit=organ.division, drafter=organ.officer)
    outlet = OutletFactory.create()
    record_adoption(
        item_id=source.composite_id, outlet=outlet, issue_number="第38期", adopted_on=today(), by=organ.editor
    )
    with pytest.raises(ClaimedAlready):
        claimed(organ, source, outlet=outlet)
    assert AdoptionClaim.objects.count() == 0


def test_after_a_revocation_it_may_be_claimed_again(organ, item):
    claim = claimed(organ, item)
    confirmed = confirm_claim(claim_id=claim.pk, by=organ.editor, printed=whole(claim))
    with pytest.raises(ClaimedAlready) as refusal:
        claimed(organ, item, outlet=claim.outlet)
    assert refusal.value.claim == claim
    revoke(confirmed.adoption, by=organ.editor, reason="登记有误")
    assert claimed(organ, item, outlet=claim.outlet).state == State.WAITING


def test_the_database_keeps_the_promise_too(organ, item):
    first = AdoptionClaimFactory.create(item=item)
    for wrong in (
        {"outlet": first.outlet, "issue_number": first.issue_number, "adopted_on": today() - timedelta(days=9)},
        {"state": State.CONFIRMED},
        {"state": State.REFUSED},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            AdoptionClaimFactory.create(item=item, **wrong)
    assert AdoptionClaim.objects.count() == 1


# Deciding


def test_confirming_records_the_adoption_with_its_evidence_and_tells_the_unit(organ, item):
    claim = claimed(organ, item)
    confirmed = confirm_claim(claim_id=claim.pk, by=organ.editor, printed=whole(claim))
    adoption = Adoption.objects.get()
    item.refresh_from_db()
    assert (adoption.evidence, adoption.recorded_by, adoption.issue_number) == (claim.evidence, organ.editor, "第38期")
    assert (confirmed.adoption, confirmed.state, confirmed.corrections) == (adoption, State.CONFIRMED, [])
    assert item.outer_status == str(OUTER_ADOPTED)
    assert set(Notice.objects.filter(kind="claim.confirmed").values_list("user", flat=True)) == {organ.officer.pk}
    assert Event.objects.about(claim).filter(verb="claim.confirm").count() == 1


def test_what_the_office_put_right_is_recorded_and_stays_visible(organ, item):
    claim = claimed(organ, item, external_points=Decimal("2.50"))
    confirmed = confirm_claim(
        claim_id=claim.pk, by=organ.editor, printed=whole(claim, issue_number="第39期", external_points=Decimal(2)),
    )  # fmt: skip
    assert confirmed.adoption.issue_number == "第39期"
    assert confirmed.corrections == [
        {"field": "issue_number", "was": "第38期", "now": "第39期"},
        {"field": "external_points", "was": "2.5", "now": "2"},
    ]
    claim.refresh_from_db()
    assert (claim.issue_number, claim.external_points) == ("第38期", Decimal("2.5"))
    assert Notice.objects.filter(kind="claim.corrected", user=organ.officer).count() == 1


def test_a_source_may_be_recorded_for_its_composite(organ):
    source = make_item(status=Status.MERGED, unit=organ.division, drafter=organ.officer)
    claim = claimed(organ, source)
    confirmed = confirm_claim(claim_id=claim.pk, by=organ.editor, printed=whole(claim), target=source.composite)
    assert (confirmed.adoption.item, confirmed.item) == (source.composite, source)


@pytest.mark.parametrize("number", ["38", "第038期", "３８期"])
def test_what_a_claim_brought_is_not_recorded_again_by_hand(organ, item, number):
    claim = claimed(organ, item)
    confirm_claim(claim_id=claim.pk, by=organ.editor, printed=whole(claim))
    before = counts()
    with pytest.raises(RecordRefused) as refused:
        record_adoption(item_id=item.pk, outlet=claim.outlet, issue_number=number, adopted_on=today(), by=organ.editor)
    assert (refused.value.code, refused.value.field) == ("twice", "issue_number")
    assert counts() == before
    other = OutletFactory.create()
    record_adoption(item_id=item.pk, outlet=other, issue_number=number, adopted_on=today(), by=organ.editor)


def test_correcting_a_claim_into_what_is_recorded_already_is_refused(organ, item):
    claim = claimed(organ, item)
    record_adoption(item_id=item.pk, outlet=claim.outlet, issue_number="40", adopted_on=today(), by=organ.editor)
    before = counts()
    with pytest.raises(ClaimedAlready):
        confirm_claim(claim_id=claim.pk, by=organ.editor, printed=whole(claim, issue_number="第40期"))
    claim.refresh_from_db()
    assert (counts(), claim.state) == (before, State.WAITING)


def test_refusing_needs_a_reason_records_nothing_and_tells_claimant_and_head(organ, item):
    claim = claimed(organ, item)
    with pytest.raises(RecordRefused):
        refuse_claim(claim_id=claim.pk, by=organ.editor, reason=" ")
    refused = refuse_claim(claim_id=claim.pk, by=organ.editor, reason="所附剪报不是该期")
    item.refresh_from_db()
    assert (refused.state, refused.reason, refused.decided_by) == (State.REFUSED, "所附剪报不是该期", organ.editor)
    assert (Adoption.objects.count(), item.adopted_at) == (0, None)
    told = Notice.objects.filter(kind="claim.refused")
    assert set(told.values_list("user", flat=True)) == {organ.officer.pk, organ.head.pk}
    assert Event.objects.about(claim).get(verb="claim.refuse").reason == "所附剪报不是该期"


def test_a_unit_withdraws_while_the_claim_waits_and_may_claim_anew(organ, item):
    claim = claimed(organ, item)
    assert withdraw_claim(claim_id=claim.pk, by=organ.head).state == State.WITHDRAWN
    assert Event.objects.about(claim).filter(verb="claim.withdraw").count() == 1
    assert claimed(organ, item, outlet=claim.outlet).state == State.WAITING


def settle(organ, claim, how):
    {
        State.CONFIRMED: lambda: confirm_claim(claim_id=claim.pk, by=organ.editor, printed=whole(claim)),
        State.REFUSED: lambda: refuse_claim(claim_id=claim.pk, by=organ.editor, reason="材料不符"),
        State.WITHDRAWN: lambda: withdraw_claim(claim_id=claim.pk, by=organ.officer),
    }[how]()


@pytest.mark.parametrize("how", [State.CONFIRMED, State.REFUSED, State.WITHDRAWN])
def test_what_is_settled_is_not_settled_again_by_anybody(organ, item, how):
    claim = claimed(organ, item)
    settle(organ, claim, how)
    before = counts()
    for act in (
        lambda: confirm_claim(claim_id=claim.pk, by=organ.office_head, printed=whole(claim)),
        lambda: refuse_claim(claim_id=claim.pk, by=organ.office_head, reason="x"),
        lambda: withdraw_claim(claim_id=claim.pk, by=organ.officer),
    ):
        with pytest.raises(RecordRefused) as refusal:
            act()
        assert refusal.value.code == "settled"
    assert counts() == before
    assert AdoptionClaim.objects.get().state == how


@pytest.mark.parametrize("who", ["officer", "head", "foreign", "leader"])
def test_only_the_office_decides(organ, item, who):
    claim = claimed(organ, item)
    person = {"officer": organ.officer, "head": organ.head, "foreign": organ.officers[1],
              "leader": organ.principal_leader}[who]  # fmt: skip
    before = counts()
    with pytest.raises(NotAllowed):
        confirm_claim(claim_id=claim.pk, by=person, printed=whole(claim))
    with pytest.raises(NotAllowed):
        refuse_claim(claim_id=claim.pk, by=person, reason="x")
    assert counts() == before


def test_strangers_and_the_office_do_not_withdraw(organ, item):
    claim = claimed(organ, item)
    for person in (organ.officers[1], organ.editor):
        with pytest.raises(NotAllowed):
            withdraw_claim(claim_id=claim.pk, by=person)
    assert AdoptionClaim.objects.get().state == State.WAITING


def test_nobody_decides_the_own_claim(organ, item):
    both = make_person(Role.OFFICER, unit=organ.division)
    claim = claim_adoption(item_id=item.pk, by=both, evidence=StoredFileFactory.create(), printed=printed())
    both.memberships.create(unit=organ.office, role=Role.EDITOR, starts_on=today() - timedelta(days=9))
    both._standing = None
    with pytest.raises(NotAllowed):
        confirm_claim(claim_id=claim.pk, by=both, printed=whole(claim))
    assert (Adoption.objects.count(), AdoptionClaim.objects.get().state) == (0, State.WAITING)
