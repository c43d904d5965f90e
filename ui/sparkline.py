"""A line so small that it stands beside a number: SVG with classes only, since the page allows no inline style."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils.html import format_html
from django.utils.safestring import SafeString

WIDTH, HEIGHT, EDGE = 96, 28, 3
SHOWN = 24
"""Values drawn at most: the latest."""


def sparkline(values: Sequence[Decimal | int | float] | None, *, label: str = "") -> SafeString:
    """An SVG of the values, oldest first, on a scale from the smallest to the largest; below two values nothing.

    With a label it is an image with that name for screen readers, without one it is decoration.
    """
    shown = [float(value) for value in values or ()][-SHOWN:]
    if len(shown) < 2:
        return SafeString("")
    low, high = min(shown), max(shown)
    span = (high - low) or 1.0
    step = (WIDTH - 2 * EDGE) / (len(shown) - 1)
    # All values equal: a level line in the middle says so better than one at the bottom.
    places = [
        (EDGE + index * step, HEIGHT / 2 if high == low else HEIGHT - EDGE - (value - low) / span * (HEIGHT - 2 * EDGE))
        for index, value in enumerate(shown)
    ]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    area = f"{places[0][0]:.1f},{HEIGHT} {line} {places[-1][0]:.1f},{HEIGHT}"
    named = format_html('role="img" aria-label="{}"', label) if label else SafeString('aria-hidden="true"')
    return format_html(
        '<svg class="spark" viewBox="0 0 {} {}" width="{}" height="{}" {}><polygon class="spark__area" points="{}"/>'
        '<polyline class="spark__line" points="{}"/><circle class="spark__end" cx="{}" cy="{}" r="2.5"/></svg>',
        WIDTH, HEIGHT, WIDTH, HEIGHT, named, area, line, f"{places[-1][0]:.1f}", f"{places[-1][1]:.1f}",
    )  # fmt: skip
