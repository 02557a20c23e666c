"""Sessions of open pages, asked about again and again: who is still signed in, and as what."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session

from freshup.queries.viewers import viewers
from tests.factories import make_staff, make_store
from tests.live_pages.conftest import session_of


def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def seller(db: None) -> Any:
    return get_user_model().objects.get(pk=make_staff(make_store(), "salesperson", "own").user_id)


class TestViewers:
    def test_are_who_holds_a_session(self, seller: Any) -> None:
        key = session_of(seller)
        assert viewers([key, "made-up"], now=now())[key].user_id == seller.pk

    def test_are_not_who_signed_out(self, seller: Any) -> None:
        key = session_of(seller)
        Session.objects.filter(pk=key).delete()
        assert viewers([key], now=now()) == {}

    def test_are_not_who_was_deactivated(self, seller: Any) -> None:
        key = session_of(seller)
        seller.is_active = False
        seller.save()
        assert viewers([key], now=now()) == {}

    def test_are_not_who_has_another_password_since(self, seller: Any) -> None:
        key = session_of(seller)
        seller.set_password("another one entirely")
        seller.save()
        assert viewers([key], now=now()) == {}

    def test_are_not_those_whose_session_ran_out(self, seller: Any) -> None:
        key = session_of(seller)
        assert viewers([key], now=now() + timedelta(days=15)) == {}

    def test_takes_as_many_statements_for_many_as_for_one(
        self, db: None, django_assert_num_queries: Any
    ) -> None:
        store = make_store()
        users = [get_user_model().objects.get(pk=make_staff(store).user_id) for _ in range(5)]
        keys = [session_of(user) for user in users]
        with django_assert_num_queries(3):
            assert len(viewers(keys, now=now())) == 5
        with django_assert_num_queries(3):
            viewers(keys[:1], now=now())
