"""Events and their chain, jobs and heartbeats, notices, reminders. All know users and plain subject keys only."""

from activity.models.events import ChainHead, Event
from activity.models.jobs import Heartbeat, Job, JobState
from activity.models.notices import Notice, Reminder

__all__ = ["ChainHead", "Event", "Heartbeat", "Job", "JobState", "Notice", "Reminder"]
