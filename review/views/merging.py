"""综合编发: choose sources in their order, give the composite a title."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from organizations.policy import visible_to
from review.forms.editing import MergeForm
from review.forms.shares import SharesForm
from review.views.base import REFUSALS, ItemFormView, add_refusal, item_rows, person, require, say
from submissions.models import Item
from submissions.search import matching
from submissions.services.merging import merge_items, set_shares, split_up
from ui import once
from ui.listpage.bulk import ReasonForm

MOST_SHOWN = 40


class MergeView(View):
    """GET lists what can be merged (`?item=` ticks some, `?q=` searches); POST merges what is ticked, by its order."""

    def get(self, request: HttpRequest) -> HttpResponse:
        require(request, "queue.view")
        return self.show(MergeForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        require(request, "queue.view")
        done = once.first_result(request)
        if done:
            return redirect(done)
        form = MergeForm(request.POST)
        if not form.is_valid():
            return self.show(form, status=422)
        try:
            return once.run(request, lambda: self._merge(form.cleaned_data["title"]))
        except REFUSALS as refusal:
            add_refusal(form, refusal)
            return self.show(form, status=422)

    def _merge(self, title: str) -> str:
        composite = merge_items(sources=self._sources(), by=person(self.request), title=title)
        say(self.request, _("The composite %(number)s is in your hands.") % {"number": composite.number})
        return reverse("review:edit", args=[composite.pk])

    def _ticked(self) -> list[int]:
        sent = self.request.POST.getlist("item") or self.request.GET.getlist("item")
        return [int(pk) for pk in sent if pk.isdecimal() and len(pk) < 18]

    def _sources(self) -> list[tuple[int, int]]:
        """Ticked items with the version that the page showed, by the order numbers typed beside them."""
        found = []
        for no, pk in enumerate(self._ticked()):
            order = self.request.POST.get(f"order-{pk}", "")
            seen = self.request.POST.get(f"seen-{pk}", "")
            rank = int(order) if order.isdecimal() and len(order) < 5 else 1000 + no
            found.append((rank, no, pk, int(seen) if seen.isdecimal() and len(seen) < 10 else 0))
        return [(pk, seen) for _rank, _no, pk, seen in sorted(found)]

    def _choices(self) -> QuerySet[Item]:
        rows = visible_to(person(self.request), item_rows().filter(is_composite=False), "item.merge")
        words = self.request.GET.get("q", "").strip()
        return matching(rows, words) if words else rows

    def show(self, form: Any, status: int = 200) -> HttpResponse:
        ticked = self._ticked()
        chosen = list(visible_to(person(self.request), item_rows(), "item.merge").filter(pk__in=ticked))
        others = list(self._choices().exclude(pk__in=ticked).order_by("-filed_at")[:MOST_SHOWN])
        context = {"form": form, "rows": [*chosen, *others], "ticked": ticked, "q": self.request.GET.get("q", "")}
        return render(self.request, "review/merge.html", context, status=status)


class SplitView(ItemFormView):
    """拆并: the sources go back to editing."""

    action = "item.split_up"
    title = gettext_lazy("Split up the composite")
    hint = gettext_lazy("Its sources are edited singly again; the composite's number stays void.")
    label = gettext_lazy("Split up")
    form_class = ReasonForm

    def act(self, form: Any) -> str:
        sources = split_up(
            composite_id=self.item.pk, by=person(self.request), seen_version=self.item.version,
            reason=form.cleaned_data["reason"],
        )  # fmt: skip
        say(self.request, _("%(count)d items are edited singly again.") % {"count": len(sources)})
        return f"{reverse('review:queue')}?status=editing"


class SharesView(ItemFormView):
    """Which part of a composite's points each source gets, until they are frozen at signature."""

    action = "item.edit_in_office"
    title = gettext_lazy("Shares of the sources")
    hint = gettext_lazy(
        "Points of the composite are shared so, where the scheme says “by the shares”. Signature fixes them."
    )
    label = gettext_lazy("Save")

    def get_item(self) -> Item:
        item = super().get_item()
        self.links = list(item.source_links.select_related("item__unit"))
        if not self.links or any(link.is_frozen for link in self.links):
            raise Http404
        return item

    def make_form(self, data: Any = None, files: Any = None) -> SharesForm:
        return SharesForm(data, links=self.links)

    def act(self, form: Any) -> Item:
        set_shares(composite_id=self.item.pk, shares=form.shares(), by=person(self.request))
        say(self.request, _("The shares are set."))
        return self.item
