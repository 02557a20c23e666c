"""What appointments are called on their screens."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as lazy

KINDS: Final[Mapping[str, Any]] = {
    "sales": lazy("Visit"),
    "test_drive": lazy("Test drive"),
    "appraisal": lazy("Appraisal of a trade-in"),
    "delivery": lazy("Delivery"),
    "service": lazy("Service"),
}
STATES: Final[Mapping[str, Any]] = {
    "to_come": lazy("to come"),
    "unsettled": lazy("came, or not?"),
    "shown": lazy("came"),
    "no_show": lazy("did not come"),
    "cancelled": lazy("cancelled"),
    "moved": lazy("moved"),
}
