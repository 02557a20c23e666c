"""The rules a store edits, each published version kept, and the ledger of points they gave."""

from django.db import models

from freshup.data.models.fields import rooftop_copy


class RuleSet(models.Model):
    """One published version of a store's rules on one topic ('qualification', 'routing'). Immutable."""

    rooftop = models.ForeignKey("data.Rooftop", on_delete=models.PROTECT, related_name="+")
    topic = models.CharField(max_length=16)
    version = models.PositiveIntegerField()
    body = models.JSONField()
    published_at = models.DateTimeField()
    by_user = models.ForeignKey("data.User", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "rule_set"
        constraints = [
            models.UniqueConstraint(fields=["rooftop", "topic", "version"], name="rule_set_version_once")
        ]


class ScorePoint(models.Model):
    """One line of the score ledger. An opportunity's score is the sum of its lines. Append-only."""

    rooftop = rooftop_copy()
    opportunity = models.ForeignKey("data.Opportunity", on_delete=models.PROTECT, related_name="score_points")
    lead = models.ForeignKey(
        "data.Lead",
        on_delete=models.PROTECT,
        null=True,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    at = models.DateTimeField()
    rules_version = models.PositiveIntegerField()
    dimension = models.CharField(max_length=10)
    code = models.CharField(max_length=40)
    points = models.SmallIntegerField()
    reason = models.JSONField(default=dict)

    class Meta:
        db_table = "score_point"
