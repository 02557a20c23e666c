"""Whatever arrives is answered with an outcome: never an error, never a silent loss."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.decoding.samples import (
    CUSTOMER,
    RECEIVED_AT,
    TRADE,
    WANTED,
    adf,
    assert_is_dana,
    contact,
    mail,
    multipart,
    read,
)

SAMPLE = adf(vehicles=WANTED + TRADE).encode()
DOCUMENTS = (
    SAMPLE,
    mail(SAMPLE),
    multipart(("Content-Type: text/plain", "x"), ("Content-Type: text/xml", adf())),
    b'{"first_name": "Dana", "phone": ["813-555-0142"], "vehicle": {"year": 2021, "make": "Honda"}}',
    b"first_name=Dana&phone=813-555-0142&vehicle%5Byear%5D=2021",
    mail("Name: Dana Reed\nPhone: 813-555-0142\nMessage: hi\n"),
)


class TestRefusals:
    """Each names the limit that was passed."""

    def refused(self, body: str | bytes) -> str:
        decoded = read(body)
        assert decoded.outcome == "quarantined"
        return decoded.reason or ""

    def test_an_entity_bomb(self) -> None:
        lines = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
        bomb = f'<?xml version="1.0"?><!DOCTYPE adf [<!ENTITY l0 "lol">{lines}]>{adf().partition("<adf>")[2]}'
        assert (
            self.refused(bomb.replace("]>", "]><adf>").replace("Is it", "&l9;"))
            == "Entity declarations are refused"
        )

    def test_a_bomb_that_is_no_adf(self) -> None:
        assert "Entity" in self.refused('<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>')

    def test_a_parameter_entity(self) -> None:
        declared = '<!DOCTYPE adf [<!ENTITY % x SYSTEM "http://example.com/x.dtd"> %x;]><adf>'
        assert "Entity" in self.refused(adf().replace("<adf>", declared))

    def test_an_entity_in_an_escaped_document(self) -> None:
        declared = adf().replace("<adf>", '<!DOCTYPE adf [<!ENTITY a "b">]><adf>')
        assert "Entity" in self.refused(mail(declared.replace("<", "&lt;").replace(">", "&gt;")))

    def test_words_about_entities_in_the_comments_are_no_declaration(self) -> None:
        decoded = read(adf(customer=CUSTOMER.replace("Is it", "<![CDATA[<!ENTITY a>]]>")))
        assert decoded.outcome == "parsed"

    def test_a_subset_without_entities_is_harmless(self) -> None:
        assert read(adf().replace("<adf>", "<!DOCTYPE adf [<!ELEMENT adf ANY>]><adf>")).outcome == "parsed"

    @pytest.mark.parametrize("depth", [101, 5_000])
    def test_deep_nesting(self, depth: int) -> None:
        assert "100 levels" in self.refused(adf(f"{'<x>' * depth}{'</x>' * depth}{CUSTOMER}"))

    def test_deep_nesting_that_is_never_closed(self) -> None:
        assert "100 levels" in self.refused("<adf>" + "<prospect>" * 50_000)

    def test_deep_nesting_of_other_xml(self) -> None:
        assert self.refused("<x>" * 200 + "</x>" * 200)

    def test_ninety_levels_are_read(self) -> None:
        assert_is_dana(read(adf(f"{'<x>' * 90}{'</x>' * 90}{CUSTOMER}")).prospects[0])

    def test_more_than_two_megabytes_of_xml(self) -> None:
        assert "2 MB" in self.refused(adf(f"<x>{'a' * 2_000_000}</x>{CUSTOMER}"))

    def test_more_than_200_kb_of_comments(self) -> None:
        assert "200 kB" in self.refused(adf(customer=CUSTOMER.replace("Is it", "a" * 200_001)))

    def test_more_than_200_kb_of_remarks(self) -> None:
        assert "200 kB" in self.refused(adf(f"<!--{'a' * 200_001}-->{CUSTOMER}"))

    def test_199_kb_of_comments_are_read(self) -> None:
        assert_is_dana(read(adf(customer=CUSTOMER.replace("Is it", "a " * 99_000))).prospects[0])

    def test_mails_inside_mails(self) -> None:
        body = mail("hello")
        for _ in range(100):
            body = mail(body, kind="message/rfc822")
        assert "30 mails" in self.refused(body)

    def test_containers_inside_containers(self) -> None:
        body = mail("hello")
        for number in range(200):
            body = mail(
                f"--b{number}\n".encode() + body + f"\n--b{number}--\n".encode(),
                kind=f"multipart/mixed; boundary=b{number}",
            )
        assert self.refused(body)

    def test_thousands_of_parts(self) -> None:
        assert "200 parts" in self.refused(multipart(*[("Content-Type: text/plain", "x")] * 5_000))

    def test_deep_json(self) -> None:
        assert "100 levels" in self.refused("[" * 100_000)

    def test_deep_json_that_is_closed(self) -> None:
        assert "100 levels" in self.refused('{"a":' * 300 + "1" + "}" * 300)

    def test_a_form_of_thousands_of_fields(self) -> None:
        assert "1,000 fields" in self.refused("&".join(f"a{n}=1" for n in range(1_500)))

    def test_hundreds_of_prospects(self) -> None:
        one = "".join(f"<prospect><id>{n}</id>{CUSTOMER}</prospect>" for n in range(201))
        assert "200 prospects" in self.refused(f"<adf>{one}</adf>")


class TestQuarantine:
    @pytest.mark.parametrize("body", [b"", b"  \r\n", b"\xef\xbb\xbf", b"\0\0\0"])
    def test_an_empty_document(self, body: bytes) -> None:
        decoded = read(body)
        assert (decoded.outcome, decoded.reason) == ("quarantined", "Empty document")

    def test_no_xml_at_all(self) -> None:
        decoded = read("hello, this is no XML", kind="application/xml")
        assert (decoded.outcome, decoded.prospects) == ("quarantined", ())

    def test_no_phone_and_no_email(self) -> None:
        decoded = read(adf(customer=contact("<name>Dana Reed</name><phone>555</phone>")))
        assert (decoded.outcome, decoded.reason) == ("quarantined", "no contact")
        assert decoded.prospects[0].last == "Reed"

    def test_a_fax_reaches_nobody(self) -> None:
        decoded = read(adf(customer=contact('<name>D</name><phone type="fax">813-555-0142</phone>')))
        assert decoded.reason == "no contact"

    def test_one_prospect_that_can_be_reached_saves_the_document(self) -> None:
        lost = f"<prospect>{contact('<name>Al</name>')}</prospect>"
        decoded = read(adf().replace("</adf>", f"{lost}</adf>"))
        assert (decoded.outcome, len(decoded.prospects)) == ("repaired", 2)

    def test_an_adf_without_a_prospect(self) -> None:
        assert read("<adf></adf>").outcome == "quarantined"

    def test_cut_off_with_what_could_be_read(self) -> None:
        decoded = read(adf().partition("<comments>")[0])
        assert decoded.outcome == "quarantined"
        assert "Cut off" in (decoded.reason or "")
        assert_is_dana(decoded.prospects[0])

    @pytest.mark.parametrize("length", range(50, len(SAMPLE) - 30, 50))
    def test_cut_off_anywhere(self, length: int) -> None:
        assert read(SAMPLE[:length]).outcome == "quarantined"

    @pytest.mark.parametrize("length", range(500, len(SAMPLE), 150))
    def test_a_mail_cut_off_anywhere(self, length: int) -> None:
        assert read(mail(SAMPLE[:length])).outcome == "quarantined"

    def test_only_the_last_tag_missing_loses_nothing(self) -> None:
        decoded = read(adf().replace("</adf>", ""))
        assert decoded.outcome == "repaired"
        assert_is_dana(decoded.prospects[0])

    def test_broken_json_shows_what_could_be_read(self) -> None:
        decoded = read('{"first_name": "Dana", "last_name": "Reed", "email": "dana.reed@example.com", "vehi')
        assert decoded.outcome == "quarantined"
        assert (decoded.prospects[0].first, decoded.prospects[0].email) == ("Dana", "dana.reed@example.com")


class TestOddBytes:
    def test_nul_bytes(self) -> None:
        decoded = read(SAMPLE.replace(b"Dana", b"Da\0na"))
        assert decoded.outcome == "repaired"
        assert_is_dana(decoded.prospects[0])

    @pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
    def test_utf_16(self, encoding: str) -> None:
        decoded = read(adf().encode(encoding))
        assert decoded.outcome == ("parsed" if encoding == "utf-16" else "repaired")
        assert_is_dana(decoded.prospects[0])

    def test_labelled_utf_16_but_plain(self) -> None:
        decoded = read(adf().replace('"1.0"?>', '"1.0" encoding="utf-16"?>', 1))
        assert decoded.outcome == "repaired"
        assert_is_dana(decoded.prospects[0])

    @pytest.mark.parametrize("label", ["klingon", "", "utf-8\0", "base64", "idna", "\xff"])
    def test_an_encoding_nobody_knows(self, label: str) -> None:
        assert read(
            mail(adf().replace("Dana", "Renée").encode("cp1252"), kind=f"text/plain; charset={label}")
        ).prospects

    def test_absurd_dates(self) -> None:
        for date in (
            "9999-12-31T23:59:59-14:00",
            "0000-00-00",
            "1900-01-01",
            "99999999999999",
            "-1",
            "+275760-09-13",
        ):
            decoded = read(adf(date=f"<requestdate>{date}</requestdate>"))
            assert decoded.prospects[0].requested_at is None

    def test_a_clock_a_little_fast_is_believed(self) -> None:
        ahead = RECEIVED_AT.replace(minute=3).isoformat()
        assert read(adf(date=f"<requestdate>{ahead}</requestdate>")).prospects[0].requested_at is not None


class TestNeverFails:
    @settings(max_examples=300, deadline=None)
    @given(st.binary(max_size=400))
    def test_random_bytes(self, body: bytes) -> None:
        assert read(body).outcome in ("parsed", "repaired", "quarantined", "not_a_lead")

    @settings(max_examples=300, deadline=None)
    @given(st.sampled_from(DOCUMENTS), st.data())
    def test_mutated_documents(self, document: bytes, data: st.DataObject) -> None:
        body = bytearray(document)
        for _ in range(data.draw(st.integers(1, 6))):
            at = data.draw(st.integers(0, len(body) - 1))
            piece = data.draw(
                st.one_of(
                    st.binary(max_size=4), st.sampled_from([b"<", b">", b"&", b'"', b"\0", b"]]>", b"<!--"])
                )
            )
            body[at : at + data.draw(st.integers(0, 8))] = piece
        assert read(bytes(body)).outcome in ("parsed", "repaired", "quarantined", "not_a_lead")

    @settings(max_examples=150, deadline=None)
    @given(st.text(max_size=120))
    def test_any_text_in_any_field(self, text: str) -> None:
        escaped = text.replace("&", "&amp;").replace("<", "&lt;")
        document = adf().replace("Dana", escaped).replace("2021", escaped).replace("813-555-0142", escaped)
        assert read(document.replace("2026-06-01", escaped).encode("utf-8", "replace")).prospects

    @settings(max_examples=150, deadline=None)
    @given(
        st.binary(max_size=200),
        st.sampled_from(["text/html", "multipart/mixed; boundary=B", "message/rfc822", "\xff/x"]),
    )
    def test_any_body_of_a_mail(self, body: bytes, kind: str) -> None:
        assert read(mail(b"--B\n" + body, kind=kind, sender="=?x?q?=")).outcome
