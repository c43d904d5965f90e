"""What a password must be (GB/T 22239-2019, identity authentication a). Lengths and counts are settings.

The standard asks for several kinds of characters and for a change from time to time; newer guides (OWASP ASVS
5.0, 6.2.5 and 6.2.10) advise against both. The office is assessed by the standard, so it is the default.
"""

import re
import secrets
import string
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from organizations.models import PasswordRecord, User

FRAGMENT = 3
CLASSES = (r"[a-z]", r"[A-Z]", r"[0-9]", r"[^a-zA-Z0-9]")
CONTEXT_WORDS = (
    "govinfo", "zhengwu", "xinxi", "zonghe", "bangong", "admin", "password", "passw0rd", "p@ssw0rd", "welcome",
    "letmein", "qwert", "asdfg", "zxcvb", "1qaz", "2wsx", "abc123", "abcd1234", "iloveyou", "woaini", "5201314",
    "1314520", "123456", "654321", "111111", "000000", "666666", "888888", "123123", "112233", "a1b2c3",
)  # fmt: skip


class ClassesValidator:
    """At least `classes` of the four kinds: small letters, capital letters, digits, other characters."""

    def __init__(self, classes: int = 3) -> None:
        self.classes = classes

    def validate(self, password: str, user: User | None = None) -> None:
        if sum(bool(re.search(kind, password)) for kind in CLASSES) < self.classes:
            raise ValidationError(self.get_help_text(), code="password_too_few_classes")

    def get_help_text(self) -> str:
        return _(
            "The password must hold at least %(count)d of the four kinds: "
            "small letters, capital letters, digits, other characters."
        ) % {"count": self.classes}


class OwnNamesValidator:
    """No three characters in a row of the account's name or of a unit that the person belongs to."""

    def validate(self, password: str, user: Any = None) -> None:
        lowered = password.lower()
        if any(part in lowered for name in _names_of(user) for part in _fragments(name)):
            raise ValidationError(self.get_help_text(), code="password_own_name")

    def get_help_text(self) -> str:
        return _("The password must not hold three characters in a row of your account's or your unit's name.")


class ContextWordsValidator:
    """No word that everybody in such an office would try first, and no character four times in a row."""

    def validate(self, password: str, user: User | None = None) -> None:
        lowered = password.lower()
        if any(word in lowered for word in CONTEXT_WORDS) or re.search(r"(.)\1{3}", password):
            raise ValidationError(self.get_help_text(), code="password_context_word")

    def get_help_text(self) -> str:
        return _("The password must not hold words that are easily guessed, nor one character four times in a row.")


class HistoryValidator:
    """None of the last `kept` passwords; it also keeps their hashes."""

    def __init__(self, kept: int = 5) -> None:
        self.kept = kept

    def validate(self, password: str, user: Any = None) -> None:
        if user is None or user.pk is None or not self.kept:
            return
        former = PasswordRecord.objects.filter(user_id=user.pk).values_list("encoded", flat=True)[: self.kept]
        if any(check_password(password, encoded) for encoded in {user.password, *former}):
            raise ValidationError(self.get_help_text(), code="password_used_before")

    def get_help_text(self) -> str:
        return ngettext(
            "The password must not be the last one that you had.",
            "The password must not be one of the last %(count)d that you had.",
            self.kept,
        ) % {"count": self.kept}

    def password_changed(self, password: str, user: User | None = None) -> None:
        """Called by Django after the user was saved with a new password."""
        if user is None:
            return
        PasswordRecord.objects.create(user=user, encoded=user.password)
        kept = PasswordRecord.objects.filter(user=user).values_list("pk", flat=True)[: max(self.kept, 1)]
        PasswordRecord.objects.filter(user=user).exclude(pk__in=list(kept)).delete()


def _names_of(user: Any) -> set[str]:
    if user is None:
        return set()
    names = {user.username}
    if user.pk is not None:
        for row in user.memberships.values_list("unit__name", "unit__short_name", "unit__code").distinct():
            names.update(row)
    return names


def _fragments(name: str) -> set[str]:
    lowered = name.lower()
    return {lowered[at : at + FRAGMENT] for at in range(len(lowered) - FRAGMENT + 1)}


def days_left(user: User, *, now: datetime | None = None) -> int | None:
    """Whole days until the password has to be changed, negative when it is overdue; None where it does not age."""
    if not settings.GOVINFO_PASSWORD_DAYS or user.password_changed_at is None:
        return None
    ends_at = user.password_changed_at + timedelta(days=settings.GOVINFO_PASSWORD_DAYS)
    return (ends_at - (now or timezone.now())) // timedelta(days=1)


def must_change(user: User, *, now: datetime | None = None) -> bool:
    """Whether nothing but a new password is allowed: first sign-in, after a reset, or the old one is too old."""
    left = days_left(user, now=now)
    return user.must_change_password or (left is not None and left < 0)


def set_password(user: User, password: str, *, must_change: bool) -> None:
    """Give the account a password, which ages from now on (by real time, as sign-in counts it), and save it."""
    user.set_password(password)
    user.must_change_password = must_change
    user.password_changed_at = timezone.now()
    user.save()


def one_time_password() -> str:
    """A random password of 16 characters with all four kinds, without characters that are easily misread."""
    kinds = [
        "".join(c for c in alphabet if c not in "Il1O0o")
        for alphabet in (string.ascii_lowercase, string.ascii_uppercase, string.digits, "#%+-=@")
    ]
    signs = [secrets.choice(kind) for kind in kinds] + [secrets.choice("".join(kinds)) for _ in range(12)]
    secrets.SystemRandom().shuffle(signs)
    return "".join(signs)
