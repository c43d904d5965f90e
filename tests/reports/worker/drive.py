"""`python -m tests.reports.worker.drive sign`: a month closed and its bulletin signed, by the real services."""

import random
import sys
from datetime import date, timedelta

import django

django.setup()

from django.utils import timezone  # noqa: E402

from activity import jobs  # noqa: E402
from activity.models import Job  # noqa: E402
from activity.runner import run_queued  # noqa: E402
from reports.services import bulletins  # noqa: E402
from reports.states import State  # noqa: E402
from review.services import packages  # noqa: E402
from submissions.states import Status  # noqa: E402
from tests.factories.organizations import make_organ  # noqa: E402
from tests.factories.reports import after_month, make_bulletin, make_month  # noqa: E402
from tests.factories.submissions import make_item  # noqa: E402


def sign() -> None:
    with after_month():
        month = make_month()
        bulletin = make_bulletin(month, State.CHECKED)
        bulletins.sign_bulletin(bulletin_id=bulletin.pk, by=month.organ.deputy_leader)


def papers() -> None:
    """Four papers for forwarding, each with the job that makes its PDF; one of them holds what is hard to set."""
    organ = make_organ()
    for number, text in enumerate(("共清理规章128件。", "，" * 4000, "“" * 2000 + "A" * 3000, "共复议12件。")):
        item = make_item(status=Status.SIGNED, unit=organ.division, drafter=organ.officer, text=text)
        head = packages.Head("信息专报", f"〔2026〕第{number + 1}期", date(2026, 11, 5))
        packages.make_package(kind="special", head=head, items=[item], by=organ.editor)


def run() -> None:
    run_queued()


def messages() -> None:
    numbers = list(Job.objects.unfinished().values_list("pk", flat=True)) * 3
    random.Random(7).shuffle(numbers)
    for number in numbers:
        jobs.publish(number)


def hours() -> None:
    Job.objects.unfinished().update(publish_at=timezone.now() - timedelta(hours=1))


if __name__ == "__main__":
    {"sign": sign, "papers": papers, "run": run, "messages": messages, "hours": hours}[sys.argv[1]]()
