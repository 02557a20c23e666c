"""Invented things for the gallery of components: no store, no customer and no number in it exists."""

from datetime import timedelta
from typing import Any

from django import forms, template
from django.template.context import Context

from freshup.interfaces.web.templatetags.moments import page_now

register = template.Library()

RAW = """<?xml version="1.0"?>
<?adf version="1.0"?>
<adf>
  <prospect status="new">
    <requestdate>2026-11-22T09:58:00-05:00</requestdate>
    <vehicle interest="buy" status="used">
      <year>2023</year><make>Toyota</make><model>RAV4</model><stock>T2291A</stock>
    </vehicle>
    <customer><contact>
      <name part="full">Marisol Ortega</name>
      <phone type="cellphone">239-555-0142</phone>
      <email>marisol@example.com</email>
    </contact><comments>Is it still there? I can come tomorrow & bring my trade.</comments></customer>
  </prospect>
</adf>"""


COLUMNS = ("name", "vehicle", "tier", "score", "grade", "stage", "owner", "source", "minutes")
LEADS = """\
Marisol Ortega | 2023 Toyota RAV4 XLE · T2291A | hot | 82 | A | new | Dana Whitfield | Website | 1
Theo Lindqvist | 2025 Honda Civic | high | 64 | A | attempting | Luis Ferrer | Cars marketplace | 4
Priya Raman | Any SUV under $30,000 | medium | 41 | C | new | Sales desk | Phone | 12
Cornelius Abernathy-Vandersloot | 2022 Ford F-150 | medium | 38 | B | engaged | Luis Ferrer | Referral | 95
j.doe@example.net |  | low | 12 | D | attempting | Luis Ferrer | Cars marketplace | 700
Aiko Tanabe | 2024 Mazda CX-5 | high | 58 | A | appointment | Luis Ferrer | Website | 1500"""


class SampleForm(forms.Form):
    name = forms.CharField(label="Store name", help_text="As customers know it; it signs every e-mail.")
    phone = forms.CharField(label="Phone", required=False)
    response_minutes = forms.IntegerField(label="Call a new lead within", initial=5)
    zone = forms.ChoiceField(label="Time zone", choices=[("America/New_York", "New York"), ("x", "Chicago")])
    day = forms.ChoiceField(
        label="Strategy",
        choices=[("a", "Shortfall"), ("b", "Round robin")],
        widget=forms.RadioSelect,
        initial="a",
    )
    makes = forms.MultipleChoiceField(
        label="Makes", choices=[("t", "Toyota"), ("h", "Honda")], widget=forms.CheckboxSelectMultiple
    )
    note = forms.CharField(label="Note", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    active = forms.BooleanField(label="Answer at night too", required=False, initial=True)


def sample_form() -> SampleForm:
    form = SampleForm(data={"name": "Bayside Motors", "phone": "12", "day": "a", "active": "on", "zone": "x"})
    form.add_error("phone", "Too short to be a number: area code and seven figures are needed.")
    form.add_error(None, "The store was not saved. Correct the marked fields; nothing else was touched.")
    return form


def sample_rows(context: Context) -> list[dict[str, Any]]:
    now = page_now(context)

    def clock(minutes_left: float, state: str = "running", took: int | None = None) -> dict[str, Any]:
        due = now + timedelta(minutes=minutes_left)
        until = now + timedelta(hours=11) if state == "paused" else None
        return {"due": due, "since": due - timedelta(minutes=5), "state": state, "took": took, "until": until}

    clocks = [
        clock(3.9),
        clock(0.8),
        clock(-7.4),
        clock(0, "met", 145),
        clock(0, "missed", 1560),
        clock(0, "paused"),
    ]
    rows = [dict(zip(COLUMNS, line.split(" | "), strict=True)) for line in LEADS.splitlines()]
    return [
        row
        | {"url": "#", "score": int(row["score"]), "repeat": row["grade"] == "B", "clock": face}
        | {"received_at": now - timedelta(minutes=int(row["minutes"]))}
        for row, face in zip(rows, clocks, strict=True)
    ]


def sample_dimensions(context: Context) -> list[dict[str, Any]]:
    at = page_now(context) - timedelta(minutes=3)
    parts: list[tuple[str, int, int, list[tuple[int, str]]]] = [
        (
            "What they said",
            35,
            40,
            [(15, "Buys within 30 days"), (10, "A specific vehicle"), (10, "Has a trade-in")],
        ),
        ("Near and able", 25, 25, [(20, "6 miles from the store"), (5, "Asked about financing")]),
        ("What they did", 10, 20, [(5, "Second visit to the site"), (5, "Third visit to the site")]),
        ("Where from", 12, 15, [(12, "The store's own website")]),
    ]
    return [
        {"label": label, "points": points, "cap": cap}
        | {"reasons": [{"points": each, "text": text, "at": at} for each, text in reasons]}
        for label, points, cap, reasons in parts
    ]


@register.simple_tag(takes_context=True)
def gallery_data(context: Context) -> dict[str, Any]:
    now = page_now(context)
    return {
        "form": sample_form(),
        "rows": sample_rows(context),
        "dimensions": sample_dimensions(context),
        "raw": RAW,
        "minutes_ago": now - timedelta(minutes=3),
        "hours_ago": now - timedelta(hours=5),
        "days_ago": now - timedelta(days=12),
        "due": now + timedelta(minutes=4, seconds=12),
        "since": now - timedelta(seconds=48),
        "late": now - timedelta(minutes=12, seconds=40),
        "later": now + timedelta(hours=26),
        "soon": now + timedelta(seconds=48),
        "tabs": [
            {"label": "Timeline", "url": "#t", "active": True, "count": 12},
            {"label": "Vehicles", "url": "#v", "count": 2},
            {"label": "History", "url": "#h"},
        ],
        "diff": [
            {"label": "Marisol Ortega", "before": "High 64", "after": "Hot 79", "note": "+15 trade-in"},
            {"label": "Theo Lindqvist", "before": "Medium 41", "after": "Medium 41"},
            {"label": "Priya Raman", "before": "Medium 30", "after": "Low 22", "note": "−8 source"},
        ],
        "options": [("sales", "Sales"), ("bdc", "BDC"), ("service", "Service")],
    }
