"""Mail of anybody's is read within bounds; nothing of it runs, is fetched, or names a place on a disk."""

import io

import pytest
from PIL import Image

from freshup.adapters.mail.letters import MailLetters
from freshup.adapters.mail.letters.files import enclose, plain_name
from freshup.adapters.mail.letters.sanitising import safe_html
from freshup.ports.letters import Letter, UnreadableLetter
from tests.mail_in.letters import mail, photo

PDF = b"%PDF-1.4 a contract"


def read(content: bytes) -> Letter:
    return MailLetters().read(content)


class TestTheHtmlOfAMail:
    @pytest.mark.parametrize(
        "html",
        [
            "<script>alert(1)</script>",
            "<img src=x onerror=alert(1)>",
            "<svg onload=alert(1)><script>alert(1)</script></svg>",
            "<a href='javascript:alert(1)'>x</a>",
            "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
            "<iframe src=https://example.net></iframe><object data=x></object><embed src=x>",
            "<form action=https://example.net><input name=password><button>Go</button></form>",
            "<style>@import url(https://example.net)</style>",
            "<p style='background:url(https://example.net/x)'>x</p>",
            "<p style='width:expression(alert(1))'>x</p>",
            "<p style='b\\61ckground:u\\72l(https://example.net)'>x</p>",
            "<meta http-equiv=refresh content='0;url=https://example.net'><base href=https://example.net>",
            "<img alt='x><script>alert(1)</script>' src=https://example.net/x.png>",
            "<table background=https://example.net/x.png><tr><td>x</td></tr></table>",
            "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
        ],
    )
    def test_runs_and_fetches_nothing(self, html: str) -> None:
        safe = safe_html(f"<p>before</p>{html}<p>after</p>").lower()
        for word in ("<script", "onerror", "onload", "javascript:", "data:", "src=", "url(", "<form", "<input",
                     "<iframe", "<style", "expression", "<meta", "<base", "background="):  # fmt: skip
            assert word not in safe

    def test_marks_a_picture_that_is_not_loaded(self) -> None:
        safe = safe_html("<p><img src='https://example.net/t.png' alt='Our \"lot\"'></p>")
        assert safe == "<p><em>[\N{SQUARE WITH ORTHOGONAL CROSSHATCH FILL} Our lot]</em></p>"

    def test_lets_links_tell_nobody_where_they_were_followed(self) -> None:
        safe = safe_html("<a href='https://example.net/?a=1&b=2'>see</a>")
        assert 'href="https://example.net/?a=1&amp;b=2"' in safe
        assert 'rel="noopener nofollow noreferrer"' in safe

    @pytest.mark.parametrize("html", ["<div>" * 150_000 + "x", "<p>x</p>" * 200_000])
    def test_is_left_out_where_it_was_made_to_keep_us_busy(self, html: str) -> None:
        assert safe_html(html) == ""

    def test_is_read_as_text_where_a_mail_has_no_other(self) -> None:
        body = "<html><body><p>Is it there?</p><p>M</p></body></html>"
        raw = f"From: a@example.com\r\nSubject: s\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{body}".encode()
        letter = read(raw)
        assert (letter.text, letter.html) == ("Is it there?\n\nM", "<p>Is it there?</p><p>M</p>")


class TestTheNameOfAFile:
    @pytest.mark.parametrize(
        ("raw", "name"),
        [
            ("../../etc/passwd", "passwd"),
            ("C:\\Windows\\system32\\cfg.txt", "cfg.txt"),
            ("..\\..\\boot.ini", "boot.ini"),
            ("contract\u202efdp.txt", "contractfdp.txt"),
            ("a\x00b\r\nc.txt", "abc.txt"),
            (".htaccess", "htaccess"),
            ("con.txt", "_con.txt"),
            ("photo.exe.jpg", "photo_exe.jpg"),
            ('we<i>rd:"name|?*.txt', "we_i_rd__name___.txt"),
            ("   ", ""),
            ("título ñ.pdf", "título ñ.pdf"),
        ],
    )
    def test_names_no_place_and_hides_nothing(self, raw: str, name: str) -> None:
        assert plain_name(raw, "") == name

    def test_is_no_longer_than_a_disk_takes_it(self) -> None:
        name = plain_name("x" * 5_000 + ".pdf", "")
        assert (len(name), name[-4:]) == (120, ".pdf")

    @pytest.mark.parametrize("name", ["=?utf-8?q?t=C3=ADtulo?=.pdf", "../../título.pdf"])
    def test_is_read_in_any_way_of_writing(self, name: str) -> None:
        (file,) = read(mail(files=((name, PDF, "application/pdf"),))).enclosed
        assert file.name in ("título.pdf", "=_utf-8_q_t=C3=ADtulo_=.pdf")

    def test_ends_in_what_the_file_is(self) -> None:
        assert enclose("scan.txt", PDF).name == "scan.pdf"


