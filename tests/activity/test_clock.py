from datetime import UTC, date, datetime, timedelta
from threading import Thread

import pytest

from activity import clock

NOON = datetime(2026, 10, 31, 4, tzinfo=UTC)


def test_now_is_the_real_time_unless_frozen():
    before = datetime.now(UTC)
    assert before <= clock.now() <= datetime.now(UTC)


@pytest.mark.parametrize(
    ("at", "day"),
    [
        (datetime(2026, 10, 31, 15, 59, 59, tzinfo=UTC), date(2026, 10, 31)),
        (datetime(2026, 10, 31, 16, 0, 0, tzinfo=UTC), date(2026, 11, 1)),
        (datetime(2025, 12, 31, 15, 59, 59, tzinfo=UTC), date(2025, 12, 31)),
        (datetime(2025, 12, 31, 16, 0, 0, tzinfo=UTC), date(2026, 1, 1)),
    ],
)
def test_today_turns_at_midnight_of_the_office(at, day):
    with clock.frozen(at):
        assert clock.today() == day


def test_frozen_nests_and_gives_the_time_back():
    with clock.frozen(NOON):
        with clock.frozen(NOON + timedelta(days=1)):
            assert clock.now() == NOON + timedelta(days=1)
        assert clock.now() == NOON
    assert clock.now() != NOON


def test_frozen_gives_the_time_back_after_an_error():
    with pytest.raises(LookupError), clock.frozen(NOON):
        raise LookupError
    assert clock.now() != NOON


def test_the_hand_moves_on_when_told():
    with clock.frozen(NOON) as hand:
        hand.advance(minutes=5)
        assert clock.now() == NOON + timedelta(minutes=5)
        hand.set(NOON - timedelta(days=3))
        assert clock.now() == NOON - timedelta(days=3)


def test_a_time_without_zone_is_refused():
    with pytest.raises(ValueError, match="zone"), clock.frozen(datetime(2026, 10, 31)):
        pass


def test_threads_keep_their_own_time():
    seen = []
    with clock.frozen(NOON):
        thread = Thread(target=lambda: seen.append(clock.now()))
        thread.start()
        thread.join()
    assert len(seen) == 1
    assert seen != [NOON]
