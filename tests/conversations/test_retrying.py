"""A message that was not taken is tried again, and not for ever."""

from datetime import timedelta

import pytest

from freshup.domain.conversations.retrying import TRIED_AGAIN_AFTER, is_counted, tried_again_at
from tests.factories import NOW


def test_waits_as_long_as_the_rule_says_and_then_gives_up() -> None:
    tries = range(1, len(TRIED_AGAIN_AFTER) + 2)
    found = [tried_again_at(NOW, tries=n, permanent=False) for n in tries]
    assert found == [*(NOW + wait for wait in TRIED_AGAIN_AFTER), None]


def test_what_is_refused_for_good_is_not_tried_again_whatever_the_provider_asks() -> None:
    assert tried_again_at(NOW, tries=1, permanent=True, asked_to_wait=5) is None


@pytest.mark.parametrize(("asked", "waits"), [(0, 1), (90, 90), (86_400, 3_600)])
def test_the_providers_wish_is_kept_within_reason_however_often_it_was_tried(
    asked: float, waits: int
) -> None:
    again = tried_again_at(NOW, tries=99, permanent=False, asked_to_wait=asked)
    assert again == NOW + timedelta(seconds=waits)


def test_a_try_the_provider_put_off_does_not_count() -> None:
    assert not is_counted(permanent=False, asked_to_wait=5)
    assert is_counted(permanent=True, asked_to_wait=5)
    assert is_counted(permanent=False, asked_to_wait=None)
