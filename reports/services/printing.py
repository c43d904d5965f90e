"""The PDF of a month for whoever asks outside the pages: the archived bytes where they stand, else made now."""

from django.db import transaction
from django.utils.translation import gettext as _

from documents.services import open_file
from reports.errors import BulletinRefused
from reports.models import Bulletin
from reports.services.building import build
from reports.services.bulletins import propose
from reports.services.paper import source_of
from reports.states import Kind
from scoring.models import Period


def pdf_of(period: Period) -> bytes:
    """The live bulletin's PDF; where there is no bulletin yet, that of a proposal which is not kept.

    Raises BulletinRefused where the month is open, RenderFailed where it cannot be set.
    """
    if not period.is_closed:
        raise BulletinRefused(
            _("%(month)s is still open: a bulletin is printed from a closed month.") % {"month": period}, code="open"
        )
    bulletin = (
        Bulletin.objects.for_paper().select_related("pdf").live().filter(period=period, kind=Kind.MONTHLY).first()
    )
    if bulletin is None:
        return _proposal(period)
    # What was issued is what people hold in their hands, whatever the layout has become since.
    if bulletin.pdf is not None and (bulletin.is_published or bulletin.pdf_source == source_of(bulletin)):
        with open_file(bulletin.pdf) as file:
            return file.read()
    return build(bulletin).pdf


def _proposal(period: Period) -> bytes:
    with transaction.atomic():
        bulletin = Bulletin.objects.for_paper().get(pk=propose(period=period).pk)
        str(bulletin.snapshot.content), list(bulletin.sections.all()), list(bulletin.comments.all())
        transaction.set_rollback(True)
    return build(bulletin).pdf
