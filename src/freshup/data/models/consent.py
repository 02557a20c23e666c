"""Who must not be written to, and what anybody agreed to."""

from django.db import models

from freshup.data.models.fields import key_text, rooftop_copy


class Suppression(models.Model):
    """An address or number that gets nothing more from any store of the group; lifted, never deleted."""

    group = models.ForeignKey("data.Group", on_delete=models.PROTECT, db_index=False, related_name="+")
    kind = models.CharField(max_length=5)
    value = key_text(254)
    reason = models.CharField(max_length=40)
    since = models.DateTimeField()
    by_user = models.ForeignKey("data.User", on_delete=models.PROTECT, null=True, related_name="+")
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "suppression"
        indexes = [models.Index(fields=["group", "value"], name="suppression_by_value")]


class ConsentEvent(models.Model):
    """One line of the consent ledger, with its evidence. Append-only."""

    rooftop = rooftop_copy()
    person = models.ForeignKey("data.Person", on_delete=models.PROTECT, related_name="+")
    contact_point = models.ForeignKey(
        "data.ContactPoint", on_delete=models.PROTECT, null=True, db_index=False, related_name="+"
    )
    lead = models.ForeignKey(
        "data.Lead", on_delete=models.PROTECT, null=True, db_index=False, related_name="+"
    )
    channel = models.CharField(max_length=8)
    purpose = models.CharField(max_length=16)
    level = models.CharField(max_length=16)
    at = models.DateTimeField()
    captured_by = models.CharField(max_length=40)
    text = models.TextField(blank=True)
    text_version = models.PositiveSmallIntegerField(null=True)
    remote_address = models.GenericIPAddressField(null=True)

    class Meta:
        db_table = "consent_event"
