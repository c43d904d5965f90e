"""Closing of periods, snapshots and bulletins."""
