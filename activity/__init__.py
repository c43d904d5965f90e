"""Events (the audit chain), notices, reminders and jobs: mechanisms that know users and plain subject keys only."""
