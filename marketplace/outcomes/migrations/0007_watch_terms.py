"""Missions whose sides were told that no terms are agreed, before that went any further, are watched on from now."""

import datetime as dt

from django.db import migrations

HANDLER = "remind of what a mission lacks"


def watch(apps, schema_editor):
    """Set the clock a week after they were told; of what was agreed or cancelled meanwhile it tells nobody."""
    clock = apps.get_model("clocks", "Clock")
    told = clock.objects.filter(handler=HANDLER, subject_id__endswith=":terms", done_at__isnull=False)
    for row in told.order_by("done_at", "pk").iterator():
        subject_id = f"{row.subject_id.removesuffix(':terms')}:unagreed"
        due_at = row.done_at + dt.timedelta(7)
        clock.objects.update_or_create(
            handler=HANDLER, subject_id=subject_id, done_at=None, defaults={"due_at": due_at}
        )


class Migration(migrations.Migration):
    dependencies = [("outcomes", "0006_who_tapped"), ("clocks", "0002_put_aside")]

    operations = [migrations.RunPython(watch, migrations.RunPython.noop)]
