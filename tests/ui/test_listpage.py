"""The list page as a person sees it: filter, sort, count, columns, access, fragments."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import gettext

from tests.factories.organizations import UserFactory
from tests.factories.ui import SavedFilterFactory
from ui.listpage import page as listpage
from ui.models import SavedFilter

pytestmark = pytest.mark.django_db

URL = "/tests/people"
PART = {"HX-Request": "true", "HX-Target": "list-body"}


def names(response):
    """The names in the rows, in order."""
    import re

    return re.findall(r'is-main" data-label="姓名"><div class="cell"><a href="[^"]+">([^<]*)</a>', response.text)


def link(response, rel):
    import re

    found = re.search(rf'href="([^"]+)" hx-get="[^"]+" rel="{rel}"', response.text)
    return found.group(1).replace("&amp;", "&") if found else None


class TestAccess:
    def test_a_visitor_is_led_to_sign_in(self, client, pages):
        response = client.get(URL)
        assert response.status_code == 302
        assert "login" in response["Location"]

    def test_a_person_without_business_here_finds_nothing(self, client, pages):
        client.force_login(UserFactory(username="stranger"))
        assert client.get(URL).status_code == 404
        assert client.post(URL, {"act": "mark"}).status_code == 404

    def test_rows_cut_off_by_rights_appear_nowhere(self, signed_in):
        UserFactory(username="secret", name="密人", sort_no=0)
        assert "密人" not in signed_in.get(URL).text
        assert names(signed_in.get(URL, {"q": "密人"})) == []
        assert "密人" not in b"".join(signed_in.get(URL, {"export": "csv"})).decode()


class TestRows:
    def test_rows_come_in_order_with_link_value_and_heading(self, signed_in):
        second, first = UserFactory(name="乙", sort_no=2), UserFactory(name="甲<b>", sort_no=1, post="科员")
        response = signed_in.get(URL)
        assert names(response) == ["甲&lt;b&gt;", "乙", "王海"]
        assert f'<a href="/tests/people/{first.pk}">' in response.text
        assert f'data-preview="/tests/people/{second.pk}?preview"' in response.text
        assert f'<b>科员</b> <a href="/tests/people/{first.pk}">' not in response.text
        assert "<b>科员</b>" in response.text

    def test_only_the_main_column_leads_to_the_row(self, signed_in):
        person = UserFactory(sort_no=1, post="")
        assert signed_in.get(URL).text.count(f'href="/tests/people/{person.pk}"') == 1

    def test_a_value_that_is_missing_is_a_dash_and_an_urgent_row_is_marked(self, signed_in):
        UserFactory(sort_no=1, post="急")
        response = signed_in.get(URL)
        assert '<td class="" data-label="上次登录"><div class="cell"><span class="muted">—</span>' in response.text
        assert 'data-row class="is-urgent"' in response.text

    def test_page_and_statements_do_not_grow_with_rows(self, signed_in):
        UserFactory(sort_no=1)
        signed_in.get(URL)
        with CaptureQueriesContext(connection) as one:
            signed_in.get(URL)
        UserFactory.create_batch(2)
        with CaptureQueriesContext(connection) as three:
            signed_in.get(URL)
        assert len(one) == len(three) <= 12

    def test_the_count_stops_at_the_cap(self, signed_in, monkeypatch):
        monkeypatch.setattr(listpage, "COUNTED", 3)
        UserFactory.create_batch(4)
        response = signed_in.get(URL)
        assert gettext("%(number)s rows") % {"number": "3+"} in response.text

    def test_pages_lead_forward_and_back_and_keep_the_filter(self, signed_in):
        people = [UserFactory(name=f"人{number}", sort_no=number) for number in range(12)]
        first = signed_in.get(URL, {"q": "人", "sort": "no"})
        second = signed_in.get(URL + link(first, "next"))
        third = signed_in.get(URL + link(second, "next"))
        assert [len(names(page)) for page in (first, second, third)] == [5, 5, 2]
        assert names(second) == [person.name for person in people[5:10]]
        assert link(third, "next") is None
        assert link(first, "prev") is None
        assert names(signed_in.get(URL + link(third, "prev"))) == names(second)
        assert parse_qs(urlsplit(link(first, "next")).query)["q"] == ["人"]

    def test_an_empty_list_says_what_to_do_next(self, signed_in):
        response = signed_in.get("/tests/empty")
        assert gettext("Nothing is here yet.") in response.text
        assert '<a class="btn btn-primary" href="/tests/add">添加人员</a>' in response.text

    def test_a_list_may_be_ordered_by_an_annotation_and_have_no_filter(self, signed_in):
        assert signed_in.get("/tests/annotated").status_code == 200


class TestSort:
    def test_a_column_sorts_up_then_down(self, signed_in):
        for name, number in (("乙", 2), ("甲", 1), ("丙", 3)):
            UserFactory(name=name, sort_no=number)
        up = signed_in.get(URL, {"sort": "no"})
        assert names(up)[:3] == ["甲", "乙", "丙"]
        assert 'aria-sort="ascending"' in up.text
        assert "?sort=-no" in up.text
        down = signed_in.get(URL, {"sort": "-no"})
        assert names(down) == ["王海", "丙", "乙", "甲"]

    @pytest.mark.parametrize("sort", ["password", "-password", "post", "no__x", "", "--no", "sort_no"])
    def test_what_no_column_allows_is_not_sorted_by(self, signed_in, sort):
        UserFactory(name="乙", sort_no=2)
        UserFactory(name="甲", sort_no=1)
        response = signed_in.get(URL, {"sort": sort})
        assert names(response) == ["甲", "乙", "王海"]
        assert "aria-sort" not in response.text


class TestFilter:
    def test_what_is_chosen_stands_as_chips_that_drop_it(self, signed_in):
        UserFactory(name="李明", language="en", sort_no=1)
        UserFactory(name="李华", sort_no=2)
        response = signed_in.get(URL, {"q": "李", "language": "en", "sort": "name"})
        assert names(response) == ["李明"]
        assert 'href="?language=en&amp;sort=name"' in response.text
        assert "语言: 英文" in response.text

    def test_a_range_is_one_chip_that_drops_both_ends(self, signed_in):
        response = signed_in.get(URL, {"seen_after": "2026-01-01", "seen_before": "2026-02-01"})
        assert "上次登录: 2026-01-01 – 2026-02-01" in response.text
        assert '<a class="chip" href="?"' in response.text

    @pytest.mark.parametrize(
        "query", [{"number": "x"}, {"language": "fr"}, {"seen_after": "32.13."}, {"number": "1e999"}, {"q": "\x00"}]
    )
    def test_what_cannot_be_read_is_said_at_the_field_and_shows_nothing(self, signed_in, query):
        UserFactory(name="李明")
        response = signed_in.get(URL, query)
        assert response.status_code == 200
        assert names(response) == []
        assert "invalid-feedback" in response.text
        assert b"".join(signed_in.get(URL, {**query, "export": "csv"})).count(b"\n") == 1

    @pytest.mark.parametrize(
        "query", ["after=x&before=y", "cols=nothing", "part=other", "export=pdf", "q=%ff", "number=" + "9" * 40]
    )
    def test_a_strange_address_is_no_error(self, signed_in, query):
        assert signed_in.get(f"{URL}?{query}").status_code == 200

    def test_a_filter_that_fits_nothing_offers_the_whole_list(self, signed_in):
        response = signed_in.get(URL, {"q": "没有"})
        assert gettext("No row fits this filter.") in response.text
        assert "<table" not in response.text


class TestFragment:
    def test_htmx_gets_the_rows_only_by_the_same_template(self, signed_in):
        UserFactory(name="李明", sort_no=1)
        part = signed_in.get(URL, {"q": "李", "language": ""}, headers=PART)
        assert "<html" not in part.text
        assert names(part) == ["李明"]
        assert part["HX-Push-Url"] == f"{URL}?q=%E6%9D%8E"
        assert "HX-Target" in part["Vary"]

    def test_another_target_gets_the_page(self, signed_in):
        assert "<html" in signed_in.get(URL, headers={"HX-Request": "true", "HX-Target": "other"}).text


class TestColumns:
    def test_a_hidden_column_is_shown_to_those_who_pick_it(self, signed_in):
        assert 'data-label="语言"' not in signed_in.get(URL).text
        picked = signed_in.get(URL, {"cols": ["language", "name"]})
        assert 'data-label="语言"' in picked.text
        assert 'data-label="职务"' not in picked.text


class TestTabs:
    def test_a_saved_filter_is_a_tab_with_its_count(self, signed_in, person):
        UserFactory(language="en")
        SavedFilterFactory(user=person, name="我的", query="language=en")
        SavedFilterFactory(name="别人的")
        page = signed_in.get(URL, {"language": "en"})
        mine = SavedFilter.objects.get(name="我的")
        assert (
            f'href="?language=en" aria-current="page">我的 <span class="count" id="tab-count-saved-{mine.pk}">'
            in page.text
        )
        assert "别人的" not in page.text
        counted = signed_in.get(URL, {"part": "tabs"})
        assert f'id="tab-count-saved-{mine.pk}" hx-swap-oob="true">1</span>' in counted.text
        assert "<a" not in counted.text

    def test_another_order_is_still_the_same_tab(self, signed_in):
        assert 'aria-current="page">读英文的' in signed_in.get(URL, {"language": "en", "sort": "no"}).text
        assert 'aria-current="page">读英文的' not in signed_in.get(URL, {"language": "en", "q": "x"}).text

    def test_a_saved_filter_that_can_no_longer_be_read_has_no_count(self, signed_in, person):
        kept = SavedFilterFactory(user=person, name="旧的", query="number=x")
        counted = signed_in.get(URL, {"part": "tabs"})
        assert f'id="tab-count-saved-{kept.pk}" hx-swap-oob="true"></span>' in counted.text
