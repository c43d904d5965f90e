"""How an event becomes a link: canonical JSON of all its fields, hashed over the hash of the event before it."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

FIRST_HASH = "0" * 64
LONGEST_STRING = 300


def plain_data(data: Mapping[str, Any] | None) -> dict[str, Any]:
    """`data` as both databases give it back: JSON values, no NUL.

    Raises TypeError on a float, since PostgreSQL's jsonb does not return each float as it was written (send a string),
    and ValueError on a string over 300 characters: texts of items never stand in events.
    """
    plain: dict[str, Any] = json.loads(json.dumps(data or {}, cls=DjangoJSONEncoder), parse_float=_refuse_float)
    cleaned: dict[str, Any] = _cleaned(plain)
    return cleaned


def plain_text(text: str) -> str:
    """`text` without what PostgreSQL cannot store: NUL and lone surrogates."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")


def link_hash(previous_hash: str, fields: Mapping[str, Any]) -> str:
    """SHA-256, in hex, of the previous hash, a line end and the canonical JSON of `fields`."""
    canonical = json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_as_text)
    return hashlib.sha256(f"{previous_hash}\n{canonical}".encode("utf-8", "surrogatepass")).hexdigest()


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        if len(value) > LONGEST_STRING:
            raise ValueError("the data of an event holds keys and names, never text")
        return plain_text(value)
    if isinstance(value, list):
        return [_cleaned(each) for each in value]
    if isinstance(value, dict):
        return {plain_text(key): _cleaned(each) for key, each in value.items()}
    return value


def _refuse_float(text: str) -> Any:
    raise TypeError(f"the data of an event holds the float {text}: send it as a string")


def _as_text(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return str(value)
