"""Pages of a list whose length is known."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest

ROWS = 50
"""Rows on a page."""


@dataclass(frozen=True)
class Page:
    """Which of the rows stand on the page (the first is 1), and the addresses of it and of its neighbours; empty where
    there are none."""

    first: int
    last: int
    number: int
    before: str
    after: str
    here: str

    @classmethod
    def of(cls, request: HttpRequest, number: int) -> "Page":
        """The page of so many rows that the address names; the last one where there are not so many. Raises Http404 for
        what is no number."""
        pages = max(-(-number // ROWS), 1)
        asked = request.GET.get("page") or "1"
        if not asked.isdecimal():
            raise Http404
        own = min(max(int(asked[:9]), 1), pages)
        return cls(
            first=(own - 1) * ROWS + 1,
            last=min(own * ROWS, number),
            number=number,
            before=_address(request, own - 1) if own > 1 else "",
            after=_address(request, own + 1) if own < pages else "",
            here=_address(request, own),
        )

    @property
    def rows(self) -> slice:
        """For slicing the whole list."""
        return slice(self.first - 1, self.first - 1 + ROWS)


def _address(request: HttpRequest, page: int) -> str:
    query = request.GET.copy()
    query["page"] = str(page)
    return f"{request.path}?{query.urlencode()}"
