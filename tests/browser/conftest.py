"""A small office with named people, and a clock for the server as well as for the test."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from playwright.sync_api import Page

from activity.clock import OFFICE_ZONE, Hand, frozen
from organizations.models import Role, User
from tests.browser.steps import Desk
from tests.factories.organizations import (
    OutletFactory,
    OutletLevelFactory,
    SuperiorLeaderFactory,
    UnitClassFactory,
    UnitFactory,
    make_person,
    office_unit,
    organ_unit,
)
from tests.factories.scoring import demo_scheme
from tests.factories.submissions import ItemTypeFactory, TopicFactory

PASSWORD = "Lv-Shi-2026-Xinxi"


@dataclass
class Cast:
    """Six people of one office: five who act on an item, and an officer of another unit who reads what was issued."""

    officer: User
    head: User
    editor: User
    office_head: User
    leader: User
    reader: User

    @property
    def unit(self) -> Any:
        """The unit that files."""
        return self.officer.memberships.get().unit


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    """Return the six people, with item types, outlets, leaders of superior bodies and a scheme of points."""
    organ, office = organ_unit(), office_unit()
    ranked = UnitClassFactory.create(name="业务处室")
    own = UnitFactory.create(name="行政执法监督处", short_name="监督处", code="ZFJD", parent=organ, unit_class=ranked)
    other = UnitFactory.create(name="行政复议处", short_name="复议处", code="XZFY", parent=organ, unit_class=ranked)
    # Rows that real installations have from the first day.
    ItemTypeFactory.create(code="update", name="动态信息")
    TopicFactory.create(name="食品安全")
    city = OutletLevelFactory.create(code="city", name="市级", sort_no=1)
    OutletFactory.create(name="市政务信息", code="city-journal", level=city)
    SuperiorLeaderFactory.create(name="陈国平", post="市长", level=city, rank="principal")
    SuperiorLeaderFactory.create(name="林晓红", post="副市长", level=city)
    demo_scheme()
    known = {"password": make_password(PASSWORD)}
    return Cast(
        officer=make_person(Role.OFFICER, unit=own, name="张敏", username="zhangmin", **known),
        head=make_person(Role.UNIT_HEAD, unit=own, name="李卫东", username="liweidong", **known),
        editor=make_person(Role.EDITOR, unit=office, name="王芳", username="wangfang", **known),
        office_head=make_person(Role.OFFICE_HEAD, unit=office, name="赵立新", username="zhaolixin", **known),
        leader=make_person(Role.DEPUTY_LEADER, unit=organ, name="周建国", username="zhoujianguo", **known),
        reader=make_person(Role.OFFICER, unit=other, name="孙丽", username="sunli", **known),
    )


@pytest.fixture
def clock(live_server: Any) -> Iterator[Hand]:
    """Return the hand of the clock by which both the live server and the test go: `clock.set(moment)`."""
    server = live_server.thread.httpd
    app = server.get_app()
    with frozen(datetime(2026, 10, 20, 9, 0, tzinfo=OFFICE_ZONE)) as hand:

        def by_the_hand(environ: Any, start_response: Any) -> Any:
            with frozen(hand.at):
                return app(environ, start_response)

        server.set_app(by_the_hand)
        yield hand
    server.set_app(app)


@pytest.fixture
def enter(open_page: Callable[..., Page]) -> Callable[..., Desk]:
    """Return `enter(person, phone=False)`: the person signs in by name and password and lands on the own desk."""

    def entered(person: User, *, phone: bool = False) -> Desk:
        page = open_page(phone=phone)
        page.locator("input[name=login]").fill(person.username)
        page.locator("input[name=password]").fill(PASSWORD)
        page.locator("main button[type=submit]").click()
        page.wait_for_url("**/")
        return Desk(page)

    return entered
