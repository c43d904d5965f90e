"""The paper on a page: its parts are those of the printed sheet, whose headings begin at the first level."""

import re

from django import template
from django.utils.safestring import SafeString, mark_safe

register = template.Library()
_HEADING = re.compile(r"<(/?)h([1-5])(?=[\s>])")


@register.filter
def one_level_down(html: SafeString) -> SafeString:
    """Headings one level lower, since the page around the paper has a heading of its own. For `{% filter %}` blocks."""
    # What comes in is the output of an autoescaping template; only the digits of its tags change.
    return mark_safe(_HEADING.sub(lambda tag: f"<{tag[1]}h{int(tag[2]) + 1}", html))  # noqa: S308
