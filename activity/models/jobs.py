from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from activity.querysets import JobQuerySet


class JobState(models.TextChoices):
    QUEUED = "queued", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")


class Job(models.Model):
    """A promise of work. The message that carries its number may be lost or doubled; this row decides.

    Whoever works on it holds a lease: a token that is his until `lease_until`. Its end is written in one transaction
    with the result, and only while the token is still his. `publish_at` and `lease_until` are real time, for they are
    about machines; `created_at` and `finished_at` are by the office's clock.
    """

    name = models.CharField(_("kind of work"), max_length=80)
    key = models.CharField(_("key"), max_length=200)
    args = models.JSONField(_("arguments"), default=dict)
    state = models.CharField(_("state"), max_length=10, choices=JobState.choices, default=JobState.QUEUED)
    publish_at = models.DateTimeField(_("to be published at"))
    lease_until = models.DateTimeField(_("lease until"), null=True, blank=True)
    lease_token = models.CharField(_("lease"), max_length=32, blank=True)
    lease_owner = models.CharField(_("process holding the lease"), max_length=200, blank=True)
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    phase = models.CharField(_("phase"), max_length=200, blank=True)
    done_count = models.PositiveIntegerField(_("done so far"), default=0)
    total = models.PositiveIntegerField(_("of"), default=0)
    result = models.JSONField(_("result"), default=dict)
    error = models.TextField(_("why it failed"), blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("asked by")
    )
    created_at = models.DateTimeField(_("asked for at"))
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["name", "key"], name="job_once"),
            models.CheckConstraint(condition=models.Q(state__in=JobState.values), name="job_state_known"),
        ]
        indexes = [
            models.Index(
                fields=["publish_at"], name="job_unfinished", condition=models.Q(state__in=["queued", "running"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.key}"

    @property
    def is_finished(self) -> bool:
        return self.state in (JobState.DONE, JobState.FAILED)

    @property
    def phase_label(self) -> str:
        """The phase in the reader's language: the row holds the source text."""
        return gettext(self.phase) if self.phase else ""

    @property
    def result_url(self) -> str:
        """Where the result is to be seen: a path of this site, or an empty string."""
        url: Any = self.result.get("url", "") if isinstance(self.result, dict) else ""
        return url if isinstance(url, str) and url.startswith("/") and not url.startswith("//") else ""


class Heartbeat(models.Model):
    """When a process of a kind ("worker", "beat") was last alive, in real time."""

    EVERY = timedelta(seconds=15)

    name = models.CharField(_("process"), max_length=40, unique=True)
    at = models.DateTimeField(_("last alive at"))

    class Meta:
        verbose_name = _("heartbeat")
        verbose_name_plural = _("heartbeats")
        ordering = ["name"]

    def __str__(self) -> str:
        return f"{self.name} {self.at:%Y-%m-%d %H:%M:%S}"

    @classmethod
    def beat(cls, name: str) -> None:
        """Write that the process is alive, unless that was written a moment ago."""
        at = timezone.now()
        if not cls.objects.filter(name=name, at__gt=at - cls.EVERY).exists():
            cls.objects.update_or_create(name=name, defaults={"at": at})
