from dataclasses import replace

import pytest

from freshup.domain.qualification import DEFAULT, InquiryFacts, LeadRules, QualificationRules, judge

BUYER = InquiryFacts(
    first="Ana",
    last="Reyes",
    phones=("+13055550142",),
    email="ana@example.com",
    vehicle="specific",
    kind="vehicle",
    comments="Is it still there?",
)


def codes(inquiry: InquiryFacts) -> list[str]:
    return [reason.code for reason in judge(inquiry, DEFAULT).reasons]


class TestAnInquiry:
    def test_with_name_wish_and_contact_is_worked(self) -> None:
        verdict = judge(BUYER, DEFAULT)
        assert (verdict.handling, verdict.identified, verdict.intent, verdict.reachable) == (
            "work",
            True,
            True,
            True,
        )

    def test_without_a_name_is_completed_first(self) -> None:
        verdict = judge(replace(BUYER, first=None, last=None), DEFAULT)
        assert (verdict.handling, verdict.identified) == ("complete_contact", False)

    def test_without_any_contact_is_completed_first(self) -> None:
        verdict = judge(replace(BUYER, phones=(), email=None), DEFAULT)
        assert (verdict.handling, verdict.reachable) == ("complete_contact", False)

    def test_from_nobody_who_can_be_reached_is_no_lead(self) -> None:
        assert judge(InquiryFacts(comments="hello"), DEFAULT).handling == "not_a_lead"

    def test_from_a_company_is_identified(self) -> None:
        assert judge(replace(BUYER, first=None, last=None, company="Palm Fleet"), DEFAULT).identified

    def test_reached_only_through_a_relay_is_reachable(self) -> None:
        assert judge(replace(BUYER, phones=(), email_masked=True), DEFAULT).handling == "work"


class TestTheWish:
    @pytest.mark.parametrize("kind", ["service", "parts", "hiring", "vendor"])
    def test_of_another_errand_makes_no_lead_and_says_which(self, kind: str) -> None:
        inquiry = replace(BUYER, kind=kind)
        assert judge(inquiry, DEFAULT).handling == "not_a_lead"
        assert f"lead.kind_{kind}" in codes(inquiry)

    def test_for_service_is_a_lead_where_the_store_says_so(self) -> None:
        rules = QualificationRules(lead=LeadRules(kinds_not_leads=("hiring",)))
        assert judge(replace(BUYER, kind="service"), rules).handling == "work"

    def test_left_unsaid_is_asked_about_and_never_dropped(self) -> None:
        inquiry = replace(BUYER, kind="general", vehicle="none", comments=None)
        assert judge(inquiry, DEFAULT).handling == "work"
        assert "lead.intent_unclear" in codes(inquiry)

    def test_is_clear_from_somebody_standing_in_the_showroom(self) -> None:
        inquiry = replace(BUYER, kind="general", vehicle="none", comments=None, source_kind="walk_in")
        assert judge(inquiry, DEFAULT).intent

    @pytest.mark.parametrize(
        "words",
        ["We offer SEO services!", "Posicionamiento  Web para usted", "more WEBSITE TRAFFIC, guaranteed"],
    )
    def test_of_a_spammer_is_none_and_the_phrase_is_shown(self, words: str) -> None:
        verdict = judge(replace(BUYER, comments=words), DEFAULT)
        spam = [reason for reason in verdict.reasons if reason.code == "lead.spam"]
        assert verdict.handling == "not_a_lead"
        assert str(spam[0].params["phrase"]).split()[0] in words.lower()
