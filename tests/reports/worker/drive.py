"""`python -m tests.reports.worker.drive sign`: a month closed and its bulletin signed, by the real services."""

import random
import sys
from datetime import timedelta

import django

django.setup()

from django.utils import timezone  # noqa: E402

from activity import jobs  # noqa: E402
from activity.models import Job  # noqa: E402
from reports.services import bulletins  # noqa: E402
from reports.states import State  # noqa: E402
from tests.factories.reports import after_month, make_bulletin, make_month  # noqa: E402


def sign() -> None:
    with after_month():
        month = make_month()
        bulletin = make_bulletin(month, State.CHECKED)
        bulletins.sign_bulletin(bulletin_id=bulletin.pk, by=month.organ.deputy_leader)


def messages() -> None:
    numbers = list(Job.objects.unfinished().values_list("pk", flat=True)) * 3
    random.Random(7).shuffle(numbers)
    for number in numbers:
        jobs.publish(number)


def hours() -> None:
    Job.objects.unfinished().update(publish_at=timezone.now() - timedelta(hours=1))


if __name__ == "__main__":
    {"sign": sign, "messages": messages, "hours": hours}[sys.argv[1]]()
