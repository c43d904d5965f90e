"""The leader's page: text and form, and the attachments behind a link, so that a phone need not scroll past tables."""

from django.urls import reverse

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
