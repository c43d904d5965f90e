"""Makes the pictures in docs/screens/ from the demo organ: `script/screens` runs this in an installation of its own.

Each picture is a page as a person of the demo sees it after signing in. They are cut to 256 colours, which no eye misses
on a page of text, so that each stays under 200 kB.
"""

import io
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from datetime import time as hour
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "govinfo.settings")
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright's plain interface runs an event loop

import django

django.setup()

from django.urls import reverse  # noqa: E402
from PIL import Image  # noqa: E402
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright  # noqa: E402

from activity import clock  # noqa: E402
from govinfo.demo import organ  # noqa: E402
from govinfo.demo.passwords import read_password  # noqa: E402
from organizations.models import User  # noqa: E402
from reports.models import Bulletin  # noqa: E402
from reports.services import bulletins  # noqa: E402
from reports.services.closing import close_month  # noqa: E402
from reports.states import Kind, State  # noqa: E402
from scoring.models import Period  # noqa: E402
from submissions.models import Item, Revision  # noqa: E402

HERE = Path(__file__).resolve().parent / "screens"
DESK, PHONE = ViewportSize(width=1440, height=900), ViewportSize(width=390, height=844)
LARGEST = 200_000
COLOURS = 256

OFFICE_HEAD = organ.people_with(organ.OFFICE_HEAD)[0].username
EDITOR = organ.people_with(organ.EDITOR)[0].username
DEPUTY = organ.people_with(organ.DEPUTY_LEADER)[0].username
PRINCIPAL = organ.people_with(organ.PRINCIPAL_LEADER)[0].username
SYSTEM = next(person.username for person in organ.PEOPLE if person.admin_kind == "system")


@dataclass(frozen=True)
class Shot:
    """One picture: its name, who sees the page, where it is, and what the person does there before it is taken."""

    name: str
    username: str
    path: str | Callable[[], str]
    act: Callable[[Page], Any] | None = None
    phone: bool = False


def officer_with_draft() -> tuple[str, str]:
    """An officer who has a draft, and its address."""
    item = Item.objects.filter(status__in=["draft", "returned"]).order_by("status", "-pk").first()
    assert item is not None, "the demo leaves drafts on its desks"
    return item.drafter.username, reverse("submissions:edit", args=[item.pk])


def edited_item() -> Item:
    """The item in an editor's hands with the most changed words; the newest where nothing is changed yet."""
    rows = Item.objects.filter(status="editing").select_related("editor", "current")
    changed = rows.filter(current__kind=Revision.Kind.AS_EDITED)
    found = changed.order_by("-pk").first() or rows.order_by("-pk").first()
    assert found is not None, "the demo leaves work in the editors' hands"
    return found


def finished_item() -> Item:
    """An item that was adopted and on which a leader wrote."""
    rows = Item.objects.filter(adoptions__isnull=False, instructions__isnull=False, is_composite=False)
    found = rows.order_by("-pk").first()
    assert found is not None, "the demo has adopted and instructed items"
    return found


def change_words(page: Page) -> None:
    """Change a few words and save the version, so that the difference is seen. The demo database is thrown away."""
    text = page.locator("#id_text").input_value()
    paragraphs = text.split("\n")
    paragraphs[0] = paragraphs[0].replace("进行了分析", "作了专题分析").replace("，", "，经初步核实，", 1)
    paragraphs[-1] = paragraphs[-1].replace("下一步", "下一步工作中").rstrip("。") + "，并于年底前报告进展情况。"
    page.fill("#id_text", "\n".join(paragraphs))
    page.fill("#id_note", "文字精简，补充进展要求")
    page.locator("button[name=save]").click()
    page.wait_for_load_state("networkidle")


def shots() -> list[Shot]:
    """All pictures, in the order of an item's way."""
    officer, draft = officer_with_draft()
    editing, finished = edited_item(), finished_item()
    edit = reverse("review:edit", args=[editing.pk])
    editor = editing.editor.username if editing.editor else EDITOR
    item_page = reverse("submissions:item", args=[finished.pk])
    return [
        Shot("desk-officer", finished.drafter.username, "/"),
        Shot("desk-editor", EDITOR, "/"),
        Shot("desk-office-head", OFFICE_HEAD, "/"),
        Shot("desk-leader", DEPUTY, "/"),
        Shot("slip", officer, draft),
        Shot("slip-phone", officer, draft, phone=True),
        Shot("items", finished.drafter.username, reverse("submissions:items")),
        Shot("item", finished.drafter.username, item_page),
        Shot("queue", EDITOR, reverse("review:queue"), preview_first),
        Shot("editing", editor, edit, change_words),
        Shot("difference", editor, f"{reverse('submissions:item', args=[editing.pk])}?tab=difference"),
        Shot("signing-phone", DEPUTY, reverse("review:sign"), phone=True),
        Shot("signing", DEPUTY, reverse("review:sign")),
        Shot("instructions", OFFICE_HEAD, reverse("review:instructions")),
        Shot("ranking", OFFICE_HEAD, reverse("scoring:ranking"), open_a_number),
        Shot("settings-units", SYSTEM, reverse("organizations:units")),
        *bulletin_shots(),
    ]


