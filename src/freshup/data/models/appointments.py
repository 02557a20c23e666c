"""Appointments: who comes when, for what, and who set it."""

from django.db import models

from freshup.data.models.fields import rooftop_copy


class Appointment(models.Model):
    """One visit that was agreed on. What became of it is a moment each; a new time is a new row (`replaces`)."""

    rooftop = rooftop_copy()
    opportunity = models.ForeignKey(
        "data.Opportunity", on_delete=models.PROTECT, db_index=False, related_name="appointments"
    )
    person = models.ForeignKey(
        "data.Person", on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="+"
    )
    staff = models.ForeignKey(
        "data.Staff",
        on_delete=models.PROTECT,
        null=True,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    kind = models.CharField(max_length=10, default="sales")
    at = models.DateTimeField()
    words = models.TextField(blank=True)
    set_at = models.DateTimeField()
    set_by = models.ForeignKey("data.User", on_delete=models.PROTECT, null=True, related_name="+")
    replaces = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, db_index=False, related_name="+"
    )
    shown_at = models.DateTimeField(null=True)
    no_show_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "appointment"
        indexes = [
            models.Index(fields=["opportunity", "-at"], name="appointment_of"),
            models.Index(
                fields=["rooftop", "at"],
                name="appointment_to_come",
                condition=models.Q(cancelled_at__isnull=True),
            ),
        ]
