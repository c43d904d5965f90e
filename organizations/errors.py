"""Refusals of this app."""

from ui.errors import DomainError


class OrganizationRefused(DomainError):
    """An act on units, people, roles, grants, outlets or days is not possible; the sentence says why."""
