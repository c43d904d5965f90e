"""The item of government information (政务信息)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from submissions.querysets import ItemQuerySet
from submissions.states import (
    OUTER_ADOPTED,
    OUTER_FORWARDED,
    OUTER_WORDS,
    Nature,
    ReportStage,
    Secrecy,
    Source,
    Status,
    Urgency,
)


class Item(models.Model):
    """One row an item. Its text stands in immutable revisions; its status is changed by the move service only."""

    # What the slip says
    title = models.CharField(_("title"), max_length=120, blank=True)
    item_type = models.ForeignKey("submissions.ItemType", models.PROTECT, null=True, blank=True, verbose_name=_("type"))
    nature = models.CharField(_("nature"), max_length=20, choices=Nature.choices, blank=True)
    topics = models.ManyToManyField("submissions.Topic", blank=True, verbose_name=_("topics"))
    summary = models.CharField(_("summary"), max_length=300, blank=True)
    happened_at = models.DateTimeField(_("happened at"), null=True, blank=True)
    urgency = models.CharField(_("urgency"), max_length=10, choices=Urgency.choices, default=Urgency.ORDINARY)
    secrecy = models.CharField(_("secrecy"), max_length=10, choices=Secrecy.choices, blank=True)
    secrecy_reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("secrecy reviewer"),
    )
    checker = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("checker")
    )
    source = models.CharField(_("source"), max_length=12, choices=Source.choices, default=Source.OWN)
    commission_no = models.CharField(_("commission number"), max_length=40, blank=True)
    origin = models.CharField(_("reprinted from"), max_length=120, blank=True)
    meeting = models.ForeignKey(
        "assignments.Meeting",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="items",
        verbose_name=_("held for the meeting"),
    )
    intended_outlets = models.ManyToManyField(
        "organizations.Outlet", blank=True, related_name="+", verbose_name=_("intended for")
    )
    wants_media = models.BooleanField(_("wants release to the media later"), default=False)
    event_name = models.CharField(_("emergency event"), max_length=80, blank=True)
    report_stage = models.CharField(_("report stage"), max_length=12, choices=ReportStage.choices, blank=True)
    stage_no = models.PositiveSmallIntegerField(_("follow-up number"), null=True, blank=True)

    # Whose it is
    unit = models.ForeignKey(
        "organizations.Unit", models.PROTECT, related_name="items", verbose_name=_("submitting unit")
    )
    chain_unit = models.ForeignKey(
        "organizations.Unit",
        models.PROTECT,
        related_name="+",
        verbose_name=_("unit whose chain it passes"),
        editable=False,
    )
    drafter = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="drafted_items", verbose_name=_("drafter")
    )
    editor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="edited_items",
        verbose_name=_("editor"),
    )
    is_composite = models.BooleanField(_("composite of the office"), default=False, editable=False)
    composite = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="merged_items",
        verbose_name=_("merged into"),
        editable=False,
    )
    is_supplementary = models.BooleanField(_("entered later for an adoption (补录件)"), default=False, editable=False)
    # It was filed before this system, and came out of a register of that time (organizations.ImportedRow says which row).
    is_imported = models.BooleanField(_("imported from the past"), default=False, editable=False)
    head_is_author = models.BooleanField(_("written by the accountable head"), default=False, editable=False)

    # Where it stands. Only submissions/services/moves.py writes `status`.
    status = models.CharField(_("status"), max_length=20, choices=Status.choices, default=Status.DRAFT, editable=False)
    step = models.PositiveSmallIntegerField(default=0, editable=False)
    route = models.JSONField(
        default=list, editable=False
    )  # roles that still sign or signed, in order; frozen when the route starts
    awaits_role = models.CharField(max_length=20, blank=True, default="", editable=False)
    awaits_person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    entered_at = models.DateTimeField(_("in this status since"), editable=False)
    withdrawal_asked_at = models.DateTimeField(null=True, blank=True, editable=False)
    return_reason = models.CharField(_("why it came back"), max_length=500, blank=True, default="", editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    current = models.ForeignKey(
        "submissions.Revision", models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )

    # Its number and its dates
    number = models.CharField(_("number"), max_length=40, null=True, blank=True, unique=True, editable=False)
    created_at = models.DateTimeField(_("created at"), editable=False)
    first_filed_at = models.DateTimeField(_("first filed at"), null=True, blank=True, editable=False)
    filed_at = models.DateTimeField(_("filed at"), null=True, blank=True, editable=False)
    filing_count = models.PositiveSmallIntegerField(_("times filed"), default=0, editable=False)
    taken_at = models.DateTimeField(null=True, blank=True, editable=False)
    signed_at = models.DateTimeField(_("signed at"), null=True, blank=True, editable=False)
    # Kept by the records of the office (review); they turn the unit's word into "forwarded" and "adopted".
    forwarded_at = models.DateTimeField(_("forwarded at"), null=True, blank=True, editable=False)
    adopted_at = models.DateField(_("adopted on"), null=True, blank=True, editable=False)

    objects = ItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("item")
        verbose_name_plural = _("items")
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="item_newest"),
            models.Index(fields=["status", "-created_at", "-id"], name="item_by_status"),
            models.Index(fields=["unit", "-created_at", "-id"], name="item_by_unit"),
            models.Index(fields=["chain_unit", "status"], name="item_by_chain_unit"),
            models.Index(fields=["first_filed_at", "unit"], name="item_first_filed"),
            models.Index(fields=["awaits_role", "status"], name="item_awaits"),
            models.Index(fields=["editor", "status"], name="item_by_editor"),
            models.Index(fields=["drafter", "status"], name="item_by_drafter"),
            # Signed and still to be forwarded: a few among all that ever was signed.
            models.Index(fields=["status", "forwarded_at"], name="item_to_forward"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["draft", "returned", "unit_review", "held", "voided"])
                | Q(number__isnull=False),
                name="item_in_office_has_number",
            ),
            models.CheckConstraint(condition=~Q(number=""), name="item_number_not_empty"),
            models.CheckConstraint(
                condition=Q(status="merged") | Q(composite__isnull=True), name="item_merged_has_composite"
            ),
        ]

    def __str__(self) -> str:
        return self.title or str(_("(no title yet)"))

    def get_absolute_url(self) -> str:
        return reverse("submissions:item", args=[self.pk])

    @property
    def outer_status(self) -> str:
        """The unit's word for where the item stands."""
        if self.adopted_at:
            return str(OUTER_ADOPTED)
        if self.forwarded_at and self.status == Status.SIGNED:
            return str(OUTER_FORWARDED)
        if self.is_imported and self.status == Status.CLOSED:
            # Nobody knows here what became of it: that it was filed is all that the register says.
            return str(OUTER_WORDS[Status.FILED])
        return str(OUTER_WORDS[Status(self.status)])

    @property
    def is_flash(self) -> bool:
        """特急: from the unit's last signer straight to signature."""
        return self.urgency == Urgency.FLASH

    @property
    def text(self) -> str:
        """The present text: plain, paragraphs parted by line breaks; empty before the first save."""
        return self.current.text if self.current else ""

    @cached_property
    def writer_ids(self) -> frozenset[int]:
        """Everybody who counts as having written the item: no step of approval may be theirs."""
        return frozenset({self.drafter_id, *self.author_links.values_list("user_id", flat=True)})
