"""The shares of a composite: set by the editor in per cent, equal by default, fixed by the signature."""

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils.translation import override

from activity.models import Event
from submissions.errors import MoveRefused
from submissions.models import Item
from submissions.services.merging import merge_items, set_shares
from submissions.states import Status
from tests.factories.organizations import make_organ
from tests.factories.submissions import make_item

pytestmark = pytest.mark.django_db


@pytest.fixture
def organ():
    return make_organ(divisions=3)


@pytest.fixture
def composite(organ):
    sources = [make_item(unit=unit, status=Status.FILED) for unit in organ.divisions]
    return merge_items(sources=[(item.pk, item.version) for item in sources], by=organ.editor, title="综合情况")


def shares_of(composite: Item) -> list[Decimal]:
    return list(composite.source_links.values_list("share", flat=True))


def sent(composite: Item, *numbers: str, **more: str) -> dict[str, str]:
    links = list(composite.source_links.all())
    return {**{f"share-{link.item_id}": number for link, number in zip(links, numbers, strict=True)}, **more}


def post(client, composite, data):
    return client.post(reverse("review:shares", args=[composite.pk]), data)


def test_editor_sets_shares_and_the_act_is_recorded(client, organ, composite):
    client.force_login(organ.editor)
    assert reverse("review:shares", args=[composite.pk]) in client.get(composite.get_absolute_url()).content.decode()
    answer = post(client, composite, sent(composite, "50", "33.333333", "16.666667"))
    assert answer.url == composite.get_absolute_url()
    assert shares_of(composite) == [Decimal("0.5"), Decimal("0.33333333"), Decimal("0.16666667")]
    event = Event.objects.get(verb="item.shares")
    assert (event.actor, len(event.data["shares"])) == (organ.editor, 3)


def test_equal_shares_add_up_whatever_stands_beside_them(client, organ, composite):
    client.force_login(organ.editor)
    post(client, composite, sent(composite, "100", "0", "0"))
    assert post(client, composite, sent(composite, "x", "", "7", even="on")).status_code == 302
    assert shares_of(composite) == [Decimal("0.33333334"), Decimal("0.33333333"), Decimal("0.33333333")]


@pytest.mark.parametrize(
    ("numbers", "at"),
    [
        (("50", "30", "10"), "__all__"),
        (("50", "50", ""), 2),
        (("150", "-50", "0"), 0),
        (("40", "3O", "30"), 1),
        (("33.3333333", "33.3333333", "33.3333334"), 0),
    ],
)
def test_what_cannot_be_is_said_and_nothing_typed_is_lost(client, organ, composite, numbers, at):
    client.force_login(organ.editor)
    before = shares_of(composite)
    with override("en"):
        answer = post(client, composite, sent(composite, *numbers))
    form = answer.context["form"]
    field = at if isinstance(at, str) else f"share-{composite.source_links.all()[at].item_id}"
    assert (answer.status_code, field in form.errors) == (422, True)
    assert [form[name].value() for name in form.fields if name != "even"] == list(numbers)
    assert shares_of(composite) == before


def test_signed_shares_are_fixed(client, organ, composite):
    composite.source_links.update(is_frozen=True)
    client.force_login(organ.editor)
    assert client.get(reverse("review:shares", args=[composite.pk])).status_code == 404
    shares = dict.fromkeys(composite.source_links.values_list("item", flat=True), Decimal(0))
    with pytest.raises(MoveRefused):
        set_shares(composite_id=composite.pk, shares=shares, by=organ.editor)


def test_shares_that_do_not_belong_to_the_sources_are_refused(organ, composite):
    with pytest.raises(MoveRefused):
        set_shares(composite_id=composite.pk, shares={0: Decimal(1)}, by=organ.editor)
