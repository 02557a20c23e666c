"""JSON, forms, notification mails, and mail that is no lead."""

from __future__ import annotations

import json
from urllib.parse import urlencode

import pytest

from tests.decoding.samples import adf, assert_is_dana, lead, mail, multipart, read

PERSON = {
    "first_name": "Dana",
    "last_name": "Reed",
    "email": "dana.reed@example.com",
    "phone": "813-555-0142",
}


class TestJson:
    def test_our_own_shape_needs_no_repair(self) -> None:
        body = {
            "first": "Dana",
            "last": "Reed",
            "email": "dana.reed@example.com",
            "phone": "(813) 555-0142",
            "postal_code": "33607",
            "vehicle": {"year": 2021, "make": "Honda", "model": "Civic", "stock": "P1"},
            "trade_in": {"year": 2015, "make": "Ford", "model": "Focus", "odometer": 88000},
            "comments": "Is it there?",
            "timeframe": "within 30 days",
            "consent": {"text": True},
            "requested_at": "2026-06-01T09:30:00-04:00",
        }
        decoded = read(json.dumps(body), kind="application/json")
        prospect = decoded.prospects[0]
        assert (decoded.outcome, decoded.repairs) == ("parsed", ())
        assert_is_dana(prospect)
        assert (prospect.vehicles[0].year, prospect.vehicles[0].model) == (2021, "Civic")
        assert (prospect.trade_ins[0].odometer, prospect.timeframe_days) == (88000, (0, 30))
        assert prospect.consent_claims[0].channel == "text"

    @pytest.mark.parametrize(
        "body",
        [
            PERSON,
            {"lead": PERSON},
            {"leads": [PERSON]},
            [PERSON],
            {
                "data": {
                    "customer": {
                        "firstName": "Dana",
                        "lastName": "Reed",
                        "emailAddress": PERSON["email"],
                        "cell": PERSON["phone"],
                    }
                }
            },
            {
                "name": "Dana Reed",
                "contact": {
                    "email": PERSON["email"],
                    "phones": [{"type": "cell", "number": PERSON["phone"]}],
                },
            },
            {"Full Name": "Dana Reed", "E-mail": PERSON["email"], "Phone Number": 8135550142},
            {
                "name": {"first": "Dana", "last": "Reed"},
                "email": PERSON["email"],
                "phones": [PERSON["phone"]],
            },
        ],
    )
    def test_names_and_nesting_of_the_senders_own(self, body: object) -> None:
        assert_is_dana(lead(json.dumps(body)))

    def test_several_leads(self) -> None:
        decoded = read(json.dumps([PERSON, PERSON | {"first_name": "Ivy"}]))
        assert [one.first for one in decoded.prospects] == ["Dana", "Ivy"]

    def test_flat_vehicle_fields(self) -> None:
        body = PERSON | {
            "vehicle_year": "2021",
            "vehicleMake": "Honda",
            "model": "Civic",
            "tradeYear": 2015,
            "trade_make": "Ford",
        }
        prospect = lead(json.dumps(body))
        assert (prospect.vehicles[0].year, prospect.vehicles[0].make, prospect.vehicles[0].model) == (
            2021,
            "Honda",
            "Civic",
        )
        assert (prospect.trade_ins[0].year, prospect.trade_ins[0].make) == (2015, "Ford")

    def test_a_vehicle_in_one_line(self) -> None:
        vehicle = lead(json.dumps(PERSON | {"vehicle": "2021 Land Rover Discovery"})).vehicles[0]
        assert (vehicle.year, vehicle.make, vehicle.model) == (2021, "Land Rover", "Discovery")

    def test_a_google_lead_form(self) -> None:
        columns = {
            "FULL_NAME": "Dana Reed",
            "EMAIL": PERSON["email"],
            "PHONE_NUMBER": "+18135550142",
            "POSTAL_CODE": "33607",
        }
        body = {
            "lead_id": "G-1",
            "user_column_data": [{"column_id": key, "string_value": value} for key, value in columns.items()],
            "google_key": "secret",
            "form_id": 5,
            "is_test": False,
        }
        prospect = lead(json.dumps(body))
        assert_is_dana(prospect)
        assert (prospect.provider, prospect.source_ids[0].id, prospect.postal_code) == (
            "Google",
            "G-1",
            "33607",
        )
        assert "secret" not in str(prospect)
        assert read(json.dumps(body | {"is_test": True})).outcome == "not_a_lead"

    def test_a_meta_lead(self) -> None:
        answers = {"full_name": "Dana Reed", "email": PERSON["email"], "phone_number": "+18135550142"}
        body = {
            "id": "M-1",
            "created_time": "2026-06-01T09:30:00+0000",
            "field_data": [{"name": key, "values": [value]} for key, value in answers.items()],
        }
        prospect = lead(json.dumps(body))
        assert_is_dana(prospect)
        assert (prospect.source_ids[0].source, prospect.source_ids[0].id) == ("Meta", "M-1")
        assert prospect.requested_at is not None

    def test_an_adf_document_in_a_string(self) -> None:
        assert_is_dana(lead(json.dumps({"event": "lead", "payload": {"adf": adf()}})))

    def test_a_comma_too_many(self) -> None:
        decoded = read(json.dumps(PERSON).replace("}", ",}"))
        assert decoded.outcome == "repaired"
        assert_is_dana(decoded.prospects[0])

    def test_no_way_to_reach_anybody(self) -> None:
        assert read('{"first_name": "Dana", "last_name": "Reed"}').reason == "no contact"


