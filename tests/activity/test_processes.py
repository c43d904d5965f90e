import subprocess
import sys

import pytest
from celery.signals import before_task_publish

from activity import heartbeats, processes
from activity.models import Heartbeat


@pytest.fixture
def identity():
    own = processes.own_identity()
    if not own:
        pytest.skip("this system does not tell processes apart")
    return own


def test_this_process_is_not_gone(identity):
    assert not processes.is_gone(identity)


def test_a_process_is_gone_when_its_number_belongs_to_a_later_one(identity):
    place, pid, _started = identity.split()
    assert processes.is_gone(f"{place} {pid} 1")


def test_a_killed_process_is_gone_even_before_anybody_has_asked_for_its_end(identity):
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as child:
        place = identity.split()[0]
        of_child = f"{place} {child.pid} {processes._started(child.pid)}"
        assert not processes.is_gone(of_child)
        child.kill()
        import os

        os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)  # dead, not reaped: a zombie
        assert processes.is_gone(of_child)
    assert processes.is_gone(of_child)


@pytest.mark.parametrize("foreign", ["", "elsewhere/boot/pid:[1] 1 1", "nonsense"])
def test_processes_of_other_places_are_never_called_gone(foreign):
    assert not processes.is_gone(foreign)


def test_where_the_system_does_not_tell_nobody_is_identified_or_gone(monkeypatch, tmp_path, identity):
    monkeypatch.setattr(processes, "PROC", tmp_path)
    assert processes.own_identity() == ""
    assert not processes.is_gone(identity)


@pytest.mark.django_db
def test_worker_and_beat_leave_signs_of_life(monkeypatch):
    monkeypatch.setattr(heartbeats.connection, "close", lambda: None)
    heartbeats.worker_is_alive()
    receivers = list(before_task_publish.receivers)
    heartbeats.watch_beat()
    before_task_publish.send(sender="activity.tasks.sweep_jobs")
    before_task_publish.receivers[:] = receivers
    assert set(Heartbeat.objects.values_list("name", flat=True)) == {"worker", "beat"}
