"""The store's telephone numbers."""

from django.db import models


class PhoneLine(models.Model):
    """A number of the store at a provider: what it is for, which source it tells, who is rung.

    `plan` is how a call is answered: seconds and order of ringing, who is in the group, recording, announcement.
    """

    rooftop = models.ForeignKey("data.Rooftop", on_delete=models.PROTECT, related_name="phone_lines")
    connector = models.ForeignKey("data.Connector", on_delete=models.PROTECT, related_name="lines")
    e164 = models.CharField(max_length=16)
    name = models.CharField(max_length=80)
    department = models.CharField(max_length=12, default="sales")
    source = models.ForeignKey("data.Source", on_delete=models.PROTECT, null=True, related_name="+")
    is_main = models.BooleanField(default=False)
    takes_texts = models.BooleanField(default=True)
    takes_calls = models.BooleanField(default=True)
    plan = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "phone_line"
        constraints = [
            models.UniqueConstraint(
                fields=["connector", "e164"],
                condition=models.Q(archived_at__isnull=True),
                name="line_once_a_connector",
            )
        ]
