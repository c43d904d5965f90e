"""Adopt a scheme of points from a file."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from organizations.models import User
from scoring.errors import SchemeFileRefused, StartRefused
from scoring.evaluation.errors import InputRefused, in_file, unreadable
from scoring.services.scheme_files import SchemeFile, adopt_scheme, check_scheme, decode_scheme_file, read_scheme_file


class Command(BaseCommand):
    help = "Adopt a scheme of points (YAML or JSON) from a day on. With --check the file is only checked."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--from", dest="valid_from", metavar="DAY", help="first day, such as 2026-01-01")
        parser.add_argument("--until", dest="valid_until", metavar="DAY", help="last day, where it is known")
        parser.add_argument("--code", default="", help="code of this version, in place of the one in the file")
        parser.add_argument("--by", default="", help="user name of the person who adopts it")
        parser.add_argument("--check", action="store_true", help="check the file and change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            file = _read(path)
            if options["check"]:
                check_scheme(file)
                self.stdout.write(_("The scheme can be adopted."))
                return
            if options["valid_from"] is None:
                raise CommandError(_("Say from which day the scheme is valid: --from 2026-01-01"))
            scheme = adopt_scheme(
                file=file, valid_from=_day("--from", options["valid_from"]),
                valid_until=_day("--until", options["valid_until"]) if options["valid_until"] else None,
                code=options["code"], by=_person(options["by"]),
            )  # fmt: skip
        except InputRefused as refused:
            raise CommandError(str(refused.message)) from refused
        except SchemeFileRefused as refused:
            lines = str(refused.message).splitlines()
            raise CommandError("\n".join(in_file(path, line) for line in lines)) from refused
        except StartRefused as refused:
            raise CommandError(str(refused.message)) from refused
        told = {"code": scheme.code, "title": scheme.title, "day": scheme.valid_from}
        self.stdout.write(_("%(code)s: %(title)s, valid from %(day)s") % told)


def _read(path: Path) -> SchemeFile:
    try:
        return read_scheme_file(decode_scheme_file(path.read_bytes()))
    except OSError as error:
        raise unreadable(path, error) from error


def _day(option: str, text: str | date) -> date:
    if isinstance(text, date):
        return text
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        what = _("“%(value)s” is no day. Expected one such as 2026-03-05.") % {"value": text}
        raise CommandError(_("%(place)s: %(what)s") % {"place": option, "what": what}) from error


def _person(username: str) -> User | None:
    if not username:
        return None
    person = User.objects.filter(username=username).first()
    if person is None:
        raise CommandError(_("There is nobody with the user name %(name)s.") % {"name": username})
    return person
