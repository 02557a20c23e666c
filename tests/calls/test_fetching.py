"""A provider's file is fetched, and nobody is led into our own network by it."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from freshup.adapters.fetching import HttpFetcher
from freshup.adapters.fetching.addresses import is_public
from freshup.bootstrap.attachments import credentials, letter_reader
from freshup.data.models import Attachment
from freshup.operations.conversations.fetching import fetch_waiting
from freshup.ports.fetching import UnableToFetch
from tests.calls.conftest import Phone

SECRET = {"Authorization": "Basic c2VjcmV0"}


class Shelf(ThreadingHTTPServer):
    """A server on the loopback: what it was asked, and what it answers by path."""

    daemon_threads = True
    asked: list[tuple[str, dict[str, str]]]
    answers: dict[str, tuple[int, dict[str, str], bytes]]


class Handler(BaseHTTPRequestHandler):
    server: Shelf

    def do_GET(self) -> None:
        self.server.asked.append((self.path, dict(self.headers)))
        status, headers, body = self.server.answers.get(self.path, (404, {}, b""))
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing."""


@pytest.fixture
def shelf() -> Iterator[Shelf]:
    server = Shelf(("127.0.0.1", 0), Handler)
    server.asked, server.answers = [], {}
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def fetcher(shelf: Shelf, *names: str) -> HttpFetcher:
    """`names` lead to the shelf; it alone may be reached by plain http."""
    port = shelf.server_address[1]
    return HttpFetcher(
        frozenset(f"{name}:{port}" for name in names), resolver=lambda host, port: ["127.0.0.1"]
    )


def at(shelf: Shelf, path: str, name: str = "files.example.com") -> str:
    return f"http://{name}:{shelf.server_address[1]}{path}"


class TestAFile:
    def test_comes_with_its_type_from_the_address_that_was_checked(self, shelf: Shelf) -> None:
        shelf.answers["/re?x=1"] = (200, {"Content-Type": "audio/mpeg; charset=x"}, b"voice")
        got = fetcher(shelf, "files.example.com").fetch(at(shelf, "/re?x=1"), headers=SECRET, bytes_max=100)
        assert (got.content, got.media_type) == (b"voice", "audio/mpeg")
        ((path, headers),) = shelf.asked
        assert (path, headers["Host"]) == ("/re?x=1", f"files.example.com:{shelf.server_address[1]}")
        assert (headers["Authorization"], headers["Accept-Encoding"]) == (SECRET["Authorization"], "identity")

    def test_is_followed_where_it_moved_without_the_credentials(self, shelf: Shelf) -> None:
        shelf.answers["/a"] = (302, {"Location": at(shelf, "/b", "other.example.com")}, b"")
        shelf.answers["/b"] = (200, {}, b"voice")
        got = fetcher(shelf, "files.example.com", "other.example.com").fetch(
            at(shelf, "/a"), headers=SECRET, bytes_max=100
        )
        assert got.content == b"voice"
        assert ["Authorization" in headers for _, headers in shelf.asked] == [True, False]

    def test_that_moves_on_and_on_is_given_up(self, shelf: Shelf) -> None:
        shelf.answers["/a"] = (302, {"Location": "/a"}, b"")
        with pytest.raises(UnableToFetch) as failed:
            fetcher(shelf, "files.example.com").fetch(at(shelf, "/a"), bytes_max=100)
        assert (failed.value.permanent, len(shelf.asked)) == (True, 4)

    @pytest.mark.parametrize("headers", [{"Content-Length": "101"}, {}])
    def test_larger_than_it_may_be_is_not_read_to_its_end(
        self, shelf: Shelf, headers: dict[str, str]
    ) -> None:
        shelf.answers["/a"] = (200, headers, b"x" * 101)
        with pytest.raises(UnableToFetch, match="too large") as failed:
            fetcher(shelf, "files.example.com").fetch(at(shelf, "/a"), bytes_max=100)
        assert failed.value.permanent

    @pytest.mark.parametrize(
        ("status", "permanent"), [(401, True), (410, True), (404, False), (429, False), (503, False)]
    )
    def test_that_is_refused_says_whether_another_try_helps(
        self, shelf: Shelf, status: int, permanent: bool
    ) -> None:
        shelf.answers["/a"] = (status, {}, b"")
        with pytest.raises(UnableToFetch) as failed:
            fetcher(shelf, "files.example.com").fetch(at(shelf, "/a"), bytes_max=100)
        assert failed.value.permanent is permanent


