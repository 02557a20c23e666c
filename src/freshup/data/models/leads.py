"""A lead is one received inquiry and never changes; an opportunity is one buying effort at one store."""

from django.db import models

from freshup.data.models.fields import rooftop_copy


class Opportunity(models.Model):
    """One buying effort of one person at one store: it alone has owner, stage, score.

    `facts` is what the score knows (booleans, counts, codes; no words). `wanted` is the vehicle in one line.
    Exactly one of `owner` and `desk` is accountable.
    """

    rooftop = models.ForeignKey("data.Rooftop", on_delete=models.PROTECT, db_index=False, related_name="+")
    person = models.ForeignKey(
        "data.Person", on_delete=models.PROTECT, db_index=False, related_name="opportunities"
    )
    previous = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, db_index=False, related_name="+"
    )
    source = models.ForeignKey(
        "data.Source", on_delete=models.PROTECT, null=True, db_index=False, related_name="+"
    )
    owner = models.ForeignKey(
        "data.Staff", on_delete=models.PROTECT, null=True, db_index=False, related_name="+"
    )
    desk = models.CharField(max_length=60, blank=True)
    stage = models.CharField(max_length=12, default="new")
    grade = models.CharField(max_length=1)
    score = models.PositiveSmallIntegerField(default=0)
    tier = models.CharField(max_length=6)
    kind = models.CharField(max_length=10)
    wanted = models.CharField(max_length=160, blank=True)
    facts = models.JSONField(default=dict)
    lead_count = models.PositiveIntegerField(default=1)
    opened_at = models.DateTimeField()
    last_lead_at = models.DateTimeField()
    last_activity_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    # The ladder of an unanswered lead: the next rung, and when it is reached; `stopped_at` copies a hard stop.
    escalates_at = models.DateTimeField(null=True)
    rung = models.PositiveSmallIntegerField(default=0, db_default=0)
    stopped_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "opportunity"
        indexes = [
            models.Index(fields=["rooftop", "-last_activity_at", "-id"], name="opportunity_recent"),
            models.Index(
                fields=["rooftop", "-last_activity_at", "-id"],
                name="opportunity_open",
                condition=models.Q(closed_at__isnull=True),
            ),
            models.Index(fields=["owner", "-last_activity_at", "-id"], name="opportunity_by_owner"),
            models.Index(fields=["person", "rooftop"], name="opportunity_by_person"),
            models.Index(
                fields=["rooftop", "due_at", "id"],
                name="opportunity_waiting",
                condition=models.Q(due_at__isnull=False),
            ),
            models.Index(
                fields=["owner", "due_at", "id"],
                name="opportunity_uncontacted",
                condition=models.Q(due_at__isnull=False),
            ),
            models.Index(
                fields=["escalates_at", "id"],
                name="opportunity_escalates",
                condition=models.Q(escalates_at__isnull=False),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(owner__isnull=False, desk="")
                | (models.Q(owner__isnull=True) & ~models.Q(desk="")),
                name="exactly_one_is_accountable",
            ),
            models.CheckConstraint(condition=models.Q(score__lte=100), name="score_is_0_to_100"),
        ]


