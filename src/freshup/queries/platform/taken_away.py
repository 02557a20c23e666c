"""What a dealer takes away, and what never leaves: every column of every table stands in one of the two lists.

A column nobody has put into a list stays here, and a test says so. Which rows are somebody's is decided by row-level
security: they are read as the role pages are served as, within the scope of the stores asked for.
"""

from dataclasses import dataclass
from typing import Final, LiteralString


@dataclass(frozen=True, slots=True)
class Taken:
    """A table: what it is, the columns that go, and what narrows its rows further than row-level security does."""

    words: str
    columns: str
    where: LiteralString = ""

    @property
    def names(self) -> list[str]:
        return self.columns.split()


# Opt-outs hold for the group: whoever takes a part of its stores takes those of the people these stores know.
OF_KNOWN: Final = """group_id = ANY (%(whole_groups)s) OR EXISTS (
    SELECT 1 FROM contact_point c WHERE c.group_id = taken.group_id AND c.value = taken.value)"""
OF_WHOLE_GROUP: Final = "group_id = ANY (%(whole_groups)s)"
# Accounts belong to no store and stand behind no policy: a place at a store, which does, decides.
OF_STAFF: Final = "id IN (SELECT user_id FROM staff)"

TAKEN: Final[dict[str, Taken]] = {
    "dealer_group": Taken("The dealer group", "id name shares_customers language"),
    "rooftop": Taken(
        "The stores and their settings",
        "id group_id name timezone country region street city postal_code local_radius_miles phone_e164"
        " mail_from website language response_minutes after_hours_minutes third_party_minutes reply_minutes"
        " desk_name lost_needs_manager acknowledges hands_over_at_check_in remind_after_minutes"
        " manager_after_minutes reassign_after_minutes protected_days removal_limit_percent tracks_opens"
        " tracks_clicks call_rules chat_rules settings_version archived_at",
    ),
    "team": Taken("Teams", "id rooftop_id name kind own_hours archived_at"),
    "opening_hours": Taken(
        "Opening hours, in minutes after midnight; weekday 0 is Monday",
        "id rooftop_id team_id weekday opens_minute closes_minute",
    ),
    "special_day": Taken("Days with other hours", "id rooftop_id on name opens_minute closes_minute"),
    "observed_holiday": Taken("Holidays on which a store is closed", "id rooftop_id name"),
    "account": Taken(
        "The people who work with it",
        "id email name language theme is_active created_at last_login alert_phone_e164 alerts_by_text"
        " alerts_show_names",
        OF_STAFF,
    ),
    "staff": Taken(
        "Their places at the stores",
        "id user_id group_id rooftop_id team_id role scope takes_leads weight capacity tasks_a_day languages"
        " joined_on archived_at",
    ),
    "shift": Taken("Their weekly shifts", "id rooftop_id staff_id weekday starts_minute ends_minute"),
    "time_off": Taken("Their time off", "id rooftop_id staff_id starts_at ends_at"),
    "source": Taken(
        "Where inquiries come from",
        "id rooftop_id parent_id name kind monthly_cost_cents discovered_at reviewed_at archived_at",
    ),
    "source_alias": Taken("Other names of sources", "id rooftop_id source_id alias"),
    "intake_key": Taken(
        "The keys inquiries come in by, without the keys",
        "id rooftop_id source_id kind label department prefix allowed_origins consent_text consent_version"
        " created_at expires_at disabled_at replaces_id",
    ),
    "rule_set": Taken(
        "Rules of the stores, every published version",
        "id rooftop_id topic version body published_at by_user_id",
    ),
    "cadence_version": Taken(
        "Follow-up plans, every published version (without a store: those that come with the product)",
        "id rooftop_id key version body published_at by_user_id",
    ),
    "template_version": Taken(
        "Texts, every published version (without a store: those that come with the product)",
        "id rooftop_id key language version body published_at by_user_id",
    ),
    "submission": Taken(
        "Everything received, exactly as it came; bodies stand in the JSON, large ones in files",
        "id rooftop_id group_id key_id receipt channel received_at by_user_id remote_address envelope_from"
        " content_type headers size body stored_as over_limit state reason repairs understood processed_at"
        " corrected_body corrected_at corrected_by_id erased_at",
    ),
    "person": Taken(
        "Customers and companies",
        "id group_id first_name last_name company language street city region postal_code merged_into_id"
        " created_at erased_at",
    ),
    "contact_point": Taken(
        "Their telephone numbers and addresses",
        "id group_id person_id kind value shown_as phone_kind extension masked reachability created_at",
    ),
    "person_store": Taken(
        "What a store notes about a customer",
        "id rooftop_id person_id notes preferred_channel answered created_at",
    ),
    "consent_event": Taken(
        "What customers agreed to and withdrew, with the evidence",
        "id rooftop_id person_id contact_point_id lead_id channel purpose level at captured_by text"
        " text_version remote_address",
    ),
    "suppression": Taken(
        "Who gets nothing more",
        "id group_id kind value channel reason since by_user_id lifted_at lifted_by_id",
        OF_KNOWN,
    ),
    "dnc_import": Taken(
        "Loaded files of the national do-not-call list",
        "id group_id at by_user_id file_name state reason full numbers added removed",
        OF_WHOLE_GROUP,
    ),
    "opportunity": Taken(
        "Buying efforts: one customer, one store, one owner",
        "id rooftop_id person_id previous_id source_id owner_id desk stage grade score tier kind wanted facts"
        " lead_count opened_at last_lead_at last_activity_at due_at closed_at escalates_at rung stopped_at",
    ),
    "lead": Taken(
        "Inquiries",
        "id rooftop_id opportunity_id person_id submission_id position source_id channel kind received_at"
        " requested_at grade grade_reasons verdict provider language said erased_at",
    ),
    "lead_repeat": Taken(
        "The same inquiry, received again", "id rooftop_id lead_id submission_id position at rule provider"
    ),
    "vehicle_interest": Taken(
        "Vehicles inquiries speak of",
        "id rooftop_id lead_id opportunity_id role interest condition year make model trim vin stock odometer",
    ),
    "closing": Taken(
        "How efforts ended, and why",
        "id rooftop_id opportunity_id stage reason note at by_user_id approved_at approved_by_id undone_at"
        " undone_by_id previous_stage",
    ),
    "activity": Taken(
        "Everything that happened, in order",
        "id rooftop_id opportunity_id lead_id at kind actor_id data words",
    ),
    "score_point": Taken(
        "The ledger of points behind each score",
        "id rooftop_id opportunity_id lead_id at rules_version dimension code points reason",
    ),
    "assignment": Taken(
        "Who became accountable, and why",
        "id rooftop_id opportunity_id lead_id staff_id desk slot at how rule rules_version reasons considered"
        " by_user_id",
    ),
    "routing_tally": Taken("Turns each person has had", "id rooftop_id staff_id grade received"),
    "response_clock": Taken(
        "How soon inquiries were answered",
        "lead_id rooftop_id opportunity_id team_id received_at starts_at due_at due_reason acknowledged_at"
        " attempted_at attempt_claimed attempt_business_seconds contacted_at contact_business_seconds"
        " verified_attempt_at paused_from paused_until paused_by paused_business_seconds",
    ),
    "task": Taken(
        "What people had and have to do",
        "id rooftop_id opportunity_id staff_id slot kind band due_at shown_at created_at enrolment_id step"
        " template message_id words moved done_at done_by_id result",
    ),
    "alert": Taken("Alerts", "id rooftop_id opportunity_id user_id kind at data seen_at delivered_at"),
    "escalation": Taken(
        "Rungs of the ladder that were reached",
        "id rooftop_id opportunity_id lead_id rung what at due_at staff_id reason",
    ),
    "credit": Taken(
        "Who earned what part of a sale, in percent",
        "id rooftop_id opportunity_id part staff_id share at by_user_id ruling_id",
    ),
    "ruling": Taken("Managers' decisions", "id rooftop_id opportunity_id kind at by_user_id data words"),
    "enrolment": Taken(
        "Follow-up that runs or ran",
        "id rooftop_id opportunity_id version_id key anchor_at position visit planned_at due_at held_by"
        " held_reason last_at started_at resumes_at ended_at ended_by",
    ),
    "step_run": Taken(
        "What each step of it came to",
        "id rooftop_id enrolment_id opportunity_id position visit step kind planned_at at result reason"
        " message_id task_id",
    ),
    "hard_stop": Taken(
        "Who stopped everything", "id rooftop_id opportunity_id at by_user_id lifted_at lifted_by_id"
    ),
    "answer_tally": Taken(
        "How often which channel was answered", "id rooftop_id source_id channel day_part tried answered"
    ),
    "gate_decision": Taken(
        "Each answer of the gate: what might be sent, and why not",
        "id rooftop_id opportunity_id message_id enrolment_id at asked channel purpose automatic verdict rule"
        " reason until states law_version by_user_id",
    ),
    "appointment": Taken(
        "Appointments",
        "id rooftop_id opportunity_id person_id staff_id kind at words set_at set_by_id replaces_id shown_at"
        " no_show_at cancelled_at",
    ),
    "message": Taken(
        "Mails, texts and calls, in and out",
        "id rooftop_id opportunity_id lead_id person_id contact_point_id channel direction purpose automatic"
        " step_key template language sender_name sender recipient subject body rest facts state created_at"
        " send_after claimed_at attempts gate_rule gate_at provider provider_id sent_at failure erased_at"
        " enrolment_id too_late_at by_user_id edited outcome seconds settled_at connector_id mail_id delivery"
        " delivery_code delivered_at opened_at clicked_at details",
    ),
    "conversation": Taken(
        "Where each talk stands",
        "id rooftop_id opportunity_id chat_id last_at last_in_at last_channel last_direction last_message_id"
        " waiting_since due_at assigned_id snoozed_until angry_at angry_reason angry_seen_at angry_seen_by_id",
    ),
    "attachment": Taken(
        "Files, pictures, recordings, voicemails; the bytes lie in files",
        "id rooftop_id opportunity_id message_id kind name media_type size stored_as connector_id state"
        " reason attempts retry_at at details keep_until erased_at",
    ),
    "file_access": Taken("Who opened which file", "id rooftop_id attachment_id user_id at"),
    "tracked_link": Taken(
        "Links in messages and how often they were clicked",
        "id rooftop_id opportunity_id message_id kind position target created_at expires_at clicks",
    ),
    "engagement": Taken(
        "Mails opened, links clicked, videos watched",
        "id rooftop_id opportunity_id message_id link_id kind at machine why",
    ),
    "video": Taken(
        "Personal videos",
        "id rooftop_id opportunity_id attachment_id title by_user_id created_at expires_at seconds views"
        " viewed_at message_id",
    ),
    "chat": Taken(
        "Chats on the stores' websites",
        "id rooftop_id key_id state language started_at last_at receipt opportunity_id staff_id"
        " asked_person_at taken_at ended_at page flow captured remote_address erased_at",
    ),
    "chat_line": Taken(
        "What was said in them", "id rooftop_id chat_id who user_id at words data draft by_model"
    ),
    "web_visitor": Taken(
        "Visitors of the websites",
        "id rooftop_id first_at last_at visits vehicle_pages counted_visits counted_pages person_id"
        " opportunity_id joined_at joined_by",
    ),
    "web_page": Taken("Pages they looked at", "id rooftop_id visitor_id at visit path unit_id"),
    "unit": Taken(
        "The inventory; prices are in cents",
        "id rooftop_id stock vin year make model trim body condition exterior interior odometer price_cents"
        " msrp_cents photo_url details_url make_key model_key first_seen_at last_seen_at price_changed_at"
        " gone_at",
    ),
    "unit_price": Taken("Its prices over time, in cents", "id rooftop_id unit_id at price_cents"),
    "inventory_import": Taken(
        "Files it was loaded from",
        "id rooftop_id at by_user_id file_name size stored_as mapping state reason full rows added changed"
        " removed problems applied_at",
    ),
    "connector": Taken(
        "Connected providers, without what opens them",
        "id rooftop_id provider name settings created_at created_by_id disabled_at last_in_at last_out_at"
        " last_error_at last_error",
    ),
    "connector_hour": Taken(
        "What went through them, by the hour", "id rooftop_id connector_id hour sent failed received refused"
    ),
    "inbound_event": Taken(
        "What providers reported, without its raw bytes",
        "id rooftop_id connector_id kind event_key received_at remote_address content_type size state reason"
        " attempts retry_at processed_at message_id erased_at",
    ),
    "texting_registration": Taken(
        "Registrations for texting",
        "rooftop_id status brand campaign use_case samples opt_in privacy_url changed_at changed_by_id",
    ),
    "phone_line": Taken(
        "The stores' telephone numbers",
        "id rooftop_id connector_id e164 name department source_id is_main takes_texts takes_calls plan"
        " created_at archived_at",
    ),
    "audit_entry": Taken(
        "Who changed what, and sign-ins",
        "id group_id rooftop_id user_id at action target target_id changes ip",
    ),
}

