"""Snapshots of closed months; bulletins with their sections, comments, receipts and numbers."""

from reports.models.bulletins import Bulletin
from reports.models.parts import BulletinComment, BulletinSection, IssueCounter, Receipt
from reports.models.snapshots import Snapshot

__all__ = ["Bulletin", "BulletinComment", "BulletinSection", "IssueCounter", "Receipt", "Snapshot"]
