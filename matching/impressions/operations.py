"""What was seen is written down, once per card and list."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction

from foundation.accounts.models import User
from matching.impressions.models import Impression
from matching.impressions.served import NotServed, ServedList


@transaction.atomic
def record_seen(*, served: ServedList, seen: Iterable[str], viewer: User, now: dt.datetime) -> int:
    """Write the cards of a served list that were seen; those already written stay as they are.

    Returns how many cards of the list are on record now. It is a log and changes nothing that anybody waits for, so
    there is no event.

    Raises:
        NotServed: a card was not in the list; nothing is written then.
    """
    wanted = list(dict.fromkeys(seen))
    if strangers := [identifier for identifier in wanted if identifier not in served.cards]:
        raise NotServed(f"Not in this list: {', '.join(strangers[:3])}")
    Impression.objects.bulk_create(
        [
            Impression(
                viewer=viewer,
                list_id=served.list_id,
                place=served.place,
                query_id=served.query_id,
                subject=served.subject,
                subject_id=card.id,
                position=card.position,
                score=card.score,
                model=served.model,
                features=card.features,
                served_at=served.served_at,
                seen_at=now,
            )
            for card in (served.cards[identifier] for identifier in wanted)
        ],
        ignore_conflicts=True,
    )
    return Impression.objects.filter(list_id=served.list_id).count()