class Lead(models.Model):
    """One received inquiry. Its facts never change; erasure alone blanks `said`, the customer's words."""

    rooftop = models.ForeignKey(
        "data.Rooftop", on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="+"
    )
    opportunity = models.ForeignKey(Opportunity, on_delete=models.PROTECT, related_name="leads")
    person = models.ForeignKey(
        "data.Person", on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="+"
    )
    submission = models.ForeignKey(
        "data.Submission", on_delete=models.PROTECT, db_index=False, related_name="leads"
    )
    position = models.PositiveSmallIntegerField(default=0)
    source = models.ForeignKey(
        "data.Source",
        on_delete=models.PROTECT,
        null=True,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    channel = models.CharField(max_length=10)
    kind = models.CharField(max_length=10)
    received_at = models.DateTimeField()
    requested_at = models.DateTimeField(null=True)
    grade = models.CharField(max_length=1)
    grade_reasons = models.JSONField(default=list)
    verdict = models.JSONField(default=dict)
    provider = models.CharField(max_length=120, blank=True)
    language = models.CharField(max_length=8, blank=True)
    said = models.JSONField(default=dict)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "lead"
        indexes = [models.Index(fields=["rooftop", "-received_at"], name="lead_by_store")]
        constraints = [
            models.UniqueConstraint(fields=["submission", "position"], name="lead_once_a_submission")
        ]


class LeadKey(models.Model):
    """What shows that the same inquiry came again: 64-bit digests of (provider, id) and of the content."""

    pk = models.CompositePrimaryKey("rooftop_id", "key", "lead_id")
    rooftop = rooftop_copy()
    key = models.BigIntegerField()
    lead = models.ForeignKey(
        Lead, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="+"
    )

    class Meta:
        db_table = "lead_key"


class LeadRepeat(models.Model):
    """The same inquiry, received again: kept, shown on its lead, never worked twice."""

    rooftop = rooftop_copy()
    lead = models.ForeignKey(Lead, on_delete=models.PROTECT, related_name="repeats")
    submission = models.ForeignKey("data.Submission", on_delete=models.PROTECT, related_name="repeats")
    position = models.PositiveSmallIntegerField(default=0)
    at = models.DateTimeField()
    rule = models.CharField(max_length=40)
    provider = models.CharField(max_length=120, blank=True)

    class Meta:
        db_table = "lead_repeat"


class VehicleInterest(models.Model):
    """A vehicle a lead speaks of: wanted, or offered in trade."""

    rooftop = rooftop_copy()
    lead = models.ForeignKey(Lead, on_delete=models.PROTECT, db_index=False, related_name="vehicles")
    opportunity = models.ForeignKey(
        Opportunity, on_delete=models.PROTECT, db_constraint=False, related_name="vehicles"
    )
    role = models.CharField(max_length=8)
    interest = models.CharField(max_length=12, blank=True)
    condition = models.CharField(max_length=6, blank=True)
    year = models.PositiveSmallIntegerField(null=True)
    make = models.CharField(max_length=40, blank=True)
    model = models.CharField(max_length=60, blank=True)
    trim = models.CharField(max_length=60, blank=True)
    vin = models.CharField(max_length=17, blank=True)
    stock = models.CharField(max_length=30, blank=True)
    odometer = models.PositiveIntegerField(null=True)

    class Meta:
        db_table = "vehicle_interest"


class Closing(models.Model):
    """An opportunity left the open pile: as what, why, by whom, and when that was undone."""

    rooftop = rooftop_copy()
    opportunity = models.ForeignKey(Opportunity, on_delete=models.PROTECT, related_name="closings")
    stage = models.CharField(max_length=12)
    reason = models.CharField(max_length=40, blank=True)
    note = models.TextField(blank=True)
    at = models.DateTimeField()
    by_user = models.ForeignKey("data.User", on_delete=models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey("data.User", on_delete=models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey("data.User", on_delete=models.PROTECT, null=True, related_name="+")
    previous_stage = models.CharField(max_length=12)

    class Meta:
        db_table = "closing"
        constraints = [
            models.UniqueConstraint(
                fields=["opportunity"],
                condition=models.Q(undone_at__isnull=True),
                name="one_standing_closing",
            )
        ]


class Activity(models.Model):
    """One thing that happened. Append-only; `words` (a note as typed) is the one column erasure can blank."""

    rooftop = rooftop_copy()
    opportunity = models.ForeignKey(
        Opportunity, on_delete=models.PROTECT, db_index=False, related_name="activities"
    )
    lead = models.ForeignKey(
        Lead, on_delete=models.PROTECT, null=True, db_constraint=False, db_index=False, related_name="+"
    )
    at = models.DateTimeField()
    kind = models.CharField(max_length=32)
    actor = models.ForeignKey(
        "data.User",
        on_delete=models.PROTECT,
        null=True,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    data = models.JSONField(default=dict)
    words = models.TextField(blank=True)

    class Meta:
        db_table = "activity"
        indexes = [
            models.Index(fields=["opportunity", "-at", "-id"], name="activity_timeline"),
            # What people did, by store and time: compliance, and thirty "left message" in five minutes.
            models.Index(
                fields=["rooftop", "-at"], name="activity_of_people", condition=models.Q(actor__isnull=False)
            ),
        ]
