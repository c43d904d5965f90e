"""Scores kept up to date by jobs; the places of scores on the desk and on the item's page."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db.models import Sum
from django.test import RequestFactory
from django.urls import reverse

from activity import runner
from activity.jobs import may_view
from activity.models import Job, JobState
from activity.services import record
from organizations.models import Role
from scoring.models import LedgerRow, Period, ScoringRun
from scoring.places import item_points, office_filed, sees_office_figures, unit_figure, works_in_unit
from scoring.services.periods import ensure_periods
from scoring.services.reckoning import has_news, reckon_changes, reckon_period
from scoring.services.refreshing import reckon_again, refresh_scores
from scoring.tasks import refresh_open_scores
from submissions.models import Item
from tests.factories.organizations import make_organ, make_person
from tests.factories.scoring import PeriodFactory, adopted, demo_scheme, filed_item, scheme_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("hand")]


@pytest.fixture
def organ():
    demo_scheme()
    PeriodFactory.create(month=10)
    ensure_periods()
    return make_organ()


def newly_filed(organ, day=date(2026, 11, 5)):
    item = filed_item(day, unit=organ.division)
    record("item.submit", subject=item, by=organ.officer)
    return item


def test_nothing_new_asks_for_no_job(organ):
    assert refresh_scores() is None
    assert not Job.objects.exists()


def test_news_is_reckoned_by_one_job(organ):
    newly_filed(organ)
    refresh_open_scores()
    newly_filed(organ)
    refresh_open_scores()
    job = Job.objects.get(name="score_period")
    runner.run_job(job.pk)
    job.refresh_from_db()
    assert (job.state, job.result) == (JobState.DONE, {"rows": 4, "url": "/scores/"})
    assert not has_news()
    assert refresh_scores() is None


def test_news_after_a_finished_job_makes_another(organ):
    newly_filed(organ)
    runner.run_job(refresh_scores().pk)
    newly_filed(organ)
    second = refresh_scores()
    runner.run_job(second.pk)
    assert Job.objects.filter(name="score_period", state=JobState.DONE).count() == 2
    assert LedgerRow.objects.of_units().count() == 2


def test_new_day_settles_everybody_once(organ, hand):
    scheme_of(valid_from=date(2026, 11, 1))
    job = refresh_scores()
    assert (job.key, job.args) == ("day:2026-11-10", {"settles": True})
    runner.run_job(job.pk)
    bases = LedgerRow.objects.filter(clause="base", period__month=11).values_list("unit", flat=True)
    assert set(bases) == {unit.pk for unit in organ.divisions}
    assert refresh_scores() is None
    hand.advance(days=1)
    runner.run_job(refresh_scores().pk)
    assert list(Job.objects.order_by("pk").values_list("key", flat=True)) == ["day:2026-11-10", "day:2026-11-11"]
    assert LedgerRow.objects.filter(clause="base", period__month=11).count() == len(organ.divisions)


def test_scheme_adopted_late_has_the_open_periods_reckoned_once(organ, hand):
    newly_filed(organ)
    newly_filed(organ, date(2026, 10, 5))
    runner.run_job(refresh_scores().pk)
    hand.advance(hours=1)
    twice = {"id": "filed", "kind": "points", "event": "filed", "table": [{"points": 2}]}
    scheme = scheme_of(twice, valid_from=date(2026, 11, 1), code="twice")
    job = refresh_scores()
    assert (job.key, job.args) == (f"scheme:{scheme.pk}", {"scheme_id": scheme.pk})
    runner.run_job(job.pk)
    found = LedgerRow.objects.of_units().values("period__month").annotate(sum=Sum("points")).order_by("period__month")
    assert [(row["period__month"], row["sum"]) for row in found] == [(10, 1), (11, 2)]
    assert refresh_scores() is None


def test_scheme_of_the_future_reckons_nothing_yet(organ, hand):
    newly_filed(organ)
    runner.run_job(refresh_scores().pk)
    hand.advance(hours=1)
    scheme_of(valid_from=date(2026, 12, 1))
    assert refresh_scores() is None


def test_beat_begins_the_period_of_a_new_month(organ, hand):
    hand.set(datetime(2026, 12, 1, 0, tzinfo=UTC))
    refresh_open_scores()
    assert Period.objects.latest("starts_on").slug == "2026-12"


def test_job_done_twice_writes_once(organ, hand):
    filed_item(date(2026, 10, 5), unit=organ.division)
    october = Period.objects.get(month=10)
    job = reckon_again(october, by=organ.editor)
    runner.run_job(job.pk)
    runner.run_job(job.pk)
    hand.advance(seconds=1)
    again = reckon_again(october, by=organ.editor)
    assert again != job
    runner.run_job(again.pk)
    again.refresh_from_db()
    assert again.result == {"rows": 0, "url": "/scores/?period=2026-10"}
    assert ScoringRun.objects.filter(started_by=organ.editor, period=october).count() == 2


def test_run_that_was_cut_off_leaves_its_events_to_the_next(organ, monkeypatch):
    newly_filed(organ)

    def broken(*args, **kwargs):
        raise RuntimeError("cut off")

    monkeypatch.setattr("scoring.services.reckoning.book_groups", broken)
    job = refresh_scores()
    runner.run_job(job.pk)
    job.refresh_from_db()
    assert job.state != JobState.DONE
    monkeypatch.undo()
    assert (has_news(), LedgerRow.objects.exists()) == (True, False)
    assert refresh_scores() == job
    assert reckon_changes() == 2
    assert not has_news()


def test_only_the_office_sees_how_far_reckoning_is(organ):
    newly_filed(organ)
    job = refresh_scores()
    assert [may_view(user, job) for user in (organ.editor, organ.officer, make_person())] == [True, False, False]


def test_unit_has_its_score_and_rank_on_the_desk(organ):
    filed_item(date(2026, 10, 5), unit=organ.divisions[1])
    item = filed_item(date(2026, 11, 5), unit=organ.division)
    adopted(item, date(2026, 11, 6), "city")
    for period in Period.objects.all():
        reckon_period(period, by=None)
    figure = unit_figure(organ.officer)
    assert (figure.value, list(figure.trend)) == (Decimal("6.00"), [Decimal(0), Decimal(6)])
    assert figure.url == reverse("scoring:unit", args=[organ.division.pk])
    assert "1" in str(figure.hint)
    assert "2" in str(unit_figure(organ.officers[1]).hint)


def test_unit_outside_the_ranking_has_its_score_without_a_rank(organ):
    officer = make_person(Role.OFFICER)
    assert not any(letter.isdigit() for letter in str(unit_figure(officer).hint))


def test_office_has_filed_and_adopted_on_the_desk(organ):
    adopted(filed_item(date(2026, 11, 5), unit=organ.division), date(2026, 11, 6), "city")
    for period in Period.objects.all():
        reckon_period(period, by=None)
    assert (office_filed(organ.editor).value, list(office_filed(organ.editor).trend)) == (1, [0, 1])
    assert "1" in str(office_filed(organ.editor).hint)


def test_desk_without_periods_has_no_figures():
    head = make_person(Role.UNIT_HEAD)
    Period.objects.all().delete()
    assert (unit_figure(head), office_filed(head)) == (None, None)


def test_figures_are_for_whom_they_concern(organ):
    assert [works_in_unit(user) for user in (organ.officer, organ.head, organ.editor)] == [True, True, False]
    assert [sees_office_figures(user) for user in (organ.officer, organ.editor, organ.deputy_leader)] == [
        False, True, True,
    ]  # fmt: skip


def test_item_page_has_points_for_whoever_may_open_the_account(organ):
    item = newly_filed(organ)
    request = RequestFactory().get("/")
    request.user = organ.officer
    assert item_points(request, item) is None
    reckon_period(Period.objects.get(month=11), by=None)
    (line,) = item_points(request, item)["lines"]
    assert (line.row.points, line.item) == (1, item)
    request.user = organ.officers[1]
    assert item_points(request, Item.objects.get(pk=item.pk)) is None


def test_item_page_shows_the_panel(client, organ):
    item = newly_filed(organ)
    reckon_period(Period.objects.get(month=11), by=None)
    client.force_login(organ.officer)
    answer = client.get(item.get_absolute_url())
    assert 'id="item-points"' in answer.content.decode()
