"""Who may sign in, and what was changed by whom."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models


class Users(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in. What they may see is said by their `Staff` rows, one a store."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    language = models.CharField(max_length=8, default="en")
    theme = models.CharField(max_length=8, default="system")
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    created_at = models.DateTimeField(null=True)
    # Where alerts reach this person outside the page, and whether a locked screen may show a customer's name.
    alert_phone_e164 = models.CharField(max_length=16, blank=True, default="", db_default="")
    alerts_by_text = models.BooleanField(default=False, db_default=False)
    alerts_show_names = models.BooleanField(default=False, db_default=False)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects: ClassVar[Users] = Users()

    class Meta:
        db_table = "account"

    def __str__(self) -> str:
        return self.name or self.email


class AuditEntry(models.Model):
    """One change of a setting, a sign-in, or a system event. Append-only; holds codes and ids, no words."""

    group = models.ForeignKey("data.Group", on_delete=models.PROTECT, null=True, related_name="+")
    rooftop = models.ForeignKey("data.Rooftop", on_delete=models.PROTECT, null=True, related_name="+")
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    action = models.CharField(max_length=60)
    target = models.CharField(max_length=60, blank=True)
    target_id = models.BigIntegerField(null=True)
    changes = models.JSONField(default=dict)
    ip = models.GenericIPAddressField(null=True)

    class Meta:
        db_table = "audit_entry"
        indexes = [models.Index(fields=["rooftop", "-at", "-id"], name="audit_by_store")]


class PushSubscription(models.Model):
    """A phone or browser that asked for web push, by the address its maker's push service gave it."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="push_subscriptions")
    endpoint = models.TextField(unique=True)
    p256dh = models.CharField(max_length=120)
    auth = models.CharField(max_length=40)
    device = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField()
    last_sent_at = models.DateTimeField(null=True)
    gone_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "push_subscription"
