"""A second reading of docs/schemes.md, slow and plain, that shares no line with the engine.

It reads the document as it stands (no parsed rules), keeps lists instead of running sums, and works everything out again
from the beginning for every slot. `test_against_reference.py` compares it with the engine on thousands of generated cases.
"""
