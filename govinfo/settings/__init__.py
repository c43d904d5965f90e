"""Settings, typed from the environment. `base` composes the topics; tests override values instead of asking DEBUG."""

from govinfo.settings.base import *  # noqa: F403
