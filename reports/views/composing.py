"""Composing a bulletin: sections with named figures, distribution, the acts of the table, comments from paper."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from activity.clock import today
from organizations.policy import access_or_404
from reports.errors import BulletinRefused, SectionRefused
from reports.forms import FiguresForm, ImprintForm, NewSectionForm, ReasonForm, RecordCommentForm, SectionForm
from reports.models import Bulletin, BulletinSection
from reports.services import building, bulletins, sections
from reports.services.changes import Changed, Dropped, changed_fields, changed_in, dropped_in
from reports.services.charts import available
from reports.services.fields import LABELS, fields_for, filled, typed_figures
from reports.services.naming import rolls_of
from reports.services.paper import context_of
from reports.services.progress import steps_of
from reports.services.writing import (
    IMPRINT,
    comment_of,
    comment_version,
    figures_version,
    imprint_version,
    missing_comments,
)
from reports.states import ACTS, Act, State
from reports.views.base import BulletinPage, act_or_say
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
IMPRINT_KEY, NEW_KEY, NAMING_KEY, FIGURES_KEY = "imprint", "new", "naming", "figures"
PARTS = {"compose-outline": "reports/_outline.html", "compose-desk": "reports/_desk.html"}
"""What htmx may ask for alone: the id of the region and its template."""


@dataclass(frozen=True)
class OutlineLine:
    """A section in the outline."""

    section: BulletinSection
    changes: list[Changed]
    dropped: list[Dropped]


class ComposePage(BulletinPage):
    """Outline left, what is being written in the middle, the paper right, the way of the bulletin on top.

    The same view answers the whole page and, for htmx, the outline or the desk alone.
    """

    action = "bulletin.open_composing"

    def show(
        self,
        bulletin: Bulletin,
        *,
        key: str,
        form: Any = None,
        theirs: Any = None,
        status: int = 200,
    ) -> HttpResponse:
        context = self.outline_of(bulletin, key) | self.desk_of(bulletin, key, form, theirs)
        target = getattr(self.request, "htmx", None) and self.request.htmx.target  # type: ignore[attr-defined]
        template = PARTS.get(target or "")
        if template is None:
            context |= self._page_of(bulletin)
        response = render(self.request, template or "reports/compose.html", context, status=status)
        patch_vary_headers(response, ["HX-Request", "HX-Target"])
        if template and status == 200 and self.request.method == "POST":
            response["HX-Trigger"] = "govinfo:saved, bulletin-saved"
        return response

    def outline_of(self, bulletin: Bulletin, key: str) -> dict[str, Any]:
        """The sections in their order, each with the figures that have changed since it was written."""
        fields = fields_for(bulletin)
        lines = [
            OutlineLine(section, changed_in(section, fields), dropped_in(section))
            for section in bulletin.sections.all()
        ]
        return {
            "bulletin": bulletin,
            "lines": lines,
            "key": key,
            "rolls": rolls_of(bulletin),
            "may_write": self.may("bulletin.compose", bulletin),
        }

    def desk_of(self, bulletin: Bulletin, key: str, form: Any, theirs: Any) -> dict[str, Any]:
        """What is open in the middle. `theirs`: what somebody else has saved meanwhile, a section or lines with labels."""
        fields = fields_for(bulletin)
        chosen = next((section for section in bulletin.sections.all() if section.key == key), None)
        return {
            "chosen": chosen,
            "form": form,
            "theirs": theirs,
            "fields": [(name, label, fields[name]) for name, label in LABELS.items() if name in fields],
            "typed": typed_figures(chosen.text) if chosen else [],
            "changes": changed_in(chosen, fields) if chosen else [],
            "dropped": dropped_in(chosen) if chosen else [],
            "paragraphs": filled(chosen.text, fields) if chosen else [],
            "may_name": self.may("bulletin.name_units", bulletin),
        }

    def _page_of(self, bulletin: Bulletin) -> dict[str, Any]:
        return {
            **context_of(bulletin),
            "changed": changed_fields(bulletin),
            "steps": steps_of(bulletin),
            "acts": [act for act in ACTS.values() if self.may(act.action, bulletin)],
            "may_record": self.may("bulletin.record_comment", bulletin),
            "missing": missing_comments(bulletin) if bulletin.takes_comments else [],
            "is_late": bulletin.comments_due_on is not None and bulletin.comments_due_on < today(),
            "job": building.latest_job(bulletin) if bulletin.state == State.SIGNED else None,
        }

    def desk(self, bulletin: Bulletin, key: str, status: int = 200) -> HttpResponse:
        """The page with that part open as it stands."""
        known = {section.key: section for section in bulletin.sections.all()}
        if key == IMPRINT_KEY:
            return self.show(bulletin, key=key, form=ImprintForm(instance=bulletin), status=status)
        if key == NEW_KEY:
            return self.show(bulletin, key=key, form=NewSectionForm(), status=status)
        if key == NAMING_KEY:
            return self.show(bulletin, key=key, status=status)
        if key == FIGURES_KEY:
            return self.show(bulletin, key=key, form=figures_form(bulletin), status=status)
        section = known.get(key) or next(iter(known.values()))
        return self.show(bulletin, key=section.key, form=section_form(section), status=status)

    def after(self, bulletin: Bulletin, key: str, said: str) -> HttpResponseBase:
        """After an act: for htmx the part that asked, as it is now; else back to the page."""
        messages.success(self.request, said)
        if getattr(self.request, "htmx", False):
            return self.desk(Bulletin.objects.for_paper().get(pk=bulletin.pk), key)
        return redirect(f"{reverse('reports:compose', args=[bulletin.pk])}?section={key}")

    def refused(self, bulletin: Bulletin, key: str, refusal: DomainError) -> HttpResponseBase:
        """A refusal that belongs to no field, said at the top of the page or of the part."""
        messages.error(self.request, str(refusal.message))
        if getattr(self.request, "htmx", False):
            return self.desk(Bulletin.objects.for_paper().get(pk=bulletin.pk), key, status=409)
        return redirect(f"{reverse('reports:compose', args=[bulletin.pk])}?section={key}")


class ComposeView(ComposePage):
    """The page at rest; `?section=` names what is open in the middle."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.desk(self.get_bulletin(), request.GET.get("section", ""))


