"""A weak secret key stops the start, whatever is started."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from govinfo.data import make_secret_key
from govinfo.settings.secret import check_secret_key, read_secret_key

pytestmark = pytest.mark.engine_free

GOOD = "Vb3_ksP0-q8ZrWm1tYxUe5nHdLc7JgAo2fIiSvKu9wTyRlEzXp4M6hQN"


@pytest.mark.parametrize(
    ("key", "reason"),
    [
        ("", "SECRET_KEY is empty"),
        ("short", "SECRET_KEY has 5 characters"),
        (GOOD[:49], "SECRET_KEY has 49 characters"),
        ("django-insecure-" + GOOD, "well-known example"),
        ("ChangeMe-" + GOOD, "well-known example"),
        ("ab" * 40, "2 different characters"),
    ],
)
def test_a_weak_key_is_refused_with_the_way_to_mend_it(key, reason):
    with pytest.raises(ImproperlyConfigured, match=reason) as refusal:
        check_secret_key(key, debug=False)
    assert "token_urlsafe(64)" in str(refusal.value)
    assert not key or key not in str(refusal.value)


def test_a_good_key_is_taken_and_a_weak_one_while_debugging():
    assert check_secret_key(GOOD, debug=False) == GOOD
    assert check_secret_key("short", debug=True) == "short"
    assert len(check_secret_key("", debug=True)) >= 50


def test_the_environment_goes_before_the_file(tmp_path):
    file = tmp_path / "secret_key"
    assert read_secret_key(given="", file=file) == ""
    file.write_text(GOOD + "\n")
    assert read_secret_key(given="", file=file) == GOOD
    assert read_secret_key(given="other", file=file) == "other"


def test_a_key_is_made_once_and_only_the_owner_may_read_it(tmp_path):
    file = tmp_path / "secret_key"
    assert make_secret_key(file) is True
    first = file.read_text()
    assert (file.stat().st_mode & 0o777, check_secret_key(first.strip(), debug=False)) == (0o600, first.strip())
    assert make_secret_key(file) is False
    assert (file.read_text(), [path.name for path in tmp_path.iterdir()]) == (first, ["secret_key"])


@pytest.mark.parametrize("key", ["", "short", "django-insecure-" + GOOD])
def test_the_settings_themselves_refuse_it(tmp_path, key):
    done = subprocess.run(
        [sys.executable, "-c", "import govinfo.settings"],
        cwd=settings.BASE_DIR,
        env={"PATH": os.environ["PATH"], "SECRET_KEY": key, "GOVINFO_DATA_ROOT": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "django.core.exceptions.ImproperlyConfigured: SECRET_KEY" in done.stderr
