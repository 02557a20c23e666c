"""Trying accounts out against servers of our own: what works, what is refused, who is not even asked."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

from freshup.adapters.leadforms.meta.fake import FakeGraph
from freshup.adapters.probing.mail import probe_imap, probe_smtp
from freshup.adapters.probing.web import QUESTIONS, MetaProbe, WebProbe
from freshup.bootstrap.probing import probe_of
from freshup.domain.connectors import PROVIDERS
from freshup.ports.accounts import Account
from freshup.ports.probing import ProbeFailed
from tests.demo.running import free_port


def account(provider: str, settings: dict[str, str], **secrets: str) -> Account:
    return Account(1, 1, 1, provider, settings, secrets)


class Web:
    """A provider's API that knows one header and remembers what it was asked."""

    def __init__(self, header: str, value: str) -> None:
        self.header, self.value = header, value
        self.asked: list[str] = []
        self.url = ""

    @contextmanager
    def serving(self) -> Iterator["Web"]:
        web = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                web.asked.append(self.path)
                known = self.headers.get(web.header) == web.value
                said: dict[str, Any] = {"name": "Gulf Honda"} if known else {"message": "Unknown key"}
                content = json.dumps(said).encode()
                self.send_response(200 if known else 401)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, format: str, *args: Any) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        self.url = f"http://127.0.0.1:{server.server_port}"
        yield self
        server.shutdown()
        server.server_close()
        thread.join()

    @property
    def host(self) -> str:
        return self.url.removeprefix("http://")


class Nothing:
    """An SMTP server's rooms: nothing may be handed in here."""

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        raise AssertionError("a test sends no mail")


def only_ours(server: Any, session: Any, envelope: Any, mechanism: str, data: LoginPassword) -> AuthResult:
    return AuthResult(success=data.login == b"us" and data.password == b"right", handled=False)


@pytest.fixture
def smtp() -> Iterator[int]:
    port = free_port()
    server = Controller(
        Nothing(),
        hostname="127.0.0.1",
        port=port,
        authenticator=only_ours,
        auth_require_tls=False,
        auth_required=True,
    )
    server.start()
    yield port
    server.stop()


class TestAMailServer:
    def test_that_knows_us_is_good(self, smtp: int) -> None:
        settings = {"host": "127.0.0.1", "port": str(smtp), "security": "none", "user": "us"}
        assert probe_smtp(account("smtp", settings, password="right")) == "OK"

    def test_that_does_not_says_so_and_repeats_no_password(self, smtp: int) -> None:
        settings = {"host": "127.0.0.1", "port": str(smtp), "security": "none", "user": "us"}
        with pytest.raises(ProbeFailed, match="535") as failed:
            probe_smtp(account("smtp", settings, password="hunter2"))
        assert "hunter2" not in str(failed.value)

    def test_without_encryption_is_not_signed_in_to_where_it_was_asked_for(self, smtp: int) -> None:
        settings = {"host": "127.0.0.1", "port": str(smtp), "security": "starttls", "user": "us"}
        with pytest.raises(ProbeFailed, match="encryption"):
            probe_smtp(account("smtp", settings, password="right"))

    @pytest.mark.parametrize("probe", [probe_smtp, probe_imap])
    def test_that_is_not_there_is_said_to_be_none(self, probe: Any) -> None:
        settings = {"host": "127.0.0.1", "port": "1", "security": "none", "user": "us"}
        with pytest.raises(ProbeFailed, match="no mail server answers"):
            probe(account("smtp", settings, password="right"))


HEADERS = {
    "postmark": ("X-Postmark-Server-Token", "k", {"server_token": "k"}),
    "mailgun": ("Authorization", "Basic YXBpOms=", {"api_key": "k"}),
    "sendgrid": ("Authorization", "Bearer k", {"api_key": "k"}),
    "brevo": ("api-key", "k", {"api_key": "k"}),
    "mailjet": ("Authorization", "Basic azpz", {"api_key": "k", "secret_key": "s"}),
    "resend": ("Authorization", "Bearer k", {"api_key": "k"}),
    "sparkpost": ("Authorization", "k", {"api_key": "k"}),
    "twilio": ("Authorization", "Basic QUMxOms=", {"auth_token": "k"}),
    "openai": ("Authorization", "Bearer k", {"api_key": "k"}),
}


class TestAProvider:
    @pytest.mark.parametrize("provider", sorted(QUESTIONS))
    def test_is_asked_one_thing_and_told_the_key_by_header(self, provider: str) -> None:
        header, value, secrets = HEADERS[provider]
        with Web(header, value).serving() as web:
            settings = {"api_url": web.url, "account_sid": "AC1", "sender_domain": "example.com"}
            probe = WebProbe(frozenset({web.host}))
            assert probe(account(provider, settings, **secrets)) == "Gulf Honda"
            with pytest.raises(ProbeFailed, match="401 Unknown key"):
                probe(account(provider, settings, **dict.fromkeys(secrets, "wrong")))
        assert len(web.asked) == 2
        assert all("wrong" not in one for one in web.asked)

    @pytest.mark.parametrize("provider", sorted(set(QUESTIONS) - {"openai"}))
    def test_of_whom_it_is_not_is_never_told_the_key(self, provider: str) -> None:
        header, value, secrets = HEADERS[provider]
        with Web(header, value).serving() as web:
            settings = {"api_url": web.url, "account_sid": "AC1", "sender_domain": "example.com"}
            with pytest.raises(ProbeFailed, match="not one of this provider's"):
                WebProbe()(account(provider, settings, **secrets))
        assert web.asked == []

    def test_meta_says_whose_page_it_is(self) -> None:
        with FakeGraph(page_token="page", app_secret="app").serving() as graph:
            probe, settings = MetaProbe(frozenset({graph.host})), {"api_url": graph.url}
            assert probe(account("meta", settings, page_token="page", app_secret="app")) == "Gulf Honda"
            with pytest.raises(ProbeFailed, match="no longer accepted"):
                probe(account("meta", settings, page_token="old", app_secret="app"))

    def test_every_one_can_be_asked_but_google_and_our_own(self) -> None:
        assert {one for one in PROVIDERS if probe_of(one) is None} == {"google", "listener", "sandbox"}
