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

SCREENS = [
    Screen("sign-in", "/accounts/login/"),
    Screen("sign-in", "/accounts/login/", state="error", steps=WRONG_PASSWORD),
    Screen("mfa", "/accounts/2fa/", "agent"),
    Screen("gallery", "/gallery/", "owner"),
    Screen("keys-overlay", "/leads/", "agent", steps=(("press", "body", "?"),)),
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
    Screen("settings-points", "/settings/points/", "manager"),
    Screen("settings-routing", "/settings/routing/", "manager"),
    Screen("settings-who", "/settings/routing/who/", "manager"),
    Screen("settings-audit", "/settings/audit/", "manager"),
    Screen("settings-sources", "/settings/sources/", "outsider", "empty"),
    Screen("profile", "/profile/", "agent"),
    # What goes wrong
    Screen("not-found", "/opportunities/999999999/", "agent", "error", status=404),
    Screen("forbidden", "/settings/hours/", "agent", "error", status=403),
]
