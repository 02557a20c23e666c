"""One test at least for every deviation of the format that lead sources are known for (Q1 to Q41)."""

from __future__ import annotations

import base64
import html
from datetime import UTC, datetime

import pytest

from tests.decoding.samples import (
    CONTACT,
    CUSTOMER,
    DATE,
    ID,
    PROVIDER,
    TRADE,
    VENDOR,
    WANTED,
    adf,
    assert_is_dana,
    contact,
    lead,
    mail,
    multipart,
    read,
)


class TestTheStandard:
    def test_a_conforming_document_needs_no_repair(self) -> None:
        decoded = read(adf(vehicles=WANTED + TRADE))
        assert (decoded.outcome, decoded.repairs, decoded.reason) == ("parsed", (), None)
        assert_is_dana(decoded.prospects[0])

    def test_a_conforming_mail_needs_no_repair(self) -> None:
        decoded = read(mail(adf()))
        assert (decoded.outcome, decoded.repairs) == ("parsed", ())
        assert_is_dana(decoded.prospects[0])

    def test_everything_of_the_document_is_taken_up(self) -> None:
        prospect = lead(adf())
        assert prospect.source_ids[0].source == "CarSite"
        assert prospect.source_ids[0].id == "C-77"
        assert prospect.requested_at == datetime(2026, 6, 1, 13, 30, tzinfo=UTC)
        assert (prospect.provider, prospect.vendor) == ("CarSite", "Bay Motors")
        assert prospect.comments == "Is it still there?"
        assert prospect.vehicles[0].vin == "1HGBH41JXMN109186"