SIGN_IN: Final = "opens somebody's account"
DERIVED: Final = "made of other columns, and of no use elsewhere"
FRAMEWORK: Final = "the program's own housekeeping; nothing of a store"

# A table, or a column of a table that goes otherwise; and why it stays.
STAYS: Final[dict[str, str]] = {
    "account.password": SIGN_IN,
    "account.is_superuser": FRAMEWORK,
    "account.is_staff": FRAMEWORK,
    "account_emailaddress": "the same addresses as in account",
    "account_emailconfirmation": SIGN_IN,
    "account_groups": FRAMEWORK,
    "account_user_permissions": FRAMEWORK,
    "mfa_authenticator": "second factors: seeds, recovery codes, passkeys",
    "usersessions_usersession": SIGN_IN,
    "django_session": SIGN_IN,
    "push_subscription": "whoever has it can send alerts to somebody's phone",
    "intake_key.secret_hash": "whoever has the key can write leads into the store",
    "intake_key.public_value": "whoever has the key can write leads into the store",
    "connector.sealed": "passwords and keys of the store's accounts with providers",
    "connector.key_hash": "whoever has the key can report in a provider's name",
    "connector.key_prefix": "a part of that key",
    "connector.cursor": "where reading a mailbox goes on; means nothing elsewhere",
    "inbound_event.body": "as the provider sent it, with the keys it sends along; what it said stands in other tables",
    "inbound_event.stored_as": "the same, where it is large",
    "inbound_event.query": "the address the provider asked, with its parameters",
    "attachment.remote_url": "an address of the provider that may carry a key; the bytes are among the files",
    "message.headers": "signed links that unsubscribe whoever follows them",
    "tracked_link.token": "opens the link in the customer's name",
    "video.token": "opens the customer's page",
    "chat.token_hash": "whoever has the token goes on with the visitor's chat",
    "chat.visitor_token": "the name a visitor's browser goes by",
    "web_visitor.token": "the name a visitor's browser goes by",
    "search_key": DERIVED,
    "unit_key": DERIVED,
    "lead_key": DERIVED,
    "dnc_area": "the national list is licensed to the dealer by the registry, which gives it out",
    "dnc_number": "the national list is licensed to the dealer by the registry, which gives it out",
    "auth_group": FRAMEWORK,
    "auth_group_permissions": FRAMEWORK,
    "auth_permission": FRAMEWORK,
    "django_cache": FRAMEWORK,
    "django_content_type": FRAMEWORK,
    "django_migrations": FRAMEWORK,
    "procrastinate_events": FRAMEWORK,
    "procrastinate_jobs": FRAMEWORK,
    "procrastinate_periodic_defers": FRAMEWORK,
    "procrastinate_workers": FRAMEWORK,
}
# Tables whose rows name files that go along, and what such a file is called beside its number.
WITH_FILES: Final[dict[str, str]] = {
    "attachment": "name",
    "submission": "channel",
    "inventory_import": "file_name",
}