class TestForms:
    def test_url_encoded(self) -> None:
        body = urlencode(PERSON | {"vehicle[year]": "2021", "vehicle[make]": "Honda", "comments": "a & b"})
        decoded = read(body, kind="application/x-www-form-urlencoded")
        assert decoded.outcome == "parsed"
        assert_is_dana(decoded.prospects[0])
        assert (decoded.prospects[0].vehicles[0].year, decoded.prospects[0].comments) == (2021, "a & b")

    def test_without_a_label(self) -> None:
        assert_is_dana(lead(urlencode(PERSON)))

    def test_multipart(self) -> None:
        fields = "".join(
            f'--XX\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'
            for key, value in PERSON.items()
        )
        body = f"{fields}--XX--\r\n"
        assert_is_dana(lead(body, kind="multipart/form-data; boundary=XX"))
        assert_is_dana(lead(body))

    def test_an_adf_document_in_a_field(self) -> None:
        assert_is_dana(lead(urlencode({"key": "1", "xml": adf()}), kind="application/x-www-form-urlencoded"))

    def test_an_adf_document_under_the_wrong_label(self) -> None:
        for kind in (
            "application/x-www-form-urlencoded",
            "application/json",
            "image/png",
            "multipart/form-data",
            "",
        ):
            assert_is_dana(lead(adf(), kind=kind))

    def test_xml_that_is_no_adf(self) -> None:
        body = (
            "<lead><firstName>Dana</firstName><lastName>Reed</lastName><email>dana.reed@example.com</email>"
        )
        assert_is_dana(lead(f"{body}<phone>813-555-0142</phone><vehicle><year>2021</year></vehicle></lead>"))


LINES = """You have a new lead.

First Name: Dana
Last Name: Reed
Email: dana.reed@example.com
Phone: (813) 555-0142
Vehicle: 2021 Honda Civic
Message: Is it still there?
I can come on Saturday.

--
Sent by CarSite
"""


