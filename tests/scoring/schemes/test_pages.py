"""The screens of schemes: reading, beginning a draft, comparing, trying; who may, and what it costs."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import override

from activity.models import Job, JobState
from activity.runner import run_queued
from organizations.models import Role
from scoring.models import LedgerRow, Period, SchemeDraft, SchemeTrial
from scoring.services import drafts
from scoring.services.periods import ensure_periods
from scoring.services.scheme_export import export_yaml
from scoring.services.scheme_files import read_scheme_file, storable
from scoring.services.trials import start_trial
from scoring.views import pages as score_pages
from scoring.views import scheme_trial
from tests.factories.organizations import PersonGroupFactory, make_person
from tests.factories.schemes import make_draft, make_scheme
from tests.factories.scoring import PeriodFactory, demo_scheme
from tests.scoring.schemes.documents import CLAUSES, whole
from tests.scoring.schemes.pages import get, october, post, posted, tried

# Forms and words: what a database does with them is tested with the drafts.
pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.usefixtures("hand")]


# Reading


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_valid_scheme_is_read_by_everybody_in_words(client, organ, language):
    make_scheme(*CLAUSES)
    client.force_login(organ.officer)
    organ.officer.language = language
    organ.officer.save()
    answer = get(client, "schemes")
    clauses = answer.context["scheme"].clauses
    assert [clause.code for clause in clauses] == [clause["id"] for clause in CLAUSES]
    page = answer.content.decode()
    with override(language):
        assert [clause.code for clause in clauses if escape(clause.words.article) not in page] == []
    assert ("第三条" in page) is (language == "zh-hans")
    assert answer.context["drafts"] == []
    assert answer.context["library"] == []


def test_before_any_scheme_the_page_says_so(client, organ):
    client.force_login(organ.officer)
    answer = get(client, "schemes")
    assert (answer.context["chosen"], answer.context["lines"]) == (None, [])


def test_older_schemes_stay_readable_with_their_days_and_later_ones_are_to_come(client, organ):
    first, later = demo_scheme(date(2026, 1, 1)), demo_scheme(date(2026, 12, 1), code="later")
    client.force_login(organ.officer)
    answer = get(client, "schemes")
    assert answer.context["chosen"] == first
    assert [(line["scheme"], line["ends_on"], line["is_valid"], line["is_to_come"]) for line in answer.context["lines"]] == [
        (later, None, False, True), (first, date(2026, 11, 30), True, False),
    ]  # fmt: skip
    assert get(client, "scheme", later.pk).context["chosen"] == later
    assert get(client, "scheme", 999).status_code == 404


@pytest.mark.parametrize("form", ["yaml", "json"])
def test_a_scheme_is_kept_as_a_file_that_reads_back_exactly(client, organ, form):
    scheme = demo_scheme()
    client.force_login(organ.officer)
    answer = get(client, "scheme_file", scheme.pk, form)
    assert answer.headers["Content-Disposition"] == f'attachment; filename="demo-office.{form}"'
    assert storable(read_scheme_file(answer.content.decode()).document) == scheme.document
    assert get(client, "scheme_file", scheme.pk, "exe").status_code == 404


def test_the_office_sees_drafts_and_the_library_and_units_do_not(client, organ):
    draft = make_draft()
    for person, sees in (
        (organ.editor, True),
        (organ.deputy_leader, True),
        (organ.officer, False),
        (organ.head, False),
    ):
        client.force_login(person)
        assert bool(get(client, "schemes").context["drafts"]) is sees
        for name, *args in (("scheme_draft", draft.pk), ("scheme_library", "demo-office"), ("scheme_compare",)):
            assert get(client, name, *args).status_code == (200 if sees else 404), (person, name)
        assert get(client, "scheme_clause", draft.pk, 1).status_code == 404
        assert get(client, "scheme_adopt", draft.pk).status_code == 404


# Beginning


def test_a_draft_begins_from_the_valid_scheme_the_library_a_file_or_nothing(client, head):
    scheme = demo_scheme()
    file = SimpleUploadedFile("办法.yaml", export_yaml(whole()).encode())
    begun = [
        ({"source": "scheme", "scheme": scheme.pk}, scheme.document),
        ({"source": "library", "library": "r21-zhonglou"}, None),
        ({"source": "file", "file": file}, whole()),
        ({"source": "empty"}, drafts.empty_document()),
    ]
    for data, document in begun:
        answer = post(client, "scheme_draft_new", data=data)
        draft = SchemeDraft.objects.latest("pk")
        assert answer.url == draft.get_absolute_url()
        if document is not None:
            assert draft.document == document
        assert get(client, "scheme_draft", draft.pk).status_code == 200
    assert list(SchemeDraft.objects.order_by("pk").values_list("based_on", "origin")) == [
        (scheme.pk, ""), (None, "钟楼区行政审批局信息工作考核评分细则"), (None, "办法.yaml"), (None, ""),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "content", [b"a: [1", b"- 1", b"", b"clauses: [{kind: gold}]", b"clauses: 5", b"\xff\xff\xff", b"[" * 5000]
)
def test_a_file_that_is_no_scheme_is_refused_at_its_field(client, head, content):
    answer = post(
        client, "scheme_draft_new", data={"source": "file", "file": SimpleUploadedFile("x.yaml", content or b" ")}
    )
    assert answer.status_code == 422
    assert answer.context["form"].errors["file"]
    assert not SchemeDraft.objects.exists()


@pytest.mark.parametrize("source", ["scheme", "library", "file"])
def test_what_belongs_to_the_source_must_be_chosen(client, head, source):
    answer = post(client, "scheme_draft_new", data={"source": source})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [source])


def test_a_wrong_file_becomes_a_draft_with_marks(client, head):
    text = "code: x\ntitle: 办法\nclauses:\n  - {id: a, kind: points, event: late, table: [{points: x}]}\n  - {id: b, kind: base, per: year, points: 1}"
    post(client, "scheme_draft_new", data={"source": "file", "file": SimpleUploadedFile("x.yaml", text.encode())})
    scheme = get(client, "scheme_draft", SchemeDraft.objects.get().pk).context["scheme"]
    assert [len(clause.problems) for clause in scheme.clauses] == [2, 0]
    assert scheme.clauses[1].words is not None


# Comparing


def test_the_draft_changed_last_is_compared_with_the_valid_scheme(client, head):
    scheme = make_scheme()
    document = {**scheme.document, "clauses": scheme.document["clauses"][:1]}
    draft = drafts.create_draft(by=head, document=document)
    answer = get(client, "scheme_compare")
    assert (answer.context["old"].key, answer.context["new"].key) == (f"scheme-{scheme.pk}", f"draft-{draft.pk}")
    assert [(one.code, one.kind) for one in answer.context["differences"].clauses] == [("adopted", "removed")]
    same = get(client, "scheme_compare", old="library-demo-office", new="library-demo-office")
    assert same.context["differences"].is_empty
    assert get(client, "scheme_compare", old="draft-999").status_code == 404


# Trying


def test_a_trial_tells_who_gains_and_why_and_changes_no_score(client, head, organ):
    period = october(organ)
    before = LedgerRow.objects.count()
    clauses = [{"id": "filed", "kind": "points", "event": "filed", "table": [{"points": 10}]}]
    draft = make_draft(*clauses, by=head)
    trial, answer = tried(client, draft, period)
    assert answer.url == trial.get_absolute_url()
    assert get(client, "scheme_trial", draft.pk, trial.pk).context["job"].state == JobState.QUEUED
    run_queued()
    shown = get(client, "scheme_trial", draft.pk, trial.pk).context
    (one,) = shown["classes"]
    assert [(line.name, line.rank_before, line.rank_after, line.before, line.after) for line in one.lines] == [
        (organ.divisions[1].name, 2, 1, "2.00", "20.00"), (organ.divisions[0].name, 1, 2, "6.00", "10.00"),
    ]  # fmt: skip
    assert [[(why.change, why.rows) for why in line.why] for line in one.lines] == [
        [("+18.00", 2)],
        [("+9.00", 1), ("−5.00", 1)],
    ]
    assert {str(item) for line in one.lines for why in line.why for item, *_points in why.examples} == {
        "蔬菜质量安全检测情况", "出租汽车管理办法", "行政复议三项制度",
    }  # fmt: skip
    assert (shown["gaining"], shown["losing"], shown["moving"]) == (2, 0, 2)
    assert [change for _title, change in shown["clauses"]] == ["+27.00", "−5.00"]
    assert LedgerRow.objects.count() == before


def test_a_trial_shows_money_beside_points(client, head, organ):
    period = october(organ)
    fee = {"id": "fee", "kind": "points", "event": "adopted", "gives": "yuan", "table": [{"points": 600}]}
    draft = make_draft(fee, by=head)
    trial, _answer = tried(client, draft, period)
    run_queued()
    answer = get(client, "scheme_trial", draft.pk, trial.pk)
    shown = {one.of_persons: (one.before, one.after) for one in answer.context["seconds"]}
    assert shown[False] == ("0.00", "600.00")
    first = next(line for line in answer.context["classes"][0].lines if line.name == organ.divisions[0].name)
    assert "+600.00" in [why.change for why in first.why if why.account]
    assert "600.00" in answer.content.decode()


def test_a_trial_shows_what_is_due_within_the_budget(client, head, organ):
    period = october(organ)
    fee = {"id": "fee", "kind": "points", "event": "adopted", "gives": "yuan", "table": [{"points": 600}]}
    draft = make_draft(fee, by=head)
    draft.document["budget"] = {"yuan": 500, "per": "month", "beyond": "scale"}
    draft.save()
    trial, _answer = tried(client, draft, period)
    run_queued()
    answer = get(client, "scheme_trial", draft.pk, trial.pk)
    due = {(one.of_persons, one.after, one.due) for one in answer.context["seconds"]}
    assert (False, "600.00", ("0.00", "500.00")) in due
    assert answer.context["heads"]
    paid = [due for one in answer.context["classes"] for line in one.lines for due in line.dues]
    assert [(before, after) for _words, before, after, _unit in paid] == [("0.00", "500.00")]
    assert f'{paid[0][0]} <span class="num nowrap">0.00 → 500.00' in answer.content.decode()


def test_numbers_of_a_trial_that_differ_are_shown_with_digits_in_which_they_do():
    both = scheme_trial._both
    assert both("0.268", "0.2704") == ("0.268", "0.270")
    assert both("0.000001", "0.000002") == ("0.000001", "0.000002")
    assert both("420", "420") == ("420.00", "420.00")


def test_people_of_a_trial_are_found_by_name_and_page_by_page(client, head, organ, monkeypatch):
    monkeypatch.setattr(score_pages, "ROWS", 1)
    period = october(organ)
    clause = {"id": "filed", "kind": "points", "event": "filed", "table": [{"points": 10}]}
    draft = make_draft(clause, by=head)
    draft.document["sharing"] = {"persons": "even"}
    draft.save()
    trial, _answer = tried(client, draft, period)
    run_queued()
    first = get(client, "scheme_trial", draft.pk, trial.pk).context
    assert (len(first["people"]), first["page"].number > 1, bool(first["page"].after)) == (1, True, True)
    name = first["people"][0].name
    found = client.get(trial.get_absolute_url(), {"name": name}).context
    assert [line.name for line in found["people"]] == [name]
    nobody = client.get(trial.get_absolute_url(), {"name": "王某某"})
    assert (nobody.context["people"], nobody.context["has_people"]) == ([], True)
    assert get(client, "scheme_trial", draft.pk, trial.pk, page="x").status_code == 404


def test_a_trial_of_an_earlier_version_says_so(client, head, organ):
    period = october(organ)
    draft = make_draft(by=head)
    trial, _answer = tried(client, draft, period)
    run_queued()
    posted(client, draft, 1, **{"table-0-points": "5"})
    assert get(client, "scheme_trial", draft.pk, trial.pk).context["is_old"]


def test_months_the_wrong_way_round_are_refused_at_their_field(client, head, organ):
    PeriodFactory.create(month=9)
    ensure_periods()
    months = list(Period.objects.order_by("starts_on"))
    answer = post(client, "scheme_try", make_draft(by=head).pk, first=months[1].pk, last=months[0].pk)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["last"])
    assert not SchemeTrial.objects.exists()


def test_a_wrong_draft_is_not_tried(client, head, organ):
    period = october(organ)
    draft = make_draft({"id": "x", "kind": "base"}, by=head)
    answer = post(client, "scheme_try", draft.pk, first=period.pk, last=period.pk)
    assert answer.status_code == 422
    assert not Job.objects.filter(name="scheme_trial").exists()


def test_a_draft_dropped_meanwhile_ends_its_trial_quietly(head, organ):
    period = october(organ)
    draft = make_draft(by=head)
    trial = start_trial(draft_id=draft.pk, by=head, periods=[period])
    drafts.drop_draft(draft_id=draft.pk, by=head)
    run_queued()
    assert Job.objects.get(name="scheme_trial", key=str(trial.pk)).state == JobState.DONE


def test_the_office_sees_how_far_a_trial_is_and_units_do_not(client, organ, head):
    trial = start_trial(draft_id=make_draft(by=head).pk, by=head, periods=[october(organ)])
    job = Job.objects.get(key=str(trial.pk), name="scheme_trial")
    for person, status in ((organ.editor, 200), (organ.deputy_leader, 200), (organ.officer, 404)):
        client.force_login(person)
        assert client.get(reverse("activity:job", args=[job.pk])).status_code == status


def test_before_any_period_there_is_nothing_to_try(client, head):
    assert get(client, "scheme_try", make_draft(by=head).pk).status_code == 404


# Rights and cost


def test_strangers_and_administrators_find_nothing(client, organ, head):
    draft = make_draft(by=head)
    client.logout()
    assert "login" in get(client, "scheme_draft", draft.pk).url
    for kind in ("system", "security", "audit"):
        client.force_login(make_person(admin_kind=kind))
        assert get(client, "scheme_draft", draft.pk).status_code == 404
    for role in (Role.EDITOR, Role.DEPUTY_LEADER, Role.OFFICER):
        client.force_login(make_person(role))
        for name, *args in (
            ("scheme_head",), ("scheme_clause", 1), ("scheme_clause_add",), ("scheme_clause_place", 1), ("scheme_adopt",),
            ("scheme_draft_drop",), ("scheme_try",),
        ):  # fmt: skip
            assert post(client, name, draft.pk, *args).status_code == 404, (role, name)
    draft.refresh_from_db()
    assert draft.version == 1


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_more_schemes_and_drafts(client, head, organ, count, django_assert_max_num_queries):
    for number in range(count):
        demo_scheme(date(2026, number + 1, 1), code=f"s{number}")
        make_draft(by=head)
    with django_assert_max_num_queries(22):
        assert get(client, "schemes").status_code == 200


def warned(client, *clauses, by, **head):
    context = get(client, "scheme_draft", make_draft(*clauses, by=by, **head).pk).context
    return context["unknown"], len(context["unrecorded"])


def test_a_draft_says_what_no_record_gives(client, head):
    """Classes of events and channels that no register has; groups of persons and faults that nobody knows."""
    limits = {
        "id": "limits",
        "kind": "time_limit",
        "table": [{"event_class": "major", "channel": "phone", "minutes": 20, "points": 1}],
    }
    assert warned(client, limits, by=head) == ([], 0)
    (limit,) = limits["table"]
    assert warned(client, {**limits, "table": [{**limit, "channel": "fax", "event_class": "grave"}]}, by=head) == (
        [],
        2,
    )
    sent = {"id": "sent", "kind": "points", "event": "adopted", "table": [{"channel": "direct", "points": 1}]}
    assert warned(client, sent, by=head) == ([], 0)
    assert warned(client, {**sent, "event": "filed"}, by=head) == ([], 1)
    assert warned(client, {**sent, "table": [{"channel": ["direct", "phone"], "points": 1}]}, by=head) == ([], 1)
    count = {"id": "count", "kind": "quota", "per": "month", "counts": ["reported"], "demands": [{"at_least": 1}]}
    assert warned(client, count, by=head) == ([], 0)
    young = {**count, "counts": ["filed"], "for": "persons", "classes": ["under-35"]}
    assert warned(client, young, by=head) == (["under-35"], 0)
    PersonGroupFactory.create(code="under-35")
    assert warned(client, young, by=head) == ([], 0)
    assert warned(client, {**count, "counts": ["filed"]}, by=head) == ([], 0)
    faults = {
        "id": "faults",
        "kind": "deduction",
        "event": "fault",
        "table": [{"fault": ["late", "hearsay"], "points": 1}],
    }
    assert warned(client, faults, by=head) == (["hearsay"], 0)
