"""What people do on the screens, named as they would name it. Words come from the catalogue, as the pages' words do."""

from pathlib import Path
from typing import Any

from django.utils.translation import gettext as word
from playwright.sync_api import Locator, Page, expect

from submissions.moves.table import MOVES

TITLE = "我市蔬菜质量安全检测合格率持续提高"
TEXT = (
    "今年第三季度，我处会同市农业局对全市12个蔬菜批发市场和46家超市开展质量安全联合检查，共抽检蔬菜样品1,286批次，"
    "合格率达98.6%，比去年同期提高1.2个百分点。\n"
    "检查中发现，个别乡镇的零散种植户仍在使用高毒农药，农药残留快速检测设备配备不足，检测结果不能当天公布。\n"
    "下一步，我处将推动修改农产品质量安全监督管理办法，把零散种植户纳入登记管理，并建议财政部门安排专项经费配备检测设备。"
)


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    page.wait_for_load_state("networkidle")
    return int(page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))


class Desk:
    """One person's browser."""

    def __init__(self, page: Page) -> None:
        self.page = page

    # Finding one's way

    def go(self, text: str) -> None:
        """Follow the link of that name within the page."""
        self.page.locator("main").get_by_role("link", name=text, exact=True).first.click()

    def area(self, text: str) -> None:
        """Go to one of the main areas by the rail, or by the bar at the lower edge of a phone."""
        self.page.locator(".rail a", has_text=text).first.click()

    def home(self) -> None:
        """Go to the desk by the name of the organ in the top line."""
        self.page.locator(".topline__brand").click()
        self.page.wait_for_url("**/")

    def open_line(self, title: str) -> None:
        """Press the act of the line on the desk that waits for this person."""
        self.home()
        line = self.page.locator(".waits__line", has_text=title)
        line.locator(".waits__act a, .waits__title a").last.click()

    def open_title(self, title: str) -> None:
        self.page.locator("main").get_by_role("link", name=title).first.click()

    # Acting

    def press(self, name: str) -> None:
        """Press the button of that name within the page."""
        self.page.locator("main").get_by_role("button", name=name, exact=True).first.click()

    def move(self, name: str, reason: str = "") -> None:
        """Make a move from the item's page, by its button there, with the reason that its dialog or page asks for."""
        label = str(MOVES[name].label)
        act = self.page.locator(".acts")
        act.locator(".btn", has_text=label).first.click()
        dialog = self.page.locator("dialog[open]")
        if reason:
            dialog.locator("textarea").fill(reason)
            dialog.locator("button.btn-primary").click()

    def decide(self, move: str, opinion: str) -> None:
        """On the signing desk: write the opinion and press the button of the move."""
        self.page.fill("#id_opinion", opinion)
        self.page.locator(f"button[name=move][value={move}]").click()
        expect(self.told()).not_to_be_empty()

    def told(self) -> Locator:
        """The notes at the top of the page."""
        return self.page.locator("#messages")

    def expect_title(self, title: str = TITLE) -> None:
        expect(self.page.locator("h1, h2").filter(has_text=title).first).to_be_visible()

    # The slip

    def start_item(self) -> None:
        """From the desk to an empty slip."""
        self.page.locator(f"a[href='{_new_address()}']").first.click()
        self.page.wait_for_url("**/items/new/")

    def fill_slip(self, *, title: str = TITLE, text: str = TEXT, secrecy: str = "internal", **fields: Any) -> None:
        """Fill in what the office asks for; further fields by their names."""
        page = self.page
        page.select_option("#id_secrecy", secrecy)
        page.fill("#id_title", title)
        page.fill("#id_text", text)
        page.select_option("#id_item_type", index=1)
        page.select_option("#id_nature", fields.pop("nature", "achievement"))
        page.fill("#id_happened_at", fields.pop("happened_at", "2026-10-19T15:00"))
        for name, value in fields.items():
            page.fill(f"#id_{name}", value)

    def attach(self, path: Path) -> None:
        """Choose a file in the slip."""
        self.page.set_input_files("#id_attach", str(path))

    def save_draft(self) -> None:
        self.page.locator("button[name=act][value=save]").click()
        self.page.wait_for_url("**/edit/")
        expect(self.told()).to_contain_text(word("The draft is saved."))

    def save_draft_refused(self) -> None:
        """Press the button of the draft where the answer is the slip again."""
        self.page.locator("button[name=act][value=save]").click()

    def submit(self) -> None:
        self.page.locator("button[name=act][value=submit]").click()


def _new_address() -> str:
    from django.urls import reverse

    return reverse("submissions:new")
