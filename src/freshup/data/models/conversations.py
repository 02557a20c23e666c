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
    # Through whom it went or came; the Message-ID of a mail without its brackets, for threads.
    connector_id = models.BigIntegerField(null=True)
    mail_id = models.CharField(max_length=250, blank=True, default="", db_default="")
    # How far the provider says it came (domain.conversations.delivery), its own code, and when.
    delivery = models.CharField(max_length=12, blank=True, default="", db_default="")
    delivery_code = models.CharField(max_length=20, blank=True, default="", db_default="")
    delivered_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    clicked_at = models.DateTimeField(null=True)
    # Quotes and signatures folded away from `body`; erasure blanks both.
    rest = models.TextField(blank=True, default="", db_default="")
    # Codes, ids and numbers only: the line a call came by, consent to its recording, a stranger in the thread.
    details = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()))

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
            models.Index(
                fields=["rooftop", "mail_id"], name="message_by_mail_id", condition=~models.Q(mail_id="")
            ),
            models.Index(
                fields=["provider_id"], name="message_by_provider_id", condition=~models.Q(provider_id="")
            ),
        ]


class Conversation(models.Model):
    """Where a talk with a customer stands: one for each opportunity somebody spoke in, or for a chat without a name.

    `waiting_since`: the customer's first message nobody has answered. Made by the first thing a customer says or a
    person writes; what machines send alone makes none.
    """

    rooftop = rooftop_copy()
    opportunity = models.OneToOneField(
        "data.Opportunity", on_delete=models.PROTECT, null=True, related_name="conversation"
    )
    chat = models.OneToOneField("data.Chat", on_delete=models.PROTECT, null=True, related_name="conversation")
    last_at = models.DateTimeField()
    last_in_at = models.DateTimeField(null=True)
    last_channel = models.CharField(max_length=8, blank=True)
    last_direction = models.CharField(max_length=3, blank=True)
    last_message_id = models.BigIntegerField(null=True)
    waiting_since = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    # Who answers when it is not the owner.
    assigned = models.ForeignKey(
        "data.Staff",
        on_delete=models.PROTECT,
        null=True,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    snoozed_until = models.DateTimeField(null=True)
    angry_at = models.DateTimeField(null=True)
    angry_reason = models.JSONField(null=True)
    angry_seen_at = models.DateTimeField(null=True)
    angry_seen_by = models.ForeignKey(
        "data.User",
        on_delete=models.PROTECT,
        null=True,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )

    class Meta:
        db_table = "conversation"
        indexes = [
            models.Index(
                fields=["rooftop", "waiting_since", "id"],
                name="conversation_waiting",
                condition=models.Q(waiting_since__isnull=False),
            ),
            models.Index(fields=["rooftop", "-last_at", "-id"], name="conversation_recent"),
            models.Index(
                fields=["rooftop", "angry_at", "id"],
                name="conversation_angry",
                condition=models.Q(angry_at__isnull=False, angry_seen_at__isnull=True),
            ),
            models.Index(
                fields=["assigned", "waiting_since", "id"],
                name="conversation_assigned",
                condition=models.Q(assigned__isnull=False),
            ),
            models.Index(
                fields=["snoozed_until"],
                name="conversation_snoozed",
                condition=models.Q(snoozed_until__isnull=False),
            ),
        ]


class Attachment(models.Model):
    """Bytes that belong to a message or chat: a file, picture, recording, voicemail, video, or the HTML of a mail.

    `state`: kept, waiting (still to be fetched from the provider), refused (and `reason` says why).
    """

    rooftop = rooftop_copy()
    opportunity = models.ForeignKey(
        "data.Opportunity",
        on_delete=models.PROTECT,
        null=True,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    message = models.ForeignKey(
        Message, on_delete=models.PROTECT, null=True, db_constraint=False, related_name="attachments"
    )
    kind = models.CharField(max_length=10)
    name = models.CharField(max_length=200, blank=True)
    media_type = models.CharField(max_length=100, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    stored_as = models.CharField(max_length=64, blank=True)
    # Where the provider keeps it, and through which connector it is fetched.
    remote_url = models.CharField(max_length=500, blank=True)
    connector_id = models.BigIntegerField(null=True)
    state = models.CharField(max_length=8, default="kept")
    reason = models.CharField(max_length=200, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    retry_at = models.DateTimeField(null=True)
    at = models.DateTimeField()
    details = models.JSONField(default=dict)
    keep_until = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "attachment"
        indexes = [
            models.Index(
                fields=["retry_at", "id"], name="attachment_to_fetch", condition=models.Q(state="waiting")
            ),
            models.Index(
                fields=["keep_until"],
                name="attachment_to_delete",
                condition=models.Q(keep_until__isnull=False, erased_at__isnull=True),
            ),
        ]


class FileAccess(models.Model):
    """Who opened a recording or another file, and when. Append-only (MSG-4)."""

    rooftop = rooftop_copy()
    attachment = models.ForeignKey(Attachment, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey("data.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "file_access"


class TrackedLink(models.Model):
    """A link in a message, its target fixed when it was sent. It signs nobody in and ends after ninety days."""

    rooftop = rooftop_copy()
    opportunity = models.ForeignKey(
        "data.Opportunity", on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="+"
    )
    message = models.ForeignKey(Message, on_delete=models.PROTECT, db_constraint=False, related_name="links")
    token = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=8, default="link")
    position = models.PositiveSmallIntegerField(default=0)
    target = models.CharField(max_length=1000, blank=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    clicks = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "tracked_link"


class Engagement(models.Model):
    """A mail opened, a link clicked, a video watched. Append-only; what machines did is kept and not counted."""

    rooftop = rooftop_copy()
    opportunity = models.ForeignKey(
        "data.Opportunity", on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="+"
    )
    message_id = models.BigIntegerField(null=True)
    link_id = models.BigIntegerField(null=True)
    kind = models.CharField(max_length=8)
    at = models.DateTimeField()
    machine = models.BooleanField(default=False)
    why = models.CharField(max_length=24, blank=True)

    class Meta:
        db_table = "engagement"
        indexes = [
            models.Index(fields=["opportunity", "-at", "-id"], name="engagement_of_opportunity"),
            models.Index(fields=["message_id", "-at"], name="engagement_of_message"),
        ]


class Video(models.Model):
    """A personal video for one customer, seen on a page of its own until it expires."""

    rooftop = rooftop_copy()
    opportunity = models.ForeignKey(
        "data.Opportunity", on_delete=models.PROTECT, db_constraint=False, related_name="+"
    )
    attachment = models.ForeignKey(Attachment, on_delete=models.PROTECT, related_name="+")
    token = models.CharField(max_length=40, unique=True)
    title = models.CharField(max_length=120, blank=True)
    by_user = models.ForeignKey("data.User", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    seconds = models.PositiveIntegerField(null=True)
    views = models.PositiveIntegerField(default=0)
    viewed_at = models.DateTimeField(null=True)
    message_id = models.BigIntegerField(null=True)

    class Meta:
        db_table = "video"
