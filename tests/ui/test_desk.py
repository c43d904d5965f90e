"""The desk: waiting lines, figures, changes since the last visit, and a start when nothing waits."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils.translation import gettext

from activity import clock
from ui import desk

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def bare():
    """Take everything off the desk for the test, and put it back."""
    kept = {name: dict(getattr(desk, name)._entries) for name in ("_blocks", "_figures", "_changes", "_starts")}
    for name in kept:
        getattr(desk, name)._entries.clear()
    yield
    for name, entries in kept.items():
        getattr(desk, name)._entries.clear()
        getattr(desk, name)._entries.update(entries)


def line(title, **more):
    return desk.DeskLine(title=title, url="/tests/people", what="待签发", who="法制监督处", **more)


def test_lines_say_what_whom_when_and_offer_the_act(signed_in):
    moment = clock.now()
    waiting = [
        line("急件", since=moment, until=moment + timedelta(hours=2), urgent=True, act_label="签发", act_url="/a"),
        *(line(f"随后{n}") for n in range(4)),
    ]
    desk.register(desk.DeskBlock("late", 2, lambda user: [line("后一件")], more_url="/short"))
    desk.register(desk.DeskBlock("soon", 1, lambda user: waiting, more_url="/all"))
    desk.register(desk.DeskBlock("not-mine", 0, lambda user: [line("别人的")], shown=lambda user: False))
    desk.register(desk.DeskBlock("none", 0, lambda user: []))
    page = signed_in.get("/").text
    assert page.index("急件") < page.index("后一件")
    assert "别人的" not in page
    for part in ("待签发", "法制监督处", 'href="/a" aria-label="签发: 急件"', 'href="/all"', gettext("Urgent")):
        assert part in page
    assert 'href="/short"' not in page, "a list that is shown whole needs no link to all of it"


def test_it_is_never_empty(signed_in):
    desk.register_start(desk.DeskStart("write", 0, "写一件信息", "填报信息", "pen", "test-people"))
    page = signed_in.get("/").text
    assert "写一件信息" in page
    assert gettext("Nothing that concerns you has changed since then.") in page


def test_figures_are_numbers_with_words_and_a_trend(signed_in):
    desk.register_figure(
        desk.DeskFigure("a", 1, lambda user: desk.Figure("得分", Decimal("1234.50"), "指标", [1, 2, 3]))
    )
    desk.register_figure(desk.DeskFigure("b", 2, lambda user: None))
    page = signed_in.get("/").text
    assert "1,234.5" in page
    assert page.count('class="spark"') == 1
    assert "style=" not in page


def test_changes_are_those_since_the_last_visit_newest_first(signed_in, person):
    asked = []

    def changes(user, since):
        asked.append(since)
        return [desk.Change(f"变化{n}", since + timedelta(minutes=n)) for n in range(20)]

    desk.register_changes(desk.DeskChanges("c", 0, changes))
    start = clock.now()
    with clock.frozen(start):
        page = signed_in.get("/").text
    assert page.index("变化19") < page.index("变化8")
    assert "变化7<" not in page
    with clock.frozen(start + timedelta(minutes=10)):
        signed_in.get("/")
    with clock.frozen(start + timedelta(hours=3)):
        signed_in.get("/")
    assert asked[0] == start - timedelta(days=7)
    assert asked[1] == asked[0]
    assert asked[2] == start + timedelta(minutes=10)
    person.refresh_from_db()
    assert person.desk_seen_at == start + timedelta(hours=3)