class TestTheWayIn:
    @pytest.mark.parametrize(
        "address",
        [
            "127.0.0.1", "10.0.0.1", "172.16.3.4", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
            "224.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1", "::1", "::", "fe80::1", "fc00::1", "ff02::1",
            "::ffff:127.0.0.1", "::ffff:8.8.8.8", "64:ff9b::7f00:1", "2002:7f00:1::", "2001:db8::1", "nonsense",
        ],
    )  # fmt: skip
    def test_is_shut_for_what_lies_in_a_network_of_ours(self, address: str) -> None:
        assert not is_public(address)
        with pytest.raises(UnableToFetch, match="open internet") as failed:
            HttpFetcher(resolver=lambda host, port: [address]).fetch(
                "https://files.example.com/a", bytes_max=9
            )
        assert failed.value.permanent

    def test_is_shut_when_one_of_several_addresses_is_ours(self) -> None:
        trap = HttpFetcher(resolver=lambda host, port: ["93.184.215.14", "127.0.0.1"])
        with pytest.raises(UnableToFetch, match="open internet"):
            trap.fetch("https://files.example.com/a", bytes_max=9)

    def test_is_shut_for_a_file_that_moved_into_our_network(self, shelf: Shelf) -> None:
        shelf.answers["/a"] = (302, {"Location": "https://169.254.169.254/latest/meta-data/"}, b"")
        with pytest.raises(UnableToFetch, match="open internet"):
            fetcher(shelf, "files.example.com").fetch(at(shelf, "/a"), bytes_max=100)
        assert len(shelf.asked) == 1

    @pytest.mark.parametrize(
        "url",
        [
            "http://files.example.com/a", "ftp://files.example.com/a", "file:///etc/passwd", "https://",
            "https://user:word@files.example.com/a", "https://files.example.com:8443/a", "//files.example.com/a",
            "https://[::1/a", "https://files.example.com:99999/a", "gopher://files.example.com/a", "",
        ],
    )  # fmt: skip
    def test_is_shut_for_whatever_is_no_plain_https_address(self, url: str) -> None:
        def never(host: str, port: int) -> list[str]:
            raise AssertionError("it was asked for")

        with pytest.raises(UnableToFetch) as failed:
            HttpFetcher(resolver=never).fetch(url, bytes_max=9)
        assert failed.value.permanent

    def test_is_shut_for_hosts_other_than_the_providers(self) -> None:
        with pytest.raises(UnableToFetch, match="not kept at this provider"):
            HttpFetcher(resolver=lambda host, port: ["93.184.215.14"]).fetch(
                "https://files.example.com/a", bytes_max=9, hosts=frozenset({"api.example.net"})
            )

    def test_is_open_to_ordinary_addresses(self) -> None:
        assert is_public("93.184.215.14")
        assert is_public("2606:2800:21f:cb07:6820:80da:af6b:8b2c")


class TestAVoicemail:
    def test_is_had_from_the_provider_with_the_accounts_log_in_and_kept(self, phone: Phone) -> None:
        made = phone.owned_by("Ben")
        phone.rings()
        phone.twilio.files["RE1.mp3"] = (b"ID3\x04" + bytes(400), "audio/mpeg")
        said = {"CallSid": "CA1", "RecordingSid": "RE1", "RecordingUrl": f"{phone.twilio.url}/media/RE1"}
        phone.tell("voice-recording", said | {"RecordingDuration": "17"}, query="?voicemail=1")
        phone.hangs_up(seconds=60)
        phone.work()
        host = phone.twilio.url.removeprefix("http://")
        for fetches in (HttpFetcher(), HttpFetcher(frozenset({host}))):
            Attachment.objects.filter(state="refused").update(state="waiting", retry_at=phone.now)
            fetch_waiting(
                fetches,
                letter_reader(),
                phone.house.storage,
                credentials=credentials,
                clock=lambda: phone.now,
            )
        kept = Attachment.objects.get(opportunity=made)
        assert (kept.state, kept.kind, kept.media_type, kept.size) == ("kept", "voicemail", "audio/mpeg", 404)

    def test_that_is_said_to_lie_in_our_own_network_is_never_asked_for(self, phone: Phone) -> None:
        phone.owned_by("Ben")
        phone.rings()
        phone.twilio.files["RE1.mp3"] = (b"ID3\x04", "audio/mpeg")
        said = {"CallSid": "CA1", "RecordingSid": "RE1", "RecordingUrl": f"{phone.twilio.url}/media/RE1"}
        phone.tell("voice-recording", said | {"RecordingDuration": "17"}, query="?voicemail=1")
        phone.hangs_up(seconds=60)
        phone.work()
        asked = phone.twilio.connections
        fetch_waiting(
            HttpFetcher(),
            letter_reader(),
            phone.house.storage,
            credentials=credentials,
            clock=lambda: phone.now,
        )
        assert (Attachment.objects.get().state, phone.twilio.connections) == ("refused", asked)
