"""The search box in the top line leads to the one page that an upper app names."""

from django.urls import NoReverseMatch, reverse

_url_name = ""


def register(url_name: str) -> None:
    """Name the page that answers `GET ?q=words`; the last one wins. An empty name takes the box away."""
    global _url_name
    _url_name = url_name


def address() -> str:
    """The address of the search page, or an empty string while nobody has named one."""
    if not _url_name:
        return ""
    try:
        return reverse(_url_name)
    except NoReverseMatch:
        return ""
