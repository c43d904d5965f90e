"""The audit trail, for the audit administrator alone: acts, people, times and keys; never the text of an item."""

import json
from typing import Any

from django.apps import apps
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from activity.clock import now
from activity.jobs import enqueue
from activity.models import ChainHead, Event
from organizations.chain_check import JOB, latest_check
from organizations.filters import AuditFilter
from organizations.policy import can, visible_to
from organizations.views.base import SettingsView
from ui.listpage import Column, ListPage


def subject_in_words(event: Event) -> str:
    """Kind and key of what the act was about: a title would be text of an item."""
    if not event.subject_kind:
        return ""
    try:
        kind = str(apps.get_model(event.subject_kind)._meta.verbose_name)
    except LookupError:
        kind = event.subject_kind
    return f"{kind} {event.subject_key}"


def data_in_words(event: Event) -> str:
    """The event's data as it stands in the chain."""
    return json.dumps(event.data, ensure_ascii=False, separators=(", ", ": ")) if event.data else ""


class AuditList(ListPage):
    title = _("Audit trail")
    export_name = _("Audit trail")
    page_key = "organizations.audit"
    template_name = "organizations/audit.html"
    ordering = ("-pk",)
    filterset_class = AuditFilter
    columns = (
        Column("number", _("No."), lambda event: event.pk, sort="pk", numeric=True),
        Column("at", _("Time"), lambda event: event.at, css="nowrap"),
        Column("verb", _("Act"), lambda event: event.verb_label, main=True),
        Column(
            "actor", _("By whom"), lambda event: event.actor.name if event.actor else _now("the system or a stranger")
        ),
        Column("for", _("On behalf of"), lambda event: event.on_behalf_of.name if event.on_behalf_of else ""),
        Column("subject", _("Subject of the act"), subject_in_words),
        Column("data", _("Details"), data_in_words, cell="organizations/_audit_data.html"),
        Column("ip", _("Address"), lambda event: event.ip, css="nowrap"),
        Column("reason", _("Reason"), lambda event: event.reason, shown=False),
        Column("code", _("Code of the act"), lambda event: event.verb, shown=False),
        Column("hash", _("Hash"), lambda event: event.hash, shown=False),
    )

    def check_access(self) -> None:
        if not can(self.request.user, "event.audit"):  # type: ignore[arg-type]
            raise Http404

    def get_rows(self) -> QuerySet[Event]:
        return visible_to(self.request.user, Event.objects.select_related("actor", "on_behalf_of"), "audit")  # type: ignore[arg-type]

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        head = ChainHead.objects.first()
        return super().get_context_data(**context, check=latest_check(), recorded=head.last_event_id if head else 0)


class ChainCheckView(SettingsView):
    """Have the whole chain read again, as a job: with years of events it takes minutes."""

    action = "event.audit"
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponseBase:
        job = enqueue(JOB, key=f"{now():%Y%m%d%H%M%S}", by=self.person)
        return redirect("activity:job", pk=job.pk)
