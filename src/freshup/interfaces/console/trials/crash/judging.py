"""The verdict, from outside: what the senders heard, what the providers took, and what lies in the database."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from freshup.interfaces.console.trials.crash.installation import Installation

# The number of an inquiry stands in its words, whatever layout they came in.
INQUIRIES: Final = """
SELECT substring(encode(s.body, 'escape') FROM 'Reference ([0-9]+)[.]')::int, s.state,
       (SELECT count(*) FROM lead l WHERE l.submission_id = s.id),
       (SELECT count(*) FROM lead_repeat r WHERE r.submission_id = s.id)
FROM submission s
"""
# The key as the provider sees it: of a text our number, of a mail its Message-ID.
MESSAGES: Final = """
WITH asked AS (
    SELECT l.opportunity_id, min(substring(encode(s.body, 'escape') FROM 'Reference ([0-9]+)[.]')::int) AS number
    FROM lead l JOIN submission s ON s.id = l.submission_id GROUP BY 1)
SELECT CASE m.channel WHEN 'text' THEN 'text ' || m.id ELSE 'mail ' || replace(m.step_key, ':', '.') || '.'
           || m.rooftop_id || '@' || split_part(m.sender, '@', 2) END,
       m.state, a.number, m.purpose, m.automatic
FROM message m LEFT JOIN asked a ON a.opportunity_id = m.opportunity_id WHERE m.direction = 'out'
"""
# Of those that ended badly: what was said about it.
ENDINGS: Final = """
SELECT channel || ' ' || state || ': ' || coalesce(nullif(failure, ''), gate_rule), count(*) FROM message
WHERE direction = 'out' AND state <> 'sent' GROUP BY 1 ORDER BY 1
"""
SETTLED: Final = ("sent", "failed", "refused", "unsure", "cancelled")


@dataclass(slots=True)
class Verdict:
    """Counts by number of inquiry, so that each fault gets its own."""

    lost: set[int] = field(default_factory=set)
    doubled: set[int] = field(default_factory=set)
    leads: Counter[int] = field(default_factory=Counter)
    quarantined: set[int] = field(default_factory=set)
    taken: Counter[int] = field(default_factory=Counter)
    twice: Counter[int] = field(default_factory=Counter)
    uncertain: Counter[int] = field(default_factory=Counter)
    # Still `queued` or `sending` when all was over.
    stuck: Counter[int] = field(default_factory=Counter)
    # Said to be sent, and no provider has it.
    vanished: Counter[int] = field(default_factory=Counter)
    states: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    endings: dict[str, int] = field(default_factory=dict)
    unknown_keys: int = 0
    refused_logins: int = 0

    def of(self, counts: Mapping[int, int] | Iterable[int], first: int, count: int) -> int:
        """How many of them concern the inquiries of one round."""
        numbers = range(first, first + count)
        if isinstance(counts, Mapping):
            return sum(n for number, n in counts.items() if number in numbers)
        return sum(number in numbers for number in counts)


def judge(place: Installation, accepted: set[int], taken: Sequence[Sequence[Any]]) -> Verdict:
    """`accepted`: the numbers somebody got a 202 or a 250 for; `taken`: the providers' journal."""
    verdict = Verdict()
    _leads(verdict, place.rows(INQUIRIES), accepted)
    _messages(verdict, place.rows(MESSAGES), taken)
    verdict.endings = dict(place.rows(ENDINGS))
    return verdict


def _leads(verdict: Verdict, found: Sequence[Sequence[Any]], accepted: set[int]) -> None:
    visible: set[int] = set()
    for number, state, leads, repeats in found:
        if number is None:
            continue
        verdict.leads[number] += leads
        if state == "quarantined":
            verdict.quarantined.add(number)
        if leads or repeats or state == "quarantined":
            visible.add(number)
    verdict.lost = accepted - {one for one in visible if verdict.leads[one] or one in verdict.quarantined}
    verdict.doubled = {number for number, leads in verdict.leads.items() if leads > 1}


def _messages(verdict: Verdict, found: Sequence[Sequence[Any]], taken: Sequence[Sequence[Any]]) -> None:
    by_key = Counter(f"{kind} {key}" for kind, key, _, _ in taken if key)
    by_words = Counter((kind, digest) for kind, key, digest, _ in taken if key)
    verdict.refused_logins = sum(not key for _, key, _, _ in taken)
    words_of = {f"{kind} {key}": (kind, digest) for kind, key, digest, _ in taken if key}
    known = set()
    for key, state, number, purpose, automatic in found:
        verdict.states[state] += 1
        known.add(key)
        where = -1 if number is None else number
        if times := by_key[key]:
            verdict.taken[where] += 1
            verdict.kinds[purpose if automatic else "by hand"] += 1
            # Once too often by its key, or the same words to the same person under another.
            verdict.twice[where] += max(times, by_words[words_of[key]]) > 1
        verdict.vanished[where] += state == "sent" and not times
        verdict.uncertain[where] += state == "unsure"
        verdict.stuck[where] += state not in SETTLED
    verdict.unknown_keys = len(set(by_key) - known)
