"""The desk, and the counts of the rail and the bell that every page asks for after it has loaded."""

from datetime import timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from activity.clock import now
from ui import rail
from ui.context import unread_notices
from ui.desk import desk_of

FIRST_LOOK_BACK = timedelta(days=7)
SAME_VISIT = timedelta(minutes=30)
"""Looking again within this time is the same visit: the list of changes does not empty itself under the eye."""

SEEN_KEY = "desk_since"


@login_required
@never_cache
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """What waits, figures, what changed since the last visit."""
    since = _since_last_visit(request)
    return render(request, "ui/desk.html", {"desk": desk_of(request.user, since=since), "since": since, "today": now()})


@login_required
@never_cache
@require_safe
def counts(request: HttpRequest) -> HttpResponse:
    """The numbers of the rail and the bell, each for its own place: the links around them are not replaced."""
    lines = rail.lines_for(request.user, with_counts=True)
    return render(request, "ui/_counts.html", {"lines": lines, "unread": unread_notices(request)})


def _since_last_visit(request: HttpRequest) -> Any:
    """When the visit before this one was; remembers this one on the person, once a visit."""
    user: Any = request.user
    moment = now()
    seen = getattr(user, "desk_seen_at", None)
    if seen is None or moment - seen > SAME_VISIT or SEEN_KEY not in request.session:
        since = seen or moment - FIRST_LOOK_BACK
        request.session[SEEN_KEY] = since.isoformat()
    else:
        since = type(moment).fromisoformat(request.session[SEEN_KEY])
    if hasattr(user, "desk_seen_at") and (seen is None or moment - seen > timedelta(minutes=1)):
        get_user_model()._default_manager.filter(pk=user.pk).update(desk_seen_at=moment)
    return since
