"""From bytes to an owned lead (the main job): what each row of the product promises, seen in the tables."""

from datetime import UTC, datetime

from django.db import connection
from django.test.utils import CaptureQueriesContext

from freshup.data.models import (
    Activity,
    Assignment,
    Lead,
    LeadRepeat,
    Message,
    Opportunity,
    Person,
    ResponseClock,
    ScorePoint,
    Source,
    Submission,
    VehicleInterest,
)
from tests.intake.adf import adf, mail
from tests.intake.conftest import Dealership


class TestACleanInquiry:
    def test_becomes_a_graded_scored_and_owned_opportunity(self, dealership: Dealership) -> None:
        (opportunity,) = dealership.take(adf())
        assert (opportunity.grade, opportunity.stage) == ("A", "new")
        assert opportunity.owner is not None
        assert (
            opportunity.score
            == sum(p.points for p in ScorePoint.objects.filter(opportunity=opportunity))
            > 50
        )
        assert opportunity.wanted == "2026 Honda Accord"

    def test_gets_a_clock_that_is_due_in_five_minutes(self, dealership: Dealership) -> None:
        (opportunity,) = dealership.take(adf())
        clock = ResponseClock.objects.get(opportunity=opportunity)
        assert clock.due_at == opportunity.due_at == dealership.later(minutes=5)
        assert clock.attempted_at is None

    def test_tells_on_its_timeline_what_happened(self, dealership: Dealership) -> None:
        dealership.take(adf())
        kinds = list(Activity.objects.order_by("id").values_list("kind", flat=True))
        assert kinds == ["lead_received", "assigned", "acknowledgement_queued", "cadence_started"]

    def test_says_who_was_considered_and_why(self, dealership: Dealership) -> None:
        dealership.take(adf())
        decision = Assignment.objects.get()
        assert decision.how == "shortfall"
        assert {one["staff"] for one in decision.considered} == {
            dealership.staff("Ana").id,
            dealership.staff("Ben").id,
        }

    def test_keeps_the_vehicle_as_a_row(self, dealership: Dealership) -> None:
        dealership.take(adf())
        vehicle = VehicleInterest.objects.get()
        assert (vehicle.role, vehicle.year, vehicle.make) == ("wanted", 2026, "Honda")

    def test_keeps_the_raw_bytes_as_they_came(self, dealership: Dealership) -> None:
        body = adf()
        dealership.take(body)
        submission = Submission.objects.get()
        assert bytes(submission.body or b"") == body
        assert submission.state == "parsed"

    def test_is_credited_to_the_provider_it_names(self, dealership: Dealership) -> None:
        (opportunity,) = dealership.take(adf(provider="Auto Trader Inc"))
        assert opportunity.source is not None
        assert opportunity.source.name == "AutoTrader"


class TestTheAcknowledgement:
    def test_lies_in_the_outbox_within_the_second(self, dealership: Dealership) -> None:
        dealership.take(adf())
        dealership.deliver()
        (file,) = dealership.outbox.iterdir()
        text = file.read_text()
        assert "To: maria@example.com" in text
        assert "Auto-Submitted: auto-replied" in text
        assert "2026 Honda Accord" in text

    def test_stops_the_first_clock_only(self, dealership: Dealership) -> None:
        dealership.take(adf())
        dealership.deliver()
        clock = ResponseClock.objects.get()
        assert clock.acknowledged_at == dealership.now
        assert clock.attempted_at is None

    def test_goes_once_a_day_to_one_address(self, dealership: Dealership) -> None:
        dealership.take(adf())
        dealership.take(adf(number="2", first="Rosa", last="Diaz", phone="239-555-0111"))
        assert Message.objects.count() == 1

    def test_is_not_sent_twice_when_the_sender_runs_again(self, dealership: Dealership) -> None:
        dealership.take(adf())
        assert dealership.deliver() == 1
        assert dealership.deliver() == 0

    def test_greets_nobody_by_an_empty_name(self, dealership: Dealership) -> None:
        dealership.take(adf(first="", last=""))
        assert Message.objects.get().body.startswith("Hello,")

    def test_does_not_answer_a_machine(self, dealership: Dealership) -> None:
        dealership.take(mail(adf(), extra="Auto-Submitted: auto-replied\r\n"))
        assert Message.objects.count() == 0

    def test_goes_to_whoever_asks_again_after_a_machine_told_of_them(self, dealership: Dealership) -> None:
        dealership.take(mail(adf(), extra="Auto-Submitted: auto-replied\r\n"))
        dealership.take(adf(number="2", comments="And does it have seven seats?"))
        assert dealership.deliver() == 1
        assert Lead.objects.count() == 2
        assert ResponseClock.objects.get().acknowledged_at == dealership.now

    def test_does_not_answer_mail_without_a_return_path(self, dealership: Dealership) -> None:
        dealership.take(mail(adf()), envelope_from="")
        assert Message.objects.count() == 0

    def test_says_when_somebody_will_be_there_after_hours(self, dealership: Dealership) -> None:
        dealership.take(adf(), at=datetime(2026, 11, 19, 4, 10, tzinfo=UTC))
        assert "on Thursday at 9:00" in Message.objects.get().body


