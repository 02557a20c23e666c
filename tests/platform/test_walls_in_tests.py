"""The tests' own tools: they must meet the wall they say they meet."""

import psycopg
import pytest
from django.db import ProgrammingError, connection, transaction

from tests.acting import acting_as


def current(expression: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {expression}")
        return cursor.fetchone()[0]


@pytest.mark.django_db
class TestActingAs:
    def test_is_the_owner_before_and_after(self):
        assert current("current_user") == "freshup_owner"
        with acting_as("freshup_web", [1]):
            assert current("current_user") == "freshup_web"
        assert current("current_user") == "freshup_owner"
        assert current("current_setting('app.rooftops', true)") in (None, "")

    def test_sees_the_stores_it_was_given(self):
        with acting_as("freshup_web", rooftops=[3, 4], user=9):
            assert current("current_setting('app.rooftops')") == "3,4"
            assert current("current_setting('app.stores')") == "3,4"
            assert current("current_setting('app.user')") == "9"

    def test_returns_to_the_one_around_it(self):
        with acting_as("freshup_web", [1]):
            with acting_as("freshup_worker"):
                assert current("current_user") == "freshup_worker"
            assert current("current_user") == "freshup_web"
            assert current("current_setting('app.rooftops')") == "1"

    def test_is_the_owner_again_after_a_refusal(self):
        with pytest.raises(ProgrammingError), acting_as("freshup_web"):
            current("(SELECT count(*) FROM procrastinate_workers)")
        assert current("current_user") == "freshup_owner"

    def test_keeps_what_was_written(self, as_web):
        with as_web(), connection.cursor() as cursor:
            cursor.execute("INSERT INTO django_cache VALUES ('key', 'value', 'infinity')")
        assert current("(SELECT count(*) FROM django_cache)") == 1


class TestLive:
    def test_each_role_logs_in_as_itself(self, live):
        for role in ("owner", "web", "worker"):
            with live.connect(role) as session:
                assert session.execute("SELECT session_user").fetchone() == (f"freshup_{role}",)

    def test_the_web_role_cannot_become_the_owner(self, live):
        with live.connect("web") as session, pytest.raises(psycopg.errors.InsufficientPrivilege):
            session.execute("SET ROLE freshup_owner")

    def test_what_one_commits_another_sees(self, live):
        with live.connect("owner") as writer, live.connect("web") as reader:
            writer.execute("INSERT INTO django_cache VALUES ('key', 'value', 'infinity')")
            assert reader.execute("SELECT cache_key FROM django_cache").fetchall() == [("key",)]


@pytest.mark.django_db(transaction=True)
class TestTransactional:
    @pytest.mark.parametrize("turn", [1, 2])
    def test_starts_empty_each_time(self, turn):
        assert current("(SELECT count(*) FROM django_session) + (SELECT count(*) FROM django_cache)") == 0
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("INSERT INTO django_session VALUES ('key', 'data', 'infinity')")
            cursor.execute("INSERT INTO django_cache VALUES ('key', 'value', 'infinity')")
