"""Days on which less has ended than on the 10 November of `hand`."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from activity.clock import Hand, frozen


@pytest.fixture
def late_october() -> Iterator[Hand]:
    """It is noon of 20 October 2026: the month runs."""
    with frozen(datetime(2026, 10, 20, 4, tzinfo=UTC)) as hand:
        yield hand


@pytest.fixture
def early_november() -> Iterator[Hand]:
    """It is noon of 3 November 2026: October has ended."""
    with frozen(datetime(2026, 11, 3, 4, tzinfo=UTC)) as hand:
        yield hand
