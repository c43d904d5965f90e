"""The cache's own writing on Redis: JSON instead of pickle."""

import json
from typing import Any


class JsonSerializer:
    """What Django's Redis cache asks of a serializer. Whole numbers stay plain, so that Redis can count them up."""

    def dumps(self, obj: Any) -> bytes | int:
        """Return the stored form; raises TypeError for what JSON cannot hold."""
        if type(obj) is int:
            return obj
        return json.dumps(obj, separators=(",", ":")).encode()

    def loads(self, data: bytes | int) -> Any:
        """Return the value of a stored form."""
        return data if isinstance(data, int) else json.loads(data)
