"""The schemes: the valid one and past ones for everybody, drafts and the library for the office."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header

from activity.clock import today
from organizations.models import User
from organizations.policy import access_or_404, can, visible_to
from scoring.models import Scheme, SchemeDraft
from scoring.services.scheme_export import export_json, export_yaml
from scoring.services.scheme_library import library
from scoring.services.validity import dated_schemes, scheme_on
from scoring.views.access import ScorePage, reader
from scoring.views.scheme_shown import shown_scheme
from scoring.wording import Names

FORMATS = {
    "yaml": (export_yaml, "application/yaml; charset=utf-8"),
    "json": (export_json, "application/json; charset=utf-8"),
}


class SchemeView(ScorePage):
    """A scheme in words; without a number the one valid today, else the latest."""

    action = "scheme.view"

    def get(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        chosen = _chosen(reader(request), pk)
        context = {
            "chosen": chosen,
            "scheme": shown_scheme(chosen.document, Names.load()) if chosen else None,
            **others(request, chosen),
        }
        return render(request, "scoring/scheme.html", context)


class SchemeFileView(ScorePage):
    """An adopted scheme as a file."""

    action = "scheme.view"

    def get(self, request: HttpRequest, pk: int, form: str) -> HttpResponse:
        scheme = access_or_404(reader(request), Scheme.objects.all(), pk=pk)
        return file_answer(scheme.document, scheme.code, form)


def others(request: HttpRequest, chosen: Scheme | None = None) -> dict[str, Any]:
    """What stands beside: all schemes with their days, and for the office its drafts and the library."""
    dated = list(reversed(dated_schemes(Scheme.objects.select_related("adopted_by"))))
    day = today()
    lines = [
        {
            "scheme": scheme, "starts_on": start, "ends_on": end, "is_chosen": scheme == chosen,
            "is_valid": start <= day and (end is None or day <= end), "is_to_come": start > day,
        }
        for scheme, start, end in dated
    ]  # fmt: skip
    user = reader(request)
    drafts = visible_to(user, SchemeDraft.objects.filter(adopted_as=None).select_related("changed_by"))
    sees_drafts = can(user, "schemedraft.view")
    return {
        "lines": lines,
        "line": next((line for line in lines if line["is_chosen"]), None),
        "drafts": list(drafts) if sees_drafts else [],
        "sees_drafts": sees_drafts,
        "may_write": can(user, "schemedraft.manage"),
        "library": library() if sees_drafts else [],
    }


def file_answer(document: Any, name: str, form: str) -> HttpResponse:
    """The document as a file to keep. Raises Http404 for a form that there is not."""
    if form not in FORMATS:
        raise Http404
    write, content_type = FORMATS[form]
    disposition = content_disposition_header(as_attachment=True, filename=f"{name or 'scheme'}.{form}")
    return HttpResponse(write(document), content_type=content_type, headers={"Content-Disposition": disposition or ""})


def _chosen(user: User, pk: int | None) -> Scheme | None:
    schemes = Scheme.objects.select_related("adopted_by")
    if pk is not None:
        return access_or_404(user, schemes, pk=pk)
    valid = scheme_on(today())
    return schemes.filter(pk=valid.pk).first() if valid else schemes.order_by("-valid_from").first()
