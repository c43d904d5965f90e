"""A child of the worker has a warm press before the first paper is asked for, and what hinders it hinders no paper."""

import logging
import time

import pytest
from celery.signals import worker_process_init

from documents import pdf_children, pdf_warming
from documents.pdf_children import PRESSES
from govinfo.celery import warm_press as on_start
from tests.documents.presses import forks_of, has_read_fonts, the_press, wait_until

pytestmark = pytest.mark.usefixtures("own_presses")


@pytest.fixture
def named(css, monkeypatch):
    """One style sheet, that of the tests' papers."""
    monkeypatch.setattr(pdf_warming, "_sheets", {"test": lambda: css})


def warmed() -> pdf_children.Press:
    press = the_press()
    wait_until(lambda: has_read_fonts(press.process.pid), "the sample")
    return press


def test_the_press_is_warm_before_the_first_paper_and_sets_it(named, put, cold):
    pdf_warming.warm_press()
    press = warmed()
    assert (press.printed, forks_of(press.process.pid)) == (0, [])
    assert put() == cold()
    assert the_press() is press
    assert press.printed == 1


def test_a_press_that_was_started_by_a_paper_is_the_one_that_stays(named, put):
    put()
    press = the_press()
    pdf_warming.warm_press()
    assert the_press() is press
    warmed()


def test_one_that_was_lost_is_replaced_by_a_warm_one(named, put, cold):
    pdf_warming.warm_press()
    press = warmed()
    press.process.kill()
    press.process.wait()
    assert put() == cold()
    assert the_press() is not press
    warmed()


def test_it_does_not_end_when_it_rests(named, monkeypatch):
    program = "from documents import pdf_press; pdf_press.IDLE_SECONDS = 0.2; pdf_press.main()"
    popen = pdf_children.subprocess.Popen
    monkeypatch.setattr(
        pdf_children.subprocess, "Popen", lambda command, **given: popen([command[0], "-s", "-c", program], **given)
    )
    pdf_warming.warm_press()
    press = warmed()
    time.sleep(1)
    assert press.is_alive


def test_without_a_press_nothing_is_started(named, settings):
    settings.PDF_PRESS = False
    pdf_warming.warm_press()
    assert PRESSES.known == {}


def test_what_hinders_it_is_told_and_papers_are_set_all_the_same(named, put, cold, monkeypatch, caplog):
    def refuse(*_args, **_named):
        raise OSError("no process can be had")

    with monkeypatch.context() as patched, caplog.at_level(logging.WARNING):
        patched.setattr(pdf_children, "_start_press", refuse)
        pdf_warming.warm_press()
    assert "could not be warmed" in caplog.text
    assert put() == cold()


def test_a_sheet_that_is_too_long_for_a_message_is_left_out(css, monkeypatch):
    too_long = "p{}" + " " * pdf_children._LONGEST_SHEET
    monkeypatch.setattr(pdf_warming, "_sheets", {"long": lambda: too_long, "test": lambda: css})
    pdf_warming.warm_press()
    assert list(PRESSES.sheets.values()) == [[css]]
    warmed()


def test_each_child_of_the_worker_begins_with_it(named):
    receivers = [receiver() for _key, receiver in worker_process_init.receivers]
    assert on_start in receivers
    on_start()
    wait_until(lambda: PRESSES.known, "the press")
    warmed()
