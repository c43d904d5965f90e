"""A form is acted upon once, however often its button is pressed or the page sent again.

The form carries a random token (`{% once_token %}`, or `ui.crispy.OnceToken()` in a layout). Acting writes a row that
is unique for person and token, in the same transaction as the act itself; a second post finds the row and is led to
the page that came of the first. An act that is refused or fails takes its row back with it: the form may be sent again.
"""

import re
import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Any, cast

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.html import format_html
from django.utils.safestring import SafeString

from activity.clock import now
from ui.models import SentForm

FIELD = "once"
KEPT = timedelta(days=7)
"""How long a sent form is remembered: longer than anyone leaves a form open."""

_TOKEN = re.compile(r"[0-9a-f]{32}")


def new_token() -> str:
    """32 hexadecimal characters from a safe source."""
    return secrets.token_hex(16)


def token_of(request: HttpRequest | None) -> str:
    """The token of the form that was sent, or an empty string when it has none that can be one."""
    sent = request.POST.get(FIELD, "") if request is not None and request.method == "POST" else ""
    return sent if _TOKEN.fullmatch(sent) else ""


def hidden_field(request: HttpRequest | None) -> SafeString:
    """The hidden input: the token that was sent if the form is shown again with errors, else a new one."""
    return format_html('<input type="hidden" name="{}" value="{}">', FIELD, token_of(request) or new_token())


def first_result(request: HttpRequest) -> str | None:
    """The address that came of this form when it was sent before; None if it was not (or carries no token)."""
    token = token_of(request)
    if not token:
        return None
    return SentForm.objects.filter(user=cast("Any", request.user), token=token).values_list("url", flat=True).first()


def run(request: HttpRequest, act: Callable[[], Any]) -> HttpResponseRedirect:
    """Do the act once for this form and go to the page that `act()` returns (an address, or what `redirect` takes).

    Whatever the act raises passes through, with nothing kept. A post without a token is acted upon each time.
    """
    token = token_of(request)
    if not token:
        return redirect(act())
    done = first_result(request)
    if done is None:
        done = _act_and_remember(request, token, act)
    return redirect(done or request.get_full_path())


def _act_and_remember(request: HttpRequest, token: str, act: Callable[[], Any]) -> str:
    moment = now()
    with transaction.atomic():
        try:
            # A savepoint of its own: PostgreSQL lets a competing post wait here for the first one to end.
            with transaction.atomic():
                sent = SentForm.objects.create(user=cast("Any", request.user), token=token, sent_at=moment)
        except IntegrityError:
            return first_result(request) or ""
        sent.url = redirect(act()).url[:500]
        sent.save(update_fields=["url"])
        SentForm.objects.filter(user=sent.user, sent_at__lt=moment - KEPT).delete()
    return sent.url


class OnceMixin:
    """For form views whose `form_valid` saves and returns a redirect. The template needs `{% once_token %}`."""

    request: HttpRequest

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        done = first_result(request)
        return redirect(done) if done else super().post(request, *args, **kwargs)  # type: ignore[misc]

    def form_valid(self, form: Any) -> Any:
        return run(self.request, lambda: super(OnceMixin, self).form_valid(form).url)  # type: ignore[misc]
