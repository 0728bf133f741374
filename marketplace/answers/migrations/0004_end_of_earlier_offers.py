"""Offers that stand already are kept from today on, and what was withdrawn waits in no register any more."""

import datetime as dt

from django.db import migrations
from django.utils import timezone

REMIND, END = dt.timedelta(days=7), dt.timedelta(days=14)
PART = 500


def keep_places(apps, schema_editor):
    Submission, Clock = apps.get_model("answers", "Submission"), apps.get_model("clocks", "Clock")
    now = timezone.now()
    offered = Submission.objects.filter(status="offered", kept_until=None)
    Clock.objects.bulk_create(
        [
            Clock(handler="end offers", subject_id=public_id, due_at=now + REMIND)
            for public_id in offered.values_list("public_id", flat=True)
        ],
        batch_size=PART,
    )
    offered.update(kept_until=now.date() + END)


def file_withdrawn(apps, schema_editor):
    Submission = apps.get_model("answers", "Submission")
    Standing, Step = apps.get_model("registry", "Standing"), apps.get_model("registry", "Step")
    now = timezone.now()
    withdrawn = Submission.objects.filter(status="withdrawn").values("entry")
    waiting = Standing.objects.filter(entry__in=withdrawn, status__in=("registered", "in_hand"), annulled=False)
    entries = list(waiting.values_list("entry", flat=True))
    steps = [Step(entry_id=entry, kind="status", status="filed", at=now) for entry in entries]
    Step.objects.bulk_create(steps, batch_size=PART)
    for start in range(0, len(entries), PART):
        Standing.objects.filter(entry__in=entries[start : start + PART]).update(status="filed")


class Migration(migrations.Migration):
    dependencies = [
        ("answers", "0003_offers_end"),
        ("clocks", "0002_put_aside"),
        ("registry", "0001_register"),
    ]

    operations = [
        migrations.RunPython(keep_places, migrations.RunPython.noop),
        migrations.RunPython(file_withdrawn, migrations.RunPython.noop),
    ]
