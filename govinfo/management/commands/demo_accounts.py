"""Print where the demo is and one sign-in for each role."""

import os
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from govinfo.demo.accounts import read_password, renew_password, sign_ins
from govinfo.demo.load import is_loaded
from govinfo.demo.passwords import password_file

DEFAULT_PORT = "8000"


class Command(BaseCommand):
    help = "Print the address of the demo and one sign-in for each role."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--renew", action="store_true", help="give all accounts of the demo a new password")

    def handle(self, *args: Any, **options: Any) -> None:
        if not is_loaded():
            self.stdout.write("The demo organ is not loaded: manage.py load_demo")
            return
        password = renew_password() if options["renew"] else read_password()
        self.stdout.write(f"http://127.0.0.1:{os.environ.get('PORT') or DEFAULT_PORT}/")
        if password:
            self.stdout.write(f"One password for all ({password_file()}): {password}")
        else:
            self.stdout.write(f"{password_file()} is gone. A new password: manage.py demo_accounts --renew")
        for sign_in in sign_ins():
            self.stdout.write(f"  {sign_in.username:<14} {sign_in.role} {sign_in.name} ({sign_in.unit})")
