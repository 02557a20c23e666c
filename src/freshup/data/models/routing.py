"""Who became accountable, when, and why not somebody else."""

from django.db import models

from freshup.data.models.fields import rooftop_copy


class Assignment(models.Model):
    """One change of ownership: the append-only timeline, with who was considered and why each fell out."""

    rooftop = rooftop_copy()
    opportunity = models.ForeignKey("data.Opportunity", on_delete=models.PROTECT, related_name="assignments")
    lead = models.ForeignKey(
        "data.Lead",
        on_delete=models.PROTECT,
        null=True,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    staff = models.ForeignKey(
        "data.Staff",
        on_delete=models.PROTECT,
        null=True,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    desk = models.CharField(max_length=60, blank=True)
    slot = models.CharField(max_length=8, default="sales")
    at = models.DateTimeField()
    how = models.CharField(max_length=12)
    rule = models.CharField(max_length=80, blank=True)
    rules_version = models.PositiveIntegerField(default=0)
    reasons = models.JSONField(default=list)
    considered = models.JSONField(default=list)
    by_user = models.ForeignKey(
        "data.User",
        on_delete=models.PROTECT,
        null=True,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )

    class Meta:
        db_table = "assignment"


class RoutingTally(models.Model):
    """A person's running tally of turns, a number a grade; what it means is said in `domain.routing`."""

    rooftop = rooftop_copy()
    staff = models.ForeignKey("data.Staff", on_delete=models.PROTECT, db_index=False, related_name="+")
    grade = models.CharField(max_length=1)
    received = models.FloatField()

    class Meta:
        db_table = "routing_tally"
        constraints = [models.UniqueConstraint(fields=["staff", "grade"], name="tally_once_a_grade")]


class Credit(models.Model):
    """Who earned a part of a sale, for pay: set by, confirmed by, shown to, sold by. Append-only.

    For each part the latest row of the latest ruling stands; `share` is in percent, several rows are a split.
    """

    rooftop = rooftop_copy()
    opportunity = models.ForeignKey("data.Opportunity", on_delete=models.PROTECT, related_name="credits")
    part = models.CharField(max_length=10)
    staff = models.ForeignKey(
        "data.Staff", on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="+"
    )
    share = models.PositiveSmallIntegerField(default=100)
    at = models.DateTimeField()
    by_user = models.ForeignKey("data.User", on_delete=models.PROTECT, null=True, related_name="+")
    ruling = models.ForeignKey("data.Ruling", on_delete=models.PROTECT, null=True, related_name="credits")

    class Meta:
        db_table = "credit"


class Ruling(models.Model):
    """A manager's decision on who a customer or a credit belongs to. Its words are the one thing erasure can blank."""

    rooftop = rooftop_copy()
    opportunity = models.ForeignKey("data.Opportunity", on_delete=models.PROTECT, related_name="rulings")
    kind = models.CharField(max_length=10)
    at = models.DateTimeField()
    by_user = models.ForeignKey("data.User", on_delete=models.PROTECT, related_name="+")
    data = models.JSONField(default=dict)
    words = models.TextField(blank=True)

    class Meta:
        db_table = "ruling"
