"""Customers: one person a group, one relationship row a store."""

from django.db import models

from freshup.data.models.fields import key_text, rooftop_copy


class Person(models.Model):
    """A customer of the group, or a company. A merged person points to the one who remains, for ever."""

    group = models.ForeignKey("data.Group", on_delete=models.PROTECT, db_index=False, related_name="+")
    first_name = models.CharField(max_length=80, blank=True)
    last_name = models.CharField(max_length=80, blank=True)
    company = models.CharField(max_length=120, blank=True)
    language = models.CharField(max_length=8, blank=True)
    street = models.CharField(max_length=160, blank=True)
    city = models.CharField(max_length=80, blank=True)
    region = models.CharField(max_length=40, blank=True)
    postal_code = models.CharField(max_length=16, blank=True)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "person"


class ContactPoint(models.Model):
    """One way to reach a person. `value` is the identity key: E.164, or the canonical e-mail address."""

    group = models.ForeignKey(
        "data.Group", on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="+"
    )
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, db_index=False, related_name="contact_points"
    )
    kind = models.CharField(max_length=5)
    value = key_text(254)
    shown_as = models.CharField(max_length=254)
    phone_kind = models.CharField(max_length=8, blank=True)
    extension = models.CharField(max_length=12, blank=True)
    masked = models.BooleanField(default=False)
    reachability = models.CharField(max_length=14, default="unverified")
    created_at = models.DateTimeField()

    class Meta:
        db_table = "contact_point"
        indexes = [models.Index(fields=["group", "value"], name="contact_point_by_value")]
        constraints = [
            models.UniqueConstraint(fields=["person", "kind", "value"], name="contact_point_once_a_person")
        ]


class PersonStore(models.Model):
    """What one store has with one person: notes, preferences. It is what lets the store see them."""

    rooftop = models.ForeignKey(
        "data.Rooftop", on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="+"
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="stores")
    notes = models.TextField(blank=True)
    preferred_channel = models.CharField(max_length=8, blank=True)
    # How often they answered, by channel and by part of the day; counts, no words.
    answered = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()))
    created_at = models.DateTimeField()

    class Meta:
        db_table = "person_store"
        constraints = [models.UniqueConstraint(fields=["rooftop", "person"], name="person_once_a_store")]


class SearchKey(models.Model):
    """One normalised word by which a store finds a person: name parts, phone, reversed phone, e-mail.

    A row a word and store, so that search as you type is one index range under row-level security.
    """

    pk = models.CompositePrimaryKey("rooftop_id", "key", "person_id")
    rooftop = rooftop_copy()
    key = key_text(120)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, db_constraint=False, related_name="+")

    class Meta:
        db_table = "search_key"
