"""The clocks: received → acknowledged → first personal attempt → first two-way contact."""

from django.db import models

from freshup.data.models.fields import rooftop_copy


class ResponseClock(models.Model):
    """The clocks one lead started; a lead within 24 h of the last shares its clocks.

    Business seconds are counted in the answering team's hours; `None` until the fact happened.
    """

    rooftop = rooftop_copy()
    opportunity = models.ForeignKey("data.Opportunity", on_delete=models.PROTECT, related_name="clocks")
    lead = models.OneToOneField(
        "data.Lead", on_delete=models.PROTECT, db_constraint=False, primary_key=True, related_name="clock"
    )
    team = models.ForeignKey(
        "data.Team",
        on_delete=models.PROTECT,
        null=True,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    received_at = models.DateTimeField()
    starts_at = models.DateTimeField()
    due_at = models.DateTimeField()
    due_reason = models.JSONField(default=dict)
    acknowledged_at = models.DateTimeField(null=True)
    attempted_at = models.DateTimeField(null=True)
    attempt_claimed = models.BooleanField(null=True)
    attempt_business_seconds = models.BigIntegerField(null=True)
    contacted_at = models.DateTimeField(null=True)
    contact_business_seconds = models.BigIntegerField(null=True)
    # When a provider first confirmed an attempt; `attempted_at` may be somebody's word.
    verified_attempt_at = models.DateTimeField(null=True)
    # A stretch in which a rule of the gate, and nobody here, kept the first attempt from being made.
    paused_from = models.DateTimeField(null=True)
    paused_until = models.DateTimeField(null=True)
    paused_by = models.JSONField(null=True)
    paused_business_seconds = models.PositiveIntegerField(default=0, db_default=0)

    class Meta:
        db_table = "response_clock"
        indexes = [models.Index(fields=["rooftop", "-received_at"], name="response_clock_by_store")]


class Task(models.Model):
    """Something a person must do about an opportunity: one open task of a kind, so that duplicates can't pile up.

    Nobody in `staff` means it lies on the store's desk; `slot` "manager" means any manager. `band` is the place in
    line (0 first), `due_at` the promise, `shown_at` from when it stands in Up next.
    """

    rooftop = rooftop_copy()
    opportunity = models.ForeignKey(
        "data.Opportunity", on_delete=models.PROTECT, db_index=False, related_name="tasks"
    )
    staff = models.ForeignKey(
        "data.Staff",
        on_delete=models.PROTECT,
        null=True,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    slot = models.CharField(max_length=8, blank=True)
    kind = models.CharField(max_length=11)
    band = models.PositiveSmallIntegerField()
    due_at = models.DateTimeField()
    shown_at = models.DateTimeField()
    created_at = models.DateTimeField()
    enrolment_id = models.BigIntegerField(null=True)
    step = models.CharField(max_length=24, blank=True)
    template = models.CharField(max_length=40, blank=True)
    message_id = models.BigIntegerField(null=True)
    words = models.TextField(blank=True)
    moved = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(
        "data.User",
        on_delete=models.PROTECT,
        null=True,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    result = models.CharField(max_length=16, blank=True)

    class Meta:
        db_table = "task"
        indexes = [
            models.Index(
                fields=["staff", "band", "due_at", "id"],
                name="task_of_person",
                condition=models.Q(done_at__isnull=True, staff__isnull=False),
            ),
            models.Index(
                fields=["rooftop", "band", "due_at", "id"],
                name="task_on_desk",
                condition=models.Q(done_at__isnull=True, staff__isnull=True),
            ),
            models.Index(
                fields=["rooftop", "due_at", "id"], name="task_open", condition=models.Q(done_at__isnull=True)
            ),
            models.Index(fields=["opportunity", "-id"], name="task_of_opportunity"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["opportunity", "kind"],
                condition=models.Q(done_at__isnull=True),
                name="one_open_task_of_a_kind",
            )
        ]


class Alert(models.Model):
    """Somebody must know now: shown in the page, pushed to the phone, texted; until it was seen."""

    rooftop = rooftop_copy()
    opportunity = models.ForeignKey(
        "data.Opportunity", on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    user = models.ForeignKey("data.User", on_delete=models.PROTECT, db_index=False, related_name="+")
    kind = models.CharField(max_length=16)
    at = models.DateTimeField()
    data = models.JSONField(default=dict)
    seen_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "alert"
        indexes = [
            models.Index(fields=["user", "-at", "-id"], name="alert_of_user"),
            models.Index(
                fields=["id"], name="alert_to_deliver", condition=models.Q(delivered_at__isnull=True)
            ),
        ]


class Escalation(models.Model):
    """A rung of the ladder was reached by a lead nobody has tried to answer. Append-only; once a rung."""

    rooftop = rooftop_copy()
    opportunity = models.ForeignKey(
        "data.Opportunity", on_delete=models.PROTECT, db_index=False, related_name="escalations"
    )
    lead_id = models.BigIntegerField(null=True)
    rung = models.PositiveSmallIntegerField()
    what = models.CharField(max_length=10)
    at = models.DateTimeField()
    due_at = models.DateTimeField()
    staff_id = models.BigIntegerField(null=True)
    reason = models.JSONField(null=True)

    class Meta:
        db_table = "escalation"
        indexes = [models.Index(fields=["rooftop", "-at", "-id"], name="escalation_by_store")]
        constraints = [
            models.UniqueConstraint(fields=["opportunity", "due_at", "rung"], name="escalation_once_a_rung")
        ]
