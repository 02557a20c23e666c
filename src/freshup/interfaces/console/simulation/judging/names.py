"""The names of everything that can be wrong; they are fixed. docs/simulation.md says the rule behind each."""

from typing import Final

ARRIVALS: Final = (
    "lost_inquiry", "doubled_lead", "swallowed_inquiry", "taken_from_nothing", "wrong_store", "wrong_person",
    "two_shoppers_as_one", "shopper_taken_for_junk",
    "not_acknowledged", "acknowledged_twice", "acknowledged_by_nobody", "acknowledgement_unheard",
)  # fmt: skip
MESSAGES: Final = (
    "sent_twice", "sent_but_never_queued", "sent_otherwise_than_allowed", "sent_too_late", "sent_to_a_stranger",
    "sent_by_nobody", "withdrawn_but_sent", "withdrawn_without_cause", "allowed_but_never_sent", "reported_before_sent",
)  # fmt: skip
LAW: Final = (
    "sent_after_opt_out", "called_after_opt_out", "confirmation_out_of_place", "sent_in_quiet_hours",
    "called_in_quiet_hours", "over_the_cap", "sent_after_purchase", "open_for_a_purchaser", "sent_after_the_end",
)  # fmt: skip
STANDING: Final = (
    "nobody_or_two_accountable", "nothing_to_come", "overdue_step", "due_call_not_shown",
    "score_out_of_range", "score_unlike_ledger", "price_unlike_history",
)  # fmt: skip
CLOCKS: Final = (
    "clock_backwards", "received_at_another_time", "robot_counted_as_person", "attempt_unheard",
    "claim_counted_as_verified", "contact_unheard",
)  # fmt: skip
THE_LOG: Final = ("counts_differ", "log_unfinished")
VIOLATIONS: Final = frozenset((*ARRIVALS, *MESSAGES, *LAW, *STANDING, *CLOCKS, *THE_LOG))
