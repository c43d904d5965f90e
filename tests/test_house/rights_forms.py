"""Forms as a browser sees them: read from a page, filled in, and sent."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.test import Client
from django.urls import Resolver404, resolve, reverse

from tests.test_house.rights_moves import all_rows, arguments
from tests.test_house.rights_table import SIGNED_IN
from tests.test_house.rights_visits import sign_in, visit
from tests.test_house.rights_world import World

VALUES = {
    "date": "2026-11-02", "datetime-local": "2026-11-02T09:00", "number": "1", "email": "person@example.org",
    "password": "Rights-2026-无人", "search": "改动", "text": "改动", "textarea": "改动的内容。", "tel": "0571-87001234",
}  # fmt: skip
MACHINERY = {"csrfmiddlewaretoken", "once", "next"}


@dataclass
class Field:
    """One field: its kind, the value that the page gives it, and what may be chosen."""

    kind: str
    value: str | None = None
    options: list[str] = field(default_factory=list)


@dataclass
class PageForm:
    """A form of a page: where it goes to, its fields, and the buttons that carry a value."""

    address: str
    fields: dict[str, Field] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)

    @property
    def view(self) -> str:
        return resolve(urlsplit(self.address).path).view_name

    @property
    def kind(self) -> tuple[str, tuple[str, ...], tuple[tuple[str, str], ...]]:
        """Forms of one kind need to be tried once."""
        return self.view, tuple(sorted(self.fields)), tuple(sorted(self.buttons))

    def filled(self) -> dict[str, Any]:
        """What a person would send: the values of the page, and something fitting in every empty field."""
        data: dict[str, Any] = {}
        for name, one in self.fields.items():
            value = one.value or next((option for option in one.options if option), VALUES.get(one.kind))
            if value is not None and one.kind != "file":
                data[name] = value
        return data


class _Reader(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.page = page
        self.forms: list[PageForm] = []
        self._form: PageForm | None = None
        self._text: Field | None = None
        self._select: Field | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            is_post = given.get("method", "").lower() == "post" or "hx-post" in given
            self._form = PageForm(urljoin(self.page, given.get("action") or given.get("hx-post") or self.page))
            if is_post:
                self.forms.append(self._form)
        elif self._form is None:
            return
        elif tag == "option" and self._select is not None:
            self._select.options.append(given.get("value", ""))
            if "selected" in given:
                self._select.value = given.get("value", "")
        elif given.get("name"):
            self._take(tag, given["name"], given)

    def _take(self, tag: str, name: str, given: dict[str, str]) -> None:
        assert self._form is not None
        kind = given.get("type", "text") if tag == "input" else tag
        if tag == "button" or kind == "submit":
            self._form.buttons.append((name, given.get("value", "")))
            return
        known = self._form.fields.setdefault(name, Field(kind))
        if kind in ("checkbox", "radio"):
            known.options.append(given.get("value", "on"))
            if "checked" in given:
                known.value = given.get("value", "on")
        elif tag == "input":
            known.value = given.get("value")
        self._text = known if tag == "textarea" else None
        self._select = known if tag == "select" else None

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        if tag in ("textarea", "select"):
            self._text = self._select = None

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self._text.value = (self._text.value or "") + data.removeprefix("\n")


def forms_of(page: str, html: str) -> list[PageForm]:
    """The forms of a page that change something, each going to a page of ours."""
    reader = _Reader(page)
    reader.feed(html)
    return [form for form in reader.forms if _is_ours(form.address)]


def _is_ours(address: str) -> bool:
    try:
        return bool(resolve(urlsplit(address).path))
    except Resolver404:
        return False


def all_forms(world: World) -> Iterator[tuple[str, Client, PageForm]]:
    """(role, browser, form) for one form of every kind that anybody is shown, from every page of the table of rights."""
    seen: set[Any] = set()
    browsers = {role: sign_in(world.people[role]) for role in sorted(SIGNED_IN)}
    for row in all_rows():
        address = reverse(row.name, args=arguments(row, world.keys)) + world.queries.get(row.query, "")
        for role in sorted(row.get & SIGNED_IN)[:3]:
            answer: Any = visit(browsers[role], "get", address)
            if answer.streaming or answer.status_code != 200 or "html" not in answer.headers["Content-Type"]:
                continue
            for form in forms_of(address, answer.content.decode()):
                if form.kind not in seen and form.view != "account_logout":
                    seen.add(form.kind)
                    yield role, browsers[role], form
