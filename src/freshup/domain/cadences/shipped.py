"""The cadences every store begins with (CAD-2, CAD-3), after QUA-4's protocols of the tiers.

The acknowledgement is no step: intake sends it with the lead itself. What a person writes or says is a task;
what is automatic is worded so that it is true whoever reads it. After the second day a low tier gets e-mail
only, a medium one e-mail and a call or a letter now and then, high and hot ones go on being tried.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from freshup.domain.cadences.steps import DAY_MINUTES, Cadence, Exit, Step
from freshup.domain.reasons import N_ as _

# When these versions were published.
SHIPPED_ON: Final = datetime(2026, 1, 1, tzinfo=UTC)

HOT: Final = ("hot",)
RAPID: Final = ("hot", "high")
PERSONAL: Final = ("hot", "high", "medium")
SLOW: Final = ("medium", "low")
_NOT_REACHED: Final = ("no_answer", "left_message")
_DAY: Final = DAY_MINUTES


def _call(key: str, after: int, **more: Any) -> Step:
    more = {"template": "call_script", "within_minutes": 120, "too_late_minutes": 1440, **more}
    return Step(key, "call", after, **more)


def _text(key: str, after: int, template: str, **more: Any) -> Step:
    return Step(key, "text", after, template=template, **more)


def _letter(key: str, after: int, template: str, **more: Any) -> Step:
    """An e-mail a person finishes and sends."""
    more = {"within_minutes": 240, "too_late_minutes": 1440, **more}
    return Step(key, "email", after, template=template, automatic=False, **more)


def _mail(key: str, day: int, template: str, **more: Any) -> Step:
    more = {"clock": "wall", "day_part": "rotate", "too_late_minutes": 2880, **more}
    return Step(key, "email", day * _DAY, template=template, **more)


def _on(day: int, part: str = "rotate") -> dict[str, Any]:
    return {"after": day * _DAY, "clock": "wall", "day_part": part}


def _exits(**more: str) -> tuple[Exit, ...]:
    """Whoever answers is talked to, whoever comes is followed up as a visitor."""
    switches = {"visit": "unsold_showroom", "no_show": "no_show", "bad_number": "email_only", **more}
    stops = (Exit(event, "stop") for event in ("reply", "contact", "appointment"))
    return (*stops, *(Exit(event, "switch", to) for event, to in switches.items() if to))


# The first hours, the same for every tier: the tier never lowers the duty to respond.
_FIRST_HOURS: Final = (
    _call("call_1", 0, within_minutes=5),
    _text("text_1", 9, "text_first", released_by=_NOT_REACHED),
    _letter("email_1", 12, "email_first", within_minutes=18),
    Step("manager_1", "task", 15, tiers=HOT, within_minutes=45),
    Step("video_1", "video", 60, template="video_walkaround", tiers=HOT, within_minutes=180, automatic=False),
    _text("text_2", 240, "text_second", day_part="rotate", or_kind="email"),
    _call("call_2", 310, day_part="rotate"),
)

_INTERNET: Final = Cadence(
    "internet",
    _("Internet lead"),
    source_kinds=("first_party", "chat", "referral"),
    steps=(
        *_FIRST_HOURS,
        _text("text_3", template="text_third", or_kind="email", **_on(1)),
        _call("call_3", **_on(2)),
        _mail("options", 3, "email_options"),
        _call("call_4", tiers=RAPID, **_on(4)),
        _text("text_4", template="text_options", or_kind="email", tiers=RAPID, **_on(6)),
        _mail("visit", 7, "email_visit", tiers=SLOW),
        _letter("email_2", template="email_week", tiers=PERSONAL, **_on(8)),
        _call("call_5", tiers=PERSONAL, **_on(10)),
        _mail("trade", 13, "email_trade"),
        _text("text_5", template="text_visit", or_kind="email", tiers=RAPID, **_on(15)),
        _call("call_6", tiers=PERSONAL, **_on(19)),
        _mail("choice", 21, "email_choice", tiers=SLOW),
        _call("call_7", tiers=PERSONAL, **_on(27)),
        _mail("last", 29, "email_last"),
    ),
    exits=_exits(),
    finally_="nurture",
)

_WEB_FIRST: Final = Cadence(
    "web_first",
    _("Website lead, text first"),
    source_kinds=("first_party",),
    starts=False,
    steps=(
        _call("call_1", 0, within_minutes=5),
        _text("text_1", 1, "text_first"),
        *_INTERNET.steps[2:],
    ),
    exits=_exits(),
    finally_="nurture",
)

# The same inquiry lies with other stores, so the first three days are denser.
_THIRD_PARTY: Final = Cadence(
    "third_party",
    _("Third-party lead"),
    source_kinds=("third_party",),
    steps=(
        _call("call_1", 0, within_minutes=5),
        _text("text_1", 9, "text_first", released_by=_NOT_REACHED),
        _letter("email_1", 12, "email_first", within_minutes=18),
        Step("manager_1", "task", 15, tiers=HOT, within_minutes=45),
        Step(
            "video_1",
            "video",
            60,
            template="video_walkaround",
            tiers=HOT,
            within_minutes=180,
            automatic=False,
        ),
        _call("call_2", 120),
        _text("text_2", 240, "text_second", day_part="rotate", or_kind="email"),
        _mail("why_us", 1, "email_visit", day_part="morning"),
        _text("text_3", template="text_third", or_kind="email", **_on(1)),
        _call("call_3", **_on(1)),
        _call("call_4", **_on(2)),
        _mail("options", 3, "email_options"),
        _call("call_5", tiers=RAPID, **_on(3)),
        _text("text_4", template="text_options", or_kind="email", tiers=RAPID, **_on(5)),
        _letter("email_2", template="email_week", tiers=PERSONAL, **_on(7)),
        _call("call_6", tiers=PERSONAL, **_on(9)),
        _mail("trade", 12, "email_trade"),
        _text("text_5", template="text_visit", or_kind="email", tiers=RAPID, **_on(14)),
        _call("call_7", tiers=PERSONAL, **_on(18)),
        _mail("choice", 21, "email_choice", tiers=SLOW),
        _call("call_8", tiers=RAPID, **_on(25)),
        _mail("last", 29, "email_last"),
    ),
    exits=_exits(),
    finally_="nurture",
)

_PHONE: Final = Cadence(
    "phone",
    _("Missed call or phone lead"),
    kinds=("purchase", "sell"),
    source_kinds=("phone",),
    steps=(
        _call("call_1", 0, within_minutes=5),
        _text("text_1", 9, "phone_text_first", released_by=_NOT_REACHED),
        _call("call_2", 120, day_part="rotate"),
        _letter("email_1", 180, "phone_email", within_minutes=60),
        _call("call_3", **_on(1)),
        _text("text_2", template="phone_text_again", or_kind="email", **_on(2)),
        _call("call_4", tiers=PERSONAL, **_on(4)),
        _mail("visit", 6, "email_visit"),
        _call("call_5", tiers=PERSONAL, **_on(9)),
        _call("call_6", tiers=RAPID, **_on(16)),
        _mail("choice", 19, "email_choice"),
        _call("call_7", tiers=RAPID, **_on(24)),
        _mail("last", 29, "email_last"),
    ),
    exits=_exits(),
    finally_="nurture",
)

_SELL: Final = Cadence(
    "sell",
    _("Wants to sell us a vehicle"),
    kinds=("sell",),
    source_kinds=("first_party", "third_party", "chat", "referral"),
    steps=(
        _call("call_1", 0, within_minutes=5),
        _text("text_1", 9, "sell_text_first", released_by=_NOT_REACHED),
        _letter("email_1", 12, "sell_email_first", within_minutes=18),
        _call("call_2", 310, day_part="rotate"),
        _text("text_2", template="sell_text_again", or_kind="email", **_on(1)),
        _call("call_3", **_on(2)),
        _mail("how", 4, "sell_email_how"),
        _call("call_4", tiers=PERSONAL, **_on(6)),
        _call("call_5", tiers=RAPID, **_on(12)),
        _call("call_6", tiers=RAPID, **_on(20)),
        _mail("last", 28, "sell_email_last"),
    ),
    exits=_exits(visit="", bad_number=""),
)

_UNSOLD_SHOWROOM: Final = Cadence(
    "unsold_showroom",
    _("Visited and did not buy"),
    source_kinds=("walk_in",),
    steps=(
        _letter("email_1", 120, "showroom_email_thanks", within_minutes=120),
        Step("manager_1", "task", 180, tiers=PERSONAL, within_minutes=1440),
        _text("text_1", template="showroom_text_first", or_kind="email", **_on(1)),
        _call("call_1", **_on(2)),
        _mail("questions", 4, "showroom_email_questions"),
        _call("call_2", **_on(6)),
        _text("text_2", template="showroom_text_again", or_kind="email", tiers=PERSONAL, **_on(9)),
        _call("call_3", tiers=PERSONAL, **_on(12)),
        _mail("trade", 15, "email_trade"),
        _call("call_4", tiers=RAPID, **_on(18)),
        _letter("email_2", template="email_week", tiers=RAPID, **_on(22)),
        _call("call_5", tiers=RAPID, **_on(27)),
        _mail("last", 29, "email_last"),
    ),
    exits=_exits(visit="", no_show=""),
    finally_="nurture",
)

_NO_SHOW: Final = Cadence(
    "no_show",
    _("Did not come to the appointment"),
    kinds=("purchase", "sell"),
    starts=False,
    steps=(
        _call("call_1", 15, within_minutes=30, template="call_script"),
        _text("text_1", 30, "noshow_text_first", released_by=_NOT_REACHED, or_kind="email"),
        _letter("email_1", 180, "noshow_email", within_minutes=120),
        _call("call_2", **_on(1)),
        _text("text_2", template="noshow_text_again", or_kind="email", **_on(2)),
        _call("call_3", tiers=PERSONAL, **_on(4)),
        _mail("visit", 6, "email_visit"),
        _call("call_4", tiers=RAPID, **_on(9)),
        _call("call_5", tiers=RAPID, **_on(15)),
        _mail("last", 21, "email_last"),
    ),
    exits=_exits(no_show=""),
    finally_="nurture",
)

# Nothing is sold here: somebody just bought.
_SOLD_DELIVERED: Final = Cadence(
    "sold_delivered",
    _("Bought and took delivery"),
    starts=False,
    steps=(
        _text("thanks", template="sold_text_thanks", or_kind="email", unanswered=False, **_on(1)),
        _call("check_in", template="sold_call", unanswered=False, **_on(3)),
        _mail("how_is_it", 7, "sold_email_checkin", unanswered=False),
        _mail("review", 14, "sold_email_review", unanswered=False),
        _call("month", template="sold_call", unanswered=False, **_on(30)),
        _mail("half_year", 180, "sold_email_half_year", unanswered=False),
        _mail("year", 365, "sold_email_year", unanswered=False),
    ),
    exits=(Exit("bad_number", "stop"),),
    retire_days=400,
)

_EQUITY: Final = Cadence(
    "equity",
    _("Vehicle worth more than is owed"),
    purpose="marketing",
    source_kinds=("equity",),
    starts=False,
    steps=(
        _letter("email_1", 0, "equity_email_first", within_minutes=480),
        _call("call_1", template="equity_call", **_on(2)),
        _text("text_1", template="equity_text_first", or_kind="email", **_on(4)),
        _call("call_2", template="equity_call", tiers=PERSONAL, **_on(9)),
        _mail("again", 16, "equity_email_again"),
        _call("call_3", template="equity_call", tiers=RAPID, **_on(23)),
    ),
    exits=_exits(),
    finally_="nurture",
)

_SERVICE_REFERRAL: Final = Cadence(
    "service_referral",
    _("Sent over by the workshop"),
    source_kinds=("service",),
    starts=False,
    steps=(
        _call("call_1", 0, within_minutes=15),
        _text("text_1", 30, "service_text_first", released_by=_NOT_REACHED),
        _letter("email_1", 60, "service_email", within_minutes=120),
        _call("call_2", **_on(1)),
        _call("call_3", tiers=PERSONAL, **_on(4)),
        _mail("trade", 7, "email_trade"),
        _call("call_4", tiers=PERSONAL, **_on(12)),
        _call("call_5", tiers=RAPID, **_on(20)),
        _mail("last", 28, "email_last"),
    ),
    exits=_exits(),
    finally_="nurture",
)

_EMAIL_ONLY: Final = Cadence(
    "email_only",
    _("The phone number is wrong"),
    kinds=("purchase", "sell"),
    starts=False,
    steps=(
        _letter("email_1", 30, "badnumber_email", within_minutes=60),
        _letter("email_2", template="email_week", **_on(2)),
        _mail("options", 4, "email_options"),
        _letter("email_3", template="email_week_again", tiers=PERSONAL, **_on(8)),
        _mail("trade", 13, "email_trade"),
        _mail("choice", 20, "email_choice"),
        _mail("last", 29, "email_last"),
    ),
    exits=_exits(bad_number="", no_show="", visit=""),
    finally_="nurture",
)

# A year of letters, one a month, each with a use of its own; then it ends by itself.
_NURTURE: Final = Cadence(
    "nurture",
    _("Long-term nurture"),
    starts=False,
    steps=tuple(
        _mail(f"month_{month}", month * 30, f"nurture_{(month - 1) % 6 + 1}") for month in range(1, 13)
    ),
    exits=tuple(Exit(event, "stop") for event in ("reply", "contact", "appointment", "visit")),
    retire_days=400,
)

_REVIVAL: Final = Cadence(
    "revival",
    _("Lost some time ago"),
    purpose="marketing",
    starts=False,
    steps=(
        _mail("email_1", 1, "revival_email_first"),
        _call("call_1", template="revival_call", tiers=PERSONAL, **_on(4)),
        _text("text_1", template="revival_text_first", or_kind="email", **_on(9)),
        _mail("email_2", 18, "revival_email_last"),
    ),
    exits=_exits(bad_number=""),
)

SHIPPED: Final[Mapping[str, Cadence]] = {
    one.key: one
    for one in (
        _INTERNET,
        _THIRD_PARTY,
        _PHONE,
        _SELL,
        _UNSOLD_SHOWROOM,
        _NO_SHOW,
        _WEB_FIRST,
        _SOLD_DELIVERED,
        _EQUITY,
        _SERVICE_REFERRAL,
        _EMAIL_ONLY,
        _NURTURE,
        _REVIVAL,
    )
}
