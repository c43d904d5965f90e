"""Values from the environment: typed, limited, and an empty variable is no value."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from govinfo.environment import flag, number, text, words

pytestmark = pytest.mark.engine_free


def test_text_drops_blanks_and_an_empty_variable_is_the_default(monkeypatch):
    monkeypatch.setenv("SOME_NAME", "  a b ")
    assert text("SOME_NAME", "x") == "a b"
    monkeypatch.setenv("SOME_NAME", "  ")
    assert text("SOME_NAME", "x") == "x"
    monkeypatch.delenv("SOME_NAME")
    assert (text("SOME_NAME"), text("SOME_NAME", "x")) == ("", "x")


@pytest.mark.parametrize(
    ("given", "default", "expected"),
    [
        ("1", False, True),
        ("on", False, True),
        ("no", True, False),
        ("0", True, False),
        ("", True, True),
        ("", False, False),
    ],
)
def test_flag_reads_usual_words(monkeypatch, given, default, expected):
    monkeypatch.setenv("SOME_NAME", given)
    assert flag("SOME_NAME", default=default) is expected


def test_number_within_its_limits(monkeypatch):
    monkeypatch.setenv("SOME_NAME", "65535")
    assert number("SOME_NAME", 8000, least=1, most=65535) == 65535
    monkeypatch.setenv("SOME_NAME", "")
    assert number("SOME_NAME", 8000, least=1, most=65535) == 8000


@pytest.mark.parametrize("given", ["0", "65536", "-1", "eighty", "8.5", "１x"])
def test_number_outside_its_limits_is_refused_by_name(monkeypatch, given):
    monkeypatch.setenv("SOME_NAME", given)
    with pytest.raises(ImproperlyConfigured, match=r"SOME_NAME must be .*from 1 to 65535"):
        number("SOME_NAME", 8000, least=1, most=65535)


def test_words_of_a_list(monkeypatch):
    monkeypatch.setenv("SOME_NAME", "a, b ,,c,")
    assert words("SOME_NAME") == ["a", "b", "c"]
    monkeypatch.setenv("SOME_NAME", "")
    assert words("SOME_NAME", default=("localhost",)) == ["localhost"]
