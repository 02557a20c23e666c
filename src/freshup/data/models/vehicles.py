"""What stands on the lot: units as the store's vendor exports them, their prices over time, and each import."""

from django.db import models

from freshup.data.models.fields import key_text, rooftop_copy


class Unit(models.Model):
    """One vehicle of one store's inventory. `make_key` and `model_key` are what it is matched by."""

    rooftop = models.ForeignKey("data.Rooftop", on_delete=models.PROTECT, db_index=False, related_name="+")
    stock = models.CharField(max_length=30)
    vin = models.CharField(max_length=17, blank=True)
    year = models.PositiveSmallIntegerField(null=True)
    make = models.CharField(max_length=40, blank=True)
    model = models.CharField(max_length=60, blank=True)
    trim = models.CharField(max_length=60, blank=True)
    body = models.CharField(max_length=30, blank=True)
    condition = models.CharField(max_length=9, blank=True)
    exterior = models.CharField(max_length=40, blank=True)
    interior = models.CharField(max_length=40, blank=True)
    odometer = models.PositiveIntegerField(null=True)
    price_cents = models.BigIntegerField(null=True)
    msrp_cents = models.BigIntegerField(null=True)
    photo_url = models.CharField(max_length=400, blank=True)
    details_url = models.CharField(max_length=400, blank=True)
    make_key = key_text(40, blank=True)
    model_key = key_text(60, blank=True)
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    price_changed_at = models.DateTimeField(null=True)
    gone_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "unit"
        indexes = [
            models.Index(
                fields=["rooftop", "make_key", "model_key", "year"],
                name="unit_in_stock",
                condition=models.Q(gone_at__isnull=True),
            ),
            models.Index(fields=["rooftop", "vin"], name="unit_by_vin"),
            models.Index(fields=["rooftop", "-first_seen_at", "-id"], name="unit_newest"),
        ]
        constraints = [models.UniqueConstraint(fields=["rooftop", "stock"], name="unit_once_a_store")]


class UnitKey(models.Model):
    """One normalised word by which a unit is found: make, model, trim, year, stock number, end of the VIN."""

    pk = models.CompositePrimaryKey("rooftop_id", "key", "unit_id")
    rooftop = rooftop_copy()
    key = key_text(60)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, db_constraint=False, related_name="+")

    class Meta:
        db_table = "unit_key"


class UnitPrice(models.Model):
    """A price a unit was offered at, from this moment on. Append-only."""

    rooftop = rooftop_copy()
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="prices")
    at = models.DateTimeField()
    price_cents = models.BigIntegerField(null=True)

    class Meta:
        db_table = "unit_price"


class InventoryImport(models.Model):
    """One file of units: what it said, how its columns were read, and what it changed, or why it was turned away."""

    rooftop = models.ForeignKey("data.Rooftop", on_delete=models.PROTECT, db_index=False, related_name="+")
    at = models.DateTimeField()
    by_user = models.ForeignKey("data.User", on_delete=models.PROTECT, null=True, related_name="+")
    file_name = models.CharField(max_length=200, blank=True)
    size = models.PositiveIntegerField()
    stored_as = models.CharField(max_length=64)
    mapping = models.JSONField(default=dict)
    state = models.CharField(max_length=10)
    reason = models.JSONField(null=True)
    full = models.BooleanField(default=True)
    rows = models.PositiveIntegerField(default=0)
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    removed = models.PositiveIntegerField(default=0)
    problems = models.JSONField(default=list)
    applied_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "inventory_import"
        indexes = [models.Index(fields=["rooftop", "-at", "-id"], name="inventory_import_by_store")]
