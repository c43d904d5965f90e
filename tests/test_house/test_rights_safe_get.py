"""Reading changes nothing: whatever a person can reach by following links may be opened, and leaves all tables alone."""

from html.parser import HTMLParser
from urllib.parse import parse_qsl, urljoin, urlsplit

import pytest
from django.urls import resolve, reverse

from activity.models import Event
from tests.test_house.rights_table import SIGNED_IN, TABLE
from tests.test_house.rights_visits import _quiet, changed_tables, fingerprint, sign_in, visit
from tests.test_house.rights_world import make_world

pytestmark = [pytest.mark.once, pytest.mark.django_db, pytest.mark.usefixtures(_quiet.__name__)]

START = "http://testserver/"
MOST_PAGES = 120
MOST_ALIKE = 2
"""Pages of one address, with the same names in the query, that are opened."""

LISTS = (
    "submissions:items", "submissions:search", "review:queue", "review:adoptions", "review:instructions",
    "organizations:people", "organizations:sessions", "organizations:audit",
)  # fmt: skip
HOSTILE = (
    "sort=nothing", "sort=-", "sort=title;drop", "after=%00", "after=AAAA", "before=eyJhIjoxfQ==", "after=1&before=1",
    "cols=nothing", "cols=%00", "page=0", "page=-1", "page=99999999999999999999", "export=exe", "q=%00", "q=%25%27%22%5C",
    "q=" + "长" * 5000, "words=%00", "unit=0", "unit=x", "unit=99999999999999999999", "status=%00", "state=x", "name=%00",
    "adopted_on_after=2026-13-45", "at_after=0000-00-00", "at_after=99999-01-01", "urgency=x&urgency=y", "who=%ED%A0%80",
    "ip=%00", "filter=99999999999999999999", "subject_key=%00", "role=x", "open=x", "editor=-1", "title=%00",
)  # fmt: skip


class Links(HTMLParser):
    """The addresses that a page leads to by GET."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list) -> None:
        self.found += [value for name, value in attrs if name in ("href", "hx-get", "src") and value]


def links_of(page: str, html: str) -> list[str]:
    """Addresses of our own pages, in the order of the page."""
    parser = Links()
    parser.feed(html)
    wanted = (urljoin(page, link) for link in parser.found)
    return [link.split("#")[0] for link in wanted if link.startswith(START) and "/static/" not in link]


def kind_of(address: str) -> tuple[str, tuple[str, ...]]:
    """What makes two addresses alike: the view and the names in the query."""
    parts = urlsplit(address)
    return resolve(parts.path).view_name, tuple(sorted({name for name, _value in parse_qsl(parts.query)}))


def crawl(client) -> dict[str, int]:
    """Address -> status of every page that links lead to from the desk, a few of each kind."""
    found: dict[str, int] = {}
    alike: dict[tuple[str, tuple[str, ...]], int] = {}
    waiting = [START]
    while waiting and len(found) < MOST_PAGES:
        address = waiting.pop(0)
        kind = kind_of(address)
        if address in found or alike.get(kind, 0) >= MOST_ALIKE:
            continue
        alike[kind] = alike.get(kind, 0) + 1
        answer = visit(client, "get", address.removeprefix("http://testserver"))
        found[address] = answer.status_code
        if answer.status_code == 302:
            waiting.append(urljoin(address, answer.headers["Location"]))
        elif answer.status_code == 200 and not answer.streaming and "text/html" in answer.headers["Content-Type"]:
            waiting += links_of(address, answer.content.decode())
    return found


@pytest.mark.parametrize("role", sorted(SIGNED_IN))
def test_every_link_that_is_shown_opens_and_changes_nothing(role):
    world = make_world()
    client = sign_in(world.people[role])
    before, last = fingerprint(), Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    found = crawl(client)
    assert {address: status for address, status in found.items() if status not in (200, 302)} == {}
    assert len(found) > 5
    # Taking a list away as a file is kept in the audit trail, and is the one thing that a GET writes.
    written = set(Event.objects.filter(pk__gt=last).values_list("verb", flat=True))
    assert written <= {"list.export"}
    exported = {"activity.Event", "activity.ChainHead"} if written else set()
    assert changed_tables(before) == exported


def test_lists_bear_any_query():
    world = make_world()
    clients = [sign_in(world.people[role]) for role in ("office_head", "security", "audit")]
    before, wrong, opened = fingerprint(), {}, 0
    for name in LISTS:
        client = next(one for one in clients if visit(one, "get", reverse(name)).status_code == 200)
        for query in HOSTILE:
            status = visit(client, "get", f"{reverse(name)}?{query}").status_code
            opened += 1
            if status >= 500:
                wrong[f"{name}?{query[:40]}"] = status
    assert wrong == {}
    assert opened == len(LISTS) * len(HOSTILE)
    assert changed_tables(before) == set()


def test_every_open_address_bears_any_query():
    """All other pages: parameters that some page reads, with values that no page expects."""
    world = make_world()
    wrong = {}
    query = (
        "period=%00&unit=x&class=%00&what=%00&year=99999&person=99999999999999999999&tab=x"
        "&old=%00&new=-1&look=x&q=%00&at=%00"
    )
    for row in TABLE:
        role = next(iter(sorted(row.get & SIGNED_IN)), None)
        if role is None:
            continue
        args = world.keys[row.needs] if row.needs else ()
        status = visit(sign_in(world.people[role]), "get", f"{reverse(row.name, args=args)}?{query}").status_code
        if status >= 500:
            wrong[row.key] = status
    assert wrong == {}
