"""Records of the comprehensive office for tests, by raw rows."""

import json
from typing import Any

import factory

from activity.clock import now, today
from organizations.models import Membership, Role, User
from review.models import Adoption, AdoptionClaim, Forwarding, Instruction, Package
from review.services.claims import issue_key
from submissions.models import Item
from submissions.states import Status
from tests.factories.documents import StoredFileFactory
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


class AdoptionClaimFactory(factory.django.DjangoModelFactory):
    """A waiting claim of the item's unit, by the item's drafter; for one without a filing pass `item=None` and the rest."""

    class Meta:
        model = AdoptionClaim

    item = factory.LazyFunction(lambda: make_item(status=Status.SIGNED))
    unit = factory.LazyAttribute(lambda claim: claim.item.unit)
    outlet = factory.SubFactory(OutletFactory)
    issue_number = factory.Sequence(lambda n: f"第{n + 1}期")
    issue_key = factory.LazyAttribute(lambda claim: issue_key(claim.issue_number))
    adopted_on = factory.LazyFunction(today)
    evidence = factory.SubFactory(StoredFileFactory)
    claimed_by = factory.LazyAttribute(lambda claim: claim.item.drafter)
    claimed_at = factory.LazyFunction(now)


class InstructionFactory(_RecordFactory):
    class Meta:
        model = Instruction

    leader = factory.SubFactory(SuperiorLeaderFactory)
    instructed_on = factory.LazyFunction(today)
    text = "请认真研究，抓好落实。"


class PackageFactory(factory.django.DjangoModelFactory):
    """A paper for forwarding with these `items` and words taken down; without a PDF."""

    class Meta:
        model = Package
        skip_postgeneration_save = True

    kind = Package.Kind.SPECIAL
    masthead = "信息专报"
    number_line = factory.Sequence(lambda n: f"〔2026〕第{n + 1}期")
    title = "规范性文件清理工作情况"
    dated_on = factory.LazyFunction(today)
    content = factory.LazyAttribute(
        lambda row: json.dumps({
            "head": {
                "masthead": row.masthead, "number_line": row.number_line, "dated_on": row.dated_on.isoformat(),
                "note": "", "send_up": "市委办公室。", "send_peer": "", "send_down": "", "copies": 0, "contact": "",
            },
            "office": "市政府法制办公室综合处", "checker": "", "signer": "",
            "items": [{"item": 1, "number": "", "revision": 1, "title": row.title, "text": "共清理128件。", "units": [], "authors": []}],
        })
    )  # fmt: skip
    sha256 = "0" * 64
    made_by = factory.LazyFunction(office_editor)
    made_at = factory.LazyFunction(now)

    @factory.post_generation
    def items(self, create, extracted, **kwargs):
        self.items.set(extracted or [])


def signed_item(**kw: Any) -> Item:
    """An item that the office may record things about."""
    return make_item(status=Status.SIGNED, **kw)
