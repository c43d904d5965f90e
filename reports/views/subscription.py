"""Bulletins by mail: on the person's own account page, and ended there."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from reports.services import mailing
from reports.views.base import Page
from ui.errors import DomainError

LONGEST_ADDRESS = 254


class SubscriptionView(Page):
    """Begin, change or end the own subscription; the form stands on the account page."""

    needs = "bulletin.list"

    def post(self, request: HttpRequest) -> HttpResponseBase:
        typed = request.POST.get("address", "")[:LONGEST_ADDRESS]
        try:
            if "end" in request.POST:
                mailing.unsubscribe(user=self.person)
                messages.success(request, _("No further bulletin is sent to you by mail."))
            else:
                kept = mailing.subscribe(user=self.person, address=typed)
                messages.success(request, _("Issued bulletins are sent to %(address)s.") % {"address": kept.address})
        except DomainError as refusal:
            messages.error(request, str(refusal.message))
            # The form stands on another page, which shows what was typed again.
            return redirect(f"{reverse('organizations:profile')}?{urlencode({'address': typed})}#mail-head")
        return redirect(reverse("organizations:profile"))
