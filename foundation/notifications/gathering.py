"""Digests: what a person wished to be told once a day or a week, in one mail, each message once."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence

from django.db import transaction

from foundation.accounts.models import User
from foundation.notifications.kinds import DIGESTS, Group, Rhythm, find_kind
from foundation.notifications.models import Notification
from foundation.notifications.operations import notify
from foundation.notifications.queries import named_elsewhere, rhythms_of
from foundation.notifications.rendering import absolute, render
from foundation.outbox.operations import record

MOST_MAILS = 500  # in one call of the clock: others wait in the same line
MOST_SHOWN = 30  # of one mail; the rest is one link away


def gather_due(*, now: dt.datetime, subject_id: str = "") -> int:
    """Write the digests that are due; a clock's handler. Return how many.

    Each is written in one transaction with the marks on what it tells: a process that dies between two leaves the rest
    to the next call, one that dies within leaves everything of it.
    """
    mail = ("recipient_id", "rhythm")
    due = Notification.objects.to_gather(now).order_by(*mail).values_list(*mail).distinct()[:MOST_MAILS]
    return sum(_gather(*whom, now=now) for whom in due)


@transaction.atomic
def _gather(user_id: int, rhythm: str, *, now: dt.datetime) -> int:
    """Write one mail of all that waits for a person; 1 when it was written, 0 when nothing is left to say.

    Left out is what she has read in the site meanwhile, what she no longer wishes to be told by mail, and what another
    mail names that she gets.
    """
    user = User.objects.select_for_update(of=("self",)).filter(pk=user_id).first()
    if user is None:
        return 0
    waiting = list(Notification.objects.to_gather(now).filter(recipient=user, rhythm=rhythm).order_by("pk"))
    kinds = [kind for kind in map(find_kind, {one.kind for one in waiting}) if kind is not None]
    wished, elsewhere = rhythms_of(user, kinds), named_elsewhere(user, kinds)
    told = [
        one
        for one in waiting
        if one.read_at is None and wished.get(one.kind) != Rhythm.SITE and one.kind not in elsewhere
    ]
    Notification.objects.filter(pk__in=[one.pk for one in waiting]).update(gather_at=None)
    if not told or not user.is_active:
        return 0
    digest = _write(user, rhythm, told, now=now)
    Notification.objects.filter(pk__in=[one.pk for one in told]).update(digest=digest)
    record("notifications.gathered", subject=digest, now=now)
    return 1


def _write(user: User, rhythm: str, told: Sequence[Notification], *, now: dt.datetime) -> Notification:
    kind = DIGESTS[rhythm]
    shown: dict[str, list[Notification]] = defaultdict(list)
    for one in told[:MOST_SHOWN]:
        known = find_kind(one.kind)
        shown[known.group if known else Group.ACCOUNT].append(one)
    context = {
        "groups": [(group.label, [_item(one) for one in shown[group]]) for group in Group if group in shown],
        "count": len(told),
        "more": len(told[MOST_SHOWN:]),
        "rhythm": rhythm,
    }
    subject, text, html = render("notifications/mail/digest", context, user.language)
    digest = notify(
        key=f"{kind.code}:{user.public_id}:{told[0].pk}",
        kind=kind.code,
        recipient=user,
        language=user.language,
        subject=subject,
        text=text,
        html=html,
        now=now,
    )
    Notification.objects.filter(pk=digest.pk).update(in_site=False, read_at=now)
    return digest


def _item(told: Notification) -> dict[str, str]:
    return {"subject": told.subject, "language": told.language, "url": absolute(told.url) if told.url else ""}
