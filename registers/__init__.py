"""Registers (台账) of the office beside items: faults, the best items of a month, commissions. Scores count what they hold."""
