"""Acts of the test in a process of its own, with the settings of the workers: `python -m tests.activity.worker.drive`.

enqueue N: promise and publish N jobs · messages N: publish each unfinished job N times, shuffled · hours: let the
sweeper think that all messages were sent long ago.
"""

import random
import sys
from datetime import timedelta

import django

django.setup()

from django.db import transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from activity import jobs  # noqa: E402
from activity.models import Job  # noqa: E402


def enqueue(count: int) -> None:
    with transaction.atomic():
        for number in range(count):
            jobs.enqueue("kill.work", key=str(number), number=number)


def messages(count: int) -> None:
    numbers = list(Job.objects.unfinished().values_list("pk", flat=True)) * count
    random.Random(7).shuffle(numbers)
    for number in numbers:
        jobs.publish(number)


def hours(count: int) -> None:
    Job.objects.unfinished().update(publish_at=timezone.now() - timedelta(hours=count))


if __name__ == "__main__":
    {"enqueue": enqueue, "messages": messages, "hours": hours}[sys.argv[1]](int(sys.argv[2]))
