"""The first administrators of an installation, which begins without any account."""

from typing import Any

from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from organizations.models import AdminKind
from organizations.services.accounts import create_account
from ui.errors import DomainError

KINDS = [kind for kind in AdminKind.values if kind]


class Command(BaseCommand):
    help = (
        "Creates a system, security or audit administrator and prints a password that works once. "
        "The security administrator then creates everybody else on the screen."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--kind", required=True, choices=KINDS, help="What the administrator is to keep.")
        parser.add_argument("--username", required=True, help="The name to sign in with.")
        parser.add_argument("--name", default="", help="The person's name; the account's name if left out.")

    def handle(self, *args: Any, kind: str, username: str, name: str, **options: Any) -> None:
        try:
            UnicodeUsernameValidator()(username)
            user, password = create_account(username=username, name=name or username, by=None, admin_kind=kind)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        except DomainError as refusal:
            raise CommandError(str(refusal.message)) from refusal
        self.stdout.write(f"{user.get_admin_kind_display()}: {user.username}")
        self.stdout.write(_("One-time password: %(password)s") % {"password": password})
        self.stdout.write(_("It has to be changed at the first sign-in and is shown nowhere else."))
