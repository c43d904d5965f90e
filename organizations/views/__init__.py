"""Screens of sign-in, the person and the settings."""
