"""Beat's rule and the command for operators."""

from datetime import datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from activity import clock
from activity.clock import OFFICE_ZONE
from activity.models import Event, Notice
from reports.models import Bulletin
from reports.services import bulletins, paper, printing
from reports.services.schedule import propose_due
from reports.states import State
from tests.factories.reports import PDF, make_bulletin


def at(month, day):
    return clock.frozen(datetime(2026, month, day, 10, tzinfo=OFFICE_ZONE))


def run():
    return propose_due(clock.now())


def test_on_its_day_the_closed_months_bulletin_is_proposed_once(month):
    with at(11, 2):
        month.close()
    with at(11, 4):
        assert run() == []
    with at(11, 5):
        (proposed,) = run()
        assert (proposed.period, proposed.proposed_by) == (month.period, None)
        assert run() == []
    assert Bulletin.objects.count() == 1
    assert Event.objects.get(verb="bulletin.propose").actor is None


def test_after_days_of_standstill_it_catches_up(month):
    with at(11, 2):
        month.close()
    with at(12, 20):
        assert [bulletin.period for bulletin in run()] == [month.period]


def test_the_office_head_is_told_once_that_the_month_is_still_open(month):
    for day in (5, 5, 6, 9):
        with at(11, day):
            assert run() == []
    notice = Notice.objects.get(kind="month.still_open")
    assert (notice.user, notice.url) == (month.head, "/bulletins/months/")
    with at(11, 9):
        month.close()
        assert len(run()) == 1


def test_a_withdrawn_proposal_is_not_made_again_by_itself(month):
    bulletin = make_bulletin(month)
    bulletins.withdraw_bulletin(bulletin_id=bulletin.pk, by=month.head, reason="暂不印发")
    assert run() == []
    assert Bulletin.objects.count() == 1


def test_history_is_left_alone(month):
    month.close()
    with clock.frozen(datetime(2027, 6, 5, 10, tzinfo=OFFICE_ZONE)):
        assert month.period not in [bulletin.period for bulletin in run()]


def test_the_day_is_a_setting(month, settings):
    settings.BULLETIN_DAY = 3
    with at(11, 2):
        month.close()
    with at(11, 3):
        assert len(run()) == 1


@pytest.fixture
def output(tmp_path):
    return tmp_path / "out.pdf"


def command(output, **options):
    out = StringIO()
    call_command("bulletin_pdf", output=str(output), stdout=out, **options)
    return out.getvalue()


@pytest.mark.parametrize("period", ["", "2026-10"])
def test_the_command_writes_the_archived_bytes(month, output, period):
    make_bulletin(month, State.ISSUED)
    said = command(output, period=period)
    assert output.read_bytes() == PDF
    assert str(output) in said


def test_what_was_issued_is_written_as_it_was_though_the_layout_has_changed_since(month, output, monkeypatch):
    make_bulletin(month, State.ISSUED)
    monkeypatch.setattr(paper, "LAYOUT", paper.LAYOUT + 1)
    command(output, period="2026-10")
    assert output.read_bytes() == PDF


def test_the_command_prints_a_proposal_that_is_not_kept(month, output, monkeypatch):
    month.close()
    monkeypatch.setattr(printing, "build", lambda bulletin: type("Built", (), {"pdf": bulletin.title.encode()}))
    command(output)
    assert output.read_text() == "关于2026年10月信息工作情况的通报"
    assert (Bulletin.objects.count(), Event.objects.filter(verb="bulletin.propose").count()) == (0, 0)


@pytest.mark.parametrize("period", ["2026-10", "2026-13", "x", "2031-01", ""])
def test_an_open_or_unknown_month_ends_with_2_and_writes_nothing(month, output, period):
    with pytest.raises(CommandError) as failed:
        command(output, period=period)
    assert (failed.value.returncode, output.exists()) == (2, False)


def test_a_place_that_cannot_be_written_is_said(month, tmp_path):
    make_bulletin(month, State.ISSUED)
    with pytest.raises(CommandError):
        command(tmp_path / "no" / "such" / "out.pdf")
