"""Drafts: changed clause by clause without overwriting, dropped, adopted from a day on."""

from datetime import date

import pytest
from django.db import IntegrityError, connection

from activity.models import Event, Job
from organizations.models import Role
from scoring.engine import parse_scheme
from scoring.errors import DraftRefused, DraftStale
from scoring.models import Period, Scheme, SchemeDraft
from scoring.services import drafts, scheme_start
from scoring.services.periods import ensure_periods, freeze
from scoring.services.refreshing import JOB
from scoring.services.scheme_checks import unknown_codes
from tests.factories.organizations import make_person
from tests.factories.schemes import make_draft
from tests.factories.scoring import PeriodFactory, demo_scheme
from tests.scoring.schemes.documents import CLAUSES, whole

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("hand")]


@pytest.fixture
def head():
    return make_person(Role.OFFICE_HEAD)


def save(draft, by, clause, index=0, version=None):
    return drafts.save_clause(
        draft_id=draft.pk, by=by, seen_version=version or draft.version, index=index, clause=clause
    )


def adopt(draft, by, start, until=None, code="new-2026"):
    return drafts.adopt_draft(
        draft_id=draft.pk, by=by, seen_version=draft.version, valid_from=start, valid_until=until, code=code
    )


def test_two_windows_never_overwrite_each_other_silently(head):
    draft = make_draft(by=head)
    first = {**draft.document["clauses"][0], "table": [{"points": 2}]}
    saved = save(draft, head, first)
    assert (saved.version, saved.document["clauses"], saved.changed_by) == (2, [first], head)
    with pytest.raises(DraftStale) as stale:
        save(draft, head, {**first, "table": [{"points": 3}]}, version=1)
    assert stale.value.draft.document["clauses"] == [first]
    draft.refresh_from_db()
    assert (draft.version, draft.document["clauses"]) == (2, [first])


def test_saving_the_same_again_is_no_new_version(head):
    draft = make_draft(by=head)
    assert save(draft, head, draft.document["clauses"][0]).version == 1
    assert list(Event.objects.values_list("verb", flat=True)) == ["scheme_draft.create"]


def test_a_wrong_clause_is_kept_and_refuses_only_the_adoption(head):
    draft = make_draft(by=head)
    draft = save(draft, head, {"id": "filed", "kind": "points", "table": [{"points": "abc"}]})
    assert draft.document["clauses"][0]["table"] == [{"points": "abc"}]
    with pytest.raises(DraftRefused):
        adopt(draft, head, date(2026, 12, 1))
    assert not Scheme.objects.exists()


def test_a_new_code_is_followed_by_all_who_name_the_clause(head):
    draft = make_draft(*CLAUSES, by=head, host_credit={"mode": "besides", "of": ["instructed"]})
    quota = next(clause for clause in CLAUSES if clause["id"] == "monthly")
    draft = save(draft, head, {**CLAUSES[2], "id": "praised"}, index=2)
    draft = save(draft, head, {**quota, "id": "tasks"}, index=6)
    by_id = {clause["id"]: clause for clause in draft.document["clauses"]}
    assert by_id["yearly"]["of"] == ["filed", "praised"]
    assert by_id["misses"]["quota"] == "tasks"
    assert by_id["misses"]["effects"]["withhold"] == ["praised"]
    assert by_id["cap"]["of"] == ["tasks", "base"]
    assert draft.document["host_credit"]["of"] == ["praised"]
    parse_scheme(draft.document)


def test_a_code_that_another_clause_has_too_is_not_followed(head):
    twice = {"id": "filed", "kind": "points", "event": "filed", "table": [{"points": 2}]}
    cap = {"id": "cap", "kind": "limit", "per": "month", "of": ["filed"], "at_most": 5}
    draft = make_draft(twice, twice, cap, by=head)
    draft = save(draft, head, {**twice, "id": "other"}, index=1)
    assert draft.document["clauses"][2]["of"] == ["filed"]


@pytest.mark.parametrize("kind", drafts.KINDS)
def test_a_new_clause_of_every_kind_has_a_code_of_its_own(head, kind):
    draft = make_draft(by=head)
    for _time in range(2):
        draft = drafts.add_clause(
            draft_id=draft.pk, by=head, seen_version=draft.version, kind=kind, fields={"points": 1}
        )
    assert [clause["id"] for clause in draft.document["clauses"]] == ["filed", kind, f"{kind}-2"]
    with pytest.raises(DraftRefused):
        drafts.add_clause(draft_id=draft.pk, by=head, seen_version=draft.version, kind="gold", fields={})


