"""A ledger of any number of facts and the pages of scores over it, in a process of its own. Started by `ranking.py`.

BENCHMARK_UNITS and BENCHMARK_CLASSES say for how many units in how many classes. The rows are written by one statement, without items behind them: what is measured reads the summaries, which are counted
from the rows as `score_recount` counts them.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext, override_settings  # noqa: E402
from django.urls import reverse  # noqa: E402

from activity.clock import now, today  # noqa: E402
from benchmarks import volume  # noqa: E402
from organizations.models import Unit, UnitClass, UnitKind, User  # noqa: E402
from scoring.models import LedgerRow, Period, PeriodState, ScoringRun  # noqa: E402
from scoring.services.dated_units import DatedUnits  # noqa: E402
from scoring.services.periods import ensure_periods, write_zero_rows  # noqa: E402
from scoring.services.summaries import rewrite_totals  # noqa: E402

settings.ROOT_URLCONF = "benchmarks.ranking_floor"

UNITS = int(os.environ.get("BENCHMARK_UNITS", "500"))
CLASSES = int(os.environ.get("BENCHMARK_CLASSES", "5"))
FLOOR = "/floor/"
MONTHS = 12
PLAIN_MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROWS = """
INSERT INTO scoring_ledgerrow (run_id, period_id, unit_id, person_id, receiver, group_key, item_key, fact, kind,
    happened_on, level, outlet, leader, item_type, fault, padding, clause, account, points, tally, explanation)
WITH RECURSIVE numbers(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM numbers WHERE i + 1 < %s)
SELECT %s, period.id, %s + i %% %s, NULL, 'unit:' || (%s + i %% %s), '' || i / 2, '' || i / 2,
    CASE i %% 2 WHEN 0 THEN 'filed:' ELSE 'adopted:' END || i, CASE i %% 2 WHEN 0 THEN 'filed' ELSE 'adopted' END,
    period.starts_on, CASE i %% 2 WHEN 0 THEN '' ELSE 'city' END, '', '', '', '', %s, 'points', 'points',
    1 + i %% 7, 1, CAST('{}' AS jsonb)
FROM numbers JOIN scoring_period period ON period.id = %s + (i / %s) %% %s
"""


def build(facts: int, mark: Path) -> float:
    """Make tables, units, periods and rows, unless that was done before; seconds."""
    if mark.exists():
        return 0.0
    begin = time.perf_counter()
    call_command("migrate", verbosity=0)
    office = volume.Office()
    classes = [UnitClass.objects.create(name=f"第{no}类", sort_no=no) for no in range(1, CLASSES + 1)]
    units = Unit.objects.bulk_create(
        Unit(
            name=f"单位{no}", short_name=f"单位{no}", code=f"x{no}", kind=UnitKind.SUBORDINATE, sort_no=100 + no,
            unit_class=classes[no % CLASSES], starts_on=volume.LONG_AGO,
        )
        for no in range(UNITS)
    )  # fmt: skip
    periods = ensure_periods(since=today() - timedelta(days=30 * MONTHS))[-MONTHS:]
    run = ScoringRun.objects.create(cause=ScoringRun.Cause.PERIOD, started_at=now(), finished_at=now())
    rows = ROWS if connection.vendor == "postgresql" else ROWS.replace("CAST('{}' AS jsonb)", "'{}'")
    with connection.cursor() as cursor:
        told = (facts, run.pk, *(units[0].pk, UNITS) * 2, False, periods[0].pk, UNITS, MONTHS)
        cursor.execute(rows, told)
    dated = DatedUnits()
    for period in periods:
        rewrite_totals(period, dated)
        write_zero_rows(period, dated)
    ended = [period.pk for period in periods[:-1]]
    Period.objects.filter(pk__in=ended).update(state=PeriodState.CLOSED, closed_at=now(), closed_by=office.office_head)
    # After the summaries: a planner that takes their table for empty reads all of a month for each line.
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    mark.write_text(str(LedgerRow.objects.count()))
    return time.perf_counter() - begin


class Site:
    """Pages of scores; each can be asked for as a whole or for the time that its statements take."""

    def __init__(self) -> None:
        self.client = Client(headers={"host": "localhost"})
        self.client.force_login(User.objects.get(username="office_head"))
        self.plain = _plain_client()
        unit = Unit.objects.get(code="x7")
        closed = Period.objects.closed().order_by("starts_on").last()
        assert closed is not None
        pages = {
            "ranking": f"{reverse('scoring:ranking')}?class={unit.unit_class_id}",
            "ranking of a closed month": f"{reverse('scoring:ranking')}?period={closed.slug}&class={unit.unit_class_id}",
            "ranking, a later page": f"{reverse('scoring:ranking')}?period={closed.slug}&class={unit.unit_class_id}&page=2",
            "unit's year": reverse("scoring:unit", args=[unit.pk]),
            "floor": FLOOR,
            "rows behind a score": f"{reverse('scoring:facts')}?unit={unit.pk}&period={closed.slug}&what=score",
        }
        self.pages: dict[str, Callable[[], float]] = {}
        for name, address in pages.items():
            self.pages[name] = partial(self._whole, address)
            self.pages[f"{name}: statements"] = partial(self._statements, address)
        self.addresses = {name: pages[name.partition(":")[0]] for name in self.pages}

    def _whole(self, address: str) -> float:
        client = self.plain if address == FLOOR else self.client
        begin = time.perf_counter()
        assert client.get(address).status_code == 200
        return time.perf_counter() - begin

    def _statements(self, address: str) -> float:
        """Seconds in the database, reading the rows included."""
        spent = 0.0

        def clocked(execute: Callable[..., Any], *args: Any) -> Any:
            nonlocal spent
            begin = time.perf_counter()
            try:
                return execute(*args)
            finally:
                spent += time.perf_counter() - begin

        with connection.execute_wrapper(clocked):
            assert self.client.get(address).status_code == 200
        return spent

    def answer(self, asked: dict[str, Any]) -> dict[str, Any]:
        if asked.get("count"):
            with CaptureQueriesContext(connection) as queries:
                self._whole(self.addresses[asked["page"]])
            return {"ok": True, "statements": len(queries)}
        begin = time.process_time()
        seconds = self.pages[asked["page"]]()
        return {"ok": True, "ms": seconds * 1000, "cpu_ms": (time.process_time() - begin) * 1000}


def _plain_client() -> Client:
    """One behind the middleware with which Django begins a project, and without a session."""
    client = Client(headers={"host": "localhost"})
    with override_settings(MIDDLEWARE=PLAIN_MIDDLEWARE):
        client.handler.load_middleware()
    return client


def main() -> None:
    seconds = build(int(sys.argv[1]), Path(sys.argv[2]))
    site = Site()
    print(json.dumps({"built_in": round(seconds, 1), "pages": list(site.pages)}), flush=True)
    for line in sys.stdin:
        print(json.dumps(site.answer(json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
