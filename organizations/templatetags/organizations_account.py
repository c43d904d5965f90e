"""Words of the sign-in page."""

from django import template
from django.conf import settings
from django.utils.translation import gettext as _

from organizations.sign_in.sessions import Ending

register = template.Library()


@register.simple_tag
def ending_sentence(why: str | None) -> str:
    """Why the last session ended, in a sentence; empty for a word that is none of ours."""
    sentences = {
        Ending.IDLE: _("You were signed out because nothing was done for a while. What you had saved is kept."),
        Ending.TOO_LONG: _("You were signed out because a session lasts at most %(hours)d hours.")
        % {"hours": settings.GOVINFO_SESSION_HOURS},
        Ending.ENDED: _("You were signed out because your account or roles were changed, or the session was ended."),
        Ending.NETWORK: _("You were signed out because administrators may not work from this network."),
    }
    return sentences.get(why, "") if why else ""  # type: ignore[call-overload]
