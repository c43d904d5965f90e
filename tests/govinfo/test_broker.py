"""The queue in a directory: a message is there whole, or not at all."""

import os
from pathlib import Path
from queue import Empty

import pytest
from kombu import Connection
from kombu.exceptions import ChannelError

from govinfo import broker
from govinfo.celery import app


@pytest.fixture
def channel(tmp_path):
    """Return a channel of a queue in a directory of its own."""
    broker.use()
    folders = {name: str(tmp_path / name) for name in ("data_folder_in", "data_folder_out", "control_folder")}
    folders["data_folder_in"] = folders["data_folder_out"]
    for folder in folders.values():
        Path(folder).mkdir(exist_ok=True)
    with Connection("filesystem://", transport_options=folders) as connection:
        yield connection.channel()


def test_a_message_comes_as_it_was_sent(channel):
    channel._put("celery", {"body": "月结"})
    assert channel._get("celery") == {"body": "月结"}
    with pytest.raises(Empty):
        channel._get("celery")


def test_a_message_cannot_be_taken_before_it_is_written(channel, monkeypatch):
    seen = []

    def look(part, path):
        with pytest.raises(Empty):
            channel._get("celery")
        seen.append(Path(part).read_bytes())
        really(part, path)

    really = os.replace
    monkeypatch.setattr(broker.os, "replace", look)
    channel._put("celery", {"body": 1})
    assert seen == [b'{"body": 1}']
    assert channel._get("celery") == {"body": 1}


def test_a_directory_that_is_gone_is_said(channel):
    Path(channel.data_folder_out).rmdir()
    with pytest.raises(ChannelError, match="Cannot add"):
        channel._put("celery", {})


def test_the_application_uses_it():
    with app.connection_for_write("filesystem://") as connection:
        assert connection.transport_cls == "filesystem"
        assert issubclass(connection.get_transport_cls(), broker.Transport)
