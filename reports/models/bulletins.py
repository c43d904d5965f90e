from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from reports.querysets import BulletinQuerySet
from reports.states import ENDED, ENDED_MARKS, FOR_LEADERS, LIVE, Kind, State

if TYPE_CHECKING:
    from reports.models.papers import SignedPaper

COMMENT_DAYS = 3


def _person(label: Any) -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", editable=False,
        verbose_name=label,
    )  # fmt: skip


def _moment(label: Any) -> models.DateTimeField:
    return models.DateTimeField(label, null=True, blank=True, editable=False)


class Bulletin(models.Model):
    """通报. Its figures come from the snapshot only; its words are sections. Only services/bulletins.py writes `state`."""

    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.MONTHLY, editable=False)
    # The last month of the span, which names a monthly, quarterly or yearly bulletin
    period = models.ForeignKey("scoring.Period", models.PROTECT, related_name="bulletins", verbose_name=_("period"))
    starts_on = models.DateField(_("from"), editable=False)
    ends_on = models.DateField(_("until"), editable=False)
    snapshot = models.ForeignKey("reports.Snapshot", models.PROTECT, related_name="bulletins")
    corrects = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="corrections", verbose_name=_("corrects")
    )
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.DRAFT, editable=False)

    # What the paper says beside its sections
    masthead = models.CharField(_("masthead"), max_length=30)
    note = models.CharField(_("mark above the masthead"), max_length=30, blank=True)
    office = models.CharField(_("issuing office"), max_length=80)
    title = models.CharField(_("title"), max_length=120)
    send_up = models.CharField(_("sent up to (报)"), max_length=300, blank=True)
    send_peer = models.CharField(_("sent to (送)"), max_length=300, blank=True)
    send_down = models.CharField(_("sent down to (发)"), max_length=300, blank=True)
    copies = models.PositiveIntegerField(_("printed copies"), default=0)
    contact = models.CharField(_("contact"), max_length=120, blank=True)
    # Which of `states.Figure` it draws
    figures = models.JSONField(_("charts"), default=list, editable=False)

    comment_days = models.PositiveSmallIntegerField(
        _("working days for comments"),
        default=COMMENT_DAYS,
        validators=[MinValueValidator(1), MaxValueValidator(20)],
        help_text=_("Counted from the check; leaders who have not commented are reminded."),
    )
    comments_due_on = models.DateField(_("comments due"), null=True, blank=True, editable=False)

    # Its number, taken at the signature, and the date of the signature
    issue_year = models.PositiveSmallIntegerField(_("year of the number"), null=True, blank=True, editable=False)
    issue_no = models.PositiveIntegerField(_("issue number"), null=True, blank=True, editable=False)
    issue_total = models.PositiveIntegerField(_("running total"), null=True, blank=True, editable=False)
    dated_on = models.DateField(_("date"), null=True, blank=True, editable=False)

    # Who did what when
    proposed_at = models.DateTimeField(_("proposed at"), editable=False)
    proposed_by = _person(_("proposed by"))
    checked_at = _moment(_("checked at"))
    checked_by = _person(_("checked by"))
    signed_at = _moment(_("signed at"))
    signed_by = _person(_("signed by"))
    issued_at = _moment(_("issued at"))
    issued_by = _person(_("issued by"))
    ended_at = _moment(_("ended at"))
    ended_by = _person(_("ended by"))
    end_reason = models.CharField(_("reason"), max_length=500, blank=True, editable=False)
    return_reason = models.CharField(_("why it came back"), max_length=500, blank=True, editable=False)

    # The built files and the hash of the paper that they were built from
    pdf = models.ForeignKey("documents.StoredFile", models.PROTECT, null=True, related_name="+", editable=False)
    xlsx = models.ForeignKey("documents.StoredFile", models.PROTECT, null=True, related_name="+", editable=False)
    pdf_source = models.CharField(max_length=64, blank=True, editable=False)

    objects = BulletinQuerySet.as_manager()

    class Meta:
        verbose_name = _("bulletin")
        verbose_name_plural = _("bulletins")
        ordering = ["-ends_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "starts_on", "ends_on"],
                condition=Q(state__in=sorted(LIVE)) & ~Q(kind="topical"),
                name="bulletin_one_live",
            ),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="bulletin_ends_after_start"),
            models.UniqueConstraint(
                fields=["masthead", "issue_year", "issue_no"],
                condition=Q(issue_no__isnull=False),
                name="bulletin_number_once",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["signed", "issued"])
                | Q(issue_no__isnull=False, issue_year__isnull=False, dated_on__isnull=False),
                name="bulletin_signed_has_number",
            ),
            models.CheckConstraint(
                condition=~Q(state="issued") | Q(issued_at__isnull=False, pdf__isnull=False),
                name="bulletin_issued_has_pdf",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=sorted(ENDED)) | (Q(ended_at__isnull=False) & ~Q(end_reason="")),
                name="bulletin_ended_has_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["state"], name="bulletin_by_state"),
            models.Index(fields=["ends_on"], name="bulletin_by_end"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("reports:read", args=[self.pk])

    @property
    def number_line(self) -> str:
        """〔2026〕第10期（总第34期）; empty before the signature. Of the paper, so never translated."""
        if self.issue_no is None:
            return ""
        total = f"（总第{self.issue_total}期）" if self.issue_total else ""
        return f"〔{self.issue_year}〕第{self.issue_no}期{total}"

    @property
    def mark(self) -> str:
        """已撤回 or 已废止: stands before the name of a downloaded file and over the paper. Never translated."""
        return ENDED_MARKS.get(State(self.state), "")

    @cached_property
    def signed_papers(self) -> "list[SignedPaper]":
        """Its words as they were signed, and as later comments made them; nothing before the signature."""
        return list(self.papers.all()) if self.signed_at else []

    @property
    def printed_paper(self) -> "SignedPaper | None":
        """The words of its PDF, once nobody can add to them; None where they were not kept."""
        if self.takes_comments:
            return None
        return next((one for one in self.signed_papers if one.sha256 == self.pdf_source), None)

    @property
    def is_topical(self) -> bool:
        """一事一通报: quotes no figures and has no tables."""
        return self.kind == Kind.TOPICAL

    @property
    def is_live(self) -> bool:
        return self.state in LIVE

    @property
    def is_published(self) -> bool:
        return self.issued_at is not None

    @property
    def takes_comments(self) -> bool:
        return self.state in FOR_LEADERS

    @property
    def is_draft(self) -> bool:
        return self.state == State.DRAFT

    @property
    def is_void(self) -> bool:
        """A number was taken and never issued."""
        return self.state in ENDED and self.issue_no is not None and not self.is_published
