"""One way to write values as bytes, so that the same content has the same hash on every machine."""

import hashlib
import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from scoring.engine.numbers import plain


def canonical_json(content: Any) -> str:
    """JSON with sorted keys, no blanks, decimals and dates as strings. Raises TypeError for a float or anything else."""
    return json.dumps(_plain(content), sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def sha256_of(text: str) -> str:
    """Hexadecimal SHA-256 of the text in UTF-8."""
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return str(value)  # an enum member or a safe string becomes a plain one
    raise TypeError(f"{type(value).__name__} has no canonical form")
