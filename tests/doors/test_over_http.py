"""What a store's address does with what comes, over a real socket."""

import socket
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.doors.conftest import FORM_KEY, KEY, OFF_KEY, ORIGIN, Site, adf

pytestmark = [pytest.mark.slow, pytest.mark.database]


class TestWhatIsTaken:
    def test_anything_with_a_body_gets_a_receipt(self, site: Site) -> None:
        status, answer, headers = site.ask(f"/in/{KEY}/", b"\0\xff not a lead <<", Content_Type="text/odd")
        assert (status, headers["cache-control"]) == (202, "no-store")
        assert site.count(f"submission WHERE receipt = '{answer['receipt']}'") == 1

    def test_bytes_and_telling_headers_are_kept_and_passwords_are_not(self, site: Site) -> None:
        body = b"<adf>\r\n\0\xe9</adf>"
        site.post(
            body, Content_Type="text/xml", X_Lead_Id="7", X_Api_Key="no", Authorization="no", Cookie="no"
        )
        with site.database.connect("owner") as connection:
            row = connection.execute(
                "SELECT body, headers FROM submission ORDER BY id DESC LIMIT 1"
            ).fetchone()
        assert row is not None
        assert bytes(row[0]) == body
        assert {"content-type": "text/xml", "x-lead-id": "7"}.items() <= row[1].items()
        assert "no" not in row[1].values()

    def test_the_key_may_be_written_in_capitals_and_without_the_last_slash(self, site: Site) -> None:
        assert site.ask(f"/in/{KEY.upper()}", b"x")[0] == 202

    def test_a_large_body_is_kept_beside_the_row(self, site: Site) -> None:
        assert site.post(b"x" * 3_000_000) == 202
        assert site.count("submission WHERE size = 3000000 AND body IS NULL AND stored_as <> ''") == 1

    def test_many_at_once_are_each_kept_once(self, site: Site) -> None:
        before = site.count("submission")
        assert site.post_all([b"at once"] * 200, senders=32) == [202] * 200
        assert site.count("submission") == before + 200


class TestWhatIsRefused:
    def test_an_empty_body_since_there_is_nothing_to_keep(self, site: Site) -> None:
        assert site.ask(f"/in/{KEY}/")[:2] == (
            400,
            {"error": "empty", "detail": "The body is empty: there is nothing to keep."},
        )

    @pytest.mark.parametrize("size", [25 * 1024 * 1024 + 1, 50 * 1024 * 1024])
    def test_a_body_over_the_limit_which_is_named(self, site: Site, size: int) -> None:
        before = site.count("submission")
        status, answer, _ = site.ask(f"/in/{KEY}/", b"x" * size)
        assert (status, "25 MB" in answer["detail"]) == (413, True)
        assert site.count("submission") == before

    def test_an_endless_body_of_unknown_length(self, site: Site) -> None:
        with socket.create_connection(("127.0.0.1", site.http), timeout=30) as line:
            line.sendall(
                f"POST /in/{KEY}/ HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n".encode()
            )
            chunk = b"100000\r\n" + b"x" * 0x100000 + b"\r\n"
            for _ in range(30):
                line.sendall(chunk)
            line.sendall(b"0\r\n\r\n")
            assert line.recv(100).startswith(b"HTTP/1.1 413")

    @pytest.mark.parametrize(
        "head", ["Content-Length: 1000\r\n\r\nhalf", "Transfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n"]
    )
    def test_half_a_body_of_a_sender_who_hung_up(self, site: Site, head: str) -> None:
        before = site.count("submission")
        with socket.create_connection(("127.0.0.1", site.http)) as line:
            line.sendall(f"POST /in/{KEY}/ HTTP/1.1\r\nHost: x\r\n{head}".encode())
        assert site.post(b"whole") == 202
        assert site.count("submission") == before + 1

    def test_a_key_that_is_nobodys_and_the_log_does_not_tell_it(self, site: Site) -> None:
        assert site.post(b"x", key="n0bodyskey123456") == 404
        logged = site.log.read_text()
        assert "unknown intake key" in logged
        assert "n0bodyskey123456" not in logged

    def test_a_key_that_was_switched_off(self, site: Site) -> None:
        status, answer, _ = site.ask(f"/in/{OFF_KEY}/", b"x")
        assert (status, answer["error"]) == (410, "key_disabled")

    def test_reading_what_was_handed_in(self, site: Site) -> None:
        assert site.ask(f"/in/{KEY}/", method="GET")[0] == 405


class TestBrowsersOfOtherSites:
    def test_a_form_key_works_from_its_own_site(self, site: Site) -> None:
        status, _, headers = site.ask(f"/in/{FORM_KEY}/", b'{"first_name": "Ann"}', Origin=ORIGIN)
        assert (status, headers["access-control-allow-origin"]) == (202, ORIGIN)

    def test_and_from_no_other(self, site: Site) -> None:
        status, _, headers = site.ask(f"/in/{FORM_KEY}/", b"{}", Origin="https://other.example.net")
        assert (status, "access-control-allow-origin" in headers) == (403, False)

    def test_the_browser_may_ask_first(self, site: Site) -> None:
        status, _, headers = site.ask(f"/in/{FORM_KEY}/", method="OPTIONS", Origin=ORIGIN)
        assert (status, headers["access-control-allow-methods"]) == (204, "POST")


class TestWithoutADatabase:
    def test_nothing_is_claimed_as_taken_and_all_is_well_afterwards(self, site: Site) -> None:
        before = site.count("submission")
        with site.database_gone(), ThreadPoolExecutor(4) as pool:
            answers = list(pool.map(lambda n: site.ask(f"/in/{KEY}/", adf(n)), range(8)))
        assert {(status, "retry-after" in headers) for status, _, headers in answers} == {(503, True)}
        assert site.post(b"again") == 202
        assert site.count("submission") == before + 1
