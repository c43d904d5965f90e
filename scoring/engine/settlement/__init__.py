"""Clauses about periods: what a receiver has in a span, and what that is worth."""
