"""Issued bulletins by mail, and word of their end, to who wants them: a row for each mail first, then a job that sends it at most once."""

from pathlib import PurePath
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from activity import jobs
from activity.clock import now
from activity.mail import CERTAINLY_UNSENT
from activity.services import record
from documents.services import open_file
from organizations.models import User
from organizations.policy import can
from reports.errors import NotAllowed, ReportsError
from reports.models import Bulletin, BulletinMail, Subscription
from reports.states import State

JOB = "reports.bulletin_mail"


class AddressRefused(ReportsError):
    """The address cannot receive mail."""


@transaction.atomic
def subscribe(*, user: User, address: str) -> Subscription:
    """Send every bulletin that is issued from now on to the address. Raises NotAllowed, AddressRefused at `address`."""
    if not can(user, "bulletin.list"):
        raise NotAllowed(_("Bulletins are read by people with a role in this organ."))
    wanted = address.strip()
    try:
        validate_email(wanted)
    except ValidationError as error:
        raise AddressRefused(_("Write a mail address, as name@office.gov.cn."), "address", "address") from error
    kept, _is_new = Subscription.objects.update_or_create(
        user=user, defaults={"address": wanted}, create_defaults={"address": wanted, "since": now()}
    )
    record("bulletin.subscribe", subject=user, by=user)
    return kept


@transaction.atomic
def unsubscribe(*, user: User) -> bool:
    """Send none any more; says whether there was a subscription."""
    count, _by_model = Subscription.objects.filter(user=user).delete()
    if count:
        record("bulletin.unsubscribe", subject=user, by=user)
    return bool(count)


def promise_mails(bulletin: Bulletin) -> int:
    """A row and a job for each subscriber who may read the bulletin, in the transaction that issues it; says how many."""
    return _promise(bulletin, BulletinMail.Occasion.ISSUED, _subscribed_to(bulletin))


def promise_end_mails(bulletin: Bulletin, *, by: User) -> int:
    """The same where an issued bulletin is withdrawn or superseded; who gets the notice by mail gets no second one."""
    wanted = [
        one
        for one in _subscribed_to(bulletin)
        if not settings.NOTICE_MAIL or one.user == by or one.user.email.lower() != one.address.lower()
    ]
    return _promise(bulletin, BulletinMail.Occasion.ENDED, wanted)


def _subscribed_to(bulletin: Bulletin) -> list[Subscription]:
    subscriptions = Subscription.objects.filter(user__is_active=True).select_related("user").order_by("pk")
    return [one for one in subscriptions if can(one.user, "bulletin.view", bulletin)]


def _promise(bulletin: Bulletin, occasion: BulletinMail.Occasion, wanted: list[Subscription]) -> int:
    for one in wanted:
        mail, is_new = BulletinMail.objects.get_or_create(
            bulletin=bulletin, user=one.user, occasion=occasion, defaults={"address": one.address}
        )
        if is_new:
            jobs.enqueue(JOB, key=str(mail.pk), mail_id=mail.pk)
    return len(wanted)


def send_mail(context: jobs.JobContext, *, mail_id: int) -> dict[str, Any]:
    """The job. The claim is committed before the mail leaves: a worker killed between loses one, and never sends two.

    Who has unsubscribed, lost the role or left since the promise gets nothing.
    """
    mail = BulletinMail.objects.select_related(
        "bulletin__pdf", "bulletin__corrects", "user__bulletin_subscription"
    ).get(pk=mail_id)
    subscribed = Subscription.objects.filter(user=mail.user, user__is_active=True).exists()
    if not subscribed or not can(mail.user, "bulletin.view", mail.bulletin):
        return {"sent": 0}
    if not BulletinMail.objects.filter(pk=mail_id, begun_at=None).update(begun_at=now()):
        return {"sent": 0}
    try:
        sent = message_of(mail).send()
    except CERTAINLY_UNSENT:
        BulletinMail.objects.filter(pk=mail_id).update(begun_at=None)
        raise
    return {"sent": sent}


def _linked(path: str) -> str:
    """The whole address of a page, where the installation knows its own."""
    return urljoin(settings.SITE_URL, path) if settings.SITE_URL else ""


def message_of(mail: BulletinMail) -> EmailMessage:
    """What happened to which bulletin, where to read it; at its issue the PDF where the setting lets it leave the house."""
    is_issue = mail.occasion == BulletinMail.Occasion.ISSUED
    with translation.override(mail.user.language):
        lines = _issue_lines(mail.bulletin) if is_issue else _end_lines(mail)
        account = _linked(reverse("organizations:profile"))
        told = _("You get this mail because you subscribed to bulletins; end it on the page of your account.")
        body = "\n\n".join([*lines, f"{told}\n{account}".strip()])
    subject = _named(mail.bulletin) if is_issue else lines[0]
    message = EmailMessage(subject=" ".join(subject.split())[:120], body=f"{body}\n", to=[mail.address])
    if is_issue and settings.BULLETIN_MAIL_PDF and mail.bulletin.pdf is not None:
        with open_file(mail.bulletin.pdf) as file:
            message.attach(PurePath(mail.bulletin.pdf.name).name, file.read(), "application/pdf")
    return message


def _named(bulletin: Bulletin) -> str:
    return f"{bulletin.title} {bulletin.number_line}"


def _where(bulletin: Bulletin) -> str:
    return _linked(bulletin.get_absolute_url()) or _("Sign in to the information system to read it.")


def _issue_lines(bulletin: Bulletin) -> list[str]:
    replaced = [_("It replaces: %(title)s") % {"title": _named(bulletin.corrects)}] if bulletin.corrects else []
    return [_("Issued: %(title)s") % {"title": _named(bulletin)}, *replaced, _where(bulletin)]


def _end_lines(mail: BulletinMail) -> list[str]:
    """Which bulletin, why, where it stands, and what is read instead of it: there may be nothing yet."""
    bulletin = mail.bulletin
    is_withdrawn = bulletin.state == State.WITHDRAWN
    happened = _("Bulletin withdrawn: %(title)s") if is_withdrawn else _("Bulletin superseded: %(title)s")
    lines = [
        happened % {"title": _named(bulletin)},
        _("Reason: %(reason)s") % {"reason": bulletin.end_reason},
        _where(bulletin),
    ]
    corrections = Bulletin.objects.published().live().filter(corrects=bulletin)
    instead = corrections.order_by("-pk").first()
    if instead and can(mail.user, "bulletin.view", instead):
        return [*lines, _("It is replaced by: %(title)s") % {"title": _named(instead)} + f"\n{_where(instead)}"]
    return lines if is_withdrawn else [*lines, _("A new bulletin replaces it; you are told when it is issued.")]
