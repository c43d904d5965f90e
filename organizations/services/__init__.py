"""Acts on units, people, roles, grants, outlets and days: each checks, changes and records in one transaction."""
