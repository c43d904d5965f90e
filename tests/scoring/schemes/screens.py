"""A form as a browser sends it: every field of the screen with the value that it shows."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import QueryDict

from scoring.forms.fields import Kind, Shown
from scoring.forms.options import Options
from scoring.forms.screen import Screen, ShownTable, show

NO_OPTIONS = Options(any="any")


def fields_of(screen: Screen) -> Iterable[Shown]:
    for section in screen.sections:
        for part in section.parts:
            if isinstance(part, ShownTable):
                yield from (cell for row in part.rows for cell in row.cells)
            else:
                yield part


def sent(screen: Screen, **changes: Any) -> QueryDict:
    """What a browser posts for the screen. A change to None leaves the field out, as an unticked box is."""
    values: dict[str, list[str]] = {}
    for section in screen.sections:
        for part in section.parts:
            if isinstance(part, ShownTable):
                values[f"{part.name}-rows"] = [str(len(part.rows))]
    for shown in fields_of(screen):
        if shown.widget == "codes" or shown.widget == "select":
            values[shown.name] = [option.value for option in shown.options if option.is_on]
        elif shown.widget != "flag" or shown.value:
            values[shown.name] = [shown.value]
    for name, value in changes.items():
        values[name] = [] if value is None else value if isinstance(value, list) else [value]
    query = QueryDict(mutable=True)
    for name, several in values.items():
        if several:
            query.setlist(name, several)
    return query


def sent_for(kind: Kind, part: Mapping[str, Any], **changes: Any) -> QueryDict:
    return sent(show(kind, part, NO_OPTIONS), **changes)


def problems_at(screen: Screen) -> dict[str, list[str]]:
    """Name of the field -> its problems, only where there are some."""
    return {shown.name: shown.errors for shown in fields_of(screen) if shown.errors}
