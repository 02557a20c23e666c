"""What the fuzzers found, told as what it meant for people. The inputs themselves lie in `crashes`."""

import io
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from urllib.parse import quote

import pytest
from PIL import Image

from freshup.adapters.decoding.charsets import decode_text
from freshup.adapters.decoding.context import Notes
from freshup.adapters.mail.anymail import AnymailHooks
from freshup.adapters.mail.letters import MailLetters
from freshup.adapters.mail.letters.files import enclose, plain_name
from freshup.adapters.mail.letters.pictures import NoPicture, made_anew
from freshup.adapters.mail.letters.sanitising import safe_html
from freshup.adapters.sandbox.reader import SandboxReader
from freshup.adapters.twilio.reader import TwilioReader
from freshup.domain.connectors.reports import DeliveryReport, MailReport
from freshup.domain.intake.emails import read_emails
from freshup.domain.intake.phones import canonical_phone
from freshup.domain.intake.vehicles import clean_vin
from freshup.domain.vehicles.columns import guess_columns
from freshup.domain.vehicles.reading import read_units
from freshup.domain.vehicles.tables import read_table
from freshup.ports.accounts import Account
from freshup.ports.hooks import Hook, Unreadable
from tests.decoding.samples import lead, mail, multipart
from tests.fuzz.limits import MEGABYTES_MAX, Peak

NOW = datetime(2026, 6, 2, 15, 0, tzinfo=UTC)
ACCOUNT = Account(7, 1, 1, "sandbox")


def hook(kind: str, body: bytes, content_type: str = "application/json") -> Hook:
    return Hook(kind, "", "POST", {"content-type": content_type}, body, NOW)


class TestALeadWithACharacterNoDatabaseKeeps:
    """Was set aside with "could not process this document" after its whole batch had failed, halved and failed."""

    @pytest.mark.parametrize("escape", ["\\u0000", "\\ud800"])
    def test_is_a_lead_in_json(self, escape: str) -> None:
        body = f'{{"first_name": "Da{escape}na", "email": "dana@example.com", "comments": "hi{escape}"}}'
        prospect = lead(body)
        assert (prospect.first, prospect.comments) == ("Dana", "hi")

    def test_is_a_lead_in_a_form(self) -> None:
        assert lead("first_name=Da%00na&email=dana@example.com&color%00=red").first == "Dana"

    @pytest.mark.parametrize("word", ["=?utf-7?q?Da+2AA-na?=", "=?unicode_escape?q?Da=5Cud800na?="])
    def test_is_a_lead_in_a_mail_whose_sender_is_so_written(self, word: str) -> None:
        prospect = lead(mail("Is it there?", sender=f"{word} <dana@example.com>"))
        assert prospect.email == "dana@example.com"
        assert "\ud800" not in f"{prospect.first}{prospect.last}"

    @pytest.mark.parametrize("label", ["utf-7", "unicode_escape", "raw-unicode-escape"])
    def test_is_not_read_by_an_encoding_that_makes_such(self, label: str) -> None:
        text = decode_text("+2AA- \\ud800 \\x00 é".encode("cp1252"), label, Notes())
        assert text == "+2AA- \\ud800 \\x00 é"


