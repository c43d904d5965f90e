"""A press that hangs before its fork begins is lost like one that died: the paper is set from the beginning, in time."""

import os
import signal
import threading
import time

import pytest

from documents import pdf as pdf_module
from documents import pdf_children
from documents.errors import RenderFailed
from tests.documents.presses import LONG, PATIENCE, forks_of, the_press

pytestmark = pytest.mark.usefixtures("own_presses")


@pytest.fixture
def talks(monkeypatch):
    """Every conversation with its deadline."""
    held = []
    real = pdf_module._Talk.run

    def run(talk, deadline):
        held.append((talk, deadline))
        return real(talk, deadline)

    monkeypatch.setattr(pdf_module._Talk, "run", run)
    return held


@pytest.fixture
def hung(warm, monkeypatch):
    """A press that is stopped, and what waits for it waits shortly."""
    with monkeypatch.context() as short:
        short.setattr(pdf_children, "BEGIN_SECONDS", 0.3)
        short.setattr(pdf_children, "_PATIENCE", 0.2)
        warm.process.send_signal(signal.SIGSTOP)
        yield warm


def test_a_press_that_hangs_before_its_fork_begins_does_not_cost_the_paper(put, cold, hung, talks, caplog):
    assert put() == cold()
    assert len(talks) == 3
    assert "The press died or hangs" in caplog.text
    assert not hung.is_alive


def test_the_next_paper_has_a_new_press(put, cold, hung, monkeypatch):
    put()
    monkeypatch.setattr(pdf_children, "BEGIN_SECONDS", PATIENCE)
    assert put() == cold()
    assert the_press() is not hung


def test_a_fork_that_has_begun_has_all_its_time(put, cold, warm, talks, caplog):
    """Silence counts only before the first word."""

    def stop(phase, done, total):
        talk, _deadline = talks[0]
        if phase == "layout" and talk.begins_by > time.monotonic():
            talk.begins_by = 0.0
            (fork,) = forks_of(warm.process.pid)
            os.kill(fork, signal.SIGSTOP)
            threading.Timer(0.5, os.kill, (fork, signal.SIGCONT)).start()

    made = put(progress=stop)
    assert talks[0][0].begins_by == 0.0
    assert made == cold()
    assert "hangs" not in caplog.text
    assert the_press() is warm


@pytest.mark.parametrize("timeout", [None, 3.0])
def test_both_tries_have_one_deadline(put, hung, talks, monkeypatch, timeout):
    """A worker is stopped by force soon after it: what was spent on the lost press is not to be had again."""
    monkeypatch.setattr(pdf_module, "MOST_SECONDS", 3.0)
    with pytest.raises(RenderFailed) as failure:
        put(LONG, timeout=timeout)

    assert failure.value.code == "timeout"
    (_warm, first), (_cold, second) = talks
    assert first == second


def test_a_second_try_has_the_time_of_a_first_where_that_fits(put, hung, talks):
    put()
    (_warm, first), (_cold, second) = talks
    assert second - first >= pdf_children.BEGIN_SECONDS
