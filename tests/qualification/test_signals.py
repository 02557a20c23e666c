import pytest

from freshup.domain.qualification import DEFAULT, InquiryFacts, read_signals, time_frame


def said(words: str) -> set[str]:
    return set(read_signals(InquiryFacts(comments=words), DEFAULT).said)


class TestTheCustomersWords:
    @pytest.mark.parametrize(
        ("words", "signal"),
        [
            ("I'm pre-approved by my bank", "pre_approved"),
            ("Do you offer FINANCING?", "wants_finance"),
            ("¿Tienen financiación?", "wants_finance"),
            ("tienen financiacion", "wants_finance"),
            ("I have a trade-in, a 2015 Soul", "has_trade_in"),
            ("could I take it for a test\ndrive? A test drive I mean", "wants_test_drive"),
            ("Quiero una cita", "wants_appointment"),
            ("What’s the out  the door price, the best price", "asks_price"),
            ("Will pay cash", "money_down"),
            ("just looking for now", "looking"),
        ],
    )
    def test_are_understood_in_either_language(self, words: str, signal: str) -> None:
        assert signal in said(words)

    @pytest.mark.parametrize(
        ("words", "signal"),
        [
            ("I do not need any financing", "wants_finance"),
            ("No trade-in", "has_trade_in"),
            ("sin financiamiento", "wants_finance"),
            ("I won’t trade in mine", "has_trade_in"),
            ("I am not just looking", "looking"),
        ],
    )
    def test_can_deny(self, words: str, signal: str) -> None:
        assert signal not in said(words)

    def test_of_another_sentence_deny_nothing(self) -> None:
        assert "wants_finance" in said("I am not picky. Financing is needed")
        assert "wants_finance" in said("No, financing is needed")

    def test_inside_other_words_are_not_heard(self) -> None:
        assert said("I was solicited by a releaser of loaned quoters") == set()

    def test_give_the_soonest_time_frame(self) -> None:
        inquiry = InquiryFacts(comments="This month, maybe this weekend")
        assert time_frame(inquiry, read_signals(inquiry, DEFAULT)).days == 7

    def test_are_read_in_the_time_frame_field_too(self) -> None:
        inquiry = InquiryFacts(timeframe="Just browsing")
        assert time_frame(inquiry, read_signals(inquiry, DEFAULT)).looking

    def test_do_not_call_a_buyer_with_a_date_just_looking(self) -> None:
        inquiry = InquiryFacts(comments="no rush", timeframe_days=(0, 14))
        assert not time_frame(inquiry, read_signals(inquiry, DEFAULT)).looking
