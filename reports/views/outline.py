"""The outline of a draft: order of sections, sections of the office's own, who is named. Each may be asked by htmx."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from reports.forms import FiguresForm, NewSectionForm
from reports.models import Bulletin
from reports.services import sections
from reports.services.charts import available
from reports.services.naming import switch_naming
from reports.services.writing import choose_figures, figures_version
from reports.states import Figure, Roll
from reports.views.composing import FIGURES_KEY, NAMING_KEY, NEW_KEY, ComposePage, see
from ui import once
from ui.errors import DomainError

LONGEST_ORDER = 2_000
LONGEST_VERSION = 10


class OrderView(ComposePage):
    """Bring the sections into another order: one step by a button (`up`, `down`), or all as they were dragged (`order`)."""

    action = "bulletin.send_text"

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        bulletin, sent = self.get_bulletin(), request.POST
        try:
            if key := sent.get("up") or sent.get("down", ""):
                step = sections.UP if "up" in sent else sections.DOWN
                sections.move_section(bulletin_id=bulletin.pk, key=key, step=step, by=self.person)
            else:
                keys = sent.get("order", "")[:LONGEST_ORDER].split(",")
                seen = sent.get("seen", "")[:LONGEST_ORDER].split(",")
                sections.order_sections(bulletin_id=bulletin.pk, keys=keys, by=self.person, seen=seen)
        except DomainError as refusal:
            return self.refused(bulletin, sent.get("section", ""), refusal)
        return self.after(bulletin, sent.get("section", ""), _("The order of the sections is kept."))


class AddSectionView(ComposePage):
    """A section of the office's own."""

    action = "bulletin.send_text"

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        bulletin, form = self.get_bulletin(), NewSectionForm(request.POST)
        if form.is_valid():
            try:
                return once.run(request, lambda: self._add(bulletin, form.cleaned_data))
            except DomainError as refusal:
                return self.not_taken(bulletin, NEW_KEY, form, refusal)
        return self.not_taken(bulletin, NEW_KEY, form)

    def _add(self, bulletin: Bulletin, given: dict[str, Any]) -> str:
        section = sections.add_section(bulletin_id=bulletin.pk, by=self.person, **given)
        messages.success(self.request, _("“%(heading)s” is added.") % {"heading": section.heading})
        return f"{reverse('reports:compose', args=[bulletin.pk])}?section={section.key}"


class RemoveSectionView(ComposePage):
    """Take a section out."""

    action = "bulletin.send_text"

    def post(self, request: HttpRequest, pk: int, key: str) -> HttpResponseBase:
        bulletin = self.get_bulletin()
        try:
            seen = request.POST.get("seen_version", "")
            version = int(seen) if seen.isdecimal() and len(seen) < LONGEST_VERSION else 0
            sections.remove_section(bulletin_id=bulletin.pk, key=key, by=self.person, seen_version=version)
        except DomainError as refusal:
            return self.refused(bulletin, key, refusal)
        return self.after(bulletin, "", _("The section is removed."))


class FiguresView(ComposePage):
    """Choose the charts."""

    action = "bulletin.send_text"

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        bulletin = self.get_bulletin()
        form = FiguresForm(request.POST, known=available(bulletin.snapshot.data))
        if form.is_valid():
            try:
                choose_figures(bulletin_id=bulletin.pk, by=self.person, **form.cleaned_data)
                return self.after(bulletin, FIGURES_KEY, _("The choice of charts is kept."))
            except DomainError as refusal:
                theirs = self._theirs(bulletin, form) if refusal.code == "stale" else None
                return self.not_taken(bulletin, FIGURES_KEY, form, refusal, theirs=theirs)
        return self.not_taken(bulletin, FIGURES_KEY, form)

    def _theirs(self, bulletin: Bulletin, form: FiguresForm) -> list[tuple[str, str]]:
        saved = Bulletin.objects.get(pk=bulletin.pk)
        see(form, figures_version(saved))
        names = "、".join(str(Figure(key).label) for key in saved.figures)
        return [(str(form.fields["figures"].label), names)]


class NamingView(ComposePage):
    """Name a unit, or a whole list, or leave it out."""

    action = "bulletin.send_naming"

    def post(self, request: HttpRequest, pk: int, roll: str) -> HttpResponseBase:
        bulletin, unit = self.get_bulletin(), request.POST.get("unit", "")
        is_named = request.POST.get("named") == "1"
        try:
            switch_naming(
                bulletin_id=bulletin.pk, roll=roll if roll in Roll.values else "", by=self.person, is_named=is_named,
                unit_id=int(unit) if unit.isdecimal() and len(unit) < 19 else None,
            )  # fmt: skip
        except DomainError as refusal:
            return self.refused(bulletin, NAMING_KEY, refusal)
        return self.after(bulletin, NAMING_KEY, _("Who is named is kept."))