class TestAMail:
    def test_with_a_file_whose_charset_is_nonsense_is_read(self) -> None:
        """Raised ValueError: the customer's answer was set aside, unread."""
        found = MailLetters().read(
            multipart(("Content-Type: text/plain; charset=a\0b", "Renée"), ("Content-Type: text/x", "y"))
        )
        assert found.text == "Renée"

    def test_keeps_a_file_that_is_not_encoded_byte_by_byte(self) -> None:
        """Was decoded by the charset it claims and encoded again, so that it was another file."""
        content = b"%PDF-1.4 \xff\xfe\x80 renard"
        head = mail(b"", kind='multipart/mixed; boundary="BB"')
        body = (
            b"--BB\nContent-Type: application/pdf; name=a.pdf; charset=latin-1\n\n" + content + b"\n--BB--\n"
        )
        assert MailLetters().read(head + body).enclosed[0].content == content

    def test_that_did_not_arrive_is_known_though_a_header_of_its_report_is_broken(self) -> None:
        """Raised HeaderParseError: the address was written to again."""
        status = (
            "Reporting-MTA: dns; mx\x0cEvil: x\n\nFinal-Recipient: rfc822; dana@example.com\nStatus: 5.1.1"
        )
        report = mail(
            f"--BB\nContent-Type: message/delivery-status\n\n{status}\n--BB--\n",
            kind='multipart/report; report-type=delivery-status; boundary="BB"',
            sender="MAILER-DAEMON@example.net",
        ).replace(b"Return-Path: <leads@example.net>", b"Return-Path: <>")
        bounces = MailLetters().read(report).bounces
        assert [(one.recipient, one.code) for one in bounces] == [("dana@example.com", "5.1.1")]

    def test_shows_a_mark_for_every_picture(self) -> None:
        """One with a style was shown as an empty frame: it fetched nothing, but was no mark either."""
        shown = safe_html('<p>Hi <img style="color:red" src="https://example.com/x.gif" alt="us"></p>')
        assert "<img" not in shown
        assert "us]" in shown

    def test_that_a_service_takes_apart_is_the_same_mail_when_it_is_read_again(self) -> None:
        """A boundary drawn by lot made two mails of one that has no id of its own."""
        body = b'{"Sender": "dana@example.com", "Recipient": "r@example.com", "Headers": {"From": "dana@example.com"},'
        body += b' "Text-part": "Yes", "Html-part": "<p>Yes</p>", "Parts": []}'
        first, second = (AnymailHooks("mailjet").read(hook("mail-in", body), ACCOUNT) for _ in range(2))
        assert first == second
        assert isinstance(first[0], MailReport)
        assert message_from_bytes(first[0].mail).is_multipart()


class TestAPicture:
    def bomb(self, kind: str, mode: str, size: tuple[int, int], **how: object) -> bytes:
        out = io.BytesIO()
        Image.new(mode, size).save(out, kind, **how)
        return out.getvalue()

    @pytest.mark.parametrize(
        ("kind", "mode", "how"), [("PNG", "1", {}), ("GIF", "P", {}), ("JPEG", "L", {"progressive": True})]
    )
    def test_of_a_few_kilobytes_does_not_take_the_workers_memory(
        self, kind: str, mode: str, how: dict[str, object]
    ) -> None:
        """8 kB of PNG took 747 MB."""
        content, peak = self.bomb(kind, mode, (8_000, 2_500), **how), Peak()
        before = peak.forget()
        with pytest.raises(NoPicture, match="15 megapixels"):
            made_anew(content)
        assert peak.megabytes - before < 20

    def test_as_phones_take_them_is_shown_whole(self) -> None:
        content, peak = self.bomb("JPEG", "RGB", (8_160, 6_120)), Peak()
        before = peak.forget()
        kind, bare = made_anew(content)
        assert peak.megabytes - before < MEGABYTES_MAX
        assert kind == "image/jpeg"
        assert Image.open(io.BytesIO(bare)).size == (4_080, 3_060)


