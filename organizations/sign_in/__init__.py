"""The way in and out: django-allauth and django-axes fitted to the house's rules, sessions, passwords, headers."""
