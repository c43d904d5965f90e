"""Mail of notices: sent by a job, at most once. A notice whose mail is lost still stands in the inbox."""

import smtplib
import socket
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from activity.jobs import JobContext
from activity.models import Notice

MAIL_JOB = "activity.mail_notice"

# Only after these is it certain that the server did not take the mail, so that sending again cannot double it.
CERTAINLY_UNSENT = (
    ConnectionRefusedError,
    socket.gaierror,
    smtplib.SMTPConnectError,
    smtplib.SMTPHeloError,
    smtplib.SMTPAuthenticationError,
    smtplib.SMTPSenderRefused,
    smtplib.SMTPRecipientsRefused,
)


def mail_notice(context: JobContext, *, notice_id: int) -> dict[str, Any]:
    """Send the mail of one notice unless it was begun before.

    The claim is committed before the mail leaves: a worker killed in between loses one mail, and never sends two.
    """
    if not Notice.objects.filter(pk=notice_id, mailed_at=None).update(mailed_at=timezone.now()):
        return {"sent": 0}
    notice = Notice.objects.select_related("user").get(pk=notice_id)
    try:
        sent = _message(notice).send()
    except CERTAINLY_UNSENT:
        Notice.objects.filter(pk=notice_id).update(mailed_at=None)
        raise
    return {"sent": sent}


def _message(notice: Notice) -> EmailMessage:
    with translation.override(notice.user.language):
        words = notice.words
        subject = " ".join(words.split())[:120]
        address = urljoin(settings.SITE_URL, notice.url) if settings.SITE_URL else ""
        where = address or _("Sign in to the information system to see it.")
    return EmailMessage(subject=subject, body=f"{words}\n\n{where}\n", to=[notice.user.email])