class TestAReport:
    @pytest.mark.parametrize(
        "body",
        [
            b'{"call": "SB1", "state": "exploded", "leg": "agent"}',
            b'{"call": "SB1", "state": "answered", "leg": "agent", "ours": "nine"}',
            b'{"call": "SB1", "state": "answered", "leg": "agent", "seconds": 9223372036854775808}',
            b'{"call": "SB1", "state": ["answered"], "leg": "agent"}',
            b"[" * 100_000,
            b'"call"',
        ],
    )
    def test_of_a_call_that_makes_no_sense_is_set_aside(self, body: bytes) -> None:
        with pytest.raises(Unreadable):
            SandboxReader().read(hook("voice-status", body), ACCOUNT)

    @pytest.mark.parametrize("at", ['"0001-01-01T00:00:00+14:00"', "12", '"tomorrow"'])
    def test_from_no_time_at_all_is_set_aside(self, at: str) -> None:
        body = f'{{"id": "1", "delivery": "sent", "at": {at}}}'.encode()
        with pytest.raises(Unreadable):
            SandboxReader().read(hook("text-status", body), ACCOUNT)

    def test_of_a_recording_without_an_address_is_set_aside(self) -> None:
        with pytest.raises(Unreadable):
            SandboxReader().read(
                hook("voice-recording", b'{"call": "", "recording": "", "url": true}'), ACCOUNT
            )

    def test_is_never_from_later_than_it_came(self) -> None:
        body = b'{"id": "1", "delivery": "delivered", "at": "2027-06-02T15:00:00+00:00"}'
        (found,) = SandboxReader().read(hook("text-status", body), ACCOUNT)
        assert found.at == NOW

    def test_without_a_zone_is_taken_for_utc(self) -> None:
        """A moment without a zone can't be compared with one that has it, which failed all reports read with it."""
        body = b'{"id": "1", "delivery": "sent", "at": "2026-06-02T14:00:00"}'
        (found,) = SandboxReader().read(hook("text-status", body), ACCOUNT)
        assert isinstance(found, DeliveryReport)
        assert found.at == NOW - timedelta(hours=1)

    def test_with_an_id_too_long_to_keep_is_not_taken_for_another(self) -> None:
        form = "application/x-www-form-urlencoded"
        keys = {
            TwilioReader().event_key(hook("text-in", f"MessageSid={'S' * 300}{n}".encode(), form))
            for n in range(2)
        }
        assert len(keys) == 2
        assert max(map(len, keys)) <= 200


def test_a_mistyped_number_is_no_vehicle_of_a_year_to_come() -> None:
    table = read_table(b"Stock,VIN\nH1,CIVXXXXXXXXXXXX00\n")
    (unit,) = read_units(table, guess_columns(table.headings), this_year=2026).units
    assert unit.year is None


def test_a_file_that_names_no_delimiter_is_read_all_the_same() -> None:
    """Raised IndexError: the page on which it was loaded failed."""
    assert read_table(b"sep=").headings == ("sep=",)


class TestAnAddressWithinALongerOne:
    """Was somebody else's: the acknowledgement would have gone to a stranger."""

    @pytest.mark.parametrize(
        "written",
        ["peña@example.com", "pen\u0303a@example.com", "dana..reed@example.com", "joséa@example.com"],
    )
    def test_is_not_written_to(self, written: str) -> None:
        assert [one.email for one in read_emails(written).addresses] == [written]
        assert lead(f"name=Dana&phone=813-555-0142&email={quote(written)}").emails == (written,)

    @pytest.mark.parametrize(
        "written", ["邮箱：dana@example.com", "“dana@example.com”", "Dana—dana@example.com"]
    )
    def test_is_still_found_in_other_writing(self, written: str) -> None:
        assert [one.email for one in read_emails(written).addresses] == ["dana@example.com"]

    def test_needs_somebody_before_its_at(self) -> None:
        assert read_emails(";'@example.com").addresses == ()


@pytest.mark.parametrize("ending", ["exe", "Bat"])
def test_a_name_that_is_cut_short_does_not_end_in_a_program(ending: str) -> None:
    name = "x" * 115 + f".{ending}}}of a photograph"
    assert plain_name(plain_name(name, ""), "") == plain_name(name, "")
    assert enclose(name, b"hello", "text/plain").refused


def test_a_number_of_one_digit_is_nobodys_with_an_extension_either() -> None:
    assert canonical_phone("1701" + "5" * 7 + "/x04")[0] is None


def test_a_vin_labelled_twice_is_read_once() -> None:
    assert clean_vin("VIN: VIN: 1HGBH41JXMN109186") == "1HGBH41JXMN109186"
