"""The queue in a directory, with messages that appear whole.

kombu opens a message under its own name before it writes to it. A worker that looks into the directory between both
takes an empty file, cannot read it and ends; on a busy machine that happened every few minutes.
"""

import os
from pathlib import Path
from time import monotonic
from typing import Any
from uuid import uuid4

from kombu.exceptions import ChannelError
from kombu.transport import TRANSPORT_ALIASES, filesystem
from kombu.utils.json import dumps


class Channel(filesystem.Channel):  # type: ignore[misc]
    """kombu's, but a message gets its name when it is written."""

    def _put(self, queue: str, message: Any, **kwargs: Any) -> None:  # type: ignore[override]
        """Put `message` onto `queue`. Raises ChannelError where the directory cannot be written."""
        path = Path(self.data_folder_out, f"{round(monotonic() * 1000)}_{uuid4()}.{queue}.msg")
        part = path.with_name(f"{path.name}.part")
        try:
            part.write_bytes(dumps(message).encode())
            os.replace(part, path)
        except OSError as error:
            raise ChannelError(f"Cannot add {path.name!r} to the queue") from error


class Transport(filesystem.Transport):  # type: ignore[misc]
    """kombu's, with these channels."""

    Channel = Channel


def use() -> None:
    """Let `filesystem://` mean this transport in this process."""
    TRANSPORT_ALIASES["filesystem"] = f"{__name__}:Transport"
