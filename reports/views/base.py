"""What the pages of this app share: fetching through the policy, and refusals that become form errors or messages."""

from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache

from organizations.models import User
from organizations.policy import access_or_404, can
from reports.models import Bulletin
from ui import once
from ui.errors import DomainError


@method_decorator(never_cache, name="dispatch")
class Page(LoginRequiredMixin, View):
    """A page for signed-in people; whoever may not do `needs` (a policy row without an object) finds nothing here."""

    needs = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated and self.needs and not can(self.person, self.needs):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    @property
    def person(self) -> User:
        return cast(User, self.request.user)

    def may(self, action: str, bulletin: Bulletin | None = None) -> bool:
        return can(self.person, action, bulletin)


class BulletinPage(Page):
    """A page about one bulletin: who may not do `action` on it gets 404."""

    action = "bulletin.view"

    def rows(self) -> QuerySet[Bulletin]:
        """Bulletins with what the page shows of them."""
        return Bulletin.objects.for_paper()

    def get_bulletin(self, action: str = "") -> Bulletin:
        return access_or_404(self.person, self.rows(), action or self.action, pk=self.kwargs["pk"])


def act_or_say(
    request: HttpRequest,
    act: Callable[[], Any],
    *,
    done: Any,
    back: Any,
    say: Callable[[DomainError], HttpResponseBase | None] = lambda _refusal: None,
) -> HttpResponseBase:
    """Act once, say `done` and go where the act leads; a refusal is said at the top of the page `back`, or on the page
    that `say` makes of it."""

    def run() -> Any:
        target = act()
        messages.success(request, str(done))
        return target

    try:
        return once.run(request, run)
    except DomainError as refusal:
        if page := say(refusal):
            return page
        messages.error(request, str(refusal.message))
        return redirect(back)
