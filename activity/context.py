"""What the present request is known by in events: its client's address. No request, no address."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_address: ContextVar[str] = ContextVar("client_address", default="")


def client_address() -> str:
    """The address of the client whose request is being answered, or an empty string."""
    return _address.get()


@contextmanager
def coming_from(address: str) -> Iterator[None]:
    """Within the block, events carry `address`."""
    token = _address.set(address[:45])
    try:
        yield
    finally:
        _address.reset(token)
