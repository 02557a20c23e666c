"""Follow-up that nobody must remember: published cadences and templates, who is on which, and what each step did."""

from django.db import models

from freshup.data.models.fields import rooftop_copy


class CadenceVersion(models.Model):
    """One published version of a cadence. Immutable: whoever runs on it finishes on it.

    Without a store it is a shipped one, which serves every store that has published none of its own.
    """

    rooftop = models.ForeignKey("data.Rooftop", on_delete=models.PROTECT, null=True, related_name="+")
    key = models.CharField(max_length=20)
    version = models.PositiveIntegerField()
    body = models.JSONField()
    published_at = models.DateTimeField()
    by_user = models.ForeignKey("data.User", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "cadence_version"
        constraints = [
            models.UniqueConstraint(
                fields=["rooftop", "key", "version"], name="cadence_version_once", nulls_distinct=False
            )
        ]


class TemplateVersion(models.Model):
    """One published version of a text in one language. Immutable; without a store it is a shipped one."""

    rooftop = models.ForeignKey("data.Rooftop", on_delete=models.PROTECT, null=True, related_name="+")
    key = models.CharField(max_length=40)
    language = models.CharField(max_length=8)
    version = models.PositiveIntegerField()
    body = models.JSONField()
    published_at = models.DateTimeField()
    by_user = models.ForeignKey("data.User", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "template_version"
        constraints = [
            models.UniqueConstraint(
                fields=["rooftop", "key", "language", "version"],
                name="template_version_once",
                nulls_distinct=False,
            )
        ]


class Enrolment(models.Model):
    """One opportunity on one cadence version. Only the next step is stored as due; the rest is computed.

    `position` and `visit` name that step. `planned_at` is when the plan wants it, `due_at` when it will be looked
    at: later where the gate holds it (`held_by`), empty while nothing is to come by itself.
    """

    rooftop = rooftop_copy()
    opportunity = models.ForeignKey(
        "data.Opportunity", on_delete=models.PROTECT, db_index=False, related_name="enrolments"
    )
    version = models.ForeignKey(CadenceVersion, on_delete=models.PROTECT, db_index=False, related_name="+")
    key = models.CharField(max_length=20)
    anchor_at = models.DateTimeField()
    position = models.PositiveSmallIntegerField(default=0)
    visit = models.PositiveSmallIntegerField(default=0)
    planned_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    held_by = models.CharField(max_length=40, blank=True)
    held_reason = models.JSONField(null=True)
    last_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField()
    resumes_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=20, blank=True)

    class Meta:
        db_table = "enrolment"
        indexes = [
            models.Index(
                fields=["due_at", "id"], name="enrolment_due", condition=models.Q(due_at__isnull=False)
            ),
            models.Index(fields=["opportunity", "-id"], name="enrolment_of"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["opportunity"], condition=models.Q(ended_at__isnull=True), name="one_running_cadence"
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True) | models.Q(due_at__isnull=True),
                name="ended_is_not_due",
            ),
        ]


class StepRun(models.Model):
    """What one step of an enrolment came to. Append-only; once for each visit of a step, whatever crashes."""

    rooftop = rooftop_copy()
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, db_index=False, related_name="runs")
    opportunity = models.ForeignKey(
        "data.Opportunity", on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="+"
    )
    position = models.PositiveSmallIntegerField()
    visit = models.PositiveSmallIntegerField(default=0)
    step = models.CharField(max_length=24)
    kind = models.CharField(max_length=10)
    planned_at = models.DateTimeField()
    at = models.DateTimeField()
    result = models.CharField(max_length=12)
    reason = models.JSONField(null=True)
    message_id = models.BigIntegerField(null=True)
    task_id = models.BigIntegerField(null=True)

    class Meta:
        db_table = "step_run"
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "position", "visit"], name="step_run_once")
        ]


class HardStop(models.Model):
    """Somebody stopped everything on an opportunity: no automation survives it until it is lifted."""

    rooftop = rooftop_copy()
    opportunity = models.ForeignKey(
        "data.Opportunity", on_delete=models.PROTECT, db_index=False, related_name="hard_stops"
    )
    at = models.DateTimeField()
    by_user = models.ForeignKey("data.User", on_delete=models.PROTECT, null=True, related_name="+")
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey("data.User", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "hard_stop"
        constraints = [
            models.UniqueConstraint(
                fields=["opportunity"], condition=models.Q(lifted_at__isnull=True), name="one_standing_stop"
            )
        ]


class AnswerTally(models.Model):
    """How often a source or a store was tried on a channel at a time of day, and how often it answered.

    Counted anew from messages and calls by a periodic task; what is learned from it is in `domain.cadences`.
    """

    rooftop = rooftop_copy()
    source_id = models.BigIntegerField(default=0)
    channel = models.CharField(max_length=8)
    day_part = models.CharField(max_length=10)
    tried = models.PositiveIntegerField(default=0)
    answered = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "answer_tally"
        constraints = [
            models.UniqueConstraint(
                fields=["rooftop", "source_id", "channel", "day_part"], name="answer_tally_once"
            )
        ]