class TestWrapping:
    def test_q01_escaped_in_html_a_paragraph_a_line(self) -> None:
        lines = "".join(f"<p>{html.escape(line)}</p>\n" for line in adf().splitlines())
        decoded = read(mail(f"<html><body>{lines}</body></html>", kind="text/html"))
        assert decoded.outcome == "repaired"
        assert_is_dana(decoded.prospects[0])

    def test_q01_escaped_twice(self) -> None:
        assert_is_dana(lead(mail(html.escape(html.escape(adf())))))

    def test_q01_escaped_keeps_an_escaped_ampersand(self) -> None:
        document = adf(customer=CUSTOMER.replace("Is it", "A &amp; B"))
        assert "A & B" in (lead(mail(f"<div>{html.escape(document)}</div>", kind="text/html")).comments or "")

    @pytest.mark.parametrize(
        "kind", ["application/octet-stream", "text/xml", "application/x-adf+xml", "foo/bar"]
    )
    def test_q02_in_an_attachment_of_any_type(self, kind: str) -> None:
        body = multipart(
            ("Content-Type: text/plain", "A lead for you is attached."),
            (f'Content-Type: {kind}; name="x.dat"\nContent-Disposition: attachment', adf()),
        )
        assert_is_dana(lead(body))

    def test_q02_body_and_attachment_count_once(self) -> None:
        decoded = read(
            multipart(
                ("Content-Type: text/plain", adf()),
                (
                    "Content-Type: text/xml\nContent-Disposition: attachment; filename=a.xml",
                    adf().replace("\n", "  "),
                ),
            )
        )
        assert decoded.outcome == "parsed"
        assert len(decoded.prospects) == 1

    def test_q03_quoted_printable_left_over(self) -> None:
        broken = adf().replace("=", "=3D").replace("still there", "still=\n there")
        prospect = lead(mail(broken))
        assert_is_dana(prospect)
        assert prospect.comments == "Is it still there?"

    @pytest.mark.parametrize("encode", [base64.encodebytes, base64.urlsafe_b64encode])
    def test_q03_base64_without_a_label(self, encode) -> None:  # type: ignore[no-untyped-def]
        assert_is_dana(lead(mail(encode(adf().encode()))))

    def test_q03_base64url_with_a_label(self) -> None:
        body = base64.urlsafe_b64encode(adf().encode()).rstrip(b"=")
        assert_is_dana(lead(mail(body, more="Content-Transfer-Encoding: base64\n")))

    def test_q04_a_signature_and_a_forwarded_head_around_it(self) -> None:
        decoded = read(
            mail(f"---- Forwarded message ----\nFrom: x\n\n{adf()}\n-- \nBest & regards <dealer>\n")
        )
        assert decoded.outcome == "repaired"
        assert_is_dana(decoded.prospects[0])

    @pytest.mark.parametrize(
        "head",
        [
            '<?XML VERSION="1.0"?>\n<?ADF VERSION "1.0"?>',
            '<?ADF VERSION "1.0"?>\n<?xml version="1.0"?>',
            '   <?xml version="1.0"?>',
        ],
    )
    def test_q05_instructions_in_disorder(self, head: str) -> None:
        assert_is_dana(lead(head + adf().partition("?>")[2].partition("?>")[2]))

    def test_q06_declarations_never_closed(self) -> None:
        body = adf().partition("<adf>")[2]
        decoded = read(f'<?xml version="1.0"\n<?adf version="1.0"\n<adf>{body}')
        assert decoded.outcome == "repaired"
        assert_is_dana(decoded.prospects[0])

    def test_q07_no_adf_instruction(self) -> None:
        decoded = read(adf().replace('<?adf version="1.0"?>', ""))
        assert decoded.outcome == "parsed"

    def test_q12_a_declared_namespace(self) -> None:
        document = adf().replace("</", "</adf:").replace("<adf>", '<adf xmlns:adf="http://example.com/adf">')
        named = document.replace("<", "<adf:").replace("<adf:/adf:", "</adf:").replace("<adf:?", "<?")
        assert_is_dana(lead(named))

    def test_q12_an_undeclared_prefix(self) -> None:
        named = adf().replace("<", "<adf:").replace("<adf:/", "</adf:").replace("<adf:?", "<?")
        decoded = read(named)
        assert decoded.outcome == "repaired"
        assert_is_dana(decoded.prospects[0])

    def test_q12_a_default_namespace(self) -> None:
        assert_is_dana(lead(adf().replace("<adf>", '<adf xmlns="http://example.com/adf">')))

    def test_q13_no_adf_around_the_prospect(self) -> None:
        bare = adf().partition("<adf>")[2].replace("</adf>", "")
        assert_is_dana(lead(bare))

    def test_q14_several_prospects_in_one_document(self) -> None:
        other = f"<prospect>{ID.replace('77', '78')}{DATE}{contact('<name>Al Roe</name><email>al@example.com</email>')}"
        decoded = read(adf().replace("</adf>", f"{other}</prospect></adf>"))
        assert [one.first for one in decoded.prospects] == ["Dana", "Al"]

    def test_q14_several_documents_in_one_mail(self) -> None:
        second = adf().replace("Dana", "Ivy").replace("C-77", "C-78")
        decoded = read(mail(f"{adf()}\n\n{second}"))
        assert [one.first for one in decoded.prospects] == ["Dana", "Ivy"]

    def test_q14_several_prospects_without_adf(self) -> None:
        one = adf().partition("<adf>")[2].replace("</adf>", "")
        decoded = read(one + one.replace("Dana", "Ivy").replace("C-77", "C-78"))
        assert [prospect.first for prospect in decoded.prospects] == ["Dana", "Ivy"]


