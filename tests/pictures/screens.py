"""The screens to be looked at. A screen that is not here has not been looked at."""

from dataclasses import dataclass

# (what to do, where, with what): ("fill", "[name=q]", "zzzz"), ("click", ".row-link", ""), ("press", "body", "?")
Step = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Screen:
    name: str
    path: str
    as_user: str | None = None
    state: str = "data"
    steps: tuple[Step, ...] = ()
    # A page that answers 404 or 403 on purpose.
    status: int = 200


FIRST = (("click", ".row-link", ""),)
CALL: tuple[Step, ...] = (("press", "body", "c"),)
# A picture of a screen's error state: what it says when something is typed that it cannot take.
WRONG_PASSWORD: tuple[Step, ...] = (
    ("fill", "[name=login]", "nobody@example.com"),
    ("fill", "[name=password]", "not the password"),
    ("press", "[name=password]", "Enter"),
)
WRONG_NUMBER: tuple[Step, ...] = (
    ("fill", "[name=phone]", "555"),
    ("fill", "[name=first]", "Ann"),
    ("click", "main button[data-kind=primary]", ""),
)

NO_STOP: tuple[Step, ...] = (
    ("fill", "[name=samples]", "Your car is ready."),
    ("fill", "[name=privacy_url]", "example.com/privacy"),
    ("click", "main .form-actions button[data-kind=primary]", ""),
)
LATE_MORNING: tuple[Step, ...] = (
    ("click", ".rules .disclosure summary", ""),
    ("fill", "[name='hours[0].weekdays.closes']", "07:00"),
    ("click", "aside button[name=show]", ""),
)
WRONG_PORT: tuple[Step, ...] = (
    ("fill", "[name=host]", "mail.example.com"),
    ("fill", "[name=port]", "70000"),
    ("click", "main .form-actions button[data-kind=primary]", ""),
)
NO_TIME_TO_RING: tuple[Step, ...] = (
    ("fill", "[name=owner_seconds]", "1"),
    ("click", "main .form-actions button[data-kind=primary]", ""),
)
NO_FILE: tuple[Step, ...] = (("click", "main button[data-kind=primary]", ""),)

FIRST_STEP: tuple[Step, ...] = (("click", "#step-0 summary", ""),)
NO_TIME: tuple[Step, ...] = (
    *FIRST_STEP,
    ("fill", "[name='steps[0].after_minutes.n']", "-5"),
    ("click", "aside button[name=show]", ""),
)
NO_BLANK: tuple[Step, ...] = (
    ("fill", "[name=body]", "Hola {nombre}, le esperamos."),
    ("click", "aside button[name=show]", ""),
)

