"""Writing snapshots: one a closing of a month, and one a span of months whose bulletin is begun. None is ever changed."""

import json
from datetime import date
from typing import Any

from activity.clock import now
from organizations.models import User
from reports.models import Snapshot
from reports.services.canonical import canonical_json, sha256_of
from reports.services.collecting import collect, collect_topical, organ_words
from reports.services.spans import Span
from reports.states import Kind
from scoring.models import Period


def snapshot_of(span: Span, *, by: User | None) -> Snapshot:
    """The snapshot of a span of closed months: the last one where nothing in it has changed since, else a further one."""
    data = collect(span)
    last = Snapshot.objects.latest_between(span.kind, span.starts_on, span.ends_on)
    if last is not None and last.sha256 == sha256_of(canonical_json(data)):
        return last
    return write(span, data, by=by)


def topical_snapshot(period: Period, day: date, *, by: User | None) -> Snapshot:
    """The snapshot for bulletins on one matter that are begun on the day: it names the organ and holds no figure."""
    last = Snapshot.objects.latest_between(Kind.TOPICAL, day, day)
    span = Span(Kind.TOPICAL, day, day, (period,))
    return in_present_name(last, span, by=by) if last else write(span, collect_topical(period, day), by=by)


def in_present_name(snapshot: Snapshot, span: Span, *, by: User | None) -> Snapshot:
    """The snapshot, or a further version of it where the office has stated another name for itself since."""
    organ = organ_words()
    if snapshot.data["organ"] == organ:
        return snapshot
    return write(span, {**json.loads(snapshot.content), "organ": organ}, by=by)


def write(span: Span, data: dict[str, Any], *, by: User | None) -> Snapshot:
    """Keep the content as the next version of the span."""
    last = Snapshot.objects.latest_between(span.kind, span.starts_on, span.ends_on)
    content = canonical_json(data)
    return Snapshot.objects.create(
        kind=span.kind,
        period=span.last,
        starts_on=span.starts_on,
        ends_on=span.ends_on,
        version=last.version + 1 if last else 1,
        content=content,
        sha256=sha256_of(content),
        made_at=now(),
        made_by=by,
    )
