"""Snapshots of closed spans; bulletins with their sections, comments, receipts and numbers; notices; readers."""

from reports.models.bulletins import Bulletin
from reports.models.notices import NoticeSheet, RectificationNotice
from reports.models.papers import SignedPaper
from reports.models.parts import BulletinComment, BulletinSection, IssueCounter, Receipt, Unnamed
from reports.models.readers import BulletinMail, BulletinWords, Subscription
from reports.models.snapshots import Snapshot

__all__ = [
    "Bulletin",
    "BulletinComment",
    "BulletinMail",
    "BulletinSection",
    "BulletinWords",
    "IssueCounter",
    "NoticeSheet",
    "Receipt",
    "RectificationNotice",
    "SignedPaper",
    "Snapshot",
    "Subscription",
    "Unnamed",
]
