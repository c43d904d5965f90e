"""Reminders: rules that beat asks every few minutes, and a row that keeps anyone from being reminded twice.

A rule looks for everything that is due by now, not for what falls due at this very moment: so one that was missed
while the machine stood still is caught up on by the next run.
"""

import logging
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import models, transaction

from activity import clock
from activity.models import Reminder
from activity.notices import tell
from activity.querysets import subject_of

logger = logging.getLogger(__name__)

Rule = Callable[[datetime], object]
_rules: dict[str, Rule] = {}


def register_rule(name: str, rule: Rule) -> None:
    """Let beat call `rule(now)`. Raises ValueError when the name has another rule."""
    if _rules.setdefault(name, rule) != rule:
        raise ValueError(f"the rule {name} is registered twice")


def run_rules() -> list[str]:
    """Run every rule; returns the names of those that failed.

    A rule that fails is logged, keeps none of the others from running, and is asked again the next time.
    """
    failed = []
    for name, rule in _rules.items():
        try:
            rule(clock.now())
        except Exception:  # the rules of other apps must still run
            logger.exception("The reminder rule %s failed.", name)
            failed.append(name)
    return failed


@transaction.atomic
def remind_once(
    *,
    user: Any,
    kind: str,
    subject: models.Model,
    due_on: date,
    data: Mapping[str, Any] | None = None,
    url: str = "/",
) -> bool:
    """Give the person a notice of that kind, once per subject and due day; says whether this call gave it.

    `kind` is a kind of notice, `data` and `url` are those of the notice. Raises as `notices.tell`.
    """
    _row, is_new = Reminder.objects.get_or_create(
        user=user, kind=kind, due_on=due_on, **subject_of(subject), defaults={"created_at": clock.now()}
    )
    if is_new:
        tell([user], kind=kind, subject=subject, data=data or {}, url=url)
    return is_new
