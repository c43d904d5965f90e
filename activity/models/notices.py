from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from activity import notice_kinds
from activity.models.events import Event
from activity.querysets import NoticeQuerySet


class Notice(models.Model):
    """One line in a person's inbox. The words are made from kind and data when it is read, in the reader's language."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="notices", verbose_name=_("to whom")
    )
    kind = models.CharField(_("kind"), max_length=60)
    subject_kind = models.CharField(_("kind of subject"), max_length=100)
    subject_key = models.CharField(_("key of the subject"), max_length=64)
    data = models.JSONField(_("data"), default=dict)
    url = models.CharField(_("address"), max_length=300)
    event = models.ForeignKey(Event, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("event"))
    created_at = models.DateTimeField(_("time"))
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)
    mailed_at = models.DateTimeField(_("mailed at"), null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "kind", "event", "subject_kind", "subject_key"], name="notice_once_an_event"
            ),
        ]
        indexes = [
            models.Index(fields=["user", "-id"], name="notice_inbox"),
            models.Index(fields=["user"], name="notice_unread", condition=models.Q(read_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_kind} {self.subject_key}"

    @property
    def words(self) -> str:
        """The sentence, in the reader's language."""
        return notice_kinds.words_of(self.kind, self.data)

    @property
    def is_read(self) -> bool:
        return self.read_at is not None


class Reminder(models.Model):
    """That somebody was reminded of something due on a day: the row keeps it from happening twice."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("to whom"))
    kind = models.CharField(_("kind"), max_length=60)
    subject_kind = models.CharField(_("kind of subject"), max_length=100)
    subject_key = models.CharField(_("key of the subject"), max_length=64)
    due_on = models.DateField(_("due on"))
    created_at = models.DateTimeField(_("time"))

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "kind", "subject_kind", "subject_key", "due_on"], name="reminder_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_kind} {self.subject_key} {self.due_on}"
