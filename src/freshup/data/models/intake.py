"""What came in, exactly as it came, and through which door."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from freshup.data.models.fields import key_text


class Source(models.Model):
    """Where inquiries come from, and what that costs a month."""

    rooftop = models.ForeignKey("data.Rooftop", on_delete=models.PROTECT, related_name="sources")
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="sub_sources"
    )
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=12, default="third_party")
    monthly_cost_cents = models.BigIntegerField(null=True, blank=True)
    discovered_at = models.DateTimeField(null=True, blank=True)
    reviewed_at = models.DateTimeField(null=True, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "source"
        constraints = [models.UniqueConstraint(fields=["rooftop", "name"], name="source_once_a_store")]

    def __str__(self) -> str:
        return self.name


class SourceAlias(models.Model):
    """Another name by which a provider calls itself, lower-cased."""

    rooftop = models.ForeignKey("data.Rooftop", on_delete=models.PROTECT, related_name="+")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="aliases")
    alias = key_text(120)

    class Meta:
        db_table = "source_alias"
        constraints = [models.UniqueConstraint(fields=["rooftop", "alias"], name="alias_once_a_store")]


class IntakeKey(models.Model):
    """A key that may only write: secret for servers and mail (hashed), public for forms (allowed origins)."""

    rooftop = models.ForeignKey("data.Rooftop", on_delete=models.PROTECT, related_name="intake_keys")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=6, default="server")
    label = models.CharField(max_length=80)
    department = models.CharField(max_length=12, default="sales")
    prefix = models.CharField(max_length=6)
    secret_hash = models.BinaryField(max_length=32, unique=True)
    public_value = models.CharField(max_length=40, blank=True)
    allowed_origins = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    consent_text = models.TextField(blank=True)
    consent_version = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    disabled_at = models.DateTimeField(null=True, blank=True)
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        db_table = "intake_key"


class Submission(models.Model):
    """One thing received, raw: written before it is understood, changed only in its outcome."""

    STATES: ClassVar = ("waiting", "parsed", "repaired", "quarantined", "not_a_lead")

    group = models.ForeignKey("data.Group", on_delete=models.PROTECT, db_index=False, related_name="+")
    rooftop = models.ForeignKey("data.Rooftop", on_delete=models.PROTECT, db_index=False, related_name="+")
    key = models.ForeignKey(IntakeKey, on_delete=models.PROTECT, null=True, db_index=False, related_name="+")
    receipt = models.UUIDField()
    channel = models.CharField(max_length=10)
    received_at = models.DateTimeField()
    by_user = models.ForeignKey(
        "data.User", on_delete=models.PROTECT, null=True, db_index=False, related_name="+"
    )
    remote_address = models.GenericIPAddressField(null=True)
    envelope_from = models.CharField(max_length=320, null=True)
    content_type = models.CharField(max_length=200, blank=True)
    headers = models.JSONField(default=dict)
    size = models.PositiveIntegerField()
    body = models.BinaryField(null=True)
    stored_as = models.CharField(max_length=64, blank=True)
    over_limit = models.BooleanField(default=False)
    state = models.CharField(max_length=12, default="waiting")
    reason = models.CharField(max_length=200, blank=True)
    repairs = models.JSONField(default=list)
    understood = models.JSONField(default=list)
    processed_at = models.DateTimeField(null=True)
    corrected_body = models.BinaryField(null=True)
    corrected_at = models.DateTimeField(null=True)
    corrected_by = models.ForeignKey(
        "data.User", on_delete=models.PROTECT, null=True, db_index=False, related_name="+"
    )
    erased_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "submission"
        indexes = [
            models.Index(
                fields=["group", "over_limit", "id"],
                name="submission_waiting",
                condition=models.Q(state="waiting"),
            ),
            models.Index(fields=["rooftop", "-received_at", "-id"], name="submission_by_store"),
            models.Index(
                fields=["rooftop", "state", "-received_at", "-id"],
                name="submission_set_aside",
                condition=models.Q(state__in=("quarantined", "not_a_lead")),
            ),
            models.Index(fields=["key", "-received_at"], name="submission_by_key"),
            # Only what was typed by hand is looked up by its receipt, so only that is in the index.
            models.Index(
                fields=["receipt"], name="submission_by_hand", condition=models.Q(by_user__isnull=False)
            ),
        ]
