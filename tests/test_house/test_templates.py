"""Pages hold nothing that the content security policy forbids, and every template can be read."""

import re

import pytest
from django.template.loader import get_template

from tests.test_house.files import CODE, ROOT, name_of, templates

pytestmark = pytest.mark.engine_free

_COMMENT = re.compile(
    r"\{#.*?#\}|\{% comment .*?%\}.*?\{% endcomment %\}|\{% comment %\}.*?\{% endcomment %\}|<!--.*?-->", re.S
)
FORBIDDEN = {
    "an address of another host as source of an asset": re.compile(
        r"""<(?:script|link|img|iframe|source|video|audio|object|embed|use)\b[^>]*\b(?:src|href|data|srcset)\s*=\s*["']?\s*(?:https?:)?//""",
        re.I,
    ),
    "a script inside of the page": re.compile(
        r"<script\b(?![^>]*\bsrc\s*=)(?![^>]*type\s*=\s*[\"']application/json)", re.I
    ),
    "a style sheet inside of the page": re.compile(r"<style\b", re.I),
    "a style attribute": re.compile(r"<[a-z][^<>]*\sstyle\s*=", re.I),
    "an event attribute": re.compile(r"<[a-z][^<>]*\son[a-z]+\s*=", re.I),
    "a javascript address": re.compile(r"javascript:", re.I),
    "text that is not escaped": re.compile(r"\|\s*safe\b|\{%\s*autoescape\s+off"),
}
# Template tags are what these look for, or stand inside of the value.
READ_WITH_TAGS = {"text that is not escaped"}


def pages() -> list[str]:
    """Templates of pages. What documents turn into a PDF is no page: no browser ever reads it."""
    return [
        name_of(path) for path in templates() if path.suffix in (".html", ".txt") and "/pdf/" not in path.as_posix()
    ]


@pytest.mark.parametrize("fault", FORBIDDEN)
def test_no_page_holds(fault):
    pattern, found = FORBIDDEN[fault], []
    for name in pages():
        text = _COMMENT.sub(lambda match: "\n" * match.group().count("\n"), (ROOT / name).read_text())
        if fault not in READ_WITH_TAGS:
            # {% if one == two %} inside of a tag would read as an attribute.
            text = re.sub(r"\{%.*?%\}", "", text)
        found += [f"{name}:{text.count(chr(10), 0, match.start()) + 1}" for match in pattern.finditer(text)]
    assert found == []


def test_every_template_compiles():
    compiled = 0
    for path in templates():
        if path.suffix in (".html", ".txt"):
            place = next(
                p for p in (ROOT / "templates", *(ROOT / app / "templates" for app in CODE)) if path.is_relative_to(p)
            )
            get_template(path.relative_to(place).as_posix())
            compiled += 1
    assert compiled > 100


def test_style_sheets_and_scripts_name_no_other_host():
    found = [
        f"{name_of(path)}: {match.group()}"
        for folder in ("static/css", "static/js")
        for path in (ROOT / folder).rglob("*")
        if path.is_file()
        for match in re.finditer(r"(?:https?:)//(?!www\.w3\.org/)[\w.-]+", path.read_text())
    ]
    assert found == []
