"""Who has read an issued bulletin and who has not; asking again; rectification notices and their sheets."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from documents.views import file_response
from organizations.policy import access_or_404
from reports.models import RectificationNotice
from reports.services import rectifying, reminding
from reports.services.distribution import readers_by_unit
from reports.views.base import BulletinPage, Page, act_or_say


class ReceiptsView(BulletinPage):
    """The list of receipts by unit; a POST reminds who has not read it yet."""

    action = "bulletin.receipts"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        bulletin = self.get_bulletin()
        units = readers_by_unit(bulletin)
        context = {
            "bulletin": bulletin,
            "units": units,
            "read_count": sum(reader.read_at is not None for unit in units for reader in unit.readers),
            "count": sum(len(unit.readers) for unit in units),
            "may_ask": bulletin.ended_at is None,
        }
        return render(request, "reports/receipts.html", context)

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        bulletin = self.get_bulletin()

        def act() -> str:
            reminding.ask_readers(bulletin_id=bulletin.pk, by=self.person)
            return reverse("reports:receipts", args=[bulletin.pk])

        done = _("Whoever has not read it is reminded; nobody is reminded twice a day.")
        return act_or_say(request, act, done=done, back=reverse("reports:receipts", args=[bulletin.pk]))


class AskLeadersView(BulletinPage):
    """Ask the leaders who have not commented once more."""

    action = "bulletin.record_comment"

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        bulletin = self.get_bulletin()
        back = reverse("reports:compose", args=[bulletin.pk])

        def act() -> str:
            reminding.ask_leaders(bulletin_id=bulletin.pk, by=self.person)
            return back

        done = _("The leaders are asked; nobody is asked twice a day.")
        return act_or_say(request, act, done=done, back=back)


class RectifyView(BulletinPage):
    """Number a notice for every named unit that filed nothing."""

    action = "bulletin.rectify"

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        bulletin = self.get_bulletin()

        def act() -> str:
            rectifying.make_notices(bulletin_id=bulletin.pk, by=self.person)
            return bulletin.get_absolute_url()

        return act_or_say(request, act, done=_("The notices are numbered and being set."), back=bulletin)


class NoticeFileView(Page):
    """The sheet of one notice, for the office and the unit."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        rows: Any = RectificationNotice.objects.select_related("sheet__file")
        notice = access_or_404(self.person, rows, "rectificationnotice.view", pk=pk)
        if not hasattr(notice, "sheet"):
            raise Http404
        return file_response(notice.sheet.file)
