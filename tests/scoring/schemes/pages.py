"""Asking the screens of schemes, and an office with a reckoned October."""

from datetime import date

from django.urls import reverse

from scoring.forms.kinds import KINDS
from scoring.models import Period, SchemeTrial
from scoring.services.periods import ensure_periods
from scoring.services.reckoning import reckon_period
from tests.factories.schemes import make_scheme
from tests.factories.scoring import PeriodFactory, adopted, filed_item
from tests.scoring.schemes.screens import sent_for

DAY = date(2026, 10, 8)


def october(organ):
    make_scheme()
    PeriodFactory.create(month=10)
    ensure_periods()
    first = filed_item(DAY, unit=organ.divisions[0], title="蔬菜质量安全检测情况")
    adopted(first, date(2026, 10, 12), "city")
    filed_item(DAY, unit=organ.divisions[1], title="出租汽车管理办法")
    filed_item(DAY, unit=organ.divisions[1], title="行政复议三项制度")
    reckon_period(Period.objects.get(month=10), by=None)
    return Period.objects.get(month=10)


def get(client, name, *args, **query):
    return client.get(reverse(f"scoring:{name}", args=args), query)


def post(client, name, *args, data=None, **more):
    return client.post(reverse(f"scoring:{name}", args=args), data or more)


def posted(client, draft, number, op="save", version=None, **changes):
    clause = draft.document["clauses"][number - 1]
    data = sent_for(KINDS[clause["kind"]], clause, **changes)
    data["version"], data["op"] = str(version or draft.version), op
    return client.post(reverse("scoring:scheme_clause", args=[draft.pk, number]), dict(data.lists()))


def tried(client, draft, period):
    answer = post(client, "scheme_try", draft.pk, first=period.pk, last=period.pk)
    return SchemeTrial.objects.get(), answer