class TestCharacters:
    def test_q08_stray_ampersands_and_html_names(self) -> None:
        decoded = read(adf(customer=CUSTOMER.replace("Is it", "Parts & Service&nbsp;&mdash; R&D")))
        assert decoded.outcome == "repaired"
        assert "Parts & Service\xa0— R&D" in (decoded.prospects[0].comments or "")

    def test_q09_attributes_without_quotation_marks(self) -> None:
        decoded = read(adf(number="<id sequence=1 source=CarSite>C-77</id>"))
        assert decoded.outcome == "repaired"
        assert (decoded.prospects[0].source_ids[0].source, decoded.prospects[0].source_ids[0].id) == (
            "CarSite",
            "C-77",
        )

    def test_q09_typographic_quotation_marks(self) -> None:
        prospect = lead(adf(vehicles=WANTED.replace('"buy"', "“buy”").replace('"used"', "”used”")))
        assert (prospect.vehicles[0].interest, prospect.vehicles[0].status) == ("buy", "used")

    def test_q10_windows_1252_declared_as_utf_8(self) -> None:
        document = adf().replace('"1.0"?>', '"1.0" encoding="UTF-8"?>', 1).replace("Dana", "Renée “D”")
        decoded = read(document.encode("cp1252"))
        assert decoded.outcome == "repaired"
        assert decoded.prospects[0].first == "Renée “D”"

    def test_q10_utf_8_declared_as_something_else(self) -> None:
        document = adf().replace('"1.0"?>', '"1.0" encoding="iso-8859-1"?>', 1).replace("Dana", "Renée")
        assert read(document).prospects[0].first == "Renée"

    def test_q10_a_right_declaration_is_no_repair(self) -> None:
        document = adf().replace('"1.0"?>', '"1.0" encoding="iso-8859-1"?>', 1).replace("Dana", "Renée")
        decoded = read(document.encode("latin-1"))
        assert (decoded.outcome, decoded.prospects[0].first) == ("parsed", "Renée")

    def test_q10_a_byte_order_mark(self) -> None:
        assert_is_dana(lead(b"\xef\xbb\xbf" + adf().encode()))

    def test_q10_control_characters(self) -> None:
        decoded = read(adf().replace("Is it", "Is\x0b\x02 it"))
        assert decoded.outcome == "repaired"
        assert decoded.prospects[0].comments == "Is it still there?"

    def test_q11_capitalised_elements(self) -> None:
        shouted = adf(customer=CUSTOMER.replace("<name", "<Name").replace("</name", "</Name"))
        decoded = read(
            shouted.replace("<adf>", "<ADF>").replace("</adf>", "</ADF>").replace("prospect", "Prospect")
        )
        assert decoded.outcome == "repaired"
        assert_is_dana(decoded.prospects[0])

    def test_q33_cdata_around_anything(self) -> None:
        customer = CUSTOMER.replace("Is it still there?", "<![CDATA[Is <b>it</b> & me?]]>").replace(
            "Dana", "<![CDATA[Dana]]>"
        )
        decoded = read(adf(customer=customer))
        assert decoded.outcome == "parsed"
        assert (decoded.prospects[0].first, decoded.prospects[0].comments) == ("Dana", "Is <b>it</b> & me?")

    def test_q33_cdata_in_escaped_text(self) -> None:
        document = adf(customer=CUSTOMER.replace("Is it still there?", "<![CDATA[A & B]]>"))
        assert lead(mail(f"<p>{html.escape(document)}</p>", kind="text/html")).comments == "A & B"

    def test_q40_markup_in_names_stays_as_it_was_sent(self) -> None:
        customer = CUSTOMER.replace("Dana", "&lt;b&gt;Dana&lt;/b&gt;").replace(
            "Is it", "<![CDATA[<script>alert(1)</script>]]> Is it"
        )
        prospect = lead(adf(customer=customer))
        assert prospect.first == "<b>Dana</b>"
        assert "<script>alert(1)</script>" in (prospect.comments or "")


