"""How often Python looks for circles of objects while facts are streamed."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

#: Objects made between two looks, and looks at the young between two at the old; Python's own are 700 and 10.
SELDOM = (50_000, 50, 1000)


@contextmanager
def seldom() -> Iterator[None]:
    """Rows are many, are soon gone, and are in no circles: looking for some takes a tenth of the time of an evaluation, so
    it is done less often. What the process had set before is set again."""
    before = gc.get_threshold()
    gc.set_threshold(*SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*before)
