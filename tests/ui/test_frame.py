"""The frame of every page: rail, bell, person, language, search, banners, and what a refusal or failure looks like."""

import logging

import pytest
from django.test import Client
from django.utils import translation
from django.utils.translation import gettext

from activity.notices import unread_count
from tests.factories.organizations import UserFactory
from ui import context, rail, search
from ui.rail import RailEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def entries():
    """Put an entry with a count, one for others and one without a page on the rail."""
    asked = []
    rail.register(RailEntry("t-a", "甲栏", "inbox", "test-people", 100, count=lambda user: asked.append(user) or 1234))
    rail.register(RailEntry("t-b", "乙栏", "pen", "test-people", 101, shown=lambda user: user.username == "other"))
    rail.register(RailEntry("t-c", "丙栏", "pen", "no:such", 102))
    yield asked
    for key in ("t-a", "t-b", "t-c"):
        rail.unregister(key)


@pytest.fixture
def given():
    """Return a function that gives the frame a value until the test ends."""
    keys = []

    def give(key, value):
        keys.append(key)
        context.register(key, lambda request: value)

    before = dict(context._givers)
    yield give
    context._givers.clear()
    context._givers.update(before)


class TestRail:
    def test_entries_are_shown_to_those_they_concern(self, signed_in, entries):
        page = signed_in.get("/tests/people").text
        assert "甲栏" in page
        assert "乙栏" not in page
        assert "丙栏" not in page

    def test_the_entry_of_the_page_is_marked(self, signed_in, entries):
        lines = {line.key: line.active for line in rail.lines_for(UserFactory(), path="/tests/people/3")}
        assert lines["t-a"] is True
        assert lines["desk"] is False
        assert rail.lines_for(UserFactory(), path="/")[0].active is True

    def test_counts_come_by_a_request_of_their_own(self, signed_in, entries):
        assert signed_in.get("/tests/people").status_code == 200
        assert entries == []
        answer = signed_in.get("/frame/counts")
        assert len(entries) == 1
        assert 'id="rail-count-t-a" hx-swap-oob="true">999+<' in answer.text
        assert 'id="bell-count" hx-swap-oob="true">' in answer.text
        # Only numbers travel: a link that were replaced while it is being pressed would lose the press.
        assert "<a" not in answer.text

    def test_a_visitor_gets_none(self, client, pages):
        assert client.get("/frame/counts").status_code == 302

    def test_nobody_is_told_of_notices_that_are_not_there(self, person):
        assert unread_count(person) == 0


class TestTopLine:
    def test_names_come_from_the_setting_or_the_register(self, signed_in, given, settings):
        given("organ_name", "滨江市政府")
        assert "滨江市政府" in signed_in.get("/").text
        settings.GOVINFO_ORGAN_NAME = "临江市政府"
        assert "临江市政府" in signed_in.get("/").text

    def test_what_is_registered_is_asked_only_when_shown(self, rf, given):
        given("organ_name", "甲")
        frame = context.Frame(rf.get("/"))
        assert frame._known == {}
        assert frame["organ_name"] == "甲"
        assert frame["nobody_gives_this"] == ""

    def test_roles_and_acting_are_shown(self, signed_in, given):
        given("roles_line", "综合处 · 责任编辑")
        given("acting_for", "您正在代陈立办理。")
        page = signed_in.get("/").text
        assert "综合处 · 责任编辑" in page
        assert "您正在代陈立办理。" in page

    def test_the_search_box_leads_to_the_registered_page(self, signed_in, monkeypatch):
        monkeypatch.setattr(search, "_url_name", "")
        assert 'role="search" action' not in signed_in.get("/").text
        search.register("test-people")
        assert 'action="/tests/people"' in signed_in.get("/").text
        search.register("no:such")
        assert search.address() == ""

    @pytest.mark.parametrize(
        ("host", "secure", "note"),
        [
            ("office.example", False, True),
            ("office.example", True, False),
            ("localhost:80", False, False),
            ("[::1]:80", False, False),
        ],
    )
    def test_an_insecure_connection_is_said(self, rf, host, secure, note):
        request = rf.get("/", secure=secure, headers={"host": host})
        assert context.Frame(request)["insecure"] is note

    def test_landmarks_and_the_skip_link_are_there(self, signed_in):
        page = signed_in.get("/").text
        for part in ('href="#main"', '<main id="main"', "<nav", "<header", '<html lang="zh-hans"'):
            assert part in page


