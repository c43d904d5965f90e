"""manage.py import_past FILE --kind KIND (--check | --by ACCOUNT): import a table of the past, with the screen's errors."""

from argparse import ArgumentParser
from pathlib import Path
from typing import IO, Any

from django.core.files.base import File
from django.core.files.uploadedfile import UploadedFile
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from documents.errors import FileRefused
from documents.services import store_upload
from documents.spreadsheets import check_spreadsheet
from organizations.errors import OrganizationRefused
from organizations.models import PastImport, User
from organizations.past import services
from organizations.past.kinds import ImportKind, MarkedSecret, all_kinds, kind_of
from organizations.past.planning import Plan, make_plan

WRONG_FILE = 2


class Command(BaseCommand):
    help = "Import a spreadsheet of the past: all of it or nothing. --check only says what would become of it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--kind", required=True, choices=[kind.key for kind in all_kinds()])
        parser.add_argument("--by", help="account of the person who imports; needs the right to import this kind")
        parser.add_argument("--check", action="store_true", help="read and match, store nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        kind = kind_of(options["kind"])
        assert kind is not None, "argparse knows the kinds"
        by = self._person(options["by"], kind, is_check=options["check"])
        path: Path = options["file"]
        with translation.override(by.language or "zh-hans"), _opened(path) as file:
            plan = self._plan(kind, path, file, by)
            self._tell(plan)
            if errors := len(plan.problems.errors):
                what = ngettext("%(count)d error; nothing is stored.", "%(count)d errors; nothing is stored.", errors)
                raise CommandError(what % {"count": errors}, returncode=WRONG_FILE)
            if options["check"] or not plan.new:
                return
            stored = self._store(kind, path, file, plan, by)
            what = ngettext(
                "%(count)d row was imported; this is import %(number)d.",
                "%(count)d rows were imported; this is import %(number)d.",
                stored.rows_new,
            )
            self.stdout.write(what % {"count": stored.rows_new, "number": stored.pk})

    def _person(self, account: str | None, kind: ImportKind, *, is_check: bool) -> User:
        if not account:
            if is_check:
                return User(language="zh-hans")
            raise CommandError(_("Say who imports: --by ACCOUNT."))
        user = User.objects.filter(username=account, is_active=True).first()
        if user is None:
            raise CommandError(_("There is no open account %(name)s.") % {"name": account})
        try:
            services.refuse_stranger(kind, user)
        except OrganizationRefused as refusal:
            raise CommandError(str(refusal.message)) from refusal
        return user

    def _plan(self, kind: ImportKind, path: Path, file: Any, by: User) -> Plan:
        try:
            check_spreadsheet(name=path.name, size=path.stat().st_size, file=file)
            return make_plan(kind, name=path.name, file=file, by=by)
        except (FileRefused, MarkedSecret) as refusal:
            raise CommandError(str(refusal.message), returncode=WRONG_FILE) from refusal

    def _tell(self, plan: Plan) -> None:
        for problem in plan.problems.errors:
            self.stdout.write(problem.sentence())
        for problem in plan.problems.notes:
            self.stdout.write(problem.sentence())
        for words in plan.warnings:
            self.stdout.write(words)
        told = {
            "new": len(plan.new), "known": len(plan.known),
            "errors": len(plan.problems.errors), "notes": len(plan.problems.notes),
        }  # fmt: skip
        self.stdout.write(_("New: %(new)d, there already: %(known)d, errors: %(errors)d, notes: %(notes)d") % told)

    @transaction.atomic
    def _store(self, kind: ImportKind, path: Path, file: Any, plan: Plan, by: User) -> PastImport:
        file.seek(0)
        upload = UploadedFile(file=File(file), name=path.name, size=path.stat().st_size)
        try:
            kept = store_upload(upload=upload, by=by, check=check_spreadsheet)
        except FileRefused as refusal:
            raise CommandError(str(refusal.message), returncode=WRONG_FILE) from refusal
        past = services.keep_import(kind=kind, stored=kept, by=by)
        services.store_plan(past, plan, by=by)
        return past


def _opened(path: Path) -> IO[bytes]:
    try:
        return path.open("rb")
    except OSError as error:
        what = _("%(file)s: this file cannot be opened.")
        if isinstance(error, FileNotFoundError):
            what = _("%(file)s: there is no such file.")
        elif isinstance(error, IsADirectoryError):
            what = _("%(file)s: this is a folder, not a file.")
        raise CommandError(what % {"file": path}, returncode=WRONG_FILE) from error
