"""The menu of the settings, for pages of this app and of those above."""

from typing import Any

from django import template

from organizations.settings_menu import MenuLine, lines_for

register = template.Library()


@register.simple_tag(takes_context=True)
def settings_menu(context: dict[str, Any]) -> list[MenuLine]:
    """The screens of the settings that the person may open; the present one is active."""
    request = context["request"]
    return lines_for(request.user, path=request.path)
