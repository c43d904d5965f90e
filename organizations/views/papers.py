"""文头与分送: one form for what the office states about its papers."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from activity.models import Event
from organizations.forms.papers import PapersForm
from organizations.services import papers
from organizations.views.base import SettingsView


class PapersView(SettingsView):
    action = "officepapers.manage"
    http_method_names = ["get", "post"]

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._answer(PapersForm(instance=papers.office_papers()))

    def post(self, request: HttpRequest) -> HttpResponseBase:
        form = PapersForm(request.POST, instance=papers.office_papers())
        if form.is_valid() and self.tried(
            lambda: papers.save_papers(by=self.person, **form.cleaned_data), form=form, done=_("Saved.")
        ):
            return redirect("organizations:papers")
        return self._answer(form, status=422)

    def _answer(self, form: PapersForm, *, status: int = 200) -> HttpResponse:
        row = papers.stated()
        last = Event.objects.about(row).select_related("actor").last() if row else None
        return render(self.request, "organizations/papers.html", {"form": form, "last": last}, status=status)
