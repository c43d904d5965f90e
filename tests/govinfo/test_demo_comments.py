"""What leaders write on the demo's bulletins, and when people read these."""

import random
from datetime import timedelta
from types import SimpleNamespace

import pytest

from activity.clock import frozen
from govinfo.demo import reading
from govinfo.demo.reading import Readings
from govinfo.demo.texts.comments import Comments, facts_of
from govinfo.demo.texts.stocks import stock
from govinfo.demo.times import OfficeHours
from reports.models.parts import LONGEST_COMMENT
from reports.services.bulletins import supersede_bulletin
from reports.states import State
from tests.factories.reports import AFTER, make_bulletin, make_month

KINDS = ("month", "span", "matter", "corrected")


def data_of(**changes):
    totals = {"filed": 80, "adopted_items": 30, "units": 23, "units_filed": 20, "instruction_items": 2}
    data = {
        "totals": totals, "previous": {"filed": 70, "adopted_items": 35}, "rolls": {"zero": [{"id": 1}]},
        "balance": {"problem": 30, "total": 80}, "span": {"this": "本月"},
    }  # fmt: skip
    return {**data, **changes}


def bulletin_of(data=None, **fields):
    given = {"is_topical": False, "corrects_id": None, "kind": "monthly", **fields}
    return SimpleNamespace(snapshot=SimpleNamespace(data=data or data_of()), **given)


def test_facts_are_those_of_the_figures():
    assert facts_of(data_of()) == {"zero", "more", "instructed"}
    totals = {"filed": 60, "adopted_items": 36, "units": 23, "units_filed": 23, "instruction_items": 0}
    few = {"problem": 10, "total": 60}
    assert facts_of(data_of(totals=totals, rolls={"zero": []}, balance=few)) == {
        "full", "fewer", "adopted", "quiet", "problems",
    }  # fmt: skip
    assert "more" not in facts_of(data_of(previous=None))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("who", ["principal", "deputy"])
def test_the_lines_of_a_stock_ask_for_known_facts_and_fit_the_box(kind, who):
    known = {"zero", "full", "more", "fewer", "adopted", "instructed", "quiet", "problems"}
    for line in stock(f"comment.{kind}.{who}"):
        if line.startswith("?"):
            assert line[1:].split(" ")[0] in known, line
        assert 10 < len(line) <= LONGEST_COMMENT
        if kind != "month":
            assert "本月" not in line
            assert "零报送" not in line


def test_nobody_writes_a_line_again_while_others_are_left():
    comments, rng = Comments(), random.Random(1)
    unfit = ("?full", "?fewer", "?adopted", "?problems")
    fitting = [line for line in stock("comment.month.deputy") if not line.startswith(unfit)]
    said = [comments.next(rng, bulletin_of(), by_principal=False) for _line in fitting]
    assert len(set(said)) == len(said)
    assert not any("?" in line or "," in line for line in said)
    again = comments.next(rng, bulletin_of(), by_principal=False)
    assert again == said[0]


def test_a_matter_a_span_and_a_correction_have_lines_of_their_own():
    comments, rng = Comments(), random.Random(2)
    assert "紧急" in comments.next(rng, bulletin_of(is_topical=True), by_principal=True)
    half = bulletin_of(data_of(span={"this": "上半年"}), kind="half_yearly")
    assert "上半年" in comments.next(rng, half, by_principal=True)
    assert "更正" in comments.next(rng, bulletin_of(corrects_id=4), by_principal=True)


@pytest.fixture
def issued(db):
    """A bulletin that was issued at `AFTER`."""
    with frozen(AFTER):
        return make_bulletin(make_month(items=2), State.ISSUED)


def spread(bulletin, readers):
    readings = Readings(OfficeHours(), random.Random(3))
    with frozen(AFTER):
        readings.spread(bulletin.pk, [SimpleNamespace(pk=no) for no in range(readers)])
    return readings


def test_readers_come_over_several_days_and_in_the_order_of_time(issued, monkeypatch):
    read = []
    monkeypatch.setattr(reading, "mark_read", lambda *, bulletin_id, by: read.append(by.pk))
    readings = spread(issued, 30)

    next_morning = AFTER + timedelta(hours=24)
    early = list(readings.before(next_morning))
    assert 0 < len(early) == len(read) < 30
    assert {moment.date() for moment in early} == {AFTER.date(), next_morning.date()}
    moments = early + list(readings.all())
    assert sorted(read) == list(range(30))
    assert moments == sorted(set(moments))
    assert moments[len(early)] > next_morning
    assert len({moment.date() for moment in moments}) >= 4


def test_nobody_reads_what_was_superseded_meanwhile(issued, monkeypatch):
    monkeypatch.setattr(reading, "mark_read", lambda **_given: pytest.fail("nothing is left to be read"))
    readings = spread(issued, 2)
    with frozen(AFTER):
        supersede_bulletin(bulletin_id=issued.pk, by=issued.issued_by, reason="第三部分表述不准确。")
    assert len(list(readings.all())) == 2
