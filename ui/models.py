"""What the frame itself remembers of a person: filters kept under a name, and forms already sent."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class SavedFilter(models.Model):
    """A filter of one list page kept by one person; it opens as a tab with its count."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_filters", verbose_name=_("person")
    )
    page = models.CharField(_("page"), max_length=60)
    name = models.CharField(_("name"), max_length=20)
    query = models.CharField(_("filter"), max_length=1000, blank=True)
    sort_no = models.PositiveIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("saved filter")
        verbose_name_plural = _("saved filters")
        ordering = ["sort_no", "pk"]
        constraints = [models.UniqueConstraint(fields=["user", "page", "name"], name="saved_filter_name_once")]

    def __str__(self) -> str:
        return self.name


class SentForm(models.Model):
    """A form that a person has sent, by its one-time token, with the page that came of it (see ui/once.py)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("person"))
    token = models.CharField(_("token"), max_length=32)
    url = models.CharField(_("result"), max_length=500, blank=True)
    sent_at = models.DateTimeField(_("sent at"), db_index=True)

    class Meta:
        verbose_name = _("sent form")
        verbose_name_plural = _("sent forms")
        constraints = [models.UniqueConstraint(fields=["user", "token"], name="sent_form_once")]

    def __str__(self) -> str:
        return self.token
