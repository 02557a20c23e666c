"""A mail that came in, by whatever way: an answer finds its lead, a report its message, an inquiry the way of intake.

An answer is known by the address it came to, by its thread, by who wrote it; in this order, since customers write from
several addresses and programs drop threads. Nothing is lost: what belongs nowhere waits, whole, for a person.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from freshup.data.models import Message, Opportunity
from freshup.domain.connectors.reports import DeliveryReport, MailReport
from freshup.domain.conversations.bounces import delivery_of
from freshup.domain.people.keys import canonical_email, email_key
from freshup.operations.connectors.outcomes import DONE, Done, Ignored, Outcome, Taken
from freshup.operations.consent import opt_out
from freshup.operations.conversations.attaching import attach, attach_html
from freshup.operations.conversations.newcomers import hand_in_mail
from freshup.operations.conversations.receiving import Incoming, UnknownSender, receive_reply
from freshup.operations.conversations.reply_address import read_reply_address
from freshup.operations.conversations.statuses import apply_deliveries
from freshup.ports.letters import Bounce, Letter, LetterReader, UnreadableLetter
from freshup.ports.storage import Storage
from freshup.queries.letters import Spoken, in_thread, last_mail_to
from freshup.queries.stores import settings_of

OWN: Final = "own_mail"
SEEN: Final = "seen_before"
NO_MESSAGE: Final = "no_such_message"
LATE: Final = "delayed"
NO_SENDER: Final = "Nobody is named as the sender of this mail"


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail, read, with the event it came in and what handling it needs."""

    letter: Letter
    report: MailReport
    event: Taken
    storage: Storage

    @property
    def store(self) -> int:
        return self.event.rooftop_id

    @property
    def key(self) -> str:
        """The same for the same mail, by whatever way it came and however often."""
        name = self.letter.message_id or hashlib.sha256(self.report.mail).hexdigest()
        return f"mail:{self.store}:{hashlib.sha256(name.encode()).hexdigest()[:40]}"


def take_mail(
    report: MailReport, event: Taken, letters: LetterReader, storage: Storage, now: datetime
) -> Outcome:
    try:
        mail = Mail(letters.read(report.mail), report, event, storage)
    except UnreadableLetter as unreadable:
        return Ignored(str(unreadable), quarantined=True)
    if mail.letter.complaint is not None:
        return _complained(mail, mail.letter.complaint, now=now)
    if mail.letter.bounces:
        return _bounced(mail, now=now)
    if _is_own(mail):
        return Ignored(OWN)
    token = _by_address(mail)
    thread = in_thread(mail.store, [*mail.letter.in_reply_to, *reversed(mail.letter.references)])
    if token is None and thread is None and mail.letter.holds_adf:
        # A lead in a mail is an inquiry, even where a customer's address stands as its sender.
        return hand_in_mail(report, event, storage)
    if not mail.letter.sender:
        return Ignored(NO_SENDER, quarantined=True)
    return _answer(mail, token, thread, now=now)


def _answer(mail: Mail, token: int | None, thread: Spoken | None, *, now: datetime) -> Outcome:
    letter = mail.letter
    machine = letter.auto_reply or letter.bulk
    incoming = Incoming(
        provider=mail.event.provider,
        provider_id=mail.report.provider_id,
        rooftop_id=mail.store,
        channel="email",
        sender=letter.sender,
        body=letter.text,
        subject=letter.subject,
        opportunity_id=token or (thread.opportunity_id if thread else None),
        key=mail.key,
        sender_name=letter.sender_name,
        recipient=next(iter([*mail.report.recipients, *letter.recipients]), ""),
        mail_id=letter.message_id,
        connector_id=mail.event.connector_id,
        rest=letter.rest,
        machine=machine,
        details={"left_out": letter.left_out} if letter.left_out else {},
    )
    try:
        message_id = receive_reply(incoming, now=now)
    except UnknownSender:
        return hand_in_mail(mail.report, mail.event, mail.storage, machine=machine)
    if message_id is None:
        return Ignored(SEEN)
    message = Message.objects.get(id=message_id)
    attach(message, letter.enclosed, storage=mail.storage, now=now)
    if letter.html:
        attach_html(message, letter.html, storage=mail.storage, now=now)
    return Done(message_id)


def _by_address(mail: Mail) -> int | None:
    """The lead named by an address of ours that it came to; one of another store's names nothing here."""
    for address in dict.fromkeys([*mail.report.recipients, *mail.letter.recipients]):
        opportunity_id = read_reply_address(address)
        if opportunity_id and Opportunity.objects.filter(id=opportunity_id, rooftop=mail.store).exists():
            return opportunity_id
    return None


def _is_own(mail: Mail) -> bool:
    """What we sent comes back: by a list, a forwarding, a loop of two machines."""
    known = in_thread(mail.store, [mail.letter.message_id]) if mail.letter.message_id else None
    if known is not None and known.direction == "out" and known.mail_id == mail.letter.message_id:
        return True
    store = settings_of([mail.store])[mail.store]
    return bool(mail.letter.sender) and mail.letter.sender == store.mail_from.lower()


def _bounced(mail: Mail, *, now: datetime) -> Outcome:
    found = []
    for bounce in mail.letter.bounces:
        delivery = delivery_of(bounce.code, bounce.action)
        message = _message_of(mail, bounce, now=now) if delivery else None
        if message is not None:
            found.append(_told(mail, message, delivery, bounce))
    if not found:
        late = all(not delivery_of(one.code, one.action) for one in mail.letter.bounces)
        return Ignored(LATE if late else NO_MESSAGE)
    apply_deliveries(found, now=now)
    return DONE


def _complained(mail: Mail, complaint: Bounce, *, now: datetime) -> Outcome:
    """Whoever reports us as spam has said no, even where the report does not say of which mail."""
    message = _message_of(mail, complaint, now=now)
    if message is not None:
        apply_deliveries([_told(mail, message, "complained", complaint)], now=now)
        return DONE
    value = email_key(complaint.recipient) or canonical_email(complaint.recipient)
    if value is None:
        return Ignored(NO_MESSAGE)
    opt_out(
        group_id=settings_of([mail.store])[mail.store].group_id,
        points=[("email", value, None)],
        channels=("email",),
        how="complaint",
        words="",
        person_id=None,
        rooftop_id=mail.store,
        now=now,
    )
    return DONE


def _message_of(mail: Mail, bounce: Bounce, *, now: datetime) -> Spoken | None:
    found = in_thread(mail.store, [bounce.original_id]) if bounce.original_id else None
    if found is not None and found.direction == "out":
        return found
    value = email_key(bounce.recipient) or canonical_email(bounce.recipient) or ""
    return last_mail_to(mail.store, value, now=now)


def _told(mail: Mail, message: Spoken, delivery: str, bounce: Bounce) -> tuple[Taken, DeliveryReport]:
    report = DeliveryReport(
        provider_id="",
        delivery=delivery,
        at=mail.report.at,
        ours=message.id,
        code=bounce.code,
        address=bounce.recipient,
    )
    return mail.event, report
