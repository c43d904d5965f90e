"""Adopt a scheme of points from a file."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from organizations.models import User
from scoring.errors import SchemeFileRefused, StartRefused
from scoring.services.scheme_files import adopt_scheme, check_scheme, read_scheme_file


class Command(BaseCommand):
    help = "Adopt a scheme of points (YAML or JSON) from a day on. With --check the file is only checked."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--from", dest="valid_from", type=date.fromisoformat, help="first day, such as 2026-01-01")
        parser.add_argument("--until", dest="valid_until", type=date.fromisoformat, help="last day, where it is known")
        parser.add_argument("--code", default="", help="code of this version, in place of the one in the file")
        parser.add_argument("--by", default="", help="user name of the person who adopts it")
        parser.add_argument("--check", action="store_true", help="check the file and change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            file = read_scheme_file(options["file"].read_text(encoding="utf-8"))
            if options["check"]:
                check_scheme(file)
                self.stdout.write("The scheme can be adopted.")
                return
            if options["valid_from"] is None:
                raise CommandError("Say from which day the scheme is valid: --from 2026-01-01")
            scheme = adopt_scheme(
                file=file, valid_from=options["valid_from"], valid_until=options["valid_until"],
                code=options["code"], by=_person(options["by"]),
            )  # fmt: skip
        except OSError as error:
            raise CommandError(f"{options['file']}: {error.strerror}") from error
        except UnicodeDecodeError as error:
            raise CommandError(f"{options['file']}: not UTF-8 text") from error
        except (SchemeFileRefused, StartRefused) as refused:
            raise CommandError(refused.message) from refused
        self.stdout.write(f"{scheme.code}: {scheme.title}, valid from {scheme.valid_from}")


def _person(username: str) -> User | None:
    if not username:
        return None
    person = User.objects.filter(username=username).first()
    if person is None:
        raise CommandError(f"There is nobody with the user name {username}.")
    return person
