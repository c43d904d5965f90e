"""What the office states once about its papers: the name under which it signs, mastheads, distribution, contact."""

from typing import Any

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

LONGEST_MASTHEAD = 16
"""Characters that stand on one line of the paper in a size that is still a masthead's."""
MOST_COPIES = 100_000


def _masthead(label: Any) -> models.CharField:
    return models.CharField(label, max_length=LONGEST_MASTHEAD)


def _note(label: Any) -> models.CharField:
    return models.CharField(label, max_length=30, blank=True)


def _line(label: Any) -> models.CharField:
    return models.CharField(label, max_length=300, blank=True)


def _copies() -> models.PositiveIntegerField:
    return models.PositiveIntegerField(_("printed copies"), default=0, validators=[MaxValueValidator(MOST_COPIES)])


class OfficePapers(models.Model):
    """文头与分送: one row. Papers take it over when they are begun; what was begun before keeps its own words."""

    ONLY = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=ONLY, editable=False)
    office_name = models.CharField(
        _("comprehensive office as printed"),
        max_length=40,
        blank=True,
        help_text=_("Used in sentences and charts, and after the organ's name in the head. Empty: the unit's name."),
    )
    contact = models.CharField(
        _("contact"),
        max_length=120,
        blank=True,
        help_text=_("Who answers questions, with the telephone number; printed in the imprint and on notices."),
    )
    bulletin_masthead = _masthead(_("masthead of the bulletin"))
    bulletin_note = _note(_("mark above the masthead"))
    bulletin_up = _line(_("sent up to (报)"))
    bulletin_peer = _line(_("sent to (送)"))
    bulletin_down = _line(_("sent down to (发)"))
    bulletin_copies = _copies()
    special_masthead = _masthead(_("masthead of the special report"))
    special_note = _note(_("mark above the masthead"))
    special_up = _line(_("sent up to (报)"))
    special_peer = _line(_("sent to (送)"))
    special_down = _line(_("sent down to (发)"))
    special_copies = _copies()

    class Meta:
        verbose_name = _("mastheads and distribution")
        verbose_name_plural = _("mastheads and distribution")
        constraints = [models.CheckConstraint(condition=Q(id=1), name="office_papers_one_row")]

    def __str__(self) -> str:
        return str(self._meta.verbose_name)
