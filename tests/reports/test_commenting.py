"""The leader's page: text and form, and the attachments behind a link, so that a phone need not scroll past tables."""

from django.urls import reverse

from reports.services import bulletins
from reports.states import State
from tests.factories.reports import make_bulletin


def test_a_leader_finds_the_form_below_the_text_and_the_attachments_behind_a_link(month, signed_in):
    bulletin = make_bulletin(month, State.CHECKED)
    page = signed_in(month.organ.principal_leader).get(reverse("reports:comment", args=[bulletin.pk])).content.decode()
    assert 'href="#your-comment"' in page
    assert page.index('class="signed"') < page.index('id="your-comment"') < page.index('id="id_text"')
    assert f'href="{bulletin.get_absolute_url()}#a-scores"' in page
    assert 'class="table-scroll"' not in page
    assert "data-chart=" not in page
    assert 'id="a-scores"' in signed_in(month.organ.principal_leader).get(bulletin.get_absolute_url()).content.decode()


def test_an_old_reminder_leads_a_leader_to_what_became_of_the_bulletin(month, signed_in):
    bulletin = make_bulletin(month, State.ISSUED)
    page = reverse("reports:comment", args=[bulletin.pk])
    answer = signed_in(month.organ.principal_leader).get(page)
    assert (answer.status_code, answer.headers["Location"]) == (302, bulletin.get_absolute_url())
    assert signed_in(month.organ.officer).get(page).status_code == 404
    bulletins.withdraw_bulletin(bulletin_id=bulletin.pk, by=month.head, reason="内容有误")
    assert signed_in(month.organ.principal_leader).get(page).status_code == 302


def test_a_leader_finds_no_page_of_a_draft(month, signed_in):
    page = reverse("reports:comment", args=[make_bulletin(month).pk])
    assert signed_in(month.organ.principal_leader).get(page).status_code == 404


def test_who_is_refused_is_brought_back_to_the_page_of_the_act(month, signed_in):
    bulletin = make_bulletin(month, State.CHECKED)
    bulletins.sign_bulletin(bulletin_id=bulletin.pk, by=month.organ.deputy_leader)
    client = signed_in(month.head)
    answer = client.post(reverse("reports:act", args=[bulletin.pk, "issue"]), follow=True)
    assert answer.redirect_chain == [(reverse("reports:compose", args=[bulletin.pk]), 302)]
    assert "PDF" in str(next(iter(answer.context["messages"])))
    answer = signed_in(month.organ.principal_leader).post(
        reverse("reports:act", args=[bulletin.pk, "sign"]), follow=True
    )
    assert answer.redirect_chain == [(reverse("reports:comment", args=[bulletin.pk]), 302)]
