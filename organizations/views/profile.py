"""A person's own page: how to be reached, language, password, second factor, sessions, roles."""

from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from activity.clock import today
from organizations.forms.profile import ProfileForm
from organizations.models import User
from organizations.services.accounts import update_own_profile
from organizations.sign_in.passwords import days_left


def profile(request: HttpRequest) -> HttpResponse:
    """Show and save the person's own page."""
    user: Any = request.user
    form = ProfileForm(request.POST or None, instance=User.objects.get(pk=user.pk))
    if request.method == "POST" and form.is_valid():
        update_own_profile(user=user, **form.cleaned_data)
        messages.success(request, _("Your details are saved."))
        return redirect("organizations:profile")
    context = {
        "form": form,
        "person": user,
        "memberships": user.memberships.current(today()).select_related("unit"),
        "days_left": days_left(user),
        "has_second_factor": is_mfa_enabled(user),
    }
    return render(request, "organizations/profile.html", context, status=422 if form.errors else 200)
