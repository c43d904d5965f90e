"""What the office records after an item was signed: forwarding, adoption, instruction, feedback, correction.

These are facts, not statuses. A mistaken fact is never edited away: a counter-record with a reason revokes it.
"""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class RecordQuerySet(models.QuerySet):
    """Facts and their counter-records."""

    def facts(self) -> Self:
        """Facts, also the revoked ones; without the counter-records."""
        return self.filter(counters__isnull=True)

    def in_force(self) -> Self:
        """Facts that nobody revoked."""
        return self.facts().filter(countered_by__isnull=True)


class Record(models.Model):
    """A fact about an item, or (where `counters` is set) the counter-record that revokes one, with its reason."""

    counters = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="countered_by", editable=False
    )
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    recorded_at = models.DateTimeField(editable=False)

    objects = RecordQuerySet.as_manager()

    class Meta:
        abstract = True


def counter_needs_reason(name: str) -> models.CheckConstraint:
    """A counter-record says why."""
    return models.CheckConstraint(condition=Q(counters__isnull=True) | ~Q(reason=""), name=name)


class Forwarding(Record):
    """上报: the office sent the item, in the version named, to an outlet."""

    item = models.ForeignKey("submissions.Item", models.PROTECT, related_name="forwardings", verbose_name=_("item"))
    outlet = models.ForeignKey(
        "organizations.Outlet", models.PROTECT, related_name="forwardings", verbose_name=_("outlet")
    )
    revision = models.ForeignKey("submissions.Revision", models.PROTECT, related_name="+")
    forwarded_at = models.DateTimeField(_("forwarded at"))
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("forwarding")
        verbose_name_plural = _("forwardings")
        ordering = ["-forwarded_at", "-pk"]
        constraints = [counter_needs_reason("forwarding_counter_has_reason")]

    def __str__(self) -> str:
        return f"{self.item} → {self.outlet}"


