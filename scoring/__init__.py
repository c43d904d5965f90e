"""Schemes, the pure engine, the ledger and rankings."""
