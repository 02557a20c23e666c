"""What the fast writers send must be what PostgreSQL reads, whatever people wrote."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.db import DataError, connection

from freshup.data.bulk import Table, array, insert, params_of, rows_of

NASTY = [
    'say "hello"',
    "back\\slash",
    "",
    "NULL",
    "comma, {brace}",
    "new\nline",
    "Renée 😀",
    "'; DROP TABLE lead; --",
]
AT = datetime(2026, 11, 20, 10, 30, 15, 123456, tzinfo=UTC)


def read_back(kind: str, values: list) -> list:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT %s::{kind}[]", [array(values)])
        return cursor.fetchone()[0]


@pytest.mark.django_db
class TestArray:
    @pytest.mark.parametrize(
        ("kind", "values"),
        [
            ("text", NASTY),
            ("text", ["plain", "words"]),
            ("text", [None, *NASTY]),
            ("bigint", [1, -(2**62), 0]),
            ("integer", [None, 7]),
            ("boolean", [True, None, False]),
            ("float8", [0.1, 1e300]),
            ("timestamptz", [AT, AT, None]),
            ("uuid", [UUID(int=7), None]),
        ],
    )
    def test_comes_back_as_it_went(self, kind, values):
        assert read_back(kind, values) == values

    def test_of_bytes_comes_back_as_it_went(self):
        assert [bytes(one) for one in read_back("bytea", [b"\x00\xff\\", b""])] == [b"\x00\xff\\", b""]

    def test_refuses_what_text_cannot_hold_rather_than_shift_the_rows(self):
        with pytest.raises((DataError, ValueError)):
            read_back("text", ["a\0b", "c"])


@pytest.mark.django_db
class TestRows:
    def test_keep_their_columns_side_by_side(self):
        columns = {"n": "bigint", "words": "text", "data": "jsonb"}
        rows = [(n, text, {"said": text}) for n, text in enumerate(NASTY)]
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT n, words, data ->> 'said' FROM {rows_of(columns)} AS r(n, words, data)",
                           params_of(columns, rows))  # fmt: skip
            assert cursor.fetchall() == [(n, text, text) for n, text in enumerate(NASTY)]

    def test_take_json_as_text_too(self):
        with connection.cursor() as cursor:
            cursor.execute("CREATE TEMPORARY TABLE bulk_trial (n bigint, data jsonb)")
            insert(Table("bulk_trial", {"n": "bigint", "data": "jsonb"}), [(1, '{"a": [1, 2]}'), (2, "[]")])
            cursor.execute("SELECT data ->> 'a' FROM bulk_trial ORDER BY n")
            assert cursor.fetchall() == [("[1, 2]",), (None,)]

    def test_none_need_no_statement(self, django_assert_num_queries):
        with django_assert_num_queries(0):
            insert(Table("bulk_trial", {"n": "bigint"}), [])
