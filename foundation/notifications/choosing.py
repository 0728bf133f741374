"""A person says how often she is told of a kind, or stops its mails; with an account or by the link of a mail."""

import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import User
from foundation.base.errors import DomainError
from foundation.notifications.kinds import Kind, Rhythm, known_kinds
from foundation.notifications.models import Choice
from foundation.notifications.queries import Reader, rhythms_of, stopped_by
from foundation.outbox.operations import record


class ChoiceError(DomainError):
    """A choice that nobody can make."""


@transaction.atomic
def choose(*, user: User, rhythms: Mapping[str, str], now: dt.datetime) -> list[str]:
    """Keep how often a person is told of some kinds (rhythms by code); return the codes that changed.

    What waits for a digest already is still told in it, unless it is to stand in the site only.

    Raises:
        ChoiceError: a kind is told in any case, chosen elsewhere, or not told so; nothing was changed.
    """
    kinds = known_kinds()
    if not all(code in kinds and _may_be(kinds[code], rhythm) for code, rhythm in rhythms.items()):
        raise ChoiceError(_("How often this is told cannot be chosen here. Open the page again and choose once more."))
    user = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    told = rhythms_of(user, [kinds[code] for code in rhythms])
    changed = [code for code, rhythm in rhythms.items() if told[code] != rhythm]
    for code in changed:
        _keep(Reader(user=user), code, rhythms[code], now=now)
    if changed:
        record("notifications.chosen", subject=user, now=now)
    return changed


@transaction.atomic
def stop(*, reader: Reader, code: str, now: dt.datetime) -> dict[str, Rhythm]:
    """Send no more mails of a kind, or of all that a digest gathers; return what was stopped, with how often it told.

    What was written and has not left stays in the site.
    """
    if reader.user is not None:
        User.objects.select_for_update(of=("self",)).get(pk=reader.user.pk)
    stopped = stopped_by(reader, code)
    for each in stopped:
        choice = _keep(reader, each, Rhythm.SITE, now=now)
    if stopped:
        record("notifications.chosen", subject=reader.user or choice, now=now)
    return stopped


@transaction.atomic
def resume(*, reader: Reader, rhythms: Mapping[str, str], now: dt.datetime) -> list[str]:
    """Tell again as before a `stop`; return the codes that are told again."""
    if reader.user is not None:
        return choose(user=reader.user, rhythms=rhythms, now=now)
    stopped = Choice.objects.filter(address=reader.address, kind__in=rhythms).order_by("kind")
    codes = [choice.kind for choice in stopped]
    if codes:
        record("notifications.chosen", subject=stopped[0], now=now)
        stopped.delete()
    return codes


def _may_be(kind: Kind, rhythm: str) -> bool:
    return kind.is_chosen and rhythm in Rhythm and kind.allows(rhythm)


def _keep(reader: Reader, code: str, rhythm: str, *, now: dt.datetime) -> Choice:
    choice, _created = Choice.objects.update_or_create(
        user=reader.user, address=reader.address, kind=code, defaults={"rhythm": rhythm, "chosen_at": now}
    )
    return choice