SCREENS = [
    Screen("sign-in", "/accounts/login/"),
    Screen("sign-in", "/accounts/login/", state="error", steps=WRONG_PASSWORD),
    Screen("mfa", "/accounts/2fa/", "agent"),
    Screen("gallery", "/gallery/", "owner"),
    Screen("keys-overlay", "/leads/", "agent", steps=(("press", "body", "?"),)),
    # The inbox, and the customer's side of it
    Screen("inbox", "/inbox/", "agent"),
    Screen("inbox-own", "/inbox/", "sales"),
    Screen("inbox-all", "/inbox/?view=all", "owner"),
    Screen("inbox", "/inbox/?view=snoozed", "outsider", "empty"),
    Screen("conversation", "/inbox/?view=all", "agent", steps=FIRST),
    Screen("conversation-assign", "/inbox/?view=all", "agent", steps=(*FIRST, ("press", "body", "a"))),
    Screen("conversation-snooze", "/inbox/?view=all", "agent", steps=(*FIRST, ("press", "body", "s"))),
    Screen("sandbox-phone", "/sandbox/", "owner"),
    Screen("sandbox-phone-one", "/sandbox/", "owner", steps=FIRST),
    Screen("sandbox-phone", "/sandbox/?who=555", "owner", "error"),
    # Up next and the call
    Screen("up-next", "/up-next/", "agent"),
    Screen("up-next-own", "/up-next/", "sales"),
    Screen("up-next-two-stores", "/up-next/", "owner"),
    Screen("up-next", "/up-next/", "outsider", "empty"),
    Screen("up-next-not-now", "/up-next/", "agent", steps=(("press", "body", "n"),)),
    Screen("up-next-appointment", "/up-next/", "agent", steps=(("press", "body", "a"),)),
    Screen("call", "/up-next/", "agent", steps=CALL),
    Screen("call-back", "/up-next/", "agent", steps=(*CALL, ("press", "body", "6"))),
    Screen("lead-write-text", "/up-next/", "agent", steps=(("press", "body", "t"),)),
    Screen("lead-write-email", "/up-next/", "agent", steps=(("press", "body", "e"),)),
    # Leads
    Screen("leads", "/leads/", "manager"),
    Screen("leads-own", "/leads/", "sales"),
    Screen("leads-two-stores", "/leads/", "owner"),
    Screen("leads-filtered", "/leads/?tier=hot&stage=all", "manager"),
    Screen("leads-waiting", "/leads/?view=waiting", "manager"),
    Screen("search", "/leads/?q=smith", "manager"),
    Screen("search", "/leads/?q=zzzzzzzz", "manager", "empty"),
    Screen("leads", "/leads/", "outsider", "empty"),
    Screen("lead", "/leads/?stage=engaged", "manager", steps=FIRST),
    Screen("lead-hot", "/leads/?tier=hot&stage=all", "manager", steps=FIRST),
    Screen("lead-lost", "/leads/?stage=lost", "manager", steps=FIRST),
    Screen("lead-not-worked", "/leads/?grade=D&stage=bad", "owner", steps=FIRST),
    Screen("new-lead", "/leads/new/", "agent"),
    Screen("new-lead", "/leads/new/", "agent", "error", steps=WRONG_NUMBER),
    # Board
    Screen("board", "/board/", "manager"),
    Screen("board-all-stores", "/board/", "owner"),
    Screen("board", "/board/", "outsider", "empty"),
    Screen("board-compliance", "/board/compliance/?by=person&days=30", "manager"),
    Screen("board-compliance", "/board/compliance/?by=hour&days=1", "outsider", "empty"),
    # Intake and outbox
    Screen("intake", "/intake/", "manager"),
    Screen("intake", "/intake/", "outsider", "empty"),
    Screen("intake-quarantined", "/intake/?state=quarantined", "owner"),
    Screen("submission", "/intake/?state=parsed", "owner", steps=FIRST),
    Screen("submission-repaired", "/intake/?state=repaired", "owner", steps=FIRST),
    Screen("submission-quarantined", "/intake/?state=quarantined", "owner", steps=FIRST),
    Screen("submission-not-a-lead", "/intake/?state=not_a_lead", "owner", steps=FIRST),
    Screen("outbox", "/outbox/", "manager"),
    Screen("outbox", "/outbox/", "outsider", "empty"),
    Screen("message", "/outbox/", "manager", steps=FIRST),
    Screen("gate-log", "/gate/", "manager"),
    Screen("gate-log", "/gate/", "outsider", "empty"),
    Screen("gate-log-own", "/gate/", "salesperson"),
    Screen("unsubscribe", "/unsubscribe/nonsense/", state="error", status=404),
    # Inventory
    Screen("inventory", "/inventory/", "agent"),
    Screen("inventory-two-stores", "/inventory/?condition=used", "owner"),
    Screen("inventory-search", "/inventory/?q=crv", "agent"),
    Screen("inventory-search", "/inventory/?q=zzzzzzzz", "agent", "empty"),
    Screen("inventory", "/inventory/", "outsider", "empty"),
    Screen("unit", "/inventory/?q=crv", "agent", steps=FIRST),
    Screen("unit-gone", "/inventory/?stock=gone", "manager", steps=FIRST),
    Screen("inventory-files", "/inventory/imports/", "manager"),
    Screen("inventory-files", "/inventory/imports/", "outsider", "empty"),
    Screen("inventory-files", "/inventory/imports/", "manager", "error", steps=NO_FILE),
    Screen("inventory-file", "/inventory/imports/", "manager", steps=FIRST),
    # Settings
    Screen("settings", "/settings/", "owner"),
    Screen("settings-store", "/settings/store/", "manager"),
    Screen("settings-hours", "/settings/hours/", "manager"),
    Screen("settings-people", "/settings/people/", "manager"),
    Screen("settings-person", "/settings/people/", "manager", steps=FIRST),
    Screen("settings-person-new", "/settings/people/new/", "manager"),
    Screen("settings-sources", "/settings/sources/", "manager"),
    Screen("settings-source", "/settings/sources/", "manager", steps=FIRST),
    Screen("settings-keys", "/settings/keys/", "manager"),
    Screen("settings-key", "/settings/keys/", "manager", steps=FIRST),
    Screen("settings-connectors", "/settings/connectors/", "manager"),
    Screen("settings-connectors", "/settings/connectors/", "outsider", "empty"),
    Screen("settings-connector", "/settings/connectors/", "manager", steps=FIRST),
    Screen("settings-connector-choose", "/settings/connectors/new/", "manager"),
    Screen("settings-connector-new", "/settings/connectors/new/twilio/", "manager"),
    Screen("settings-connector-new", "/settings/connectors/new/smtp/", "manager", "error", steps=WRONG_PORT),
    Screen("settings-phone", "/settings/phone/", "manager"),
    Screen("settings-phone", "/settings/phone/", "outsider", "empty"),
    Screen("settings-phone", "/settings/phone/", "manager", "error", steps=NO_TIME_TO_RING),
    Screen("settings-line", "/settings/phone/", "manager", steps=FIRST),
    Screen("settings-line-new", "/settings/phone/lines/new/", "manager"),
    Screen("settings-points", "/settings/points/", "manager"),
    Screen("settings-routing", "/settings/routing/", "manager"),
    Screen("settings-law", "/settings/law/", "manager"),
    Screen("settings-law", "/settings/law/", "manager", "error", steps=LATE_MORNING),
    Screen("settings-texting", "/settings/texting/", "manager"),
    Screen("settings-texting", "/settings/texting/", "manager", "error", steps=NO_STOP),
    Screen("settings-do-not-call", "/settings/do-not-call/", "manager", "empty"),
    Screen("settings-do-not-call", "/settings/do-not-call/", "manager", "error", steps=NO_FILE),
    Screen("settings-who", "/settings/routing/who/", "manager"),
    Screen("settings-cadences", "/settings/cadences/", "manager"),
    Screen(
        "settings-cadence", "/settings/cadences/internet/?sample_when=saturday&sample_tier=hot", "manager"
    ),
    Screen("settings-cadence-step", "/settings/cadences/internet/", "manager", steps=FIRST_STEP),
    Screen("settings-cadence", "/settings/cadences/internet/", "manager", "error", steps=NO_TIME),
    Screen("settings-texts", "/settings/texts/", "manager"),
    Screen("settings-text", "/settings/texts/text_first/en/", "manager"),
    Screen("settings-text", "/settings/texts/text_first/es/", "manager", "error", steps=NO_BLANK),
    Screen("settings-audit", "/settings/audit/", "manager"),
    Screen("settings-sources", "/settings/sources/", "outsider", "empty"),
    Screen("profile", "/profile/", "agent"),
    Screen("alerts", "/alerts/", "manager"),
    Screen("alerts", "/alerts/", "outsider", "empty"),
    Screen("offline", "/offline/"),
    # What goes wrong
    Screen("not-found", "/opportunities/999999999/", "agent", "error", status=404),
    Screen("forbidden", "/settings/hours/", "agent", "error", status=403),
]
