"""One database and the house over it, in a process of its own. Started by `pages.py`, which sends it lines of JSON.

A line names a page; the answer says how long the whole request took (middleware, view, template), and with `count`
how many statements it cost.
"""

import json
import sys
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.urls import reverse  # noqa: E402

from benchmarks import volume  # noqa: E402
from organizations.models import User  # noqa: E402
from submissions.models import Item, ItemType  # noqa: E402
from submissions.states import Status  # noqa: E402

TEXT = "我市组织开展规范性文件清理工作，对不适应改革要求的文件提出修改和废止建议。\n下一步，将完善长效机制。"


def build(items: int, mark: Path) -> float:
    """Make tables and rows, unless that was done before; seconds."""
    if mark.exists():
        return 0.0
    begin = time.perf_counter()
    call_command("migrate", verbosity=0)
    volume.fill(items)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    mark.write_text(str(items))
    return time.perf_counter() - begin


class Site:
    """Browsers of four people, and the pages that they open."""

    def __init__(self) -> None:
        self.clients = {name: self._signed_in(name) for name in ("officer1", "head1", "editor", "office_head")}
        officer = User.objects.get(username="officer1")
        mine = Item.objects.filter(drafter=officer)
        self.signed = mine.filter(status=Status.SIGNED).latest("pk").pk
        self.editing = Item.objects.filter(status=Status.EDITING).latest("pk").pk
        self.item_type = ItemType.objects.first()
        self.pages: dict[str, Callable[[], Any]] = {
            "list of the office": self._get("office_head", reverse("submissions:items")),
            "list of a unit": self._get("officer1", reverse("submissions:items")),
            "list, filtered": self._get("office_head", reverse("submissions:items") + "?state=adopted"),
            "search": self._get("office_head", reverse("submissions:search") + "?q=蔬菜检测"),
            "detail": self._get("officer1", reverse("submissions:item", args=[self.signed])),
            "detail for the office": self._get("editor", reverse("submissions:item", args=[self.signed])),
            "queue": self._get("editor", reverse("review:queue")),
            "queue, waiting": self._get("editor", reverse("review:queue") + "?status=filed"),
            "editing": self._get("editor", reverse("review:edit", args=[self.editing])),
            "adopted": self._get("office_head", reverse("review:adoptions")),
            "desk of an officer": self._get("officer1", reverse("ui:desk")),
            "desk of an editor": self._get("editor", reverse("ui:desk")),
            "desk of the office head": self._get("office_head", reverse("ui:desk")),
            "slip": self._get("officer1", reverse("submissions:new")),
            "filing: submit a slip (POST)": self._submit,
            "filing: the head approves (POST)": self._approve,
        }

    def _signed_in(self, username: str) -> Client:
        client = Client(headers={"host": "localhost"})
        client.force_login(User.objects.get(username=username))
        return client

    def _get(self, username: str, address: str) -> Callable[[], Any]:
        return lambda: self.clients[username].get(address)

    def _submit(self) -> Any:
        """A new item, written and submitted with one press."""
        officer = User.objects.get(username="officer1")
        sent = {
            "once": uuid.uuid4().hex, "act": "submit", "title": f"规范性文件清理工作情况 {uuid.uuid4().hex[:8]}",
            "text": TEXT, "item_type": self.item_type.pk if self.item_type else "", "nature": "achievement",
            "happened_at": "2026-11-02T09:00", "urgency": "ordinary", "secrecy": "internal", "authors_0": officer.pk,
            "source": "own",
        }  # fmt: skip
        return self.clients["officer1"].post(reverse("submissions:new"), sent)

    def _approve(self) -> Any:
        """The oldest item that waits for the head; one is submitted first, outside the time that is measured."""
        item = Item.objects.filter(status=Status.UNIT_REVIEW, unit__code="u1").latest("pk")
        sent = {"once": uuid.uuid4().hex, "seen_version": item.version, "act": "approve"}
        return self.clients["head1"].post(reverse("submissions:review", args=[item.pk]), sent)

    def answer(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Open the page once. `ok`: it answered 200, or 302 to a page other than the sign-in."""
        page = self.pages[asked["page"]]
        if page == self._approve:
            self._submit()
        if asked.get("count"):
            with CaptureQueriesContext(connection) as queries:
                response = page()
            return {"ok": is_good(response), "statements": len(queries)}
        begin = time.perf_counter()
        response = page()
        took = time.perf_counter() - begin
        return {"ok": is_good(response), "ms": took * 1000}


def is_good(response: Any) -> bool:
    return response.status_code == 200 or (response.status_code == 302 and "login" not in response.headers["Location"])


def main() -> None:
    items, mark = int(sys.argv[1]), Path(sys.argv[2])
    seconds = build(items, mark)
    site = Site()
    print(json.dumps({"built_in": round(seconds, 1), "pages": list(site.pages)}), flush=True)
    for line in sys.stdin:
        print(json.dumps(site.answer(json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
