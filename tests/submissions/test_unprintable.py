"""What no paper can print is refused at the field while somebody still sits before it: on submitting, editing, signing."""

import pytest
from django.urls import reverse

from submissions.forms.review import ReviewForm
from submissions.models import Item, ItemType
from submissions.services.completeness import missing_for_filing
from submissions.states import Status
from tests.submissions.pages import slip_data

pytestmark = pytest.mark.django_db
BAD = [("信息\u202e123\u202c条", "U+202E", "3"), ("好👍字", "U+1F44D", "2")]
bad = pytest.mark.parametrize(("words", "point", "place"), BAD)


@pytest.fixture
def officer(client, organ):
    client.force_login(organ.officer, backend="django.contrib.auth.backends.ModelBackend")
    return client


def data_of(organ, **changed):
    kind = ItemType.objects.first() or ItemType.objects.create(code="brief", name="简讯")
    return slip_data(item_type=kind.pk, authors_0=organ.officer.pk, **changed)


@bad
@pytest.mark.parametrize("field", ["title", "text"])
def test_a_draft_keeps_it_and_submitting_names_character_and_place_at_the_field(
    organ, officer, field, words, point, place
):
    address = reverse("submissions:new")
    officer.post(address, data_of(organ, **{field: words}))
    assert getattr(Item.objects.get(), field) == words
    answer = officer.post(address, data_of(organ, act="submit", **{field: words}), follow=True)
    item = Item.objects.order_by("pk").last()
    assert item.status == Status.DRAFT
    (message,) = answer.context["form"].errors[field]
    assert point in message
    assert place in message
    assert words in answer.context["form"][field].value()
    assert [name for name, _message in missing_for_filing(item)] == [field]


@bad
def test_a_text_of_several_paragraphs_names_the_paragraph(organ, officer, words, point, place):
    officer.post(reverse("submissions:new"), data_of(organ, text=f"第一段。\n第二段{words}"))
    ((_field, message),) = missing_for_filing(Item.objects.get())
    assert "2" in str(message)
    assert "第二段" in str(message)


@bad
def test_a_signer_sees_it_at_the_field_too(organ, officer, words, point, place):
    officer.post(reverse("submissions:new"), data_of(organ))
    item = Item.objects.get()
    form = ReviewForm({"seen_version": item.version, "title": words, "text": "好。"}, item=item)
    assert not form.is_valid()
    assert point in form.errors["title"][0]
