"""What stands in the registers, for tests, by raw rows."""

from datetime import timedelta
from typing import Any

import factory

from activity.clock import now, today
from organizations.models import Unit
from registers.models import BestItem, Commission, CommissionTarget, EmergencyReport, Fault, FaultObjection
from submissions.models import Item
from submissions.states import Source, Status
from tests.factories.organizations import UnitFactory
from tests.factories.review import office_editor
from tests.factories.submissions import make_item


class FaultFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Fault

    code = "late"
    unit = factory.SubFactory(UnitFactory)
    happened_on = factory.LazyFunction(today)
    note = factory.Sequence(lambda n: f"第{n + 1}次迟报")
    recorded_by = factory.LazyFunction(office_editor)
    recorded_at = factory.LazyFunction(now)


class FaultObjectionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = FaultObjection

    fault = factory.SubFactory(FaultFactory)
    text = "当日已电话报告。"
    objected_by = factory.LazyFunction(office_editor)
    objected_at = factory.LazyFunction(now)


class EmergencyReportFactory(factory.django.DjangoModelFactory):
    """A call that came 20 minutes after it happened."""

    class Meta:
        model = EmergencyReport

    unit = factory.SubFactory(UnitFactory)
    event_name = factory.Sequence(lambda n: f"第{n + 1}号突发事件")
    event_class = EmergencyReport.EventClass.MAJOR
    channel = EmergencyReport.Channel.PHONE
    reported_at = factory.LazyFunction(now)
    happened_at = factory.LazyAttribute(lambda report: report.reported_at - timedelta(minutes=20))
    recorded_by = factory.LazyFunction(office_editor)
    recorded_at = factory.LazyFunction(now)


class BestItemFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = BestItem

    item = factory.LazyFunction(lambda: make_item(status=Status.SIGNED))
    month = factory.LazyFunction(lambda: today().replace(day=1))
    counts_on = factory.LazyFunction(today)
    why = "立意新"
    recorded_by = factory.LazyFunction(office_editor)
    recorded_at = factory.LazyFunction(now)


class CommissionFactory(factory.django.DjangoModelFactory):
    """A commission of these `units`, due in three days."""

    class Meta:
        model = Commission
        skip_postgeneration_save = True

    number = factory.Sequence(lambda n: f"约稿〔2026〕{n + 901}号")
    topic = "优化营商环境的做法"
    due_at = factory.LazyFunction(lambda: now() + timedelta(days=3))
    made_by = factory.LazyFunction(office_editor)
    made_at = factory.LazyFunction(now)

    @factory.post_generation
    def units(self, create, extracted, **kwargs):
        for unit in extracted or []:
            CommissionTarget.objects.create(commission=self, unit=unit)


def answer_to(commission: Commission, unit: Unit, status: str = Status.FILED, **kw: Any) -> Item:
    """An item of the unit that names the commission."""
    return make_item(status=status, unit=unit, source=Source.COMMISSION, commission_no=commission.number, **kw)
