from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from activity import verbs
from activity.chain import FIRST_HASH, link_hash
from activity.querysets import EventQuerySet


class Event(models.Model):
    """Who did what to which subject, when and why. Never changed, never deleted: database triggers see to it.

    Numbers are given under the lock of the chain's head and have no gaps, so that a missing row is seen.
    """

    id = models.BigIntegerField(_("number"), primary_key=True, editable=False)
    at = models.DateTimeField(_("time"))
    verb = models.CharField(_("act"), max_length=60)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("by whom")
    )
    on_behalf_of = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("on behalf of")
    )
    subject_kind = models.CharField(_("kind of subject"), max_length=100, blank=True)
    subject_key = models.CharField(_("key of the subject"), max_length=64, blank=True)
    unit_key = models.CharField(_("key of the unit"), max_length=64, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    data = models.JSONField(_("data"), default=dict)
    batch = models.CharField(_("batch"), max_length=64, blank=True)
    ip = models.CharField(_("client address"), max_length=45, blank=True)
    previous_hash = models.CharField(_("hash of the event before"), max_length=64)
    hash = models.CharField(_("hash"), max_length=64)

    # True on the object that recording returned, until notices are told of it: nobody can have heard of it before.
    is_untold = False

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["subject_kind", "subject_key", "id"], name="event_subject"),
            models.Index(fields=["verb", "at"], name="event_verb_at"),
            models.Index(fields=["actor", "at"], name="event_actor_at"),
            models.Index(fields=["at"], name="event_at"),
            models.Index(fields=["batch"], name="event_batch", condition=~models.Q(batch="")),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.verb}"

    @property
    def verb_label(self) -> str:
        """The act in words, in the reader's language."""
        return verbs.label_of(self.verb)

    def hashed_fields(self) -> dict[str, Any]:
        """All that the hash covers: every field but the two hashes."""
        return {
            "id": self.pk,
            "at": self.at,
            "verb": self.verb,
            "actor": self.actor_id,
            "on_behalf_of": self.on_behalf_of_id,
            "subject_kind": self.subject_kind,
            "subject_key": self.subject_key,
            "unit_key": self.unit_key,
            "reason": self.reason,
            "data": self.data,
            "batch": self.batch,
            "ip": self.ip,
        }

    def expected_hash(self) -> str:
        return link_hash(self.previous_hash, self.hashed_fields())


class ChainHead(models.Model):
    """The one row that every recording locks, so that the chain cannot fork."""

    THE_ONE = 1

    last_event_id = models.BigIntegerField(_("last event"), default=0)
    last_hash = models.CharField(_("its hash"), max_length=64, default=FIRST_HASH)

    class Meta:
        verbose_name = _("head of the event chain")
        verbose_name_plural = _("heads of the event chain")
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="chain_has_one_head")]

    def __str__(self) -> str:
        return f"{self.last_event_id} {self.last_hash}"
