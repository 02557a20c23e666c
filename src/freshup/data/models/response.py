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

    class Meta:
        db_table = "response_clock"
