"""Row-level security and grants of what came with cadences, tasks, alerts and inventory."""

from django.db import migrations

from freshup.data.walls import raise_walls

TABLES = (
    "cadence_version", "template_version", "enrolment", "step_run", "hard_stop", "answer_tally",
    "gate_decision", "task", "alert", "escalation", "credit", "ruling", "appointment", "unit",
    "unit_key", "unit_price", "inventory_import", "push_subscription",
)  # fmt: skip
SEQUENCES = "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO freshup_web, freshup_worker"


class Migration(migrations.Migration):
    dependencies = [("data", "0003_five_minutes")]

    operations = [
        migrations.RunSQL(sql=raise_walls(TABLES), reverse_sql=migrations.RunSQL.noop),
        migrations.RunSQL(sql=SEQUENCES, reverse_sql=migrations.RunSQL.noop),
    ]
