"""A person's notices and the page of a job. Only one's own, or what the kind of job lets one see; else 404."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import TemplateView

from activity import jobs, notices
from activity.errors import DomainError
from activity.models import Job, Notice

PAGE_SIZE = 50


@method_decorator(login_required, name="dispatch")
class NoticesView(TemplateView):
    """The inbox, newest first, cut by `?unread=1` and by `?before=<number>` for what is older."""

    template_name = "activity/notices.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, only_unread = self.request.user, self.request.GET.get("unread") == "1"
        inbox = Notice.objects.to(user)
        if only_unread:
            inbox = inbox.unread()
        before = self.request.GET.get("before", "")
        if before.isdecimal() and len(before) < 19:
            inbox = inbox.filter(pk__lt=int(before))
        page = list(inbox[: PAGE_SIZE + 1])
        shown = page[:PAGE_SIZE]
        return super().get_context_data(
            notices=shown,
            older=shown[-1].pk if len(page) > PAGE_SIZE else None,
            only_unread=only_unread,
            unread=notices.unread_count(user),
            **kwargs,
        )


@require_POST
@login_required
def open_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark one of one's own notices as read and go to what it is about."""
    notice = get_object_or_404(Notice, pk=pk, user=request.user)
    notices.mark_read(request.user, notice_id=pk)
    return HttpResponseRedirect(notice.url)


@require_POST
@login_required
def read_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark one of one's own notices as read and stay in the list."""
    get_object_or_404(Notice, pk=pk, user=request.user)
    notices.mark_read(request.user, notice_id=pk)
    back = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        return HttpResponseRedirect(back)  # an address, never the name of a view
    return redirect("activity:notices")


@require_POST
@login_required
def read_all_notices(request: HttpRequest) -> HttpResponse:
    """Mark all of one's own notices as read."""
    notices.mark_read(request.user)
    messages.success(request, _("All notices are marked as read."))
    return redirect("activity:notices")


@require_safe
@never_cache
@login_required
def show_job(request: HttpRequest, pk: int) -> HttpResponse:
    """The page of a job, or only its fragment when htmx asks."""
    job = _visible_job(request, pk)
    is_partial = bool(getattr(request, "htmx", False))
    template = "activity/_job.html" if is_partial else "activity/job.html"
    response = render(request, template, {"job": job, "label": jobs.label_of(job)})
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_POST
@login_required
def retry_job(request: HttpRequest, pk: int) -> HttpResponse:
    """Start failed work again; a second press finds it started and only says so."""
    job = _visible_job(request, pk)
    try:
        jobs.retry_job(job_id=job.pk, by=request.user)  # type: ignore[arg-type]
    except DomainError as refusal:
        messages.error(request, str(refusal.message))
    return redirect("activity:job", pk=job.pk)


def _visible_job(request: HttpRequest, pk: int) -> Job:
    job = get_object_or_404(Job, pk=pk)
    if not jobs.may_view(request.user, job):
        raise Http404
    return job
