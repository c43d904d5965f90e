"""Composing a bulletin: sections with named figures, distribution, the acts of the table, comments from paper."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from organizations.policy import access_or_404
from reports.errors import SectionRefused
from reports.forms import ImprintForm, ReasonForm, RecordCommentForm, SectionForm
from reports.models import Bulletin, BulletinSection
from reports.services import building, bulletins
from reports.services.fields import LABELS, fields_of, typed_figures
from reports.services.paper import context_of
from reports.services.progress import steps_of
from reports.services.writing import IMPRINT, missing_comments
from reports.states import ACTS, Act, State
from reports.views.base import BulletinPage, Page, act_or_say
from scoring.models import Period
from ui import once
from ui.errors import DomainError
from ui.views.reason import ask_for_reason
from ui.views.refusal import refuse_in_form

SERVICES: dict[str, Callable[..., Bulletin]] = {
    "check": bulletins.check_bulletin,
    "return": bulletins.return_bulletin,
    "sign": bulletins.sign_bulletin,
    "issue": bulletins.issue_bulletin,
    "withdraw": bulletins.withdraw_bulletin,
    "supersede": bulletins.supersede_bulletin,
}
IMPRINT_KEY = "imprint"


class ProposeView(Page):
    """Propose the bulletin of a closed month, or go to the one that stands."""

    needs = "bulletin.propose"

    def post(self, request: HttpRequest) -> HttpResponseBase:
        year, _dash, month = request.POST.get("period", "").partition("-")
        if not (year.isdecimal() and month.isdecimal() and len(year) == 4 and len(month) <= 2):
            return self._unknown()
        period = Period.objects.filter(year=int(year), month=int(month)).first()
        if period is None:
            return self._unknown()

        def act() -> str:
            bulletin = bulletins.propose(period=period, by=self.person)
            return reverse("reports:compose", args=[bulletin.pk])

        return act_or_say(request, act, done=_("The bulletin is proposed."), back="reports:list")

    def _unknown(self) -> HttpResponseBase:
        messages.error(self.request, _("There is no such month."))
        return redirect("reports:list")


class ComposePage(BulletinPage):
    """Outline left, what is being written in the middle, the paper right, the way of the bulletin on top."""

    action = "bulletin.open_composing"

    def show(
        self, bulletin: Bulletin, *, key: str, form: Any, theirs: BulletinSection | None = None, status: int = 200
    ) -> HttpResponse:
        sections = list(bulletin.sections.all())
        fields = fields_of(bulletin.snapshot.data)
        chosen = next((section for section in sections if section.key == key), None)
        job = building.latest_job(bulletin) if bulletin.state == State.SIGNED else None
        context = {
            **context_of(bulletin),
            "bulletin": bulletin,
            "sections": sections,
            "key": key,
            "chosen": chosen,
            "form": form,
            "theirs": theirs,
            "fields": [(name, label, fields[name]) for name, label in LABELS.items()],
            "typed": typed_figures(chosen.text) if chosen else [],
            "steps": steps_of(bulletin),
            "acts": [act for act in ACTS.values() if self.may(act.action, bulletin)],
            "may_write": self.may("bulletin.compose", bulletin),
            "may_record": self.may("bulletin.record_comment", bulletin),
            "record_form": RecordCommentForm(),
            "missing": missing_comments(bulletin) if bulletin.takes_comments else [],
            "job": job,
        }
        return render(self.request, "reports/compose.html", context, status=status)


class ComposeView(ComposePage):
    """The page at rest; `?section=` names what is open in the middle."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        bulletin = self.get_bulletin()
        sections = list(bulletin.sections.all())
        key = request.GET.get("section", "")
        if key == IMPRINT_KEY:
            return self.show(bulletin, key=key, form=ImprintForm(instance=bulletin))
        section = next((one for one in sections if one.key == key), sections[0])
        return self.show(bulletin, key=section.key, form=section_form(section))


def section_form(section: BulletinSection) -> SectionForm:
    """The form as the section stands."""
    initial = {"heading": section.heading, "text": section.text, "seen_version": section.version}
    return SectionForm(initial=initial)


