"""Language by a person's setting, and a clear page for a refusal that no view caught."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from documents.errors import DomainError as FloorBelowError
from ui.errors import DomainError
from ui.views.refusal import refused_page


class PersonLanguageMiddleware:
    """The signed-in person's language, else the default. The browser's header is ignored: an office shares machines."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = getattr(request, "user", None)
        chosen = getattr(user, "language", "") if user is not None and user.is_authenticated else ""
        known = {code for code, _ in settings.LANGUAGES}
        with translation.override(chosen if chosen in known else settings.LANGUAGE_CODE):
            request.LANGUAGE_CODE = translation.get_language()  # type: ignore[attr-defined]
            response = self.get_response(request)
            # A template response is rendered here at the latest, while the language still holds.
            if hasattr(response, "render") and callable(response.render) and not getattr(response, "is_rendered", True):
                response = response.render()
        response.headers.setdefault("Content-Language", str(request.LANGUAGE_CODE))  # type: ignore[attr-defined]
        return response


class RefusalMiddleware:
    """A `DomainError` that leaves a view becomes a page that says what was refused and what to do next."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """409, or 403 for the refusals that say so by their code; anything else stays an error."""
        return refused_page(request, exception) if isinstance(exception, (DomainError, FloorBelowError)) else None
