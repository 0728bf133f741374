"""Missions that were accepted before there was a clock for what they lack get one now."""

import datetime as dt

from django.db import migrations

HANDLER = "remind of what a mission lacks"


def watch(apps, schema_editor):
    """Set the clock of the terms, or where they are agreed that of the end; what is past rings at once, once."""
    application, terms = apps.get_model("applications", "Application"), apps.get_model("outcomes", "Terms")
    move, clock = apps.get_model("answers", "Move"), apps.get_model("clocks", "Clock")
    for mission in application.objects.filter(status="accepted").order_by("pk").iterator():
        versions = terms.objects.filter(application=mission).order_by("-version")
        agreed = next((row for row in versions if row.acceptances.count() == 2), None)
        accepted = move.objects.filter(submission_id=mission.pk, name="accept").order_by("-at", "-pk").first()
        if agreed is not None:
            lack, due_at = "confirm", dt.datetime.combine(agreed.ends_on, dt.time(8, tzinfo=dt.UTC)) + dt.timedelta(3)
        elif accepted is not None:
            lack, due_at = "terms", accepted.at + dt.timedelta(7)
        else:
            continue
        clock.objects.get_or_create(
            handler=HANDLER, subject_id=f"{mission.public_id}:{lack}", done_at=None, defaults={"due_at": due_at}
        )


class Migration(migrations.Migration):
    dependencies = [
        ("outcomes", "0003_who_prepared"),
        ("applications", "0001_initial"),
        ("answers", "0002_neutral_names_of_parts"),
        ("clocks", "0002_put_aside"),
    ]

    operations = [migrations.RunPython(watch, migrations.RunPython.noop)]
