"""Who must not be written to, and what anybody agreed to."""

from django.db import models

from freshup.data.models.fields import key_text, rooftop_copy


class Suppression(models.Model):
    """An address or number that gets nothing more from any store of the group; lifted, never deleted.

    `channel` narrows it: `text` or `call` for a number, `email` for an address; empty means all of them.
    """

    group = models.ForeignKey("data.Group", on_delete=models.PROTECT, db_index=False, related_name="+")
    kind = models.CharField(max_length=5)
    value = key_text(254)
    channel = models.CharField(max_length=8, blank=True, default="", db_default="")
    reason = models.CharField(max_length=40)
    since = models.DateTimeField()
    by_user = models.ForeignKey("data.User", on_delete=models.PROTECT, null=True, related_name="+")
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey("data.User", on_delete=models.PROTECT, null=True, related_name="+")

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


class GateDecision(models.Model):
    """One answer of the gate: for what, which rule decided, and until when it is held. Append-only (LAW-1).

    `asked` is where it was asked: when a step fell due (`due`), at the moment of sending (`send`), or by a person
    (`by_hand`).
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
    message_id = models.BigIntegerField(null=True)
    enrolment_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    asked = models.CharField(max_length=8)
    channel = models.CharField(max_length=8)
    purpose = models.CharField(max_length=16)
    automatic = models.BooleanField()
    verdict = models.CharField(max_length=7)
    rule = models.CharField(max_length=40)
    reason = models.JSONField(null=True)
    until = models.DateTimeField(null=True)
    states = models.CharField(max_length=40, blank=True)
    law_version = models.PositiveIntegerField(default=0)
    by_user = models.ForeignKey(
        "data.User",
        on_delete=models.PROTECT,
        null=True,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )

    class Meta:
        db_table = "gate_decision"
        indexes = [
            models.Index(fields=["rooftop", "-at", "-id"], name="gate_by_store"),
            models.Index(
                fields=["rooftop", "verdict", "-at", "-id"],
                name="gate_not_allowed",
                condition=~models.Q(verdict="allow"),
            ),
            models.Index(fields=["opportunity", "-at", "-id"], name="gate_of_opportunity"),
        ]


class DncImport(models.Model):
    """One file of the national do-not-call list as it was loaded, or why it was turned away."""

    group = models.ForeignKey("data.Group", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by_user = models.ForeignKey("data.User", on_delete=models.PROTECT, null=True, related_name="+")
    file_name = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10)
    reason = models.JSONField(null=True)
    full = models.BooleanField(default=True)
    numbers = models.PositiveIntegerField(default=0)
    added = models.PositiveIntegerField(default=0)
    removed = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "dnc_import"


class DncArea(models.Model):
    """An area code whose national list was loaded, and when: a list older than 31 days covers nothing."""

    group = models.ForeignKey("data.Group", on_delete=models.PROTECT, db_index=False, related_name="+")
    area_code = models.CharField(max_length=3)
    loaded_at = models.DateTimeField()
    numbers = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "dnc_area"
        constraints = [models.UniqueConstraint(fields=["group", "area_code"], name="area_once_a_group")]


class DncNumber(models.Model):
    """A number on the national list: ten digits as a number, which is a third of its text."""

    pk = models.CompositePrimaryKey("group_id", "number")
    group = models.ForeignKey(
        "data.Group", on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="+"
    )
    number = models.BigIntegerField()

    class Meta:
        db_table = "dnc_number"
