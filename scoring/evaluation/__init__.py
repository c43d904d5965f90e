"""Reckoning from files, without a database: facts in (spreadsheet, CSV, JSON, YAML), tables and contradictions out.

1. `sheets` and `documents` read a file into records; `records` reads fields and collects what is wrong, with its place;
2. `facts_file` makes facts, units and printed figures of them (the shape: `scoring/schemes/facts-v1.json`);
3. `reckon` runs the engine and makes the table of each period;
4. `checks` compares printed figures with themselves and with what was reckoned;
5. `output` gives plain data for JSON, `paper` Chinese tables for reading.
"""
