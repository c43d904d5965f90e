"""Acts on accounts: profile, one-time passwords, closing and opening, unlocking, ending sessions."""

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from activity.services import record
from organizations.errors import OrganizationRefused
from organizations.models import AdminKind, User
from organizations.sign_in.lockout import forget_failures, masked
from organizations.sign_in.passwords import one_time_password, set_password
from organizations.sign_in.sessions import end_session, end_sessions


@transaction.atomic
def update_own_profile(*, user: User, phone: str, language: str) -> User:
    """Save what a person may change about themselves."""
    before = User.objects.select_for_update().get(pk=user.pk)
    changed = [name for name, value in (("phone", phone), ("language", language)) if getattr(before, name) != value]
    if changed:
        before.phone, before.language = phone, language
        before.save(update_fields=["phone", "language"])
        record("person.profile_changed", subject=before, by=user, data={"fields": changed})
    return before


@transaction.atomic
def create_account(
    *, username: str, name: str, by: User | None, post: str = "", phone: str = "", admin_kind: str = AdminKind.NONE
) -> tuple[User, str]:
    """A new account with a one-time password that has to be changed at the first sign-in. Returns both.

    Nobody but the caller ever sees the password: only its hash is kept. Raises OrganizationRefused for a taken name.
    """
    if User.objects.filter(username__iexact=username).exists():
        raise OrganizationRefused(_("There is an account of that name already."), code="account_taken")
    user = User(username=username, name=name, post=post, phone=phone, admin_kind=admin_kind)
    password = _give_one_time_password(user)
    record("account.created", subject=user, by=by, data={"account": username, "admin_kind": admin_kind})
    return user, password


@transaction.atomic
def reset_password(*, user_id: int, by: User) -> tuple[User, str]:
    """A new one-time password; all sessions end. Returns the person and the password."""
    user = User.objects.select_for_update().get(pk=user_id)
    refuse_own_account(user, by)
    password = _give_one_time_password(user)
    end_sessions(user)
    record("account.password_reset", subject=user, by=by)
    return user, password


def _give_one_time_password(user: User) -> str:
    password = one_time_password()
    set_password(user, password, must_change=True)
    return password


@transaction.atomic
def close_account(*, user_id: int, by: User, reason: str) -> User:
    """Nobody can sign in with the account any more; its sessions end at once, its acts stay on record."""
    user = User.objects.select_for_update().get(pk=user_id)
    refuse_own_account(user, by)
    if user.is_active:
        user.is_active = False
        user.save(update_fields=["is_active"])
        end_sessions(user)
        record("account.closed", subject=user, by=by, reason=reason)
    return user


@transaction.atomic
def open_account(*, user_id: int, by: User) -> User:
    """The account may be used again."""
    user = User.objects.select_for_update().get(pk=user_id)
    if not user.is_active:
        user.is_active = True
        user.save(update_fields=["is_active"])
        record("account.opened", subject=user, by=by)
    return user


@transaction.atomic
def remove_second_factor(*, user_id: int, by: User) -> User:
    """For a person who lost phone and codes: all factors go, and all sessions end."""
    user = User.objects.select_for_update().get(pk=user_id)
    refuse_own_account(user, by)
    removed, _rows = Authenticator.objects.filter(user=user).delete()
    if removed:
        end_sessions(user)
        record("account.factor_removed", subject=user, by=by, data={"type": "all"})
    return user


@transaction.atomic
def unlock_account(*, username: str, by: User) -> None:
    """Forget the failed sign-ins of an account. Raises OrganizationRefused when there are none (any more)."""
    if not forget_failures(username):
        raise OrganizationRefused(_("The account is not locked any more."), code="not_locked")
    user = User.objects.filter(username=username).first()
    record("account.unlocked", subject=user, by=by, data={"account": username if user else masked(username)})


@transaction.atomic
def end_one_session(*, session_id: int, by: User, batch: str = "") -> None:
    """End a session of anybody. Raises OrganizationRefused when it has ended by itself."""
    session = UserSession.objects.select_related("user").filter(pk=session_id).first()
    if session is None:
        raise OrganizationRefused(_("The session has ended already."), code="session_ended")
    user = session.user
    end_session(session)
    record("account.session_ended", subject=user, by=by, data={"why": "administrator"}, batch=batch)


def refuse_own_account(user: User, by: User) -> None:
    """Nobody administers their own account. Raises OrganizationRefused."""
    if user.pk == by.pk:
        raise OrganizationRefused(_("You cannot do this to your own account."), code="own_account")
