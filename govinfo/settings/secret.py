"""The secret key: from the environment, else from the file that set-up makes; a weak one stops the start."""

from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

LEAST_LENGTH = 50
# As Django has it.
LEAST_DIFFERENT = 5
KNOWN_WEAK = ("django-insecure", "changeme", "change-me", "change_me", "secretkey", "secret-key", "secret_key", "your-")

_MEND = (
    "Set SECRET_KEY to at least 50 random characters, for instance the output of: "
    "python3 -c 'import secrets; print(secrets.token_urlsafe(64))'. "
    "script/server makes one by itself in secret_key under the data root."
)


def read_secret_key(*, given: str, file: Path) -> str:
    """Return the key given in the environment, else the content of the file, else an empty string."""
    if given:
        return given
    try:
        return file.read_text(encoding="ascii").strip()
    except (FileNotFoundError, NotADirectoryError):
        return ""
    except PermissionError as error:
        raise ImproperlyConfigured(f"The secret key file {file} cannot be read by this account.") from error


def weakness_of(key: str) -> str:
    """Say in one sentence why the key must not be used; an empty string means that it may be."""
    if not key:
        return "SECRET_KEY is empty."
    if len(key) < LEAST_LENGTH:
        return f"SECRET_KEY has {len(key)} characters; at least {LEAST_LENGTH} are needed."
    if len(set(key)) < LEAST_DIFFERENT:
        return f"SECRET_KEY has only {len(set(key))} different characters."
    if key.lower().startswith(KNOWN_WEAK):
        return "SECRET_KEY begins like a well-known example."
    return ""


def check_secret_key(key: str, *, debug: bool) -> str:
    """Return the key. Raises ImproperlyConfigured for a weak one unless DEBUG is on."""
    weakness = weakness_of(key)
    if weakness and not debug:
        raise ImproperlyConfigured(f"{weakness} {_MEND}")
    return key or "only-for-debugging-" + "x" * LEAST_LENGTH
