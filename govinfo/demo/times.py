"""Office hours for the demo: when people write, sign and edit."""

import random
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from activity.clock import OFFICE_ZONE
from organizations.working_days import is_working_day

OPENS, CLOSES = time(8, 40), time(17, 40)


@dataclass
class OfficeHours:
    """Working moments; remembers which days are worked, so that each day is asked once."""

    _known: dict[date, bool] = field(default_factory=dict)

    def is_worked(self, day: date) -> bool:
        if day not in self._known:
            self._known[day] = is_working_day(day)
        return self._known[day]

    def next_worked(self, day: date) -> date:
        """The day itself where it is worked, else the next one that is."""
        while not self.is_worked(day):
            day += timedelta(days=1)
        return day

    def last_worked(self, day: date) -> date:
        """The day itself where it is worked, else the last one that was."""
        while not self.is_worked(day):
            day -= timedelta(days=1)
        return day

    def moment(self, rng: random.Random, day: date) -> datetime:
        """Some moment in office hours of that day, or of the next one that is worked."""
        opens = datetime.combine(self.next_worked(day), OPENS, OFFICE_ZONE)
        return opens + timedelta(minutes=rng.randint(0, 500), seconds=rng.randint(0, 59))

    def after(self, rng: random.Random, at: datetime, least: float, most: float) -> datetime:
        """Between `least` and `most` hours later; what falls outside office hours waits for the next working morning."""
        later = (at + timedelta(seconds=round(3600 * rng.uniform(least, most)))).astimezone(OFFICE_ZONE)
        if later.time() > CLOSES:
            return self._morning(rng, later.date() + timedelta(days=1))
        if later.time() < OPENS or not self.is_worked(later.date()):
            return self._morning(rng, later.date())
        return later

    def _morning(self, rng: random.Random, day: date) -> datetime:
        opens = datetime.combine(self.next_worked(day), OPENS, OFFICE_ZONE)
        return opens + timedelta(minutes=rng.randint(0, 170), seconds=rng.randint(0, 59))


def first_of_month(day: date, months_back: int = 0) -> date:
    """The first day of the month that lies so many months before that of `day`."""
    number = day.year * 12 + day.month - 1 - months_back
    return date(number // 12, number % 12 + 1, 1)
