"""How issued bulletins reach their readers: the words for the search, and who gets which one by mail."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class BulletinWords(models.Model):
    """The words of an issued bulletin as the search compares them: half-width, lower case. Derived; may be rebuilt."""

    bulletin = models.OneToOneField("reports.Bulletin", models.CASCADE, primary_key=True, related_name="words")
    text = models.TextField()
    made_as = models.PositiveSmallIntegerField(default=1)
    """What was taken into the text, see `reports.services.archive.TAKEN`; older ones are made anew by beat."""

    def __str__(self) -> str:
        return str(self.bulletin_id)


class Subscription(models.Model):
    """That a person wants every issued bulletin by mail, and to which address."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="bulletin_subscription"
    )
    address = models.EmailField(_("mail address"))
    since = models.DateTimeField(_("since"))

    class Meta:
        verbose_name = _("subscription to bulletins")
        verbose_name_plural = _("subscriptions to bulletins")

    def __str__(self) -> str:
        return self.address


class BulletinMail(models.Model):
    """One mail of one bulletin to one person; `begun_at` is committed before the mail leaves, so none leaves twice."""

    class Occasion(models.TextChoices):
        ISSUED = "issued", _("Issued")
        ENDED = "ended", _("Withdrawn or superseded")

    bulletin = models.ForeignKey("reports.Bulletin", models.CASCADE, related_name="mails")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="bulletin_mails")
    occasion = models.CharField(max_length=10, choices=Occasion.choices, default=Occasion.ISSUED)
    address = models.EmailField(_("mail address"))
    begun_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("mail of a bulletin")
        verbose_name_plural = _("mails of bulletins")
        constraints = [models.UniqueConstraint(fields=["bulletin", "user", "occasion"], name="bulletin_mail_once")]

    def __str__(self) -> str:
        return f"{self.bulletin_id}: {self.address}"