@pytest.mark.parametrize(
    ("act", "index", "order"),
    [
        ("up", 1, "bac"),
        ("down", 1, "acb"),
        ("up", 0, "abc"),
        ("down", 2, "abc"),
        ("remove", 1, "ac"),
        ("copy", 0, "aabc"),
    ],
)
def test_clauses_are_arranged(head, act, index, order):
    draft = make_draft(*({"id": code, "kind": "base", "per": "year", "points": 1} for code in "abc"), by=head)
    draft = drafts.arrange_clause(draft_id=draft.pk, by=head, seen_version=1, index=index, act=act)
    codes = [clause["id"] for clause in draft.document["clauses"]]
    assert "".join(code[0] for code in codes) == order
    assert len(set(codes)) == len(codes)


def test_acts_on_what_is_not_there_are_refused(head):
    draft = make_draft(by=head)
    for index, act in ((5, "up"), (0, "burn")):
        with pytest.raises(DraftRefused):
            drafts.arrange_clause(draft_id=draft.pk, by=head, seen_version=1, index=index, act=act)
    with pytest.raises(DraftRefused):
        save(draft, head, {"id": "x", "kind": "base"}, index=7)


@pytest.mark.parametrize("role", [Role.EDITOR, Role.DEPUTY_LEADER, Role.OFFICER])
def test_only_the_head_of_the_office_writes(role):
    draft, other = make_draft(), make_person(role)
    acts = (
        lambda: save(draft, other, {"id": "x", "kind": "base"}),
        lambda: drafts.save_head(draft_id=draft.pk, by=other, seen_version=1, head={"title": "x"}),
        lambda: drafts.drop_draft(draft_id=draft.pk, by=other),
        lambda: adopt(draft, other, date(2026, 12, 1)),
    )
    for act in acts:
        with pytest.raises(DraftRefused) as refused:
            act()
        assert refused.value.code == "not_allowed"
    assert SchemeDraft.objects.get() == draft


def test_the_head_is_replaced_and_the_clauses_stay(head):
    draft = make_draft(by=head, remark="旧", rounding={"unit": 1})
    draft = drafts.save_head(draft_id=draft.pk, by=head, seen_version=1, head={"title": "改", "counted_on": "filed"})
    assert list(draft.document.items())[:-1] == [
        ("schema", "govinfo-scheme/1"), ("code", ""), ("title", "改"), ("counted_on", "filed"),
    ]  # fmt: skip
    assert draft.document["clauses"][0]["id"] == "filed"


@pytest.mark.parametrize(
    "document",
    [{"clauses": {}}, {"clauses": ["x"]}, {"clauses": [{"kind": "gold"}]}, {"clauses": [{"kind": "base"}] * 101}],
)
def test_what_has_not_the_shape_of_a_scheme_is_refused(head, document):
    with pytest.raises(DraftRefused):
        drafts.create_draft(by=head, document=document)
    assert not SchemeDraft.objects.exists()


def test_a_draft_that_grows_too_large_is_refused(head):
    draft = make_draft(by=head)
    with pytest.raises(DraftRefused):
        save(draft, head, {"id": "filed", "kind": "points", "remark": "改" * drafts.MOST_CHARACTERS})


def test_dropping_leaves_an_event(head):
    draft = make_draft(by=head)
    drafts.drop_draft(draft_id=draft.pk, by=head)
    assert not SchemeDraft.objects.exists()
    assert Event.objects.filter(verb="scheme_draft.drop").count() == 1


def test_adopting_makes_a_scheme_that_is_never_changed_and_keeps_the_draft(head):
    before = demo_scheme(date(2026, 1, 1))
    PeriodFactory.create(month=10)
    ensure_periods()
    draft = make_draft(by=head)
    scheme = adopt(draft, head, date(2026, 11, 1))
    draft.refresh_from_db()
    assert (scheme.code, scheme.valid_from, scheme.adopted_by, draft.adopted_as) == (
        "new-2026",
        date(2026, 11, 1),
        head,
        scheme,
    )
    assert scheme.document == {**draft.document, "code": "new-2026"}
    assert before.valid_until is None
    # November is open and holds facts already: it is reckoned again.
    assert [job.args["period_id"] for job in Job.objects.filter(name=JOB)] == [Period.objects.get(month=11).pk]
    with pytest.raises(DraftRefused):
        save(draft, head, {"id": "x", "kind": "base"})
    with pytest.raises(DraftRefused):
        drafts.drop_draft(draft_id=draft.pk, by=head)


