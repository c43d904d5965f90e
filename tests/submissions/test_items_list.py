"""The list and the search page: the same rows for page, filter, export and bulk; statements do not grow with rows."""

import pytest
from django.urls import reverse

from activity.clock import now, today
from tests.factories.organizations import make_person
from tests.factories.submissions import make_item

LIST, SEARCH = "submissions:items", "submissions:search"
MOST = 12


def titles(client, url=LIST, **query):
    content = b"".join(client.get(reverse(url), {**query, "export": "csv"}).streaming_content).decode("utf-8-sig")
    return {line.split(",")[0].strip('"') for line in content.splitlines()[1:] if line}


def test_each_person_lists_what_the_policy_lets_them_read(organ, sign_in):
    draft = make_item(unit=organ.division)
    filed = make_item(unit=organ.divisions[1], status="filed")
    signed = make_item(unit=organ.divisions[1], status="signed")
    joint = make_item(unit=organ.divisions[1], status="unit_review", joint=[organ.division])
    seen = {
        organ.officer: {draft, joint},
        organ.officers[1]: {filed, signed, joint},
        organ.editor: {filed, signed},
        organ.deputy_leader: {signed},
    }
    for person, items in seen.items():
        assert titles(sign_in(person)) == {item.title for item in items}


@pytest.mark.parametrize("kind", ["system", "security", "audit"])
def test_administrators_find_no_list(sign_in, db, kind):
    client = sign_in(make_person(admin_kind=kind))
    assert [client.get(reverse(url)).status_code for url in (LIST, SEARCH)] == [404, 404]


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("draft", {"draft"}), ("returned", {"returned"}), ("in_hand", {"editing", "office_review", "signature"}),
        ("not_compiled", {"declined", "closed"}), ("forwarded", {"forwarded"}), ("adopted", {"adopted"}),
        ("signed", {"signed"}), ("voided", {"voided"}),
    ],
)  # fmt: skip
def test_the_filter_speaks_the_units_words(organ, sign_in, state, expected):
    statuses = ("draft", "returned", "editing", "office_review", "signature", "declined", "closed", "signed", "voided")
    for status in statuses:
        make_item(unit=organ.division, status=status, title=status)
    make_item(unit=organ.division, status="signed", title="forwarded", forwarded_at=now())
    make_item(unit=organ.division, status="signed", title="adopted", forwarded_at=now(), adopted_at=now().date())
    assert titles(sign_in(organ.officer), state=state) == expected


def test_words_unit_type_and_dates_cut_the_list_down(organ, sign_in):
    make_item(unit=organ.division, status="filed", text="出租汽车管理", title="甲")
    other = make_item(unit=organ.divisions[1], status="filed", text="蔬菜检测", title="乙", urgency="flash")
    client = sign_in(organ.editor)
    assert titles(client, q="出租汽车") == {"甲"}
    assert titles(client, unit=other.unit_id) == {"乙"}
    assert titles(client, urgency="flash") == {"乙"}
    day = today().isoformat()
    assert titles(client, filed_after=day, filed_before=day) == {"甲", "乙"}
    assert titles(client, filed_before="2001-01-01") == set()


@pytest.mark.parametrize("url", [LIST, SEARCH])
def test_statements_do_not_grow_with_the_rows(organ, sign_in, url, django_assert_max_num_queries):
    client, counts = sign_in(organ.officer), []
    for number in (1, 2):
        for _n in range(number):
            make_item(unit=organ.division, status="filed", text="出租汽车管理", joint=[organ.divisions[1]])
        with django_assert_max_num_queries(MOST) as statements:
            client.get(reverse(url), {"q": "出租"})
        counts.append(len(statements))
    assert counts[0] == counts[1]


def test_drafts_are_voided_in_bulk_and_refusals_named(organ, sign_in):
    mine, numbered = make_item(drafter=organ.officer), make_item(drafter=organ.officer, status="filed")
    foreign = make_item(unit=organ.divisions[1])
    sign_in(organ.officer).post(
        reverse(LIST),
        {
            "list_do": "bulk",
            "act": "void",
            "pk": [mine.pk, numbered.pk, foreign.pk],
            "confirmed": "1",
            "reason": "重复",
        },
    )
    for item in (mine, numbered, foreign):
        item.refresh_from_db()
    assert [mine.status, numbered.status, foreign.status] == ["voided", "filed", "draft"]


def test_the_search_page_shows_the_place_found_and_nothing_unasked(organ, sign_in):
    make_item(unit=organ.division, text="前文" * 30 + "出租汽车<b>" + "后文" * 30)
    client = sign_in(organ.officer)
    text = client.get(reverse(SEARCH), {"q": "出租汽车"}).content.decode()
    assert "<mark>出租汽车</mark>&lt;b&gt;" in text
    assert titles(client, SEARCH) == set()