class TestNotificationMails:
    def test_key_and_value_lines(self) -> None:
        prospect = lead(mail(LINES))
        assert_is_dana(prospect)
        assert prospect.comments == "Is it still there?\nI can come on Saturday."
        assert prospect.vehicles[0].model == "Civic"

    def test_a_table_of_html(self) -> None:
        rows = {
            "Name": "Dana Reed",
            "E-mail": "<a href='mailto:x'>dana.reed@example.com</a>",
            "Phone": "813-555-0142",
        }
        cells = "".join(f"<tr><td><b>{key}</b></td>\n<td>{value}</td></tr>" for key, value in rows.items())
        assert_is_dana(lead(mail(f"<html><body><table>{cells}</table></body></html>", kind="text/html")))

    def test_bold_keys_and_line_breaks(self) -> None:
        body = "<p><b>Name:</b> Dana Reed<br><b>Email:</b> dana.reed@example.com<br/><b>Phone:</b> 813-555-0142</p>"
        assert_is_dana(lead(mail(body, kind="text/html")))

    def test_values_below_their_keys(self) -> None:
        body = "Name:\nDana Reed\n\nEmail:\ndana.reed@example.com\n\nPhone:\n813-555-0142\n"
        assert_is_dana(lead(mail(body)))

    def test_several_people_in_one_mail(self) -> None:
        decoded = read(
            mail("Name: Dana Reed\nPhone: 813-555-0142\n-----\nName: Ivy Roe\nPhone: 813-555-0143\n")
        )
        assert [one.first for one in decoded.prospects] == ["Dana", "Ivy"]

    def test_the_customer_in_reply_to(self) -> None:
        body = "Name: Dana Reed\nPhone: 813-555-0142\n"
        assert_is_dana(lead(mail(body, more="Reply-To: Dana <dana.reed@example.com>\n")))

    def test_a_notification_that_lists_allow_to_leave_is_still_a_lead(self) -> None:
        more = "List-Unsubscribe: <https://example.net/u>\nAuto-Submitted: auto-generated\nPrecedence: bulk\n"
        assert_is_dana(lead(mail(LINES, more=more)))
        assert_is_dana(lead(mail(adf(), more=more)))

    def test_json_in_a_mail(self) -> None:
        assert_is_dana(
            lead(
                multipart(
                    ("Content-Type: text/plain", "see"),
                    ("Content-Type: application/json", json.dumps(PERSON)),
                )
            )
        )

    def test_encoded_words_in_the_sender(self) -> None:
        prospect = lead(
            mail("Hello, call 813-555-0142", sender="=?utf-8?q?Ren=C3=A9e_Reed?= <r@example.com>")
        )
        assert (prospect.first, prospect.last, prospect.email) == ("Renée", "Reed", "r@example.com")

    def test_facts_of_the_mail(self) -> None:
        facts = read(mail(adf(), more="Auto-Submitted: auto-generated\n")).mail
        assert facts is not None
        assert (facts.message_id, facts.sender, facts.mail_from) == (
            "<1@example.net>",
            "leads@example.net",
            "leads@example.net",
        )
        assert facts.auto_submitted
        assert not facts.bounce


class TestNotALead:
    def test_a_bounce(self) -> None:
        report = mail(
            "--B\n\nundeliverable\n--B--\n", kind="multipart/report; report-type=delivery-status; boundary=B"
        )
        assert read(report).outcome == "not_a_lead"

    def test_a_bounce_without_a_report(self) -> None:
        body = mail("Sorry", sender="Mail Delivery System <MAILER-DAEMON@example.net>")
        decoded = read(body.replace(b"<leads@example.net>", b"<>", 1))
        assert decoded.outcome == "not_a_lead"
        assert decoded.mail is not None
        assert (decoded.mail.bounce, decoded.mail.mail_from) == (True, "")

    @pytest.mark.parametrize("more", ["Auto-Submitted: auto-replied\n", "X-Autoreply: yes\n"])
    def test_an_automatic_reply(self, more: str) -> None:
        body = mail("I am away. Phone: 813-555-0142\nName: Al", more=more, sender="Al <al@example.com>")
        assert read(body).outcome == "not_a_lead"

    def test_out_of_office_by_its_subject(self) -> None:
        body = mail("I am away", sender="Al <al@example.com>").replace(
            b"New lead", b"Automatic reply: your offer"
        )
        assert read(body).outcome == "not_a_lead"

    @pytest.mark.parametrize("more", ["List-Unsubscribe: <https://example.net/u>\n", "Precedence: bulk\n"])
    def test_a_newsletter(self, more: str) -> None:
        assert (
            read(mail("This month's offers!", more=more, sender="News <news@example.net>")).outcome
            == "not_a_lead"
        )

    def test_a_person_writing_through_a_mailing_group_is_a_lead(self) -> None:
        more = "List-Unsubscribe: <https://example.net/u>\nX-Google-Group-Id: 5\n"
        assert (
            lead(mail("Is it there?", more=more, sender="Al Roe <al@example.com>")).email == "al@example.com"
        )
