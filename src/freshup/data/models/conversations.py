"""One table for every channel and direction: the outbox and the history."""

from django.db import models

from freshup.data.models.fields import rooftop_copy


class Message(models.Model):
    """A message in or out. `step_key` is unique: a step is sent once, whatever crashes.

    `facts` is what the gate must know about the mail being answered (codes and booleans, no words).
    """

    rooftop = rooftop_copy()
    opportunity = models.ForeignKey(
        "data.Opportunity", on_delete=models.PROTECT, db_index=False, related_name="messages"
    )
    lead = models.ForeignKey(
        "data.Lead",
        on_delete=models.PROTECT,
        null=True,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    person = models.ForeignKey(
        "data.Person", on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="+"
    )
    contact_point = models.ForeignKey(
        "data.ContactPoint",
        on_delete=models.PROTECT,
        null=True,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    channel = models.CharField(max_length=8)
    direction = models.CharField(max_length=3)
    purpose = models.CharField(max_length=16)
    automatic = models.BooleanField(default=True)
    step_key = models.CharField(max_length=80, unique=True)
    template = models.CharField(max_length=40, blank=True)
    language = models.CharField(max_length=8, default="en")
    sender_name = models.CharField(max_length=120, blank=True)
    sender = models.CharField(max_length=254, blank=True)
    recipient = models.CharField(max_length=254)
    subject = models.CharField(max_length=200, blank=True)
    body = models.TextField(blank=True)
    headers = models.JSONField(default=dict)
    facts = models.JSONField(default=dict)
    state = models.CharField(max_length=10, default="queued")
    created_at = models.DateTimeField()
    send_after = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    gate_rule = models.CharField(max_length=40, blank=True)
    gate_at = models.DateTimeField(null=True)
    provider = models.CharField(max_length=20, blank=True)
    provider_id = models.CharField(max_length=120, blank=True)
    sent_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=200, blank=True)
    erased_at = models.DateTimeField(null=True)
    # Of a step: the enrolment it belongs to, and the moment from which it would be too late.
    enrolment_id = models.BigIntegerField(null=True)
    too_late_at = models.DateTimeField(null=True)
    # Of a message by hand: who sent it, and whether the words are their own and not a template's as it stands.
    by_user = models.ForeignKey(
        "data.User",
        on_delete=models.PROTECT,
        null=True,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    edited = models.BooleanField(default=False, db_default=False)
    # Of a call: what came of it, and how long they spoke. Of any: since when the provider says it is over.
    outcome = models.CharField(max_length=16, blank=True, default="", db_default="")
    seconds = models.PositiveIntegerField(null=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "message"
        indexes = [
            models.Index(
                fields=["send_after", "id"], name="message_outbox", condition=models.Q(state="queued")
            ),
            models.Index(
                fields=["claimed_at"], name="message_in_flight", condition=models.Q(state="sending")
            ),
            models.Index(fields=["opportunity", "-created_at", "-id"], name="message_history"),
            models.Index(fields=["rooftop", "-created_at", "-id"], name="message_by_store"),
            models.Index(
                fields=["contact_point", "-created_at"],
                name="message_acknowledgements",
                condition=models.Q(purpose="acknowledgement"),
            ),
            # What the gate counts: calls and texts to one person within a day.
            models.Index(
                fields=["person", "-sent_at"],
                name="message_attempts",
                condition=models.Q(channel__in=("call", "text"), direction="out", sent_at__isnull=False),
            ),
            models.Index(
                fields=["opportunity", "-created_at"],
                name="message_received",
                condition=models.Q(direction="in"),
            ),
            models.Index(
                fields=["enrolment_id"],
                name="message_of_step",
                condition=models.Q(state="queued", enrolment_id__isnull=False),
            ),
            models.Index(fields=["claimed_at"], name="message_calling", condition=models.Q(state="calling")),
        ]