class TestBlocks:
    def test_q15_any_order_and_parties_outside_the_prospect(self) -> None:
        inner = f"{CUSTOMER}{WANTED}{DATE}{ID}"
        document = f"<adf>{PROVIDER}<prospect>{inner}</prospect>{VENDOR}</adf>"
        prospect = lead(document)
        assert_is_dana(prospect)
        assert (prospect.provider, prospect.vendor) == ("CarSite", "Bay Motors")
        assert prospect.requested_at is not None

    def test_q16_missing_blocks_are_all_optional(self) -> None:
        decoded = read(adf(CUSTOMER))
        prospect = decoded.prospects[0]
        assert (prospect.vehicles, prospect.vendor, prospect.provider) == ((), None, None)
        assert (prospect.requested_at, decoded.outcome) == (None, "repaired")
        assert any("No request date" in repair for repair in decoded.repairs)

    @pytest.mark.parametrize(
        ("written", "utc"),
        [
            ("2026-06-01T8:47:50-04:00", "12:47:50"),
            ("2026-06-01T08:47:50-08:0", "16:47:50"),
            ("2026-06-01T08:47:50-08:00", "16:47:50"),
            ("2026-06-01T08:47:50.123Z", "08:47:50"),
            ("2026-06-01T08:47:50+0000", "08:47:50"),
            ("2026-06-01T08:47:50", "12:47:50"),
            ("2026/06/01 08:47:50", "12:47:50"),
            ("6/1/2026 8:47AM", "12:47:00"),
            ("6/1/2026 8:47:50 PM", "00:47:50"),
            ("Mon, 01 Jun 2026 08:47:50 -0400", "12:47:50"),
            ("June 1, 2026 8:47 am", "12:47:00"),
            ("2026-06-01 08:47:50 EST", "13:47:50"),
        ],
    )
    def test_q17_dates_in_many_forms(self, written: str, utc: str) -> None:
        prospect = lead(adf(date=f"<requestdate>{written}</requestdate>"))
        assert prospect.requested_at is not None
        assert prospect.requested_at.strftime("%H:%M:%S") == utc

    @pytest.mark.parametrize(
        "written", ["[fdt]", "null", "soon", "2031-01-01T00:00:00Z", "0001-01-01T00:00:00", "13/32/26"]
    )
    def test_q17_dates_that_are_none(self, written: str) -> None:
        decoded = read(adf(date=f"<requestdate>{written}</requestdate>"))
        assert decoded.outcome == "repaired"
        assert decoded.prospects[0].requested_at is None

    @pytest.mark.parametrize(
        "empty", ["", "null", "Not specified", "N/A", "0000", "Full Line", " - ", "[model]"]
    )
    def test_q18_placeholders_count_as_absent(self, empty: str) -> None:
        vehicle = lead(adf(vehicles=WANTED.replace("Civic", empty).replace("2021", empty))).vehicles[0]
        assert (vehicle.year, vehicle.make, vehicle.model) == (None, "Honda", None)

    @pytest.mark.parametrize(
        ("year", "model", "expected"),
        [
            ("2018-2020", "Civic", (2018, 2020, "Civic")),
            ("21", "Civic", (2021, None, "Civic")),
            ("98", "Civic", (1998, None, "Civic")),
            ("", "2021 Civic", (2021, None, "Civic")),
            ("2021", "2021 Civic", (2021, None, "Civic")),
            ("3021", "Civic", (None, None, "Civic")),
        ],
    )
    def test_q19_years(self, year: str, model: str, expected: tuple[int | None, int | None, str]) -> None:
        vehicle = lead(adf(vehicles=WANTED.replace("2021", year).replace("Civic", model))).vehicles[0]
        assert (vehicle.year, vehicle.year_to, vehicle.model) == expected

    def test_q34_unknown_elements_are_kept(self) -> None:
        call = "<callrecording><duration>33</duration></callrecording>"
        extra = f"<salesperson><id>9</id><name>Pat</name></salesperson>{call}"
        prospect = lead(adf(f"{ID}{DATE}{extra}{CUSTOMER}"))
        assert prospect.extensions["salesperson/name"] == "Pat"
        assert prospect.extensions["callrecording/duration"] == "33"

    def test_q36_the_source_stands_only_in_the_id(self) -> None:
        assert lead(adf(provider="")).provider == "CarSite"

    def test_q36_the_provider_bears_the_dealers_name(self) -> None:
        assert lead(adf(provider=PROVIDER.replace("CarSite", "Bay Motors"))).provider == "CarSite"

    def test_q36_the_provider_inside_the_vendor(self) -> None:
        assert lead(adf(vendor=f"<vendor>{PROVIDER}</vendor>", provider="")).provider == "CarSite"

    def test_q37_another_dealers_name_is_told(self) -> None:
        vendor = "<vendor><id source='Maker'>42</id><vendorname>Gulf Motors</vendorname></vendor>"
        prospect = lead(adf(vendor=vendor))
        assert (prospect.vendor, prospect.vendor_ids[0].id) == ("Gulf Motors", "42")

    def test_q38_all_ids_of_the_chain_are_kept_and_tests_are_not_guessed(self) -> None:
        chain = '<id sequence="2" source="Maker">M-1</id><id sequence="1" source="CarSite">C-1</id>'
        prospect = lead(adf(number=chain, customer=CUSTOMER.replace("Dana", "Test")))
        assert [(one.source, one.id) for one in prospect.source_ids] == [("Maker", "M-1"), ("CarSite", "C-1")]

    def test_a_resent_lead_says_so(self) -> None:
        assert lead(adf().replace('status="new"', 'status="resend"', 1)).resend