class OutletNotice(models.Model):
    """更正, 撤报: what was sent to an outlet after the item had been forwarded."""

    class Kind(models.TextChoices):
        CORRECTION = "correction", _("Correction")
        RECALL = "recall", _("Recall")

    forwarding = models.ForeignKey(Forwarding, models.PROTECT, related_name="notices")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    text = models.CharField(_("what to correct, or why it is recalled"), max_length=500)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    sent_at = models.DateTimeField(editable=False)

    class Meta:
        verbose_name = _("notice to an outlet")
        verbose_name_plural = _("notices to outlets")
        ordering = ["-sent_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.forwarding}"


class AdoptionChannel(models.TextChoices):
    """The way by which the item came to the outlet; schemes name it by these codes."""

    USUAL = "", pgettext_lazy("channel", "Through this office, as usual")
    DIRECT = "direct", pgettext_lazy("channel", "Sent directly to the superior")


class Adoption(Record):
    """采用: an outlet printed the item. Counted in the period of `adopted_on`."""

    item = models.ForeignKey("submissions.Item", models.PROTECT, related_name="adoptions", verbose_name=_("item"))
    outlet = models.ForeignKey(
        "organizations.Outlet", models.PROTECT, related_name="adoptions", verbose_name=_("outlet")
    )
    issue_number = models.CharField(_("issue number"), max_length=40)
    edition = models.CharField(_("edition or column"), max_length=40, blank=True)
    adopted_on = models.DateField(_("adopted on"))
    in_composite = models.BooleanField(_("as part of a composite"), default=False)
    is_front_page = models.BooleanField(_("front page"), default=False)
    printed_length = models.PositiveIntegerField(_("characters printed"), null=True, blank=True)
    external_points = models.DecimalField(
        _("points given by the superior"), max_digits=9, decimal_places=3, null=True, blank=True
    )
    channel = models.CharField(
        pgettext_lazy("of an adoption", "channel"), max_length=10, choices=AdoptionChannel.choices, blank=True
    )
    printed_title = models.CharField(_("title as printed"), max_length=120, blank=True)
    evidence = models.ForeignKey(
        "documents.StoredFile", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("evidence")
    )

    class Meta:
        verbose_name = _("adoption")
        verbose_name_plural = _("adoptions")
        ordering = ["-adopted_on", "-pk"]
        constraints = [counter_needs_reason("adoption_counter_has_reason")]
        indexes = [models.Index(fields=["adopted_on", "item"], name="adoption_by_date")]

    def __str__(self) -> str:
        return f"{self.outlet} {self.issue_number}: {self.item}"


class AdoptionClaim(models.Model):
    """采用申报: a unit says, with evidence, that an outlet printed an item. It counts once the office has confirmed it.

    What the unit claimed is never changed: what the office put right is in `corrections` (name of the field, was, now).
    Without `item` (printed after a call or on paper) title, type and authors are what the office enters the item with.
    """

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("claim", "Waiting for the office")
        CONFIRMED = "confirmed", pgettext_lazy("claim", "Confirmed")
        REFUSED = "refused", pgettext_lazy("claim", "Refused")
        WITHDRAWN = "withdrawn", pgettext_lazy("claim", "Withdrawn")

    item = models.ForeignKey(
        "submissions.Item", models.PROTECT, null=True, blank=True, related_name="claims", verbose_name=_("item")
    )
    unit = models.ForeignKey("organizations.Unit", models.PROTECT, related_name="+", verbose_name=_("unit"))
    title = models.CharField(_("title"), max_length=120, blank=True)
    item_type = models.ForeignKey("submissions.ItemType", models.PROTECT, null=True, blank=True, related_name="+")
    authors = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+", blank=True)
    outlet = models.ForeignKey("organizations.Outlet", models.PROTECT, related_name="+", verbose_name=_("outlet"))
    issue_number = models.CharField(_("issue number"), max_length=40)
    # The number without its decoration, so that 第38期 and 38 are one: services/claims.py.
    issue_key = models.CharField(max_length=60, editable=False)
    edition = models.CharField(_("edition or column"), max_length=40, blank=True)
    adopted_on = models.DateField(_("adopted on"))
    in_composite = models.BooleanField(_("as part of a composite"), default=False)
    is_front_page = models.BooleanField(_("front page"), default=False)
    printed_length = models.PositiveIntegerField(_("characters printed"), null=True, blank=True)
    external_points = models.DecimalField(
        _("points given by the superior"), max_digits=9, decimal_places=3, null=True, blank=True
    )
    channel = models.CharField(
        pgettext_lazy("of an adoption", "channel"), max_length=10, choices=AdoptionChannel.choices, blank=True
    )
    printed_title = models.CharField(_("title as printed"), max_length=120, blank=True)
    evidence = models.ForeignKey(
        "documents.StoredFile", models.PROTECT, related_name="+", verbose_name=_("evidence"), editable=False
    )
    note = models.CharField(_("note"), max_length=500, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WAITING, editable=False)
    claimed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    claimed_at = models.DateTimeField(_("claimed at"), editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, editable=False)
    reason = models.CharField(_("reason"), max_length=500, blank=True, editable=False)
    adoption = models.OneToOneField(Adoption, models.PROTECT, null=True, related_name="claim", editable=False)
    corrections = models.JSONField(default=list, editable=False)

    class Meta:
        verbose_name = _("adoption claim")
        verbose_name_plural = _("adoption claims")
        ordering = ["-claimed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "outlet", "issue_key"], condition=Q(state="waiting"), name="claim_waits_once"
            ),
            models.UniqueConstraint(
                fields=["unit", "title", "outlet", "issue_key"],
                condition=Q(state="waiting", item__isnull=True),
                name="claim_on_paper_waits_once",
            ),
            models.CheckConstraint(
                condition=Q(state="confirmed", adoption__isnull=False) | (~Q(state="confirmed") & Q(adoption=None)),
                name="claim_confirmed_has_adoption",
            ),
            models.CheckConstraint(condition=~Q(state="refused") | ~Q(reason=""), name="claim_refused_has_reason"),
            models.CheckConstraint(condition=Q(item__isnull=False) | ~Q(title=""), name="claim_has_item_or_title"),
        ]
        indexes = [models.Index(fields=["unit", "state"], name="claim_by_unit")]

    def __str__(self) -> str:
        return f"{self.subject_title} · {self.outlet} {self.issue_number}"

    def get_absolute_url(self) -> str:
        return reverse("review:claim", args=[self.pk])

    @property
    def subject_title(self) -> str:
        """The title of the item, or that which was printed without a filing."""
        return self.item.title if self.item else self.title

    @property
    def is_waiting(self) -> bool:
        return self.state == self.State.WAITING

    def authors_in_order(self) -> list[Any]:
        """The authors of what was printed without a filing, the first one first."""
        links = type(self).authors.through.objects.filter(adoptionclaim=self).order_by("pk").select_related("user")
        return [link.user for link in links]