class TestAfterHours:
    def test_the_clock_starts_at_opening(self, dealership: Dealership) -> None:
        night = datetime(2026, 11, 19, 4, 10, tzinfo=UTC)
        dealership.take(adf(), at=night)
        clock = ResponseClock.objects.get()
        assert clock.starts_at == datetime(2026, 11, 19, 14, 0, tzinfo=UTC)
        assert clock.due_at == datetime(2026, 11, 19, 14, 30, tzinfo=UTC)


class TestTheSameInquiryAgain:
    def test_is_one_lead_with_a_repeat(self, dealership: Dealership) -> None:
        dealership.take(adf(), adf())
        dealership.take(adf(), at=dealership.later(hours=2))
        assert Lead.objects.count() == 1
        assert LeadRepeat.objects.count() == 2

    def test_is_known_by_its_number_a_month_later(self, dealership: Dealership) -> None:
        dealership.take(adf())
        dealership.take(adf(comments="resent"), at=dealership.later(days=31))
        assert Lead.objects.count() == 1

    def test_with_the_number_of_another_customer_is_its_own_lead(self, dealership: Dealership) -> None:
        dealership.take(adf())
        dealership.take(adf(first="Walter", last="Stone", email="w@example.org", phone="239-555-0177"))
        assert Lead.objects.count() == 2

    def test_ten_thousand_times_is_still_one_lead(self, dealership: Dealership) -> None:
        for _ in range(4):
            dealership.send(*[adf()] * 500)
        while dealership.drain():
            pass
        assert Lead.objects.count() == 1
        assert Opportunity.objects.get().lead_count == 1


class TestOneShopperTwoProviders:
    def test_joins_the_open_opportunity_without_a_second_assignment(self, dealership: Dealership) -> None:
        dealership.take(adf())
        ten_minutes = dealership.later(minutes=10)
        (opportunity,) = dealership.take(adf(number="77", provider="Website", comments="Hi"), at=ten_minutes)
        assert Lead.objects.count() == 2
        assert Assignment.objects.count() == ResponseClock.objects.count() == Message.objects.count() == 1
        assert opportunity.lead_count == 2

    def test_keeps_the_ledger_equal_to_the_score(self, dealership: Dealership) -> None:
        dealership.take(adf(timeframe="just looking"))
        (opportunity,) = dealership.take(
            adf(number="77", timeframe="this week"), at=dealership.later(hours=1)
        )
        assert opportunity.score == sum(ScorePoint.objects.values_list("points", flat=True))

    def test_after_a_day_starts_a_clock_for_the_same_owner(self, dealership: Dealership) -> None:
        dealership.take(adf())
        (opportunity,) = dealership.take(
            adf(number="77", comments="Still there?"), at=dealership.later(hours=25)
        )
        assert ResponseClock.objects.filter(opportunity=opportunity).count() == 2
        assert Assignment.objects.count() == 1

    def test_is_one_person_of_the_group_at_two_stores(self, dealership: Dealership) -> None:
        dealership.take(adf())
        opportunities = dealership.take(adf(number="5"), key="baykey")
        assert Person.objects.count() == 1
        assert [one.rooftop_id for one in opportunities] == list(dealership.opened.rooftop_ids)

    def test_spouses_sharing_a_phone_are_two_people(self, dealership: Dealership) -> None:
        dealership.take(adf(), adf(number="9", first="Walter", last="Lopez", email="walter@example.com"))
        assert Person.objects.count() == 2


class TestWhatIsNoLead:
    def test_no_way_to_reach_anyone_is_set_aside_and_visible(self, dealership: Dealership) -> None:
        dealership.take(adf(email=None, phone=None))
        submission = Submission.objects.get()
        assert (submission.state, submission.reason) == ("quarantined", "no contact")
        assert submission.understood[0]["first"] == "Maria"
        assert Lead.objects.count() == 0

    def test_garbage_is_kept_and_breaks_nobody_else(self, dealership: Dealership) -> None:
        dealership.take(b"\x00\xff\xfe<adf", adf())
        assert Lead.objects.count() == 1
        assert Submission.objects.exclude(state="parsed").count() == 1

    def test_spam_is_closed_by_rule_and_not_answered(self, dealership: Dealership) -> None:
        words = "Dear sir, we offer SEO services and first page ranking http://a.example http://b.example"
        (opportunity,) = dealership.take(adf(comments=words, vehicle="", timeframe=""))
        assert (opportunity.grade, opportunity.stage) == ("D", "bad")
        assert Message.objects.count() == 0


class TestNewSources:
    def test_a_provider_nobody_met_becomes_a_source_to_review(self, dealership: Dealership) -> None:
        dealership.take(
            adf(provider="CarQuotes"), adf(provider="carquotes", number="3", email="x@example.com")
        )
        source = Source.objects.get(name__iexact="carquotes")
        assert source.reviewed_at is None
        assert source.discovered_at == dealership.now
        assert source.parent is not None
        assert (source.parent.name, source.kind) == ("Website", "first_party")


class TestStatements:
    def test_do_not_grow_with_the_batch(self, dealership: Dealership) -> None:
        dealership.take(adf(number="0", email="warm@example.com", phone="239-555-0199"))
        counts = []
        for size in (5, 60):
            people = [
                adf(number=f"{size}{n}", last=f"Fam{size}x{n}", email=f"p{size}x{n}@example.com", phone=None)
                for n in range(size)
            ]
            dealership.send(*people)
            with CaptureQueriesContext(connection) as captured:
                dealership.drain()
            counts.append(len(captured))
        assert counts[0] == counts[1] < 40
