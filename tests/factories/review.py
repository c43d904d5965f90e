"""Records of the comprehensive office for tests, by raw rows."""

from typing import Any

import factory

from activity.clock import now, today
from organizations.models import Membership, Role, User
from review.models import Adoption, Forwarding, Instruction
from submissions.models import Item
from submissions.states import Status
from tests.factories.organizations import OutletFactory, SuperiorLeaderFactory, make_person
from tests.factories.submissions import make_item


def office_editor() -> User:
    """An editor of the office, made when first asked for."""
    held = Membership.objects.filter(role=Role.EDITOR).order_by("pk").first()
    return held.user if held else make_person(Role.EDITOR)


class _RecordFactory(factory.django.DjangoModelFactory):
    class Meta:
        abstract = True

    item = factory.LazyFunction(lambda: make_item(status=Status.SIGNED))
    recorded_by = factory.LazyFunction(office_editor)
    recorded_at = factory.LazyFunction(now)


class ForwardingFactory(_RecordFactory):
    class Meta:
        model = Forwarding

    outlet = factory.SubFactory(OutletFactory)
    revision = factory.LazyAttribute(lambda row: row.item.current)
    forwarded_at = factory.LazyFunction(now)


class AdoptionFactory(_RecordFactory):
    class Meta:
        model = Adoption

    outlet = factory.SubFactory(OutletFactory)
    issue_number = factory.Sequence(lambda n: f"第{n + 1}期")
    adopted_on = factory.LazyFunction(today)


class InstructionFactory(_RecordFactory):
    class Meta:
        model = Instruction

    leader = factory.SubFactory(SuperiorLeaderFactory)
    instructed_on = factory.LazyFunction(today)
    text = "请认真研究，抓好落实。"


def signed_item(**kw: Any) -> Item:
    """An item that the office may record things about."""
    return make_item(status=Status.SIGNED, **kw)
