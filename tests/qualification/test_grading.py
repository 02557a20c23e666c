from dataclasses import replace

import pytest

from freshup.domain.intake.prospect import Phone, Prospect, Vehicle
from freshup.domain.qualification import DEFAULT, Grade, InquiryFacts, grade, inquiry_facts, judge

COMPLETE = InquiryFacts(
    first="Ana",
    last="Reyes",
    phones=("+13055550142",),
    phones_raw=("305-555-0142",),
    email="ana@example.com",
    vehicle="specific",
    timeframe_days=(0, 7),
    kind="vehicle",
)


def graded(inquiry: InquiryFacts) -> Grade:
    return grade(inquiry, judge(inquiry, DEFAULT), DEFAULT)


def codes(inquiry: InquiryFacts) -> set[str]:
    return {reason.code for reason in graded(inquiry).reasons}


class TestGradeA:
    def test_is_complete_specific_and_soon_and_says_so(self) -> None:
        assert graded(COMPLETE).letter == "A"
        assert codes(COMPLETE) == {"grade.complete", "grade.vehicle_specific", "grade.soon"}

    @pytest.mark.parametrize(
        ("days", "letter"),
        [
            ((0, 29), "A"),
            ((0, 30), "A"),
            ((30, 30), "B"),
            ((0, 31), "B"),
            ((7, None), "B"),
            ((None, None), "B"),
            (None, "B"),
        ],
    )
    def test_needs_a_time_frame_under_thirty_days(
        self, days: tuple[int | None, int | None] | None, letter: str
    ) -> None:
        assert graded(replace(COMPLETE, timeframe_days=days)).letter == letter

    def test_takes_the_time_frame_from_the_words_where_the_form_has_none(self) -> None:
        assert (
            graded(replace(COMPLETE, timeframe_days=None, comments="Can I see it this weekend?")).letter
            == "A"
        )

    def test_believes_the_form_over_the_words(self) -> None:
        assert graded(replace(COMPLETE, timeframe_days=(60, 90), comments="see you today")).letter == "B"

    @pytest.mark.parametrize("source", ["phone", "walk_in"])
    def test_needs_no_email_from_phone_and_walk_in(self, source: str) -> None:
        assert graded(replace(COMPLETE, email=None, source_kind=source)).letter == "A"


class TestGradeB:
    @pytest.mark.parametrize("vehicle", ["none", "some", "model"])
    def test_is_complete_with_a_vague_vehicle(self, vehicle: str) -> None:
        assert graded(replace(COMPLETE, vehicle=vehicle)).letter == "B"
        assert "grade.vehicle_vague" in codes(replace(COMPLETE, vehicle=vehicle))


class TestGradeC:
    @pytest.mark.parametrize(
        ("inquiry", "code"),
        [
            (replace(COMPLETE, first=None, last=None), "grade.no_name"),
            (replace(COMPLETE, phones=(), phones_raw=()), "grade.no_phone"),
            (replace(COMPLETE, email=None), "grade.no_email"),
            (replace(COMPLETE, first="Asdf", last="Qwerty"), "doubt.name_keyboard"),
            (replace(COMPLETE, first="Aaaa", last="Bbbb"), "doubt.name_keyboard"),
            (replace(COMPLETE, first="Mickey", last="Mouse"), "doubt.name_fake"),
            (replace(COMPLETE, first="None", last="none"), "doubt.name_fake"),
            (replace(COMPLETE, first="ana@example.com", last=None), "doubt.name_link"),
            (replace(COMPLETE, first="Ana12345"), "doubt.name_digits"),
            (replace(COMPLETE, phones=(), phones_raw=("12",)), "doubt.phone_invalid"),
            (replace(COMPLETE, phones=("+13050000000",)), "doubt.phone_pattern"),
            (replace(COMPLETE, phones=("+19999999999",)), "doubt.phone_pattern"),
            (replace(COMPLETE, email="x@mailinator.com"), "doubt.email_disposable"),
            (replace(COMPLETE, email="asdfgh@example.com"), "doubt.email_keyboard"),
            (replace(COMPLETE, comments="http://a.example http://b.example www.c.example"), "doubt.links"),
        ],
    )
    def test_is_incomplete_or_doubtful_with_the_sign_named(self, inquiry: InquiryFacts, code: str) -> None:
        assert graded(inquiry).letter == "C"
        assert code in codes(inquiry)

    @pytest.mark.parametrize(
        ("first", "last"),
        [
            ("Test", "Test"),
            ("John", "Doe"),
            ("Li", "Na"),
            ("Ng", "Krc"),
            ("José", "Ñíguez"),
            ("Bob", "Guest"),
            ("明", "李"),
        ],
    )
    def test_is_not_given_for_a_name_that_people_have(self, first: str, last: str) -> None:
        assert graded(replace(COMPLETE, first=first, last=last)).letter == "A"

    def test_is_not_given_for_one_link_to_a_listing(self) -> None:
        assert graded(replace(COMPLETE, comments="This one: https://example.com/stock/H1234")).letter == "A"


class TestGradeD:
    def test_is_a_duplicate(self) -> None:
        assert graded(replace(COMPLETE, duplicate=True)).letter == "D"
        assert codes(replace(COMPLETE, duplicate=True)) == {"grade.duplicate"}

    @pytest.mark.parametrize("kind", ["hiring", "vendor"])
    def test_is_hiring_and_vendor_mail(self, kind: str) -> None:
        assert graded(replace(COMPLETE, kind=kind)).letter == "D"
        assert codes(replace(COMPLETE, kind=kind)) == {"grade.not_a_lead", f"lead.kind_{kind}"}

    def test_is_spam(self) -> None:
        assert graded(replace(COMPLETE, comments="Buy followers and backlinks")).letter == "D"


class TestFactsOfAProspect:
    @pytest.mark.parametrize(
        ("vehicle", "detail"),
        [
            (Vehicle(year=2024, make="Honda", model="Civic"), "specific"),
            (Vehicle(vin="1HGCM82633A004352"), "specific"),
            (Vehicle(stock="H1234"), "specific"),
            (Vehicle(make="Honda", model="Civic"), "model"),
            (Vehicle(make="Honda"), "some"),
            (Vehicle(), "none"),
        ],
    )
    def test_tell_how_exactly_the_vehicle_is_named(self, vehicle: Vehicle, detail: str) -> None:
        assert inquiry_facts(Prospect(vehicles=(vehicle,)), source_kind="chat").vehicle == detail

    def test_leave_out_fax_and_pager(self) -> None:
        prospect = Prospect(phones=(Phone("1", "+13055550142", "fax"), Phone("2", "+13055550143", "cell")))
        assert inquiry_facts(prospect, source_kind="chat").phones == ("+13055550143",)

    def test_are_about_the_vehicle_a_customer_sells(self) -> None:
        offered = Vehicle(year=2019, make="Kia", model="Soul")
        facts = inquiry_facts(Prospect(trade_ins=(offered,), kind_hint="sell"), source_kind="first_party")
        assert (facts.vehicle, facts.has_trade_in) == ("specific", False)
