from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from activity.context import coming_from


class ClientAddressMiddleware:
    """Lets events carry the client's address. Whoever trusts a proxy sets REMOTE_ADDR before this."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with coming_from(str(request.META.get("REMOTE_ADDR") or "")):
            return self.get_response(request)
