"""Import of the past: what an office has in spreadsheets becomes facts here. See docs/import.md.

This room holds the way of a file (sent, read, shown, stored) and the kinds that belong to this floor: units, people.
Upper floors register theirs in `kinds`.
"""
