"""What people do about their own alerts: see them, add a device, choose how they are reached."""

from datetime import datetime
from typing import Final

from django.db import IntegrityError, transaction

from freshup.data.models import Alert, PushSubscription, User
from freshup.operations.response.alerts import tell_pages

DEVICES_MAX: Final = 10


class DeviceTaken(Exception):
    """Somebody else signed in on this browser has that subscription; the browser must make a new one."""


class TooManyDevices(Exception):
    """This person has as many devices as one may have; one must go first."""


def see_alerts(
    user_id: int, *, now: datetime, up_to: int | None = None, opportunity_id: int | None = None
) -> int:
    """Mark this person's alerts as seen (up to an id, or those of one opportunity); how many comes back."""
    alerts = Alert.objects.filter(user_id=user_id, seen_at=None)
    if up_to is not None:
        alerts = alerts.filter(id__lte=up_to)
    if opportunity_id is not None:
        alerts = alerts.filter(opportunity_id=opportunity_id)
    stores = set(alerts.values_list("rooftop_id", flat=True))
    seen = alerts.update(seen_at=now)
    for rooftop_id in sorted(stores):
        # The count in the other tabs goes down too.
        tell_pages(rooftop_id, [], "alert", [user_id])
    return seen


def add_device(user_id: int, endpoint: str, p256dh: str, auth: str, device: str, *, now: datetime) -> int:
    """The id of the device that shall hear of this person's alerts. Raises DeviceTaken, TooManyDevices."""
    mine = PushSubscription.objects.filter(user_id=user_id)
    values = {"p256dh": p256dh, "auth": auth, "device": device, "gone_at": None}
    if mine.filter(endpoint=endpoint).update(**values):
        return mine.values_list("id", flat=True).get(endpoint=endpoint)
    if mine.filter(gone_at=None).count() >= DEVICES_MAX:
        raise TooManyDevices
    try:
        with transaction.atomic():
            made = PushSubscription.objects.create(
                user_id=user_id, endpoint=endpoint, created_at=now, **values
            )
    except IntegrityError as error:
        raise DeviceTaken from error
    return made.pk


def remove_device(user_id: int, device_id: int, *, now: datetime) -> bool:
    """Whether there was one; it hears nothing any more."""
    return bool(
        PushSubscription.objects.filter(user_id=user_id, id=device_id, gone_at=None).update(gone_at=now)
    )


def forget_gone(user_id: int, endpoint: str, *, now: datetime) -> None:
    """Its push service said that the device is no more."""
    PushSubscription.objects.filter(user_id=user_id, endpoint=endpoint).update(gone_at=now)


def choose_alerts(user_id: int, *, phone: str, by_text: bool, show_names: bool) -> None:
    User.objects.filter(id=user_id).update(
        alert_phone_e164=phone, alerts_by_text=by_text and bool(phone), alerts_show_names=show_names
    )
