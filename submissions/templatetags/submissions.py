"""Tags of the item pages: runs of a comparison as HTML."""

from collections.abc import Iterable

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from submissions.differences import Run
from submissions.tones import status_tone

register = template.Library()
register.filter("status_tone", status_tone)


@register.filter
def runs(paragraph: Iterable[Run]) -> SafeString:
    """Runs of one paragraph: <ins> for what came in, <del> for what went out; the words are escaped."""
    return format_html_join("", "{}", ((_run(run),) for run in paragraph))


def _run(run: Run) -> SafeString:
    return format_html("<{0}>{1}</{0}>", run.kind, run.text) if run.is_change else format_html("{}", run.text)
