"""The slip: start, save, submit. Nothing typed is lost, whatever is refused."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.db import transaction
from django.db.models import QuerySet
from django.forms.utils import ErrorDict
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache

from activity.clock import now, today
from documents.errors import FileRefused
from organizations.models import Role, Unit, User
from organizations.policy import access_or_404, can
from organizations.standing import standing_of
from submissions.differences import side_by_side
from submissions.errors import StaleItem
from submissions.figures import parse_key
from submissions.forms.slip import SlipForm, initial_of
from submissions.models import Item
from submissions.moves.chain import people_in, unit_chain
from submissions.services.attachments import add_attachment
from submissions.services.autosave import drop_autosave, form_key, keep_autosave, kept_for
from submissions.services.completeness import missing_for_filing
from submissions.services.docx_start import words_of_docx
from submissions.services.drafts import create_draft, save_draft
from submissions.services.moves import move_item
from submissions.services.ticks import may_tick, tick_figures
from submissions.views.checks import checks_of, sent_checks
from ui import once
from ui.errors import DomainError
from ui.views.refusal import refuse_in_form

INVALID = 422


def drafting_units(user: User) -> QuerySet[Unit]:
    """The units for which the person starts items."""
    own = standing_of(user).own_units(Role.OFFICER, Role.UNIT_SIGNER, Role.UNIT_HEAD)
    return Unit.objects.current(today()).filter(pk__in=own).in_printing_order()


@method_decorator(never_cache, name="dispatch")
class SlipView(LoginRequiredMixin, View):
    """A new slip, or that of a draft."""

    item: Item | None = None
    request: Any

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        pk = kwargs.get("pk")
        if pk is None:
            if not can(request.user, "item.draft") or not drafting_units(request.user).exists():
                raise Http404
            return super().dispatch(request, *args, **kwargs)
        self.item = access_or_404(request.user, Item.objects.select_related("current", "unit", "chain_unit"), pk=pk)
        if not can(request.user, "item.edit_draft", self.item):
            if self.item.drafter_id != request.user.pk:
                raise Http404
            messages.info(request, _("The item is no draft any more. Pull it back to change it."))
            return redirect(self.item)
        return super().dispatch(request, *args, **kwargs)

    # Showing

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        kept = kept_for(by=self.request.user, item_id=self.item.pk if self.item else None)
        if kept is not None and "restore" in request.GET:
            sent = QueryDict(mutable=True)
            for name, value in kept.payload.items():
                sent.setlist(name, value if isinstance(value, list) else [value])
            return self.show(self.form(sent), restored=kept)
        form = self.form()
        if "check" in request.GET and self.item is not None:
            _mark_missing(form, self.item)
        return self.show(form, kept=kept)

    def form(self, data: Any = None, files: Any = None) -> SlipForm:
        """The form with what the person may choose."""
        initial = initial_of(self.item) if self.item else {"authors": [self.request.user.pk], "happened_at": None}
        return SlipForm(
            data,
            files,
            user=self.request.user,
            item=self.item,
            units=drafting_units(self.request.user),
            initial=initial,
        )

    def show(self, form: SlipForm, *, status: int = 200, **context: Any) -> HttpResponse:
        """The page. `stale`: another's text beside one's own; `kept`: an autosave that may be restored."""
        user, item = self.request.user, self.item
        if form.is_bound:
            checks = sent_checks(user, item, form.data)
        else:
            checks = checks_of(
                user, item, title=item.title if item else "", text=item.text if item else "",
                item_type=item.item_type if item else None,
            )  # fmt: skip
        unit = item.unit if item else drafting_units(user).first()
        return render(
            self.request,
            "submissions/slip.html",
            {
                "form": form,
                "item": item,
                "checks": checks,
                "goes_to": _first_signers(unit, user),
                "attachments": item.attachments.select_related("file") if item else (),
                "autosave_url": _autosave_url(item),
                **context,
            },
            status=status,
        )

    # Acting

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        act = request.POST.get("act", "save")
        if act == "drop":
            drop_autosave(by=self.request.user, key=form_key(self.item.pk if self.item else None))
            return redirect(request.path)
        if act == "docx":
            return self.start_from_docx()
        done = once.first_result(request)
        if done:
            return redirect(done)
        form = self.form(request.POST, request.FILES)
        if not form.is_valid():
            return self.refuse(form)
        try:
            return once.run(request, lambda: self.save(form, submit=act == "submit"))
        except StaleItem as stale:
            return self.show_both(form, stale)
        except DomainError as refusal:
            refuse_in_form(form, refusal)
            return self.refuse(form)

    def refuse(self, form: SlipForm) -> HttpResponse:
        """Everything typed, with the errors at their fields; a refused secret is kept nowhere but in this answer."""
        if form.is_secret:
            drop_autosave(by=self.request.user, key=form_key(self.item.pk if self.item else None))
        return self.show(form, status=INVALID)

    def save(self, form: SlipForm, *, submit: bool) -> str:
        """Save, attach, tick, submit; the address of the page to go to. Runs once for a form, in one transaction."""
        user = self.request.user
        if self.item is None:
            item = create_draft(by=user, unit=form.cleaned_data["unit"] or form.units[0], data=form.kept)
        else:
            seen = form.cleaned_data["seen_version"] or 0
            item = save_draft(item_id=self.item.pk, by=user, seen_version=seen, data=form.kept)
        self._attach(item, form)
        self._tick(item)
        edit_url = reverse("submissions:edit", args=[item.pk])
        if not submit:
            messages.success(self.request, _("The draft is saved."))
            return edit_url
        if missing_for_filing(item):
            return f"{edit_url}?check=1"
        return self._submit(item, edit_url)

    def _attach(self, item: Item, form: SlipForm) -> None:
        for upload in form.cleaned_data.get("attach") or ():
            try:
                add_attachment(item_id=item.pk, by=self.request.user, upload=upload)
            except (FileRefused, DomainError) as refusal:
                messages.error(self.request, f"{upload.name}: {refusal}")

    def _tick(self, item: Item) -> None:
        keys = [key for key in map(parse_key, self.request.POST.getlist("ticks")) if key]
        if keys and may_tick(item, self.request.user):
            tick_figures(item_id=item.pk, by=self.request.user, keys=keys)

    def _submit(self, item: Item, edit_url: str) -> str:
        try:
            with transaction.atomic():
                moved = move_item(item_id=item.pk, name="submit", by=self.request.user, seen_version=item.version)
        except DomainError as refusal:
            messages.error(self.request, str(refusal.message))
            return f"{edit_url}?check=1"
        messages.success(self.request, _("Submitted: %(status)s.") % {"status": moved.outer_status})
        return moved.get_absolute_url()

    def show_both(self, form: SlipForm, stale: StaleItem) -> HttpResponse:
        """Somebody saved meanwhile: both texts side by side, one's own still in the form; the next save goes over it."""
        other = stale.item
        data = self.request.POST.copy()
        data["seen_version"] = str(other.version)
        again = self.form(data)
        again.is_valid()
        again.add_error(None, str(stale.message))
        mine = data.get("text", "").replace("\r\n", "\n")
        self.item = other
        return self.show(again, status=409, stale=side_by_side(other.text, mine), other=other)

    def start_from_docx(self) -> HttpResponse:
        """Title and paragraphs of an uploaded document go into the form; what was typed stays. Nothing is saved."""
        data = self.request.POST.copy()
        try:
            title, text = words_of_docx(self.request.FILES.get("docx"))
        except (FileRefused, DomainError) as refusal:
            form = self.form(data)
            form.is_valid()
            form.add_error(None, str(refusal))
            return self.refuse(form)
        data["title"] = data.get("title") or title
        data["text"] = "\n".join(filter(None, (data.get("text"), text)))
        form = self.form(data)
        if not form.is_valid():
            return self.refuse(form)
        messages.info(self.request, _("The document was read into the form. Look it over, then save the draft."))
        return self.show(form)


