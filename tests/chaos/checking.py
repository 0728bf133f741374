"""What must be so after a run, counted from what the writers were told and from what was handed over."""

import json
import subprocess
import sys
from collections import Counter
from typing import Any

from django.conf import settings
from django.db.models import Count, Q

from cms.opportunities.models import MissionCall
from foundation.clocks.models import Clock
from foundation.notifications.models import Notification
from foundation.outbox.models import Delivery, Event
from marketplace.profiles.models import ExpertProfile
from search.saved.models import Find
from tests.chaos.sink import Mail, mails
from tests.chaos.writing import Written

SENDERS = 2  # processes of the pool: as many mails may be between hand-over and mark when they are taken away


def idle() -> bool:
    """Tell whether nothing waits to be told, found or mailed."""
    undone = Delivery.objects.undone().exists() or Find.objects.waiting().exists()
    return not undone and not Notification.objects.filter(by_mail=True, mailed_at=None).exists()


def check(done: Written, *, interruptions: int) -> tuple[dict[str, Any], list[str]]:
    """Return the counts of a run and a sentence for each thing that is lost, doubled or wrong.

    `interruptions` is how often a sending process may have been cut off between hand-over and mark.
    """
    copies = list(mails())
    index, faults = _index()
    faults += [*_rows(done), *_deliveries(), *_handed_over(copies, interruptions), *_expected(copies, done)]
    counts = {
        "writes": done.writes,
        "repeated_writes": done.repeated,
        "events": Event.objects.count(),
        "deliveries": Delivery.objects.count(),
        "retried": Delivery.objects.filter(tries__gt=1).count(),
        "mails": len({mail.message_id for mail in copies}),
        "digests": Notification.objects.filter(kind="search.alert").count(),
        "handed_over_again": len(copies) - len({mail.message_id for mail in copies}),
        "index": index,
    }
    return counts, faults


def _index() -> tuple[dict[str, int], list[str]]:
    command = [sys.executable, "manage.py", "rebuild_search", "--check"]
    done = subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False)
    found = json.loads(done.stdout.splitlines()[-1]) if done.stdout else {}
    return found, [f"index: {done.stdout}{done.stderr}".strip()] if done.returncode else []


def _rows(done: Written) -> list[str]:
    """What the writers were told is in the database."""
    live = set(MissionCall.objects.filter(live=True).values_list("texts__title", flat=True))
    standing = done.steady.keys() | done.restless
    consents = dict(ExpertProfile.objects.values_list("pk", "consent"))
    faults = [f"write lost: {title}" for title in sorted(standing - live)]
    faults += [f"withdrawn but public: {title}" for title in sorted(live - standing)]
    return faults + [f"consent lost: {pk}" for pk, consent in done.consents.items() if consents.get(pk) != consent]


def _deliveries() -> list[str]:
    """Every event was told to each of its consumers, and nothing was put aside."""
    faults = [f"not delivered: {one} {one.error}" for one in Delivery.objects.undone()]
    faults += [f"clock put aside: {clock} {clock.error}" for clock in Clock.objects.dead()]
    for event in Event.objects.annotate(told=Count("deliveries", filter=~Q(deliveries__done_at=None))):
        if event.told != len(settings.OUTBOX_CONSUMERS.get(event.name, ())):
            faults.append(f"told to {event.told}: {event}")
    return faults


def _handed_over(copies: list[Mail], interruptions: int) -> list[str]:
    """Each mail once; a second copy only where its sender was cut off before the mark, and then the same.

    Such a copy has the Message-ID and the words of the first and a row that was taken once more for it.
    """
    times = Counter(mail.message_id for mail in copies)
    rows = {f"<{one.public_id}@jisr.example>": one for one in Notification.objects.filter(by_mail=True)}
    faults = [f"mail lost: {key} {rows[key].key}" for key in sorted(rows.keys() - times.keys())]
    faults += [f"mail of no row: {key}" for key in sorted(times.keys() - rows.keys())]
    words: dict[str, set[str]] = {}
    for mail in copies:
        words.setdefault(mail.message_id, set()).add(f"{mail.to}\n{mail.text}")
    again = [key for key, count in times.items() if count > 1 and key in rows]
    faults += [
        f"sent {times[key]} times in {rows[key].tries} tries: {key}" for key in again if times[key] > rows[key].tries
    ]
    faults += [f"one Message-ID, different words: {key}" for key in again if len(words[key]) > 1]
    if (extra := len(copies) - len(times)) > interruptions * SENDERS:
        faults.append(f"{extra} mails handed over again, at most {interruptions * SENDERS} can have been cut off")
    return faults


def _expected(copies: list[Mail], done: Written) -> list[str]:
    """Each reader was told of each call with her word once, and of nothing else; each who asked got one mail."""
    once = {mail.message_id: mail for mail in copies}.values()
    told = Counter((mail.to, title) for mail in once for title in mail.titles)
    expected = {(to, title) for to, word in done.readers.items() for title, its in done.steady.items() if its == word}
    faults = [f"never told: {pair}" for pair in sorted(expected - told.keys())]
    faults += [f"told though not asked: {pair}" for pair in sorted(told.keys() - expected)]
    faults += [f"told {count} times: {pair}" for pair, count in told.items() if count > 1]
    asked = Counter(mail.to for mail in once if not mail.titles)
    faults += [f"not asked to confirm: {to}" for to in sorted(done.asked - asked.keys())]
    return faults + [
        f"{count} letters without a find: {to}" for to, count in asked.items() if to not in done.asked or count > 1
    ]