class Instruction(Record):
    """批示: one leader of a superior body wrote on the item. Counted on its date, also without an adoption."""

    item = models.ForeignKey("submissions.Item", models.PROTECT, related_name="instructions", verbose_name=_("item"))
    leader = models.ForeignKey(
        "organizations.SuperiorLeader", models.PROTECT, related_name="instructions", verbose_name=_("leader")
    )
    outlet = models.ForeignKey(
        "organizations.Outlet",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("written on the outlet"),
    )
    instructed_on = models.DateField(_("date of the instruction"))
    text = models.TextField(_("words of the instruction"), max_length=1000)
    addressed_to = models.CharField(_("addressed to"), max_length=120, blank=True)
    feedback_due = models.DateField(_("feedback due"), null=True, blank=True)
    feedback_unit = models.ForeignKey(
        "organizations.Unit",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("unit that reports back"),
    )
    scan = models.ForeignKey(
        "documents.StoredFile", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("scan")
    )

    class Meta:
        verbose_name = _("instruction")
        verbose_name_plural = _("instructions")
        ordering = ["-instructed_on", "-pk"]
        constraints = [counter_needs_reason("instruction_counter_has_reason")]
        indexes = [models.Index(fields=["instructed_on", "item"], name="instruction_by_date")]

    def __str__(self) -> str:
        return f"{self.leader}: {self.item}"


class InstructionFeedback(models.Model):
    """批示反馈: how the instruction was carried out."""

    instruction = models.ForeignKey(Instruction, models.PROTECT, related_name="feedbacks")
    text = models.TextField(_("how it was carried out"), max_length=3000)
    is_final = models.BooleanField(_("the matter is settled"), default=True)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    given_at = models.DateTimeField(editable=False)

    class Meta:
        verbose_name = _("feedback on an instruction")
        verbose_name_plural = _("feedback on instructions")
        ordering = ["given_at", "pk"]

    def __str__(self) -> str:
        return f"{self.instruction} {self.given_at:%Y-%m-%d}"


class Package(models.Model):
    """A paper on which items leave the office: 信息专报 on one matter or several, or an edition of an own journal.

    `content` holds all that is printed, frozen when the package was made; the PDF is drawn from it and nothing else.
    """

    class Kind(models.TextChoices):
        SPECIAL = "special", _("Special report")
        EDITION = "edition", _("Edition of a journal")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, editable=False)
    masthead = models.CharField(_("masthead"), max_length=30)
    number_line = models.CharField(_("issue number"), max_length=40)
    title = models.CharField(_("title"), max_length=120)
    dated_on = models.DateField(_("date"))
    outlet = models.ForeignKey(
        "organizations.Outlet", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("outlet")
    )
    items = models.ManyToManyField("submissions.Item", related_name="packages", verbose_name=_("items"))
    content = models.TextField(editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    made_at = models.DateTimeField(_("made at"), editable=False)
    pdf = models.ForeignKey("documents.StoredFile", models.PROTECT, null=True, related_name="+", editable=False)
    voided_at = models.DateTimeField(_("void since"), null=True, blank=True, editable=False)
    voided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    void_reason = models.CharField(_("reason"), max_length=500, blank=True, editable=False)

    class Meta:
        verbose_name = _("paper for forwarding")
        verbose_name_plural = _("papers for forwarding")
        ordering = ["-dated_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["masthead", "number_line"], condition=Q(voided_at__isnull=True), name="package_number_once"
            ),
            models.CheckConstraint(
                condition=Q(voided_at__isnull=True) | ~Q(void_reason=""), name="package_void_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.masthead}{self.number_line}"

    def get_absolute_url(self) -> str:
        return reverse("review:package", args=[self.pk])
