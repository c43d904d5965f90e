"""Closing of months, snapshots, bulletins: one function an act."""
