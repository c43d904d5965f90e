"""Composing a bulletin: sections with named figures, distribution, comments from paper."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from activity.clock import today
from reports.errors import BulletinRefused, SectionRefused
from reports.forms import FiguresForm, ImprintForm, NewSectionForm, RecordCommentForm, SectionForm
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
    too_late_to_comment,
    too_late_to_write,
)
from reports.states import ACTS, State
from reports.views.base import BulletinPage
from reports.views.kept import Kept, kept_comment, kept_page, kept_text, newest
from ui import once
from ui.errors import DomainError
from ui.views.refusal import refuse_in_form

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
        kept: Kept | None = None,
        status: int = 200,
    ) -> HttpResponse:
        context = self.outline_of(bulletin, key) | self.desk_of(bulletin, key, form, theirs) | {"kept": kept}
        template = self._part()
        if not template:
            context |= self._page_of(bulletin)
        response = render(self.request, template or "reports/compose.html", context, status=status)
        patch_vary_headers(response, ["HX-Request", "HX-Target"])
        if template and status == 200 and self.request.method == "POST":
            response["HX-Trigger"] = "govinfo:saved, bulletin-saved"
        return response

    def _part(self) -> str:
        """The template of the region that htmx asked for; empty for the whole page."""
        target = getattr(self.request, "htmx", None) and self.request.htmx.target  # type: ignore[attr-defined]
        return PARTS.get(target or "", "")

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

    def refused(self, bulletin: Bulletin, key: str, refusal: DomainError) -> HttpResponse:
        """A refusal that belongs to no field, said at the top of the page or of the part as it is now."""
        now = newest(bulletin)
        if not self._stays(now):
            return kept_page(self.request, now, kept_text(now, refusal))
        messages.error(self.request, str(refusal.message))
        return self.desk(now, key, status=409)

    def not_taken(
        self,
        bulletin: Bulletin,
        key: str,
        form: Any,
        refusal: DomainError | None = None,
        *,
        theirs: Any = None,
        status: int = 422,
    ) -> HttpResponse:
        """All that was typed: in its form, to be mended, or, where the bulletin has moved on meanwhile, to be copied."""
        now = newest(bulletin)
        if late := too_late_to_write(now):
            kept = kept_text(now, late, form)
            return (
                self.show(now, key=key, kept=kept, status=409)
                if self._stays(now)
                else kept_page(self.request, now, kept)
            )
        if refusal:
            refuse_in_form(form, refusal)
        return self.show(now, key=key, form=form, theirs=theirs, status=status)

    def _stays(self, bulletin: Bulletin) -> bool:
        """Whether the answer can stand where the form stood: as a region, or on the page of a bulletin that is live."""
        return bool(self._part()) or self.may("bulletin.open_composing", bulletin)


class ComposeView(ComposePage):
    """The page at rest; `?section=` names what is open in the middle. Of a bulletin that has ended its paper is shown."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        bulletin = self.get_bulletin("bulletin.send_text")
        if not self.may(self.action, bulletin):
            return redirect(bulletin)
        return self.desk(bulletin, request.GET.get("section", ""))


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

    action = "bulletin.send_text"

    def post(self, request: HttpRequest, pk: int, key: str) -> HttpResponseBase:
        bulletin = self.get_bulletin()
        section = next((one for one in bulletin.sections.all() if one.key == key), None)
        if section is None and not sections.was_removed(bulletin, key):
            raise Http404
        if section is None:
            return self._again(bulletin, sections.gone())
        form = SectionForm(request.POST, initial={"heading": section.heading, "text": section.text})
        if not form.is_valid():
            return self.not_taken(bulletin, key, form)
        try:
            sections.save_section(
                bulletin_id=bulletin.pk, key=key, by=self.person, text=self._text(section, form),
                heading=form.cleaned_data["heading"], seen_version=form.cleaned_data["seen_version"] or 0,
            )  # fmt: skip
        except (BulletinRefused, SectionRefused) as refusal:
            if refusal.code == "gone":
                return self._again(bulletin, refusal)
            theirs = self._theirs(section, form) if refusal.code == "stale" else None
            return self.not_taken(bulletin, key, form, refusal, theirs=theirs)
        return self.after(bulletin, key, _("“%(heading)s” is saved.") % {"heading": form.cleaned_data["heading"]})

    def _text(self, section: BulletinSection, form: SectionForm) -> str:
        """What was typed, or the proposal again where that button was pressed."""
        return section.proposed_text if "as_proposed" in self.request.POST else form.cleaned_data["text"]

    def _theirs(self, section: BulletinSection, form: SectionForm) -> BulletinSection | None:
        """The section as it was saved meanwhile; saving again puts the typed words in its place."""
        theirs = BulletinSection.objects.select_related("edited_by").filter(pk=section.pk).first()
        if theirs:
            see(form, str(theirs.version))
        return theirs

    def _again(self, bulletin: Bulletin, refusal: DomainError) -> HttpResponse:
        """What was typed for a section that is gone, ready to be added as a section of the office's own."""
        again = NewSectionForm(self.request.POST)
        refuse_in_form(again, refusal)
        again.add_error(
            None, _("What you typed stands below: “Add” puts it in again as a section of the office's own.")
        )
        return self.not_taken(bulletin, NEW_KEY, again, status=409)


class ImprintView(ComposePage):
    """Save title, distribution and copies."""

    action = "bulletin.send_text"

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        bulletin = self.get_bulletin()
        form = ImprintForm(request.POST, instance=Bulletin.objects.get(pk=bulletin.pk))
        if not form.is_valid():
            return self.not_taken(bulletin, IMPRINT_KEY, form)
        values = {name: form.cleaned_data[name] for name in (*IMPRINT, "seen_version")}
        try:
            bulletins.save_imprint(bulletin_id=bulletin.pk, by=self.person, **values)
        except BulletinRefused as refusal:
            theirs = self._theirs(bulletin, form) if refusal.code == "stale" else None
            return self.not_taken(bulletin, IMPRINT_KEY, form, refusal, theirs=theirs)
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
        bulletin = self.get_bulletin("bulletin.send_text")
        form = RecordCommentForm(request.POST)
        if not form.is_valid():
            return self._not_taken(bulletin, form)

        def act() -> str:
            bulletins.add_comment(bulletin_id=bulletin.pk, recorded_by=self.person, **form.cleaned_data)
            messages.success(request, _("The comment is recorded."))
            return reverse("reports:compose", args=[bulletin.pk])

        try:
            return once.run(request, act)
        except DomainError as refusal:
            if refusal.code == "stale":
                see(form, comment_version(comment_of(bulletin, form.cleaned_data["leader"])))
            return self._not_taken(bulletin, form, refusal)

    def _not_taken(
        self, bulletin: Bulletin, form: RecordCommentForm, refusal: DomainError | None = None
    ) -> HttpResponse:
        now = newest(bulletin)
        if late := too_late_to_comment(now):
            return kept_page(self.request, now, kept_comment(now, late, form))
        if refusal:
            refuse_in_form(form, refusal)
        return self._form(now, form, status=422)

    def _form(self, bulletin: Bulletin, form: RecordCommentForm, status: int = 200) -> HttpResponse:
        return render(self.request, "reports/record_comment.html", {"bulletin": bulletin, "form": form}, status=status)
