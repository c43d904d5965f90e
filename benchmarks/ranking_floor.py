"""The plainest list that Django draws of the same tables: 50 rows, one statement, nobody signed in. What pages of scores are held against."""

from django.http import HttpRequest, HttpResponse
from django.template import Context, engines
from django.urls import include, path

from scoring.models import LedgerRow

COLUMNS = ("pk", "unit__name", "kind", "happened_on", "points", "fact", "period__year", "period__month")
TEMPLATE = """<!doctype html><html lang="zh-Hans"><head><title>list</title></head><body><table><tbody>
{% for row in rows %}<tr><td><a href="/{{ row.pk }}/">{{ row.fact }}</a></td><td>{{ row.unit.name }}</td><td>{{ row.kind }}</td>
<td>{{ row.happened_on|date:"Y-m-d" }}</td><td>{{ row.points }}</td><td>{{ row.period.year }}-{{ row.period.month }}</td></tr>{% endfor %}
</tbody></table></body></html>"""
_compiled = engines["django"].from_string(TEMPLATE).template  # type: ignore[attr-defined]


def floor(_request: HttpRequest) -> HttpResponse:
    """The newest 50 rows of the ledger with their units."""
    rows = LedgerRow.objects.select_related("unit", "period").only(*COLUMNS).order_by("-pk")[:50]
    return HttpResponse(_compiled.render(Context({"rows": rows})))


urlpatterns = [path("floor/", floor), path("", include("govinfo.urls"))]
