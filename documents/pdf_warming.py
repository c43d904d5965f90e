"""A warm press before the first paper: each app names its style sheets, and a child of the worker gets ready for them."""

import logging
import sys
import threading
from collections.abc import Callable

from django.conf import settings

from documents import fonts
from documents.pdf_children import PRESSES
from documents.pdf_sample import HTML

logger = logging.getLogger(__name__)

_sheets: dict[str, Callable[[], str]] = {}


def register_sheet(name: str, make: Callable[[], str]) -> None:
    """Name a style sheet in which papers of the house are set."""
    _sheets[name] = make


def sheets() -> list[str]:
    """All style sheets as papers send them."""
    return [make() for make in _sheets.values()]


def warm_press() -> None:
    """Have a press of this process that is ready for all papers but those with rare characters, and stays.

    Without one papers are set all the same, only later; so whatever hinders it is told and passed over.
    """
    if not settings.PDF_PRESS or sys.platform != "linux":
        return
    try:
        PRESSES.prepare(sheets(), cut=fonts.cut_fonts_serve(HTML))
    except OSError:
        logger.warning("The press for papers could not be warmed.", exc_info=True)


def begin_to_warm() -> threading.Thread:
    """Do it beside the work: a child of the worker must be up within seconds, and fontconfig may take longer once."""
    thread = threading.Thread(target=warm_press, name="warm-press", daemon=True)
    thread.start()
    return thread