class TestAFile:
    @pytest.mark.parametrize(
        ("name", "content"),
        [
            ("invoice.pdf", b"MZ\x90\x00program"),
            ("invoice.pdf", b"\x7fELF\x02"),
            ("run.sh", b"#!/bin/sh\nrm x"),
            ("page.pdf", b"<!DOCTYPE html><script>alert(1)</script>"),
            ("drawing.png", b"<svg xmlns='x' onload='alert(1)'/>"),
            ("letter.docm", b"PK\x03\x04xxxx"),
            ("invoice.pdf.exe", b"whatever"),
            ("link.LNK", b"whatever"),
        ],
    )
    def test_that_would_run_is_kept_out_and_named(self, name: str, content: bytes) -> None:
        file = enclose(name, content, "application/pdf")
        assert (file.refused, file.content) == ("a program or script", b"")
        assert file.name

    def test_that_hides_a_program_in_an_archive_is_kept_out(self) -> None:
        entry = b"PK\x01\x02" + b"\0" * 24 + (9).to_bytes(2, "little") + b"\0" * 16 + b"setup.exe"
        assert enclose("files.zip", b"PK\x03\x04" + entry).refused == "holds a program or script"

    def test_is_what_its_bytes_are(self) -> None:
        assert enclose("scan", PDF, "image/png").media_type == "application/pdf"
        assert enclose("x.bin", b"\x00\x01", "text/html").media_type == "application/octet-stream"

    def test_larger_than_25_mb_is_refused_and_the_mail_is_kept(self) -> None:
        letter = read(
            mail("See the file.", files=(("big.pdf", b"%PDF" + b"x" * 25_000_000, "application/pdf"),))
        )
        (file,) = letter.enclosed
        assert (letter.text, file.name, file.refused) == ("See the file.", "big.pdf", "larger than 25 MB")

    def test_is_refused_where_all_are_more_than_40_mb(self) -> None:
        half = b"%PDF" + b"x" * 14_000_000
        raw = mail("Three.", files=tuple((f"{n}.pdf", half, "application/pdf") for n in "abc"))
        head, gap, body = raw.partition(b"\r\n\r\n")
        assert len(raw) > 50_000_000
        with pytest.raises(UnreadableLetter, match="50 MB"):
            read(head + gap + body)

    def test_without_bytes_is_named_as_empty(self) -> None:
        assert enclose("a.pdf", b"").refused == "empty"


class TestAPicture:
    def test_goes_on_without_what_the_camera_wrote_into_it(self) -> None:
        (picture,) = read(mail(files=(("me.jpg", photo(camera="CamCo"), "image/jpeg"),))).enclosed
        assert (picture.kind, picture.media_type) == ("picture", "image/jpeg")
        assert b"CamCo" not in picture.content
        assert not Image.open(io.BytesIO(picture.content)).getexif()

    @pytest.mark.parametrize("kind", ["PNG", "GIF", "WEBP"])
    def test_of_any_usual_kind_is_made_anew(self, kind: str) -> None:
        picture = enclose(f"me.{kind.lower()}", photo(kind=kind))
        assert (picture.refused, picture.media_type) == ("", "image/png")

    def test_that_claims_gigabytes_is_not_unfolded(self) -> None:
        bomb = bytearray(photo(kind="PNG"))
        bomb[16:24] = (60_000).to_bytes(4, "big") * 2
        assert enclose("bomb.png", bytes(bomb)).refused in (
            "a picture of more than 64 megapixels",
            "a picture that can't be read",
        )

    def test_that_is_broken_is_named(self) -> None:
        assert enclose("me.jpg", photo()[:200]).refused == "a picture that can't be read"


class TestAMail:
    def test_is_read_in_any_character_set(self) -> None:
        raw = "From: =?iso-8859-1?q?Jos=E9?= <jose@example.com>\r\nSubject: =?utf-8?b?wr9TaWd1ZSBhaMOtPw==?=\r\n"
        raw += "Content-Type: text/plain; charset=windows-1252\r\n\r\n"
        letter = read(raw.encode() + "¿Sigue ahí?".encode("cp1252"))
        assert (letter.sender_name, letter.subject, letter.text) == ("José", "¿Sigue ahí?", "¿Sigue ahí?")

    @pytest.mark.parametrize(
        "body",
        [
            b"--a\r\n\r\nx\r\n" * 5_000,
            b"".join(
                b"--a%d\r\nContent-Type: multipart/mixed; boundary=a%d\r\n\r\n" % (n, n + 1)
                for n in range(200)
            ),
        ],
    )
    def test_made_of_thousands_of_parts_is_not_taken_apart(self, body: bytes) -> None:
        with pytest.raises(UnreadableLetter):
            read(b"From: a@example.com\r\nContent-Type: multipart/mixed; boundary=a\r\n\r\n" + body)

    @pytest.mark.parametrize(
        "raw", [b"", b"\0" * 1_000, b"\xff\xfe" * 500, b":\r\n\r\n", b"From:\r\n\r\n--\r\n"]
    )
    def test_that_is_none_is_read_as_far_as_it_goes(self, raw: bytes) -> None:
        assert read(raw).bounces == ()

    def test_in_a_mail_stays_whole(self) -> None:
        inner = mail("inner words", subject="inner")
        outer = b"From: a@example.com\r\nContent-Type: multipart/mixed; boundary=B\r\n\r\n"
        outer += b"--B\r\n\r\nsee below\r\n--B\r\n"
        letter = read(outer + b"Content-Type: message/rfc822\r\n\r\n" + inner + b"\r\n--B--\r\n")
        assert letter.text == "see below"
        assert b"inner words" in letter.enclosed[0].content
