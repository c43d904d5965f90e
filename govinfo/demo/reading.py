"""People read an issued bulletin: some in the same hour, most within the next days."""

import heapq
import random
from collections.abc import Iterable, Iterator
from datetime import datetime

from activity.clock import now
from govinfo.demo.times import OfficeHours
from organizations.models import User
from reports.models import Bulletin
from reports.services.writing import mark_read
from reports.states import State

# Hours after the issue, least and most, and how many of a dozen readers come to it then.
WHEN = {(0.1, 2.0): 4, (2.0, 24.0): 4, (24.0, 72.0): 3, (72.0, 160.0): 1}


class Readings:
    """Who is still to read which bulletin, in the order of time."""

    def __init__(self, hours: OfficeHours, rng: random.Random) -> None:
        self._hours, self._rng = hours, rng
        self._waiting: list[tuple[datetime, int, int, User]] = []

    def spread(self, bulletin_id: int, readers: Iterable[User]) -> None:
        """Let each reader come to the bulletin that was issued now at a moment of their own."""
        for reader in readers:
            least, most = self._rng.choices(list(WHEN), list(WHEN.values()))[0]
            at = self._hours.after(self._rng, now(), least, most)
            heapq.heappush(self._waiting, (at, bulletin_id, reader.pk, reader))

    def before(self, moment: datetime) -> Iterator[datetime]:
        """The readings that come before that moment."""
        while self._waiting and self._waiting[0][0] <= moment:
            yield from self._next()

    def all(self) -> Iterator[datetime]:
        """All that are left."""
        while self._waiting:
            yield from self._next()

    def _next(self) -> Iterator[datetime]:
        at, bulletin_id, _pk, reader = heapq.heappop(self._waiting)
        yield at
        # Who comes after it was superseded reads the new one.
        if Bulletin.objects.filter(pk=bulletin_id, state=State.ISSUED).exists():
            mark_read(bulletin_id=bulletin_id, by=reader)
