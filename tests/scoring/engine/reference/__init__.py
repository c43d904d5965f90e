"""A second reading of docs/schemes.md, slow and plain, that shares no line with the engine.

It reads the document as it stands (no parsed rules), keeps lists instead of running sums, and works everything out again
from the beginning for every slot and every table. `generator.py` and `heads.py` make up schemes and facts, `compare.py`
the cases; `items.py` and `periods.py` say what is booked, `figures.py` tables and ranks, `money.py` second results,
`awards.py` prizes. `test_against_reference.py` compares all of it with the engine on thousands of generated cases.
"""
