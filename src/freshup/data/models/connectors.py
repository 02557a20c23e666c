"""Providers a store is connected to, what they reported, and how well each of them works."""

from django.db import models

from freshup.data.models.fields import rooftop_copy


class Connector(models.Model):
    """One account with one provider, as a store set it up: mail, texts and calls, lead forms, a model.

    `settings` holds no secret; those lie in `sealed`, encrypted with a key of the installation. The key of its webhook
    address is found by hash. `cursor` is where reading goes on (a mailbox). Switched off, never deleted.
    """

    rooftop = models.ForeignKey("data.Rooftop", on_delete=models.PROTECT, related_name="connectors")
    provider = models.CharField(max_length=20)
    name = models.CharField(max_length=80)
    settings = models.JSONField(default=dict)
    sealed = models.BinaryField(default=bytes)
    key_hash = models.BinaryField(max_length=32, unique=True)
    key_prefix = models.CharField(max_length=6)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey("data.User", on_delete=models.PROTECT, null=True, related_name="+")
    disabled_at = models.DateTimeField(null=True)
    last_in_at = models.DateTimeField(null=True)
    last_out_at = models.DateTimeField(null=True)
    last_error_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=200, blank=True)
    cursor = models.JSONField(default=dict)

    class Meta:
        db_table = "connector"


class ConnectorHour(models.Model):
    """What went through a connector in one hour."""

    rooftop = rooftop_copy()
    connector = models.ForeignKey(
        Connector, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="+"
    )
    hour = models.DateTimeField()
    sent = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    received = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "connector_hour"
        constraints = [models.UniqueConstraint(fields=["connector", "hour"], name="hour_once_a_connector")]


class InboundEvent(models.Model):
    """One thing a provider reported, raw: written before it is understood, once for each of the provider's ids.

    `kind` is what the address it came to is for. States: waiting, done, ignored, quarantined. `retry_at`: not before
    then, since what it speaks of is not there yet.
    """

    rooftop = rooftop_copy()
    connector = models.ForeignKey(
        Connector, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="+"
    )
    kind = models.CharField(max_length=16)
    event_key = models.CharField(max_length=200)
    received_at = models.DateTimeField()
    remote_address = models.GenericIPAddressField(null=True)
    content_type = models.CharField(max_length=200, blank=True)
    # Of the address only: which message a status speaks of. Codes and numbers, no words.
    query = models.JSONField(default=dict)
    size = models.PositiveIntegerField()
    body = models.BinaryField(null=True)
    stored_as = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=12, default="waiting")
    reason = models.CharField(max_length=200, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    retry_at = models.DateTimeField()
    processed_at = models.DateTimeField(null=True)
    message_id = models.BigIntegerField(null=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "inbound_event"
        indexes = [
            models.Index(
                fields=["retry_at", "id"], name="inbound_waiting", condition=models.Q(state="waiting")
            ),
            models.Index(fields=["connector", "-received_at", "-id"], name="inbound_by_connector"),
            models.Index(
                fields=["rooftop", "-received_at", "-id"],
                name="inbound_set_aside",
                condition=models.Q(state="quarantined"),
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["connector", "event_key"], name="inbound_once_a_connector")
        ]


class TextingRegistration(models.Model):
    """A store's registration for texting from ordinary numbers (A2P 10DLC): brand, campaign, what was declared."""

    rooftop = models.OneToOneField(
        "data.Rooftop", on_delete=models.PROTECT, primary_key=True, related_name="texting_registration"
    )
    status = models.CharField(max_length=10, default="none")
    brand = models.CharField(max_length=80, blank=True)
    campaign = models.CharField(max_length=80, blank=True)
    use_case = models.CharField(max_length=40, blank=True)
    samples = models.TextField(blank=True)
    opt_in = models.TextField(blank=True)
    privacy_url = models.URLField(blank=True)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey("data.User", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "texting_registration"