@method_decorator(never_cache, name="dispatch")
class AutosaveView(LoginRequiredMixin, View):
    """Two seconds after the last key: keep what stands in the form, and answer with figures, hints and near duplicates."""

    http_method_names = ["post"]

    def post(self, request: Any, pk: int | None = None) -> HttpResponse:
        """The line “kept at 14:03”, or why nothing is kept, with the checks beside the text."""
        item = None
        if pk is not None:
            item = access_or_404(request.user, Item.objects.select_related("current"), "edit_draft", pk=pk)
        elif not can(request.user, "item.draft"):
            raise Http404
        refused: str = ""
        kept = None
        try:
            kept = keep_autosave(
                by=request.user,
                item_id=pk,
                seen_version=_number(request.POST.get("seen_version")),
                payload=_payload(request.POST),
            )
        except DomainError as refusal:
            refused = str(refusal.message)
        response = render(
            request,
            "submissions/_autosaved.html",
            {"kept": kept, "refused": refused, "checks": sent_checks(request.user, item, request.POST), "at": now()},
        )
        if kept is not None:
            response["HX-Trigger"] = "govinfo:saved"
        return response


def _payload(sent: QueryDict) -> dict[str, Any]:
    left_out = {"csrfmiddlewaretoken", once.FIELD, "act", "ticks", "attach", "docx"}
    return {
        name: values if len(values) > 1 else values[0]
        for name, values in sent.lists()
        if name not in left_out and values
    }


def _number(sent: str | None) -> int:
    return int(sent) if sent and sent.isascii() and sent.isdecimal() and len(sent) < 9 else 0


def _autosave_url(item: Item | None) -> str:
    return reverse("submissions:autosave_item", args=[item.pk]) if item else reverse("submissions:autosave")


def _first_signers(unit: Unit | None, user: User) -> str:
    """To whom a submitted slip goes, in words; empty where nobody but the writer could sign."""
    if unit is None:
        return ""
    unit_id = unit.host_id or unit.pk
    for step in unit_chain(unit_id):
        people = people_in(step.role, unit_id, without=[user.pk])
        if step.person_id:
            people = [person for person in people if person.pk == step.person_id]
        if people:
            return "、".join(str(person) for person in people[:3])
    return ""


def _mark_missing(form: SlipForm, item: Item) -> None:
    errors = ErrorDict()
    for field, message in missing_for_filing(item):
        errors.setdefault(field, form.error_class()).append(str(message))
    form._errors = errors  # type: ignore[attr-defined]  # shown as if the form had been sent