class TestLanguage:
    def test_the_header_is_ignored(self, signed_in):
        assert signed_in.get("/", headers={"accept-language": "en"})["Content-Language"] == "zh-hans"

    def test_a_person_chooses_and_it_is_kept(self, signed_in, person):
        response = signed_in.post("/frame/language", {"language": "en", "next": "/tests/people?q=1"})
        assert response["Location"] == "/tests/people?q=1"
        person.refresh_from_db()
        assert person.language == "en"
        page = signed_in.get("/")
        assert page["Content-Language"] == "en"
        assert "What waits for me" in page.text

    @pytest.mark.parametrize("wanted", ["fr", "", "zh"])
    def test_another_language_is_not_taken(self, signed_in, person, wanted):
        signed_in.post("/frame/language", {"language": wanted})
        person.refresh_from_db()
        assert person.language == "zh-hans"

    @pytest.mark.parametrize("to", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""])
    def test_it_never_leads_to_another_site(self, signed_in, to):
        assert signed_in.post("/frame/language", {"language": "en", "next": to})["Location"] == "/"

    def test_one_request_leaves_nothing_to_the_next(self, signed_in, person):
        before = translation.get_language()
        person.language = "en"
        person.save()
        signed_in.get("/")
        assert translation.get_language() == before

    def test_it_is_no_link(self, signed_in):
        assert signed_in.get("/frame/language").status_code == 405


class TestRefusal:
    @pytest.mark.parametrize(("code", "status"), [("", 409), ("wrong_status", 409), ("not_allowed", 403)])
    def test_one_that_leaves_a_view_becomes_a_page(self, signed_in, code, status):
        response = signed_in.get("/tests/refuse", {"code": code}, headers={"referer": "http://testserver/tests/people"})
        assert response.status_code == status
        assert "事项已由张三办结" in response.text
        assert 'href="http://testserver/tests/people"' in response.text

    def test_it_leads_back_to_our_pages_only(self, signed_in):
        page = signed_in.get("/tests/refuse", headers={"referer": "http://evil.example/"}).text
        assert "evil" not in page

    def test_one_of_the_lowest_floor_becomes_a_page_too(self, signed_in):
        response = signed_in.get("/tests/refuse", {"file": "1"})
        assert response.status_code == 409
        assert "文件打不开" in response.text

    def test_htmx_gets_the_inner_part(self, signed_in):
        page = signed_in.get("/tests/refuse", headers={"hx-request": "true"}).text
        assert "事项已由张三办结" in page
        assert "<html" not in page


class TestReason:
    def test_the_page_asks_says_what_lacks_and_acts(self, signed_in):
        asked = signed_in.get("/tests/why")
        assert "将退回报送单位。" in asked.text
        assert asked.status_code == 200
        refused = signed_in.post("/tests/why", {"reason": ""})
        assert refused.status_code == 422
        assert 'href="#id_reason"' in refused.text
        assert signed_in.post("/tests/why", {"reason": "不实"}).text == "不实"


class TestFailures:
    def test_what_is_not_there_says_so_with_a_number(self, signed_in, caplog):
        with caplog.at_level(logging.WARNING, "govinfo.failures"):
            response = signed_in.get("/nothing/here")
        assert response.status_code == 404
        assert response.context["failure_id"] in response.text
        assert gettext("There is nothing here that you may see") in response.text

    @pytest.mark.parametrize(("language", "words"), [("en", "Something broke on our side"), ("zh-hans", None)])
    def test_our_mistake_is_a_page_in_the_persons_language(self, signed_in, person, language, words):
        person.language = language
        person.save()
        signed_in.raise_request_exception = False
        response = signed_in.get("/tests/break")
        assert response.status_code == 500
        with translation.override(language):
            assert (words or gettext("Something broke on our side")) in response.text

    def test_a_late_form_gives_back_what_was_typed(self, person, pages):
        client = Client(enforce_csrf_checks=True)
        client.force_login(person)
        data = {"name": "甲", "post": "很长的正文<b>" * 20, "password": "geheim", "csrfmiddlewaretoken": "old"}
        response = client.post("/tests/form?x=1", data, headers={"origin": "http://testserver"})
        assert response.status_code == 403
        assert "很长的正文&lt;b&gt;" in response.text
        assert "geheim" not in response.text
        assert 'action="/tests/form?x=1"' in response.text
        assert '<input type="hidden" name="name" value="甲">' in response.text

    def test_a_form_from_a_foreign_site_gets_no_button(self, person, pages):
        client = Client(enforce_csrf_checks=True)
        client.force_login(person)
        response = client.post("/tests/form", {"name": "甲"}, headers={"origin": "http://evil.example"})
        assert response.status_code == 403
        assert gettext("Send it again") not in response.text
        assert '<input type="hidden" name="name"' not in response.text
