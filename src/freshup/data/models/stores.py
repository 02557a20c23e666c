"""Groups, rooftops, their hours, and the people who work there."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Group(models.Model):
    """A dealer group: one legal entity with one or more rooftops. People (customers) belong to it."""

    name = models.CharField(max_length=120)
    shares_customers = models.BooleanField(default=False)
    language = models.CharField(max_length=8, default="en")

    class Meta:
        db_table = "dealer_group"

    def __str__(self) -> str:
        return self.name


class Rooftop(models.Model):
    """One store."""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="rooftops")
    name = models.CharField(max_length=120)
    timezone = models.CharField(max_length=64, default="America/New_York")
    country = models.CharField(max_length=2, default="US")
    region = models.CharField(max_length=3, blank=True)
    street = models.CharField(max_length=160, blank=True)
    city = models.CharField(max_length=80, blank=True)
    postal_code = models.CharField(max_length=12, blank=True)
    local_radius_miles = models.PositiveSmallIntegerField(default=30)
    phone_e164 = models.CharField(max_length=16, blank=True)
    mail_from = models.EmailField(blank=True)
    website = models.URLField(blank=True)
    language = models.CharField(max_length=8, default="en")
    response_minutes = models.PositiveSmallIntegerField(default=5)
    after_hours_minutes = models.PositiveSmallIntegerField(default=30)
    third_party_minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    desk_name = models.CharField(max_length=60, default="Sales desk")
    lost_needs_manager = models.BooleanField(default=False)
    acknowledges = models.BooleanField(default=True)
    # A customer's message must be answered within so many minutes of opening hours (RSP-4).
    reply_minutes = models.PositiveSmallIntegerField(default=15, db_default=15)
    # The ladder of a lead nobody has tried to answer, in minutes of opening hours past its due time; empty: no rung.
    remind_after_minutes = models.PositiveSmallIntegerField(null=True, blank=True, default=0, db_default=0)
    manager_after_minutes = models.PositiveSmallIntegerField(null=True, blank=True, default=5, db_default=5)
    reassign_after_minutes = models.PositiveSmallIntegerField(
        null=True, blank=True, default=15, db_default=15
    )
    # BDC → sales when the customer checks in (ROU-5), and how long a colleague's customer is protected.
    hands_over_at_check_in = models.BooleanField(default=True, db_default=True)
    protected_days = models.PositiveSmallIntegerField(default=30, db_default=30)
    # An inventory file that would take away a greater share of the lot is turned away whole.
    removal_limit_percent = models.PositiveSmallIntegerField(default=40, db_default=40)
    # Whether mails tell when they are opened and their links clicked (MSG-3).
    tracks_opens = models.BooleanField(default=True, db_default=True)
    tracks_clicks = models.BooleanField(default=True, db_default=True)
    # How calls are answered and recorded (domain.calls), and what the widget on the site says (domain.website).
    call_rules = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()))
    chat_rules = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()))
    # Raised by every change of the store's settings: intake keeps settings in memory until it moves.
    settings_version = models.PositiveIntegerField(default=1)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "rooftop"

    def __str__(self) -> str:
        return self.name


class Team(models.Model):
    """People of a store who answer together; due times follow the answering team's hours (BDC ≠ sales)."""

    rooftop = models.ForeignKey(Rooftop, on_delete=models.PROTECT, related_name="teams")
    name = models.CharField(max_length=60)
    kind = models.CharField(max_length=10, default="sales")
    own_hours = models.BooleanField(default=False)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "team"
        constraints = [models.UniqueConstraint(fields=["rooftop", "name"], name="team_once_a_store")]

    def __str__(self) -> str:
        return self.name


class OpeningHours(models.Model):
    """One stretch of opening on one weekday (0 = Monday), in minutes after local midnight.

    Several rows a day are split shifts; `closes_minute` beyond 1440 runs past midnight.
    """

    rooftop = models.ForeignKey(Rooftop, on_delete=models.PROTECT, related_name="hours")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, blank=True, related_name="hours")
    weekday = models.PositiveSmallIntegerField()
    opens_minute = models.PositiveSmallIntegerField()
    closes_minute = models.PositiveSmallIntegerField()

    class Meta:
        db_table = "opening_hours"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(weekday__lte=6)
                & models.Q(opens_minute__lt=models.F("closes_minute"))
                & models.Q(opens_minute__lt=1440)
                & models.Q(closes_minute__lte=2880),
                name="opening_hours_make_sense",
            )
        ]


class SpecialDay(models.Model):
    """A date with hours of its own, or closed (`opens_minute` empty)."""

    rooftop = models.ForeignKey(Rooftop, on_delete=models.PROTECT, related_name="special_days")
    on = models.DateField()
    name = models.CharField(max_length=60, blank=True)
    opens_minute = models.PositiveSmallIntegerField(null=True, blank=True)
    closes_minute = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        db_table = "special_day"
        constraints = [models.UniqueConstraint(fields=["rooftop", "on"], name="special_day_once")]


class ObservedHoliday(models.Model):
    """A public holiday, by the name the `holidays` library gives it, on which the store is closed."""

    rooftop = models.ForeignKey(Rooftop, on_delete=models.PROTECT, related_name="observed_holidays")
    name = models.CharField(max_length=80)

    class Meta:
        db_table = "observed_holiday"
        constraints = [models.UniqueConstraint(fields=["rooftop", "name"], name="holiday_once_a_store")]


class Staff(models.Model):
    """One user's place in one store (without a store: in the whole group): role, sight, share of leads."""

    user = models.ForeignKey("data.User", on_delete=models.PROTECT, related_name="places")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="+")
    rooftop = models.ForeignKey(
        Rooftop, on_delete=models.PROTECT, null=True, blank=True, related_name="staff"
    )
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, blank=True, related_name="staff")
    role = models.CharField(max_length=12)
    scope = models.CharField(max_length=6, default="store")
    takes_leads = models.BooleanField(default=True)
    weight = models.PositiveSmallIntegerField(default=100)
    capacity = models.PositiveIntegerField(default=40)
    tasks_a_day = models.PositiveSmallIntegerField(default=80, db_default=80)
    languages = ArrayField(models.CharField(max_length=8), default=list, blank=True)
    joined_on = models.DateField(null=True, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "staff"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "rooftop"], name="staff_once_a_store", nulls_distinct=False
            )
        ]


class Shift(models.Model):
    """A weekly turn of one person, in minutes after local midnight, like `OpeningHours`."""

    rooftop = models.ForeignKey(Rooftop, on_delete=models.PROTECT, related_name="+")
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="shifts")
    weekday = models.PositiveSmallIntegerField()
    starts_minute = models.PositiveSmallIntegerField()
    ends_minute = models.PositiveSmallIntegerField()

    class Meta:
        db_table = "shift"


class TimeOff(models.Model):
    rooftop = models.ForeignKey(Rooftop, on_delete=models.PROTECT, related_name="+")
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="time_off")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        db_table = "time_off"
