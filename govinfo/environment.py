"""Typed reading of the environment: each value has a type, a default and, for numbers, limits.

Every name read here or through `env` stands in docs/operations.md; a test compares the two.
"""

import environ
from django.core.exceptions import ImproperlyConfigured

env = environ.Env()


def text(name: str, default: str = "") -> str:
    """Return the value without the blanks around it; an empty variable counts as not set."""
    return env.str(name, default="").strip() or default


def flag(name: str, *, default: bool = False) -> bool:
    """Return the truth of a switch: 1, true, yes, on; anything else is off, an empty variable is the default."""
    return env.bool(name, default=default) if text(name) else default


def number(name: str, default: int, *, least: int = 0, most: int | None = None) -> int:
    """Return a whole number within its limits. Raises ImproperlyConfigured with the name and the limits."""
    given = text(name)
    if not given:
        return default
    within = f"at least {least}" if most is None else f"from {least} to {most}"
    if not given.lstrip("-").isdecimal():
        raise ImproperlyConfigured(f"{name} must be a whole number, {within}; it is {given!r}.")
    value = int(given)
    if value < least or (most is not None and value > most):
        raise ImproperlyConfigured(f"{name} must be {within}; it is {value}.")
    return value


def words(name: str, default: tuple[str, ...] = ()) -> list[str]:
    """Return the parts of a comma-separated list, without blanks and empty parts."""
    return [word.strip() for word in text(name).split(",") if word.strip()] or list(default)
