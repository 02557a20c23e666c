"""Logs are kept and passed around: nobody's key, address or number may stand in them."""

import logging
import sys

import pytest

from freshup.config.logs import OneLine, masked


def logged(message: str, error: Exception | None = None) -> str:
    trace = None
    if error is not None:
        try:
            raise error
        except Exception:
            trace = sys.exc_info()
    return OneLine().format(logging.LogRecord("shop", logging.WARNING, "f.py", 1, message, (), trace))


class TestMasked:
    @pytest.mark.parametrize(
        ("said", "kept"),
        [
            ("Not Found: /in/s3cr3t/", "Not Found: /in/***/"),
            ("Gone: /unsubscribe/WzEsMiwiYUBiIl0:x/", "Gone: /unsubscribe/***/"),
            ("GET /leads/?q=ann%20smith HTTP/1.1", "GET /leads/?*** HTTP/1.1"),
            ("from <ann@example.com> to s3cr3t@intake.example.com", "from <***@***> to ***@***"),
            ("call +1 (555) 555-0123 now", "call *** now"),
            ("call 5555550123", "call ***"),
        ],
    )
    def test_hides(self, said, kept):
        assert masked(said) == kept

    @pytest.mark.parametrize(
        "said", ["took 1234 ms for lead 4711", "2026-11-22 08:30:00,123 WARNING", "10.0.0.1"]
    )
    def test_leaves_what_tells_nothing(self, said):
        assert masked(said) == said


class TestOneLine:
    def test_a_message_of_many_lines_is_one(self):
        assert "\n" not in logged("first\nsecond")

    def test_an_error_is_named_with_its_place(self):
        line = logged("failed", ValueError("no such store"))
        assert "ValueError: no such store at test_logs.py:" in line
        assert "\n" not in line

    def test_the_databases_detail_is_left_out(self):
        line = logged(
            "failed", ValueError('duplicate key "person_email"\nDETAIL: Key (name)=(Ann Smith) exists')
        )
        assert "Ann Smith" not in line