class SectionView(ComposePage):
    """Save one section; refused text comes back as it was typed, beside the text of whoever was faster."""

    action = "bulletin.compose"

    def post(self, request: HttpRequest, pk: int, key: str) -> HttpResponseBase:
        bulletin = self.get_bulletin()
        section = next((one for one in bulletin.sections.all() if one.key == key), None)
        if section is None:
            raise Http404
        form = SectionForm(request.POST)
        if not form.is_valid():
            return self.show(bulletin, key=key, form=form, status=422)
        try:
            bulletins.save_section(
                bulletin_id=bulletin.pk, key=key, by=self.person, text=self._text(section, form),
                heading=form.cleaned_data["heading"], seen_version=form.cleaned_data["seen_version"],
            )  # fmt: skip
        except SectionRefused as refusal:
            return self._refused(bulletin, section, form, refusal)
        messages.success(request, _("“%(heading)s” is saved.") % {"heading": form.cleaned_data["heading"]})
        return redirect(f"{reverse('reports:compose', args=[bulletin.pk])}?section={key}")

    def _text(self, section: BulletinSection, form: SectionForm) -> str:
        """What was typed, or the proposal again where that button was pressed."""
        return section.proposed_text if "as_proposed" in self.request.POST else form.cleaned_data["text"]

    def _refused(
        self, bulletin: Bulletin, section: BulletinSection, form: SectionForm, refusal: SectionRefused
    ) -> HttpResponse:
        theirs = None
        if refusal.code == "stale":
            theirs = BulletinSection.objects.select_related("edited_by").get(pk=section.pk)
            # Saving again is a decision made in sight of both texts.
            form.data = {**form.data.dict(), "seen_version": str(theirs.version)}  # type: ignore[attr-defined]
        refuse_in_form(form, refusal)
        return self.show(bulletin, key=section.key, form=form, theirs=theirs, status=422)


class ImprintView(ComposePage):
    """Save title, distribution and copies."""

    action = "bulletin.compose"

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        bulletin = self.get_bulletin()
        form = ImprintForm(request.POST, instance=Bulletin.objects.get(pk=bulletin.pk))
        if not form.is_valid():
            return self.show(bulletin, key=IMPRINT_KEY, form=form, status=422)
        values = {name: form.cleaned_data[name] for name in IMPRINT}
        bulletins.save_imprint(bulletin_id=bulletin.pk, by=self.person, **values)
        messages.success(request, _("Title and distribution are saved."))
        return redirect(f"{reverse('reports:compose', args=[bulletin.pk])}?section={IMPRINT_KEY}")


class PreviewView(ComposePage):
    """The paper alone, for htmx and for whoever wants it on a page of its own."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        bulletin = self.get_bulletin()
        context = {**context_of(bulletin), "chart": building.trend_chart(bulletin), "chips": True}
        return render(request, "reports/_preview.html", context)


class RecordCommentView(ComposePage):
    """Record what a leader wrote on paper, or that the leader is away."""

    action = "bulletin.record_comment"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._form(self.get_bulletin(), RecordCommentForm(initial={"leader": request.GET.get("leader")}))

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        bulletin = self.get_bulletin()
        form = RecordCommentForm(request.POST)
        if not form.is_valid():
            return self._form(bulletin, form, status=422)

        def act() -> str:
            bulletins.add_comment(bulletin_id=bulletin.pk, recorded_by=self.person, **form.cleaned_data)
            messages.success(request, _("The comment is recorded."))
            return reverse("reports:compose", args=[bulletin.pk])

        try:
            return once.run(request, act)
        except DomainError as refusal:
            refuse_in_form(form, refusal)
            return self._form(bulletin, form, status=422)

    def _form(self, bulletin: Bulletin, form: RecordCommentForm, status: int = 200) -> HttpResponse:
        return render(self.request, "reports/record_comment.html", {"bulletin": bulletin, "form": form}, status=status)


class ActView(BulletinPage):
    """One act of the table. GET asks for the reason where one is needed; who may read but not act is told why."""

    def get(self, request: HttpRequest, pk: int, name: str) -> HttpResponse:
        act = self._act(name)
        if not act.needs_reason:
            raise Http404
        bulletin = access_or_404(self.person, self.rows(), act.action, pk=pk)
        return self._ask(act, bulletin, ReasonForm())

    def post(self, request: HttpRequest, pk: int, name: str) -> HttpResponseBase:
        act, bulletin = self._act(name), self.get_bulletin()
        form = ReasonForm(request.POST)
        if act.needs_reason and self.may(act.action, bulletin) and not form.is_valid():
            return self._ask(act, bulletin, form)
        reason = {"reason": request.POST.get("reason", "")} if act.needs_reason else {}

        def run() -> str:
            return self._after(SERVICES[act.name](bulletin_id=bulletin.pk, by=self.person, **reason))

        return act_or_say(request, run, done=_("Done: %(act)s.") % {"act": act.label}, back=bulletin)

    def _act(self, name: str) -> Act:
        if name not in ACTS:
            raise Http404
        return ACTS[name]

    def _after(self, bulletin: Bulletin) -> str:
        page = "compose" if self.may("bulletin.open_composing", bulletin) else "read"
        page = "read" if not self.may("bulletin.view", bulletin) or bulletin.state == State.ISSUED else page
        if not self.may("bulletin.view", bulletin):
            return reverse("reports:list")
        return reverse(f"reports:{page}", args=[bulletin.pk])

    def _ask(self, act: Act, bulletin: Bulletin, form: ReasonForm) -> HttpResponse:
        back = reverse("reports:read", args=[bulletin.pk])
        return ask_for_reason(
            self.request, form, label=act.label, hint=act.then, back=back, subject=f"{bulletin} {bulletin.number_line}"
        )
