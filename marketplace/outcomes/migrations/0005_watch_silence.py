"""Agencies that were reminded to confirm the end of a mission before it went any further are watched on from now."""

import datetime as dt

from django.db import migrations

HANDLER = "remind of what a mission lacks"


def watch(apps, schema_editor):
    """Set the clock a week after the reminder; of what was confirmed or cancelled meanwhile it tells nobody."""
    clock = apps.get_model("clocks", "Clock")
    reminded = clock.objects.filter(handler=HANDLER, subject_id__endswith=":confirm", done_at__isnull=False)
    for row in reminded.order_by("done_at", "pk").iterator():
        subject_id = f"{row.subject_id.removesuffix(':confirm')}:still"
        due_at = row.done_at + dt.timedelta(7)
        clock.objects.update_or_create(
            handler=HANDLER, subject_id=subject_id, done_at=None, defaults={"due_at": due_at}
        )


class Migration(migrations.Migration):
    dependencies = [("outcomes", "0004_watch_missions"), ("clocks", "0002_put_aside")]

    operations = [migrations.RunPython(watch, migrations.RunPython.noop)]
