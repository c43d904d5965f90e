"""Import of the past: which file was sent, what was found in it, and what became of each of its rows."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ImportState(models.TextChoices):
    READING = "reading", pgettext_lazy("import", "Being read")
    CHECKED = "checked", pgettext_lazy("import", "Checked, nothing stored")
    STORING = "storing", pgettext_lazy("import", "Being imported")
    DONE = "done", pgettext_lazy("import", "Imported")
    REFUSED = "refused", pgettext_lazy("import", "Refused")


class PastImport(models.Model):
    """One file that somebody sent. Its facts are stored in one transaction when `state` becomes done, or not at all.

    `report` holds what the preview shows: the first rows as they will be stored, errors by cell, notes. The file is
    kept as evidence; it is deleted only where it bears a secrecy mark, and then its name and hash stay.
    """

    kind = models.CharField(_("kind"), max_length=20)
    state = models.CharField(_("state"), max_length=10, choices=ImportState.choices, default=ImportState.READING)
    file = models.ForeignKey(
        "documents.StoredFile", models.PROTECT, null=True, related_name="+", verbose_name=_("file")
    )
    file_name = models.CharField(_("file name"), max_length=255)
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("sent by")
    )
    uploaded_at = models.DateTimeField(_("sent at"))
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("imported by")
    )
    imported_at = models.DateTimeField(_("imported at"), null=True)
    attempt = models.PositiveSmallIntegerField(default=0)
    rows_new = models.PositiveIntegerField(_("new rows"), default=0)
    rows_known = models.PositiveIntegerField(_("rows that are there already"), default=0)
    errors = models.PositiveIntegerField(_("errors"), default=0)
    report = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("import of the past")
        verbose_name_plural = _("imports of the past")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state="done") | models.Q(imported_at__isnull=False),
                name="past_import_done_has_time",
            ),
        ]
        indexes = [models.Index(fields=["kind", "-id"], name="past_import_by_kind")]

    def __str__(self) -> str:
        return self.file_name

    @property
    def batch(self) -> str:
        """By which the audit trail groups what came of this import."""
        return f"import-{self.pk}"


class ImportedRow(models.Model):
    """A row of a file that was stored: its fingerprint keeps it from being stored twice, whatever file it comes in.

    `content` is the fingerprint of what the row says, `fingerprint` that of its number where the sheet has one.
    `told` keeps each value (column: stable form, words) so that a changed row can be shown beside what is stored.
    """

    past_import = models.ForeignKey(PastImport, models.PROTECT, related_name="imported_rows")
    kind = models.CharField(max_length=20)
    fingerprint = models.CharField(max_length=64)
    content = models.CharField(max_length=64)
    number = models.CharField(_("number in the sheet"), max_length=60, blank=True)
    sheet = models.CharField(max_length=60, blank=True)
    row = models.PositiveIntegerField()
    subject_kind = models.CharField(max_length=100)
    subject_key = models.CharField(max_length=64)
    told = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("imported row")
        verbose_name_plural = _("imported rows")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["kind", "fingerprint"], name="imported_row_once")]
        indexes = [
            models.Index(fields=["kind", "content"], name="imported_row_content"),
            models.Index(fields=["subject_kind", "subject_key"], name="imported_row_subject"),
            models.Index(fields=["kind", "number"], name="imported_row_number"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.sheet} {self.row}"