class TestVehicles:
    def test_q20_the_trade_in_listed_first_is_still_the_trade_in(self) -> None:
        prospect = lead(adf(vehicles=TRADE + WANTED))
        assert [one.model for one in prospect.vehicles] == ["Civic"]
        assert [(one.model, one.odometer) for one in prospect.trade_ins] == [("Focus", 88000)]

    def test_q21_a_trade_alone_invents_no_vehicle_of_interest(self) -> None:
        prospect = lead(adf(vehicles=TRADE))
        assert (prospect.vehicles, prospect.kind_hint) == ((), "sell")

    def test_q21_selling_with_the_facts_in_the_comments(self) -> None:
        customer = CUSTOMER.replace(
            "Is it still there?", "Year: 2016\nMake: Kia\nModel: Soul\nMileage: 71,000"
        )
        prospect = lead(adf(vehicles='<vehicle interest="sell"></vehicle>', customer=customer))
        sold = prospect.trade_ins[0]
        assert (sold.year, sold.make, sold.model, sold.odometer) == (2016, "Kia", "Soul", 71000)
        assert (prospect.vehicles, prospect.kind_hint) == ((), "sell")

    @pytest.mark.parametrize("wrap", ["<tradein>{}</tradein>", "<trade><vehicle>{}</vehicle></trade>"])
    def test_q22_a_wrapper_for_the_trade(self, wrap: str) -> None:
        trade = wrap.format("<year>2015</year><make>Ford</make><model>Focus</model><mileage>88,000</mileage>")
        prospect = lead(adf(vehicles=WANTED + trade))
        assert [one.odometer for one in prospect.trade_ins] == [88000]
        assert len(prospect.vehicles) == 1

    def test_q22_names_of_the_senders_own(self) -> None:
        person = CONTACT.replace("</contact>", "<address><zip>33607</zip></address></contact>")
        vehicle = WANTED.replace(
            "</vehicle>", "<color>red</color><mileage>5</mileage><comment>Hi</comment></vehicle>"
        )
        decoded = read(adf(vehicles=vehicle, customer=f"<customer>{person}<comment>Bye</comment></customer>"))
        prospect = decoded.prospects[0]
        assert (prospect.postal_code, prospect.vehicles[0].color, prospect.comments) == (
            "33607",
            "red",
            "Hi\nBye",
        )
        assert decoded.outcome == "repaired"

    @pytest.mark.parametrize(
        ("interest", "status", "expected"),
        [
            ("BUY", "USED", ("buy", "used", False)),
            ("Lease", "", ("lease", None, False)),
            ("Test Drive", "certified", ("test-drive", "used", True)),
            ("finance", "CPO", ("buy", "used", True)),
            ("service", "demo", ("service", "demo", False)),
        ],
    )
    def test_q23_interests_and_conditions(
        self, interest: str, status: str, expected: tuple[str, str | None, bool]
    ) -> None:
        vehicle = lead(
            adf(vehicles=WANTED.replace('"buy"', f'"{interest}"').replace('"used"', f'"{status}"'))
        ).vehicles[0]
        assert (vehicle.interest, vehicle.status, vehicle.certified) == expected

    @pytest.mark.parametrize("interest", ["tradein", "trade", "Trade-In", "TRADE IN"])
    def test_q23_words_for_a_trade(self, interest: str) -> None:
        assert lead(adf(vehicles=TRADE.replace("trade-in", interest))).trade_ins[0].interest == "trade-in"

    @pytest.mark.parametrize(
        ("odometer", "expected"),
        [
            ("<odometer><value>114000</value><units>miles</units></odometer>", (114000, "mi")),
            ('<odometer unit="MILES">114,000</odometer>', (114000, "mi")),
            ('<odometer units="km">88.000</odometer>', (88000, "km")),
            ("<odometer>114k miles</odometer>", (114000, "mi")),
            ("<odometer>0</odometer>", (None, None)),
        ],
    )
    def test_q24_odometers(self, odometer: str, expected: tuple[int | None, str | None]) -> None:
        trade = TRADE.replace('<odometer status="original" units="mi">88000</odometer>', odometer)
        vehicle = lead(adf(vehicles=trade)).trade_ins[0]
        assert (vehicle.odometer, vehicle.odometer_unit) == expected

    def test_q35_money_and_misused_finance(self) -> None:
        finance = """<price type="asking">$24,995.00</price><finance><method>finance</method>
        <amount type="monthly">$450</amount><balance type="downpayment">$2,000</balance></finance>"""
        prospect = lead(adf(vehicles=WANTED.replace("</vehicle>", f"{finance}</vehicle>")))
        assert prospect.vehicles[0].price_cents == 2_499_500
        assert (prospect.wants_finance, prospect.extensions["finance/downpayment"]) == (True, "$2,000")


