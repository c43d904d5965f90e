"""Pieces for crispy layouts: what forms of the house have in common beside their fields."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Field, Layout, LayoutObject, Submit
from crispy_forms.utils import TEMPLATE_PACK
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from ui import once
from ui.rail import Words


class OnceToken(LayoutObject):
    """The hidden token that makes a second press of the button harmless (ui/once.py)."""

    def render(self, form: Any, context: Any, template_pack: Any = TEMPLATE_PACK, **kwargs: Any) -> SafeString:
        return once.hidden_field(context.get("request"))


class Columns(Div):
    """Fields beside each other from a medium width on, below each other on a phone."""

    def __init__(self, *fields: Any, **kwargs: Any) -> None:
        cells = [Div(field, css_class="col-md") for field in fields]
        super().__init__(*cells, css_class="row g-3 align-items-start", **kwargs)


class Section(Div):
    """A box with a heading and perhaps a sentence that says what its fields are for."""

    def __init__(self, title: Words, *fields: Any, hint: Words = "", **kwargs: Any) -> None:
        super().__init__(_Heading(title, hint), *fields, css_class="box form-section", **kwargs)


class _Heading(LayoutObject):
    def __init__(self, title: Words, hint: Words) -> None:
        self.title, self.hint = title, hint

    def render(self, form: Any, context: Any, template_pack: Any = TEMPLATE_PACK, **kwargs: Any) -> SafeString:
        return SafeString(render_to_string("ui/_section_heading.html", {"title": self.title, "hint": self.hint}))


class Paper(Field):
    """A text field that looks like the paper it will be printed on, with a live count of its characters."""

    def __init__(self, name: str, **kwargs: Any) -> None:
        super().__init__(name, css_class="paper__input", data_counts="", **kwargs)


class ActionBar(LayoutObject):
    """The bar at the lower edge: words at the left, the acts at the right, the primary one last.

    Each act is (name, value, label); the last one is the primary act unless `primary` is False.
    """

    def __init__(self, *acts: tuple[str, str, Words], state: Words = "", primary: bool = True) -> None:
        self.acts, self.state, self.primary = acts, state, primary

    def render(self, form: Any, context: Any, template_pack: Any = TEMPLATE_PACK, **kwargs: Any) -> SafeString:
        acts = [
            {"name": name, "value": value, "label": label, "primary": self.primary and index == len(self.acts)}
            for index, (name, value, label) in enumerate(self.acts, start=1)
        ]
        return SafeString(render_to_string("components/action_bar.html", {"acts": acts, "state": self.state}))


def helper(*layout: Any, submit: Words = "", guard: bool = True) -> FormHelper:
    """A form helper of the house: a POST form with token, warning when it is left unsaved, and one primary button."""
    made = FormHelper()
    made.attrs = {"data-guard": ""} if guard else {}
    if layout:
        made.layout = Layout(OnceToken(), *layout)
    if submit:
        made.add_input(Submit("save", submit, css_class="btn btn-primary"))
    return made


__all__ = ["HTML", "ActionBar", "Columns", "Div", "Field", "OnceToken", "Paper", "Section", "helper"]