def bulletin_shots() -> list[Shot]:
    """Reading the last monthly bulletin that was issued; composing that of the present month, closed a few weeks early."""
    issued = Bulletin.objects.filter(state=State.ISSUED, kind=Kind.MONTHLY).order_by("-period__starts_on").first()
    assert issued is not None, "the demo has issued bulletins"
    read = reverse("reports:read", args=[issued.pk])
    officer = organ.people_with(organ.OFFICER)[0].username
    return [
        Shot("bulletins", officer, reverse("reports:list")),
        Shot("bulletin-reading", officer, read),
        Shot("bulletin-reading-phone", PRINCIPAL, read, phone=True),
        Shot("bulletin-composing", OFFICE_HEAD, composing),
    ]


def composing() -> str:
    """Where the bulletin of the present month is written. Closes the month by a clock that is ahead."""
    first = clock.today().replace(day=1)
    after = datetime.combine(first + timedelta(days=45), hour(9), clock.OFFICE_ZONE)
    head = User.objects.get(username=OFFICE_HEAD)
    with clock.frozen(after):
        standing = Bulletin.objects.filter(period__starts_on=first).first()
        if standing is None:
            close_month(year=first.year, month=first.month, by=head)
            standing = bulletins.propose(period=Period.objects.get(starts_on=first), by=head)
    return reverse("reports:compose", args=[standing.pk])


def preview_first(page: Page) -> None:
    """Open the preview beside the list by the keys, as an editor does."""
    page.keyboard.press("j")
    page.keyboard.press("p")
    page.wait_for_load_state("networkidle")


def open_a_number(page: Page) -> None:
    """Open the first score of last month down to its facts."""
    page.locator("select[name=period] option").nth(1).evaluate("option => { option.selected = true }")
    page.locator(".page-head form button").first.click()
    page.wait_for_load_state("networkidle")
    page.locator(".score-table tbody tr").first.locator("td.num a, .num a").last.click()
    page.locator("#score-panel > *").first.wait_for()


# Taking them


@contextmanager
def server() -> Iterator[str]:
    """The house on a free port, in a process of its own; its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "govinfo.wsgi", "--bind", f"127.0.0.1:{port}", "--threads", "4"]
    process = subprocess.Popen([*command, "--log-level", "warning"])  # noqa: S603 (our own words only)
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(f"{address}/healthz", process)
        yield address
    finally:
        process.terminate()
        process.wait()


def wait_for(address: str, process: "subprocess.Popen[bytes]") -> None:
    """Wait until the address answers. Raises RuntimeError when the server ends instead."""
    while process.poll() is None:
        try:
            with urllib.request.urlopen(address) as answer:  # noqa: S310 (our own server)
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError("the server did not start")


def sign_in(browser: Browser, address: str, username: str, phone: bool) -> Page:
    """A browser of that person's own, signed in by name and password."""
    context = browser.new_context(
        base_url=address, viewport=PHONE if phone else DESK, locale="zh-CN", timezone_id="Asia/Shanghai"
    )
    page = context.new_page()
    page.goto("/")
    page.fill("input[name=login]", username)
    page.fill("input[name=password]", read_password())
    page.locator("main button[type=submit]").click()
    page.wait_for_load_state("networkidle")
    return page


def take(page: Page, shot: Shot) -> Path:
    """Take one picture and keep it small. Raises RuntimeError for a page that did not answer with 200 or is too large."""
    path = shot.path if isinstance(shot.path, str) else shot.path()
    answer = page.goto(path)
    if answer is None or not answer.ok:
        raise RuntimeError(f"{shot.name}: {path} answered {answer and answer.status}")
    page.wait_for_load_state("networkidle")
    if shot.act:
        shot.act(page)
    page.wait_for_load_state("networkidle")
    page.evaluate("document.activeElement && document.activeElement.blur()")
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    kept = HERE / f"{shot.name}.png"
    picture.save(kept, optimize=True)
    if kept.stat().st_size > LARGEST:
        raise RuntimeError(f"{shot.name}: {kept.stat().st_size} bytes are too many")
    return kept


def main(wanted: list[str]) -> None:
    """Take the pictures that are named, or all."""
    HERE.mkdir(exist_ok=True)
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    flags = ["--lang=zh-CN", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with server() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=flags, env={**os.environ, "LANGUAGE": "zh_CN"}
        )
        pages: dict[tuple[str, bool], Page] = {}
        for shot in shots():
            if wanted and shot.name not in wanted:
                continue
            key = (shot.username, shot.phone)
            if key not in pages:
                pages[key] = sign_in(browser, address, shot.username, shot.phone)
            print(take(pages[key], shot))  # noqa: T201 (a command for the terminal)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
