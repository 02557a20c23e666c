"""Gulf Honda in Florida as its manager edits the follow-up; pages are met through the wall."""

from tests.follow_up.conftest import FollowedUp, gulf
from tests.settings_web.conftest import World, make_dealership, world

__all__ = ["FollowedUp", "World", "gulf", "make_dealership", "world"]