class TestPeople:
    def test_q25_kinds_of_phone_in_the_order_they_came(self) -> None:
        phones = """<phone type="cell">+1 (813) 555-0101</phone><phone></phone>
        <phone type="work">1-813.555.0102 x77</phone>
        <phone type="fax">8135550103</phone><phone type="evening">813 555 0104</phone>
        <phone type="home">8135550101</phone>"""
        prospect = lead(adf(customer=contact(f"<name>Al Roe</name>{phones}")))
        assert [(one.kind, one.e164, one.extension) for one in prospect.phones] == [
            ("cell", "+18135550101", None),
            ("work", "+18135550102", "77"),
            ("fax", "+18135550103", None),
            ("voice", "+18135550104", None),
        ]
        assert prospect.phones[3].preferred_time == "evening"

    @pytest.mark.parametrize(
        ("names", "expected"),
        [
            ('<name part="full">Dana Reed</name>', ("Dana", "Reed")),
            ("<name>Dana Reed</name>", ("Dana", "Reed")),
            ('<name part="full">Reed, Dana</name>', ("Dana", "Reed")),
            ('<name part="full">Dr. Juan de la Vega III</name>', ("Juan", "de la Vega")),
            (
                '<name part="full">X Y</name><name part="first">Dana</name><name part="last">Reed</name>',
                ("Dana", "Reed"),
            ),
            ("<name><first>Dana</first><last>Reed</last></name>", ("Dana", "Reed")),
            ("<firstname>Dana</firstname><lastname>Reed</lastname>", ("Dana", "Reed")),
            ('<name part="first">Dana Reed</name><name part="last"></name>', ("Dana", "Reed")),
            ('<name part="first">Dana</name><name part="surname">Reed</name>', ("Dana", "Reed")),
            ('<name part="full">Cher</name>', ("Cher", None)),
            ('<name part="first">null</name><name part="last">Reed</name>', (None, "Reed")),
        ],
    )
    def test_q26_names(self, names: str, expected: tuple[str | None, str | None]) -> None:
        prospect = lead(adf(customer=contact(f"{names}<email>dana@example.com</email>")))
        assert (prospect.first, prospect.last) == expected

    @pytest.mark.parametrize(
        ("written", "emails", "masked"),
        [
            ("mailto:dana@example.com", ("dana@example.com",), False),
            ("dana@example.com, al@example.com", ("dana@example.com", "al@example.com"), False),
            ("Dana <Dana@Example.com>", ("dana@example.com",), False),
            ("mailto:dana%40example.com?subject=x", ("dana@example.com",), False),
            ("buyer-12ab9@relay.example.com", ("buyer-12ab9@relay.example.com",), True),
        ],
    )
    def test_q27_addresses(self, written: str, emails: tuple[str, ...], masked: bool) -> None:
        prospect = lead(
            adf(customer=contact(f"<name>A B</name><email>{written.replace('<', '&lt;')}</email>"))
        )
        assert (prospect.emails, prospect.email_masked) == (emails, masked)

    @pytest.mark.parametrize(
        ("written", "days"),
        [
            ("within 30 days", (0, 30)),
            ("1-3 months", (30, 90)),
            ("2 weeks", (0, 14)),
            ("Immediately", (0, 3)),
            ("Less than 1 week", (0, 7)),
            ("3+ months", (90, None)),
            ("Just looking", (None, None)),
            ("blue", None),
        ],
    )
    def test_q28_time_frames_as_text(self, written: str, days: tuple[int | None, int | None] | None) -> None:
        customer = CUSTOMER.replace("<comments>", f"<timeframe>{written}</timeframe><comments>")
        prospect = lead(adf(customer=customer))
        assert (prospect.timeframe, prospect.timeframe_days) == (written, days)

    def test_q28_inside_the_contact_and_with_dates(self) -> None:
        frame = "<timeframe><earliestdate>2026-06-05</earliestdate><latestdate>2026-06-12</latestdate></timeframe>"
        prospect = lead(adf(customer=CUSTOMER.replace("</contact>", f"{frame}</contact>")))
        assert prospect.timeframe == "2026-06-05 to 2026-06-12"
        assert prospect.timeframe_days == (2, 9)

    def test_q29_comments_in_all_places(self) -> None:
        vehicle = WANTED.replace("</vehicle>", "<comments>one</comments></vehicle>")
        customer = CUSTOMER.replace("</contact>", "<comments>two</comments></contact>")
        assert lead(adf(vehicles=vehicle, customer=customer)).comments == "one\ntwo\nIs it still there?"