@pytest.mark.django_db(transaction=True)
def test_the_database_refuses_to_change_an_adopted_scheme(head):
    scheme = adopt(make_draft(by=head), head, date(2026, 11, 1))
    with pytest.raises(Exception, match=r"append|never|refuse|not"), connection.cursor() as cursor:
        cursor.execute("UPDATE scoring_scheme SET title = 'x' WHERE id = %s", [scheme.pk])
    assert Scheme.objects.get().title == "新办法"


def test_no_scheme_begins_in_a_closed_period(head):
    demo_scheme(date(2026, 1, 1))
    PeriodFactory.create(month=10)
    freeze(Period.objects.get(month=10), by=head)
    assert scheme_start.earliest_start() == date(2026, 11, 1)
    draft = make_draft(by=head)
    with pytest.raises(DraftRefused) as refused:
        adopt(draft, head, date(2026, 10, 31))
    assert refused.value.field == "valid_from"
    assert adopt(draft, head, date(2026, 11, 1)).valid_from == date(2026, 11, 1)


@pytest.mark.parametrize(
    ("start", "until", "code", "field"),
    [(date(2026, 1, 1), None, "x", "valid_from"), (date(2026, 12, 1), date(2026, 11, 30), "x", "valid_until"),
     (date(2026, 12, 1), None, "demo-office", "code")],
)  # fmt: skip
def test_days_and_codes_that_cannot_be_are_refused_at_their_field(head, start, until, code, field):
    demo_scheme(date(2026, 1, 1))
    with pytest.raises(DraftRefused) as refused:
        adopt(make_draft(by=head), head, start, until, code)
    assert refused.value.field == field
    assert Scheme.objects.count() == 1


@pytest.mark.parametrize("head_words", [{"title": "办" * 121}, {"code": "x"}])
def test_titles_that_no_column_holds_are_refused(head, head_words):
    draft = make_draft(by=head, **head_words)
    if "title" in head_words:
        with pytest.raises(DraftRefused):
            adopt(draft, head, date(2026, 12, 1))
    else:
        with pytest.raises(DraftRefused):
            adopt(draft, head, date(2026, 12, 1), code="c" * 61)
    assert not Scheme.objects.exists()


def test_a_stale_draft_is_not_adopted(head):
    draft = make_draft(by=head)
    save(draft, head, {**draft.document["clauses"][0], "table": [{"points": 9}]})
    with pytest.raises(DraftStale):
        adopt(draft, head, date(2026, 12, 1))


def test_periods_that_are_judged_end_where_the_next_scheme_begins(head):
    PeriodFactory.create(month=9)
    ensure_periods()
    demo_scheme(date(2026, 11, 5))
    judged = scheme_start.periods_judged(date(2026, 10, 15), None)
    assert [period.month for period in judged] == [10, 11]
    assert [period.month for period in scheme_start.periods_judged(date(2026, 10, 15), date(2026, 10, 20))] == [10]
    demo_scheme(date(2026, 11, 1), code="other")
    assert [period.month for period in scheme_start.periods_judged(date(2026, 10, 15), None)] == [10]


@pytest.mark.parametrize(
    ("wanted", "code"), [("fresh", "fresh"), ("demo-office", "demo-office-2027"), ("", "scheme"), ("c" * 90, "c" * 50)]
)
def test_a_free_code_is_proposed(wanted, code):
    demo_scheme(date(2026, 1, 1))
    assert drafts.free_scheme_code(wanted, 2027) == code


def test_codes_that_the_settings_do_not_have_are_named():
    known = {"level": {"city": "市级"}, "class": {"first": "一类"}, "outlet": {}}
    assert unknown_codes(whole(), known) == ["own", "others", "daily", "weekly", "province", "state"]


def test_two_drafts_cannot_become_one_scheme(head):
    scheme = adopt(make_draft(by=head), head, date(2026, 11, 1))
    other = make_draft(by=head)
    other.adopted_as = scheme
    with pytest.raises(IntegrityError):
        other.save()
