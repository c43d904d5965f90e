"""Screens of 采用申报: who opens them, that nothing typed or chosen is lost, and what they say."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from activity.clock import today
from documents.kept import drop_old, keep_upload
from documents.models import KeptUpload, StoredFile
from organizations.models import Role
from review.models import Adoption, AdoptionChannel, AdoptionClaim
from review.registrations import _claim_count, _claim_lines
from review.services.claim_decisions import refuse_claim
from review.services.claims import claim_without_filing
from submissions.models import Item
from submissions.states import Status
from tests.factories.documents import StoredFileFactory, make_image, make_upload
from tests.factories.organizations import OutletFactory, make_person
from tests.factories.review import AdoptionClaimFactory
from tests.factories.submissions import ItemTypeFactory, make_item

pytestmark = pytest.mark.django_db
State = AdoptionClaim.State


def sent(**changes):
    return {
        "outlet": OutletFactory.create().pk, "issue_number": "第38期", "adopted_on": today().isoformat(),
        "evidence": make_upload("剪报.pdf"), **changes,
    }  # fmt: skip


def confirmed_as(claim, **changes):
    return {
        "outlet": claim.outlet_id, "issue_number": claim.issue_number, "adopted_on": claim.adopted_on.isoformat(),
        **changes,
    }  # fmt: skip


# The unit claims


def test_a_unit_claims_on_the_page_of_its_item(signed_in, organ, item):
    client = signed_in(organ.officer)
    assert reverse("review:claim_item", args=[item.pk]) in client.get(item.get_absolute_url()).content.decode()
    answer = client.post(reverse("review:claim_item", args=[item.pk]), sent(note="稿费单附后"))
    claim = AdoptionClaim.objects.get()
    assert answer.url == claim.get_absolute_url()
    assert (claim.evidence.name, claim.note, claim.issue_number) == ("剪报.pdf", "稿费单附后", "第38期")
    assert claim.get_absolute_url() in client.get(item.get_absolute_url()).content.decode()


def test_without_evidence_nothing_is_claimed(signed_in, organ, item):
    answer = signed_in(organ.officer).post(reverse("review:claim_item", args=[item.pk]), sent(evidence=""))
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["evidence"])
    assert "第38期" in answer.content.decode()
    assert AdoptionClaim.objects.count() == 0


def test_a_chosen_file_outlives_the_errors_of_its_form(signed_in, organ, item):
    client, url = signed_in(organ.officer), reverse("review:claim_item", args=[item.pk])
    answer = client.post(url, sent(issue_number="", adopted_on="2999-01-01"))
    page = answer.content.decode()
    kept = KeptUpload.objects.get()
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["issue_number"])
    assert "剪报.pdf" in page
    assert f'name="kept" value="{kept.file_id}"' in page
    answer = client.post(url, sent(adopted_on="2999-01-01", evidence="", kept=str(kept.file_id)))
    assert list(answer.context["form"].errors) == ["adopted_on"]
    client.post(url, sent(evidence="", kept=str(kept.file_id)))
    assert (AdoptionClaim.objects.get().evidence_id, StoredFile.objects.count()) == (kept.file_id, 1)


def test_nobody_uses_a_file_that_somebody_else_chose(signed_in, organ, item):
    others = keep_upload(upload=make_upload(), by=organ.editor)
    client, url = signed_in(organ.officer), reverse("review:claim_item", args=[item.pk])
    for key in (str(others.pk), "no file", "", "\x00"):
        assert client.post(url, sent(evidence="", kept=key)).status_code == 422
    assert AdoptionClaim.objects.count() == 0


def test_a_file_that_the_guard_refuses_is_refused_at_its_field_and_kept_nowhere(signed_in, organ, item):
    answer = signed_in(organ.officer).post(
        reverse("review:claim_item", args=[item.pk]), sent(evidence=make_upload("剪报.exe", b"MZ0000"))
    )
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["evidence"])
    assert (AdoptionClaim.objects.count(), StoredFile.objects.count()) == (0, 0)


def test_files_that_no_form_used_are_deleted_after_a_week_and_used_ones_stay(
    organ, item, django_capture_on_commit_callbacks
):
    unused, used = (keep_upload(upload=make_upload(), by=organ.officer) for _n in range(2))
    AdoptionClaimFactory.create(item=item, evidence=used)
    assert drop_old(organ.officer) == 0
    KeptUpload.objects.update(kept_at=timezone.now() - timedelta(days=8))
    assert drop_old(organ.editor) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert drop_old(organ.officer) == 1
    assert list(StoredFile.objects.all()) == [used]
    assert (unused.path.exists(), used.path.exists(), KeptUpload.objects.count()) == (False, True, 0)


def test_the_same_claim_twice_leads_to_the_one_that_is_there(signed_in, organ, item):
    first = AdoptionClaimFactory.create(item=item, claimed_by=organ.officer)
    answer = signed_in(organ.officer).post(
        reverse("review:claim_item", args=[item.pk]),
        sent(outlet=first.outlet_id, issue_number=first.issue_number),
    )
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["issue_number"])
    assert first.get_absolute_url() in answer.content.decode()
    assert AdoptionClaim.objects.count() == 1


def test_two_presses_make_one_claim(signed_in, organ, item):
    client, url, token = signed_in(organ.officer), reverse("review:claim_item", args=[item.pk]), "a" * 32
    data = sent(once=token)
    answers = [client.post(url, {**data, "evidence": make_upload()}) for _n in range(2)]
    assert {answer.url for answer in answers} == {AdoptionClaim.objects.get().get_absolute_url()}


def test_a_claim_without_a_filing_keeps_the_order_of_its_authors(signed_in, organ):
    data = sent(
        unit=organ.division.pk, title="电话约稿采用件", item_type=ItemTypeFactory.create().pk,
        authors_0=organ.head.pk, authors_1=organ.officer.pk,
    )  # fmt: skip
    client = signed_in(organ.officer)
    assert client.post(reverse("review:claim_new"), {**data, "authors_0": "", "authors_1": ""}).status_code == 422
    assert client.post(reverse("review:claim_new"), {**data, "evidence": make_upload()}).status_code == 302
    claim = AdoptionClaim.objects.get()
    assert (claim.item, claim.title, claim.authors_in_order()) == (None, "电话约稿采用件", [organ.head, organ.officer])


def test_a_unit_claims_without_a_filing_for_itself_only(signed_in, organ):
    data = sent(
        unit=organ.divisions[1].pk,
        title="他人的稿件",
        item_type=ItemTypeFactory.create().pk,
        authors_0=organ.officer.pk,
    )
    answer = signed_in(organ.officer).post(reverse("review:claim_new"), data)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["unit"])
    assert AdoptionClaim.objects.count() == 0


def test_a_refused_claim_is_claimed_again_with_its_words(signed_in, organ, item):
    claim = AdoptionClaimFactory.create(item=item, claimed_by=organ.officer, edition="工作交流", note="请核")
    refuse_claim(claim_id=claim.pk, by=organ.editor, reason="缺期号页")
    client = signed_in(organ.officer)
    page = client.get(claim.get_absolute_url()).content.decode()
    again = f"{reverse('review:claim_item', args=[item.pk])}?again={claim.pk}"
    assert "缺期号页" in page
    assert again in page
    form = client.get(again).context["form"]
    assert (form.initial["edition"], form.initial["note"]) == ("工作交流", "请核")
    others = AdoptionClaimFactory.create(
        item=make_item(status=Status.SIGNED), state=State.WITHDRAWN, edition="他人版面"
    )
    assert client.get(f"{again.partition('=')[0]}={others.pk}").context["form"].initial == {}


def test_withdrawing_by_its_button(signed_in, organ, item):
    claim = AdoptionClaimFactory.create(item=item, claimed_by=organ.officer)
    url = reverse("review:claim_withdraw", args=[claim.pk])
    assert signed_in(organ.officers[1]).post(url).status_code == 404
    assert signed_in(organ.editor).post(url).status_code == 404
    assert AdoptionClaim.objects.get().state == State.WAITING
    signed_in(organ.head).post(url)
    assert AdoptionClaim.objects.get().state == State.WITHDRAWN


# Who sees what


def test_a_unit_sees_its_own_claims_and_the_office_all(signed_in, organ, item):
    mine = AdoptionClaimFactory.create(item=item)
    theirs = AdoptionClaimFactory.create(
        item=make_item(status=Status.SIGNED, unit=organ.divisions[1], drafter=organ.officers[1], title="另一处的信息")
    )
    for person, seen in (
        (organ.officer, {mine}), (organ.officers[1], {theirs}), (organ.editor, {mine, theirs})
    ):  # fmt: skip
        page = signed_in(person).get(reverse("review:claims")).content.decode()
        assert {claim for claim in (mine, theirs) if claim.get_absolute_url() in page} == seen


def test_strangers_find_neither_claim_nor_evidence(signed_in, organ, item):
    claim = AdoptionClaimFactory.create(item=item)
    for person in (organ.officers[1], organ.deputy_leader):
        client = signed_in(person)
        for name in ("claim", "claim_evidence"):
            assert client.get(reverse(f"review:{name}", args=[claim.pk])).status_code == 404


def test_the_unit_reads_its_own_word_for_the_status_of_the_item(signed_in, organ, item):
    claim = AdoptionClaimFactory.create(item=item)
    words = str(item.get_status_display()), str(item.outer_status)
    assert words[0] != words[1]
    for person, word, other in ((organ.officer, words[1], words[0]), (organ.editor, *words)):
        page = signed_in(person).get(claim.get_absolute_url()).content.decode()
        assert f"· {word}<" in page
        assert f"· {other}<" not in page


def test_claims_are_filtered_by_state_title_and_unit(signed_in, organ, item):
    waiting = AdoptionClaimFactory.create(item=item)
    withdrawn = AdoptionClaimFactory.create(item=item, state=State.WITHDRAWN)
    paper = AdoptionClaimFactory.create(
        item=None, unit=organ.divisions[1], title="口头约稿", claimed_by=organ.officers[1]
    )
    client, url = signed_in(organ.editor), reverse("review:claims")
    for query, found in (
        ({"state": "withdrawn"}, {withdrawn}), ({"title": "口头"}, {paper}), ({"unit": organ.division.pk}, {waiting, withdrawn})
    ):  # fmt: skip
        page = client.get(url, query).content.decode()
        assert {claim for claim in (waiting, withdrawn, paper) if claim.get_absolute_url() in page} == found


@pytest.mark.parametrize("who", ["officer", "editor"])
def test_the_list_costs_the_same_for_one_and_three_rows(signed_in, organ, item, assert_same_queries, who):
    client = signed_in(getattr(organ, who))
    assert_same_queries(lambda: AdoptionClaimFactory.create(item=item), lambda: client.get(reverse("review:claims")))


def test_the_office_has_waiting_claims_on_desk_and_rail(organ, item):
    claim = AdoptionClaimFactory.create(item=item)
    AdoptionClaimFactory.create(item=item, state=State.WITHDRAWN)
    assert [line.url for line in _claim_lines(organ.editor)] == [claim.get_absolute_url()]
    assert (_claim_count(organ.editor), _claim_count(organ.officer)) == (1, 0)


# The office decides


def test_the_office_confirms_what_it_put_right(signed_in, organ, item):
    claim = AdoptionClaimFactory.create(item=item, issue_number="第38期", claimed_by=organ.officer)
    client = signed_in(organ.editor)
    page = client.get(claim.get_absolute_url()).content.decode()
    assert item.title in page
    answer = client.post(
        claim.get_absolute_url(), confirmed_as(claim, issue_number="第39期", is_front_page="on", channel="direct")
    )
    adoption = Adoption.objects.get()
    assert answer.url == claim.get_absolute_url()
    assert (adoption.issue_number, adoption.is_front_page, adoption.evidence_id) == ("第39期", True, claim.evidence_id)
    seen = signed_in(organ.officer).get(claim.get_absolute_url()).content.decode()
    assert "<del>第38期</del> <ins>第39期</ins>" in seen
    assert (adoption.channel, str(AdoptionChannel.DIRECT.label) in seen) == ("direct", True)


def test_what_cannot_be_confirmed_stays_in_the_form(signed_in, organ, item):
    claim = AdoptionClaimFactory.create(item=item)
    answer = signed_in(organ.editor).post(
        claim.get_absolute_url(), confirmed_as(claim, adopted_on="2999-01-01", edition="头版")
    )
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["adopted_on"])
    assert "头版" in answer.content.decode()
    assert Adoption.objects.count() == 0


def test_the_slower_of_two_editors_is_told_who_was_faster(signed_in, organ, item):
    claim = AdoptionClaimFactory.create(item=item)
    other = make_person(Role.EDITOR, unit=organ.office)
    refuse_claim(claim_id=claim.pk, by=other, reason="缺期号页")
    client = signed_in(organ.editor)
    late = client.post(claim.get_absolute_url(), confirmed_as(claim))
    refused = client.post(reverse("review:claim_refuse", args=[claim.pk]), {"reason": "重复"})
    assert (late.status_code, refused.status_code) == (422, 422)
    assert other.name in late.content.decode()
    assert other.name in refused.content.decode()
    assert (Adoption.objects.count(), AdoptionClaim.objects.get().reason) == (0, "缺期号页")


def test_refusing_needs_its_reason(signed_in, organ, item):
    claim = AdoptionClaimFactory.create(item=item)
    url = reverse("review:claim_refuse", args=[claim.pk])
    assert signed_in(organ.officer).post(url, {"reason": "x"}).status_code == 404
    client = signed_in(organ.editor)
    assert client.get(url).status_code == 200
    assert client.post(url, {"reason": ""}).status_code == 422
    assert AdoptionClaim.objects.get().state == State.WAITING
    client.post(url, {"reason": "剪报不是该期"})
    assert AdoptionClaim.objects.get().state == State.REFUSED


def paper_claim(organ, title: str) -> AdoptionClaim:
    return claim_without_filing(
        unit=organ.division, title=title, item_type=ItemTypeFactory.create(), authors=[organ.officer], by=organ.officer,
        evidence=StoredFileFactory.create(),
        printed={"outlet": OutletFactory.create(), "issue_number": "第5期", "adopted_on": today()},
    )  # fmt: skip


def test_the_office_enters_what_is_not_in_the_system(signed_in, organ):
    claim = paper_claim(organ, "电话约稿采用件")
    data = confirmed_as(
        claim, title="电话约稿采用件(改)", item_type=claim.item_type_id, authors_0=organ.head.pk,
    )  # fmt: skip
    signed_in(organ.editor).post(claim.get_absolute_url(), data)
    entered = Item.objects.get()
    claim.refresh_from_db()
    assert (entered.is_supplementary, entered.title) == (True, "电话约稿采用件(改)")
    assert [one["field"] for one in claim.corrections] == ["title", "authors"]


def test_items_with_a_title_like_the_claimed_one_are_offered(signed_in, organ, item):
    Item.objects.filter(pk=item.pk).update(title="全市规范性文件清理工作全面完成")
    claim = paper_claim(organ, "全市规范性文件清理工作完成")
    client = signed_in(organ.editor)
    form = client.get(claim.get_absolute_url()).context["form"]
    assert [key for key, _label in form.fields["target"].choices] == ["", str(item.pk)]
    data = confirmed_as(
        claim, title=claim.title, item_type=claim.item_type_id, authors_0=organ.officer.pk, target=item.pk
    )
    client.post(claim.get_absolute_url(), data)
    assert (Adoption.objects.get().item, Item.objects.count()) == (item, 1)


def test_a_picture_is_shown_and_every_evidence_is_a_download(signed_in, organ, item):
    picture = keep_upload(upload=make_upload("剪报.png", make_image()), by=organ.officer)
    claim = AdoptionClaimFactory.create(item=item, evidence=picture)
    client = signed_in(organ.editor)
    url = reverse("review:claim_evidence", args=[claim.pk])
    assert f'<img src="{url}"' in client.get(claim.get_absolute_url()).content.decode()
    answer = client.get(url)
    assert b"".join(answer.streaming_content) == make_image()
    assert answer["Content-Disposition"].startswith("attachment")