class TestComments:
    @pytest.mark.parametrize("between", ["&lt;br /&gt;", "\n", ", "])
    def test_q30_pairs_fill_the_gaps(self, between: str) -> None:
        pairs = between.join(
            [
                "VIN: 1HGBH41JXMN109186",
                "Stock: P9",
                "Purchase timeframe: 1-3 months",
                "Can we contact you via text?: Yes",
            ]
        )
        vehicle = "<vehicle interest='buy'><year>2021</year><make>Honda</make><model>Civic</model></vehicle>"
        prospect = lead(adf(vehicles=vehicle, customer=CUSTOMER.replace("Is it still there?", pairs)))
        assert (prospect.vehicles[0].vin, prospect.vehicles[0].stock) == ("1HGBH41JXMN109186", "P9")
        assert prospect.timeframe == "1-3 months"
        assert [(one.channel, one.where) for one in prospect.consent_claims] == [("text", "comments")]

    def test_q30_an_element_is_never_overruled(self) -> None:
        customer = CUSTOMER.replace(
            "Is it still there?", "Model Year: 1999, Stock: Z1, Email: other@example.com"
        )
        prospect = lead(adf(customer=customer))
        assert (prospect.vehicles[0].year, prospect.vehicles[0].stock) == (2021, "P1234")
        assert prospect.email == "dana.reed@example.com"

    def test_q31_the_right_check_digit_wins_and_both_are_kept(self) -> None:
        wrong = WANTED.replace("1HGBH41JXMN109186", "1HGBH41J1MN109186")
        customer = CUSTOMER.replace("Is it still there?", "VIN: 1HGBH41JXMN109186")
        decoded = read(adf(vehicles=wrong, customer=customer))
        prospect = decoded.prospects[0]
        assert prospect.vehicles[0].vin == "1HGBH41JXMN109186"
        assert "1HGBH41J1MN109186" in prospect.extensions.values()
        assert decoded.outcome == "repaired"

    def test_q31_where_both_are_right_the_element_stays(self) -> None:
        customer = CUSTOMER.replace("Is it still there?", "VIN: 11111111111111111")
        prospect = lead(adf(customer=customer))
        assert prospect.vehicles[0].vin == "1HGBH41JXMN109186"
        assert "11111111111111111" in prospect.extensions.values()

    @pytest.mark.parametrize(
        ("words", "kind"),
        [
            ("I am applying for a sales position, my resume is attached", "hiring"),
            ("We offer SEO services to get you on the first page of Google", "vendor"),
            ("Please schedule service, I need an oil change", "service"),
        ],
    )
    def test_q32_what_is_no_sale_is_marked_and_gets_no_vehicle(self, words: str, kind: str) -> None:
        prospect = lead(adf(vehicles="<vehicle/>", customer=CUSTOMER.replace("Is it still there?", words)))
        assert (prospect.kind_hint, prospect.vehicles) == (kind, ())

    def test_q39_a_document_type_alone_is_harmless(self) -> None:
        assert_is_dana(lead(adf().replace("<adf>", '<!DOCTYPE adf SYSTEM "adf.dtd"><adf>')))

    def test_q39_entity_declarations_are_refused(self) -> None:
        document = adf().replace("<adf>", '<!DOCTYPE adf [<!ENTITY a SYSTEM "file:///etc/passwd">]><adf>')
        decoded = read(document.replace("Is it", "&a;"))
        assert (decoded.outcome, decoded.reason) == ("quarantined", "Entity declarations are refused")

    def test_q41_a_mail_from_a_person(self) -> None:
        body = "Hello,\nis the blue Civic still there?\n\nDana Reed\n(813) 555-0142\n"
        decoded = read(mail(body, sender="Dana Reed <dana.reed@example.com>"))
        assert decoded.outcome == "repaired"
        assert_is_dana(decoded.prospects[0])
        assert "blue Civic" in (decoded.prospects[0].comments or "")
        assert decoded.prospects[0].vehicles == ()
