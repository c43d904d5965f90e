"""Pages of the unit: slip, item, review, list, search and settings."""