def figures_form(bulletin: Bulletin) -> FiguresForm:
    """The form as the bulletin stands."""
    initial = {"figures": bulletin.figures, "seen_version": figures_version(bulletin)}
    return FiguresForm(initial=initial, known=available(bulletin.snapshot.data))


def section_form(section: BulletinSection) -> SectionForm:
    """The form as the section stands."""
    initial = {"heading": section.heading, "text": section.text, "seen_version": section.version}
    return SectionForm(initial=initial)


def see(form: Any, version: str) -> None:
    """Let the form be saved upon this version: the next press is a decision made in sight of both texts."""
    form.data = form.data.copy()
    form.data["seen_version"] = version


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
            sections.save_section(
                bulletin_id=bulletin.pk, key=key, by=self.person, text=self._text(section, form),
                heading=form.cleaned_data["heading"], seen_version=form.cleaned_data["seen_version"] or 0,
            )  # fmt: skip
        except SectionRefused as refusal:
            return self._refused(bulletin, section, form, refusal)
        return self.after(bulletin, key, _("“%(heading)s” is saved.") % {"heading": form.cleaned_data["heading"]})

    def _text(self, section: BulletinSection, form: SectionForm) -> str:
        """What was typed, or the proposal again where that button was pressed."""
        return section.proposed_text if "as_proposed" in self.request.POST else form.cleaned_data["text"]

    def _refused(
        self, bulletin: Bulletin, section: BulletinSection, form: SectionForm, refusal: SectionRefused
    ) -> HttpResponse:
        theirs = None
        if refusal.code == "stale":
            theirs = BulletinSection.objects.select_related("edited_by").get(pk=section.pk)
            see(form, str(theirs.version))
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
        values = {name: form.cleaned_data[name] for name in (*IMPRINT, "seen_version")}
        try:
            bulletins.save_imprint(bulletin_id=bulletin.pk, by=self.person, **values)
        except BulletinRefused as refusal:
            theirs = self._theirs(bulletin, form) if refusal.code == "stale" else None
            refuse_in_form(form, refusal)
            return self.show(bulletin, key=IMPRINT_KEY, form=form, theirs=theirs, status=422)
        return self.after(bulletin, IMPRINT_KEY, _("Title and distribution are saved."))

    def _theirs(self, bulletin: Bulletin, form: ImprintForm) -> list[tuple[str, str]]:
        """The lines that stand otherwise than they were typed; saving again puts the typed ones in their place."""
        saved = Bulletin.objects.get(pk=bulletin.pk)
        see(form, imprint_version(saved))
        return [
            (str(form.fields[name].label), str(getattr(saved, name)))
            for name in IMPRINT
            if getattr(saved, name) != form.cleaned_data[name]
        ]


class PreviewView(ComposePage):
    """The paper alone, for htmx and for whoever wants it on a page of its own."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        bulletin = self.get_bulletin()
        context = {
            **context_of(bulletin), "bulletin": bulletin, "chips": True, "changed": changed_fields(bulletin),
        }  # fmt: skip
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
            if refusal.code == "stale":
                see(form, comment_version(comment_of(bulletin, form.cleaned_data["leader"])))
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
        given: dict[str, Any] = {"reason": request.POST.get("reason", "")} if act.needs_reason else {}
        if act.name == "issue":
            given["confirmed"] = request.POST.get("confirmed") == "1"

        def run() -> str:
            return self._after(SERVICES[act.name](bulletin_id=bulletin.pk, by=self.person, **given))

        def say(refusal: DomainError) -> HttpResponse | None:
            return self._ask_without(bulletin, refusal) if refusal.code == "uncommented" else None

        done = _("Done: %(act)s.") % {"act": act.label}
        return act_or_say(request, run, done=done, back=self._back(bulletin), say=say)

    def _ask_without(self, bulletin: Bulletin, refusal: DomainError) -> HttpResponse:
        """Who has not commented, and the question whether the bulletin goes out all the same."""
        context = {"bulletin": bulletin, "missing": missing_comments(bulletin), "refusal": refusal.message}
        return render(self.request, "reports/issue.html", context, status=422)

    def _back(self, bulletin: Bulletin) -> str:
        """Where somebody who is refused can act again: the page on which the person works on the bulletin."""
        for page, action in (("compose", "bulletin.open_composing"), ("comment", "bulletin.comment")):
            if self.may(action, bulletin):
                return reverse(f"reports:{page}", args=[bulletin.pk])
        return bulletin.get_absolute_url()

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
