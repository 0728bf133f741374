"""Reads of saved searches: signed links, what a document concerns, and what is held about a person."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, NamedTuple

from allauth.account.models import EmailAddress
from django.core import signing
from django.db.models import Q, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import translation

from foundation.accounts.models import User
from foundation.base.days import is_reckonable
from foundation.notifications.models import Notification
from foundation.notifications.operations import forget
from foundation.organisations.queries import verified_addresses
from foundation.taxonomy.models import Version
from search.engines.base import Engine
from search.plain import Laid, matches
from search.results.parameters import Asked
from search.results.understanding import Understood
from search.saved.models import Find, Posting, SavedSearch, SavedSearchQuerySet, Subscriber
from search.saved.postings import Counts, Reading, from_json, keys_of, read
from search.schema import OPPORTUNITIES, ConceptUnit, Query

MOST_KEYS = 10_000  # in one statement
AT_A_TIME = 2_000  # candidates read from the database at once
_CONFIRM, _MINE, _STOP = "saved.confirm", "saved.mine", "saved.stop"


# --- links: signed, so that whoever has one needs no account -----------------------------------------


def confirm_address(search: SavedSearch) -> str:
    """Return where a visitor says that she wants a search, in its language."""
    return _address("search_confirm", _sign(_CONFIRM, search.public_id), search.language)


def search_to_confirm(token: str) -> SavedSearch | None:
    """Return the search a link confirms; None when it was deleted or forgotten.

    Raises:
        BadSignature: nobody of ours wrote the link.
    """
    return SavedSearch.objects.select_related("subscriber").filter(public_id=_said(_CONFIRM, token)).first()


def manage_address(subscriber: Subscriber, language: str) -> str:
    """Return where a person sees and changes her searches: a page of the account, or of whoever has the link."""
    if subscriber.user_id:
        with translation.override(language):
            return reverse("saved_searches")
    return _address("search_mine", _sign(_MINE, subscriber.public_id), language)


def subscriber_of(token: str) -> Subscriber | None:
    """Return the visitor whose searches a link shows; None when the address was forgotten.

    Raises:
        BadSignature: nobody of ours wrote the link.
    """
    return Subscriber.objects.filter(public_id=_said(_MINE, token), user=None).first()


def stop_address(subscriber: Subscriber, rhythm: str, language: str) -> str:
    """Return where the mails of a rhythm and a language are stopped."""
    return _address("search_stop", _sign(_STOP, f"{subscriber.public_id}.{rhythm}.{language}"), language)


def to_stop(token: str) -> "tuple[Subscriber | None, str, str]":
    """Return (subscriber, rhythm, language) of a link that stops mails.

    Raises:
        BadSignature: nobody of ours wrote the link.
    """
    public_id, rhythm, language = _said(_STOP, token).split(".")
    return Subscriber.objects.filter(public_id=public_id).first(), rhythm, language


def _address(name: str, token: str, language: str) -> str:
    with translation.override(language):
        return reverse(name, args=[token])


def _sign(salt: str, said: str) -> str:
    return signing.Signer(salt=salt, sep=".").sign(said)


def _said(salt: str, token: str) -> str:
    return signing.Signer(salt=salt, sep=".").unsign(token)


# --- what is saved -----------------------------------------------------------------------------------


def digest_of(asked: Asked) -> str:
    """Return what two questions that ask the same have in common; capitals make no difference."""
    said = json.dumps([asked.text.casefold(), sorted((name, sorted(v)) for name, v in asked.filters.items())])
    return hashlib.sha256(said.encode()).hexdigest()


def member_of(email: str) -> User | None:
    """Return whose proved address this is."""
    found = EmailAddress.objects.filter(email__iexact=email, verified=True, user__is_active=True)
    return next((address.user for address in found.select_related("user").order_by("pk")[:1]), None)


def reading_of(asked: Asked, engine: Engine) -> Reading:
    """Read a question as it is to be kept."""
    return read(asked, Counts(engine), version=taxonomy_version())


def taxonomy_version() -> int:
    return Version.objects.values_list("number", flat=True).first() or 0


# --- which searches a document concerns --------------------------------------------------------------


class Held:
    """Whether any document of the index says a concept; asked of the engine once each, and only where it matters."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._known: dict[ConceptUnit, bool] = {}

    def __call__(self, unit: ConceptUnit) -> bool:
        if unit not in self._known:
            query = Query(units=(replace(unit, words=()),), size=0)
            self._known[unit] = self._engine.search(OPPORTUNITIES.name, query).total > 0
        return self._known[unit]


class Candidate(NamedTuple):
    """What is read of a search that a document may concern; the same `digest` and version ask the same."""

    search_id: int
    digest: str
    rhythm: str
    time_zone: str
    text: str
    filters: dict[str, list[str]]
    units: list[dict[str, Any]]
    read_with: int

    def asked(self) -> Asked:
        return Asked(self.text, {name: tuple(values) for name, values in self.filters.items()})


def candidates(laid: Laid, *, published_at: dt.datetime) -> Iterator[Candidate]:
    """Yield the active searches kept under a key of a document that are older than its publication.

    One statement, and one more for each 10,000 keys; a search may come twice then.
    """
    keys = sorted(keys_of(laid))
    for start in range(0, len(keys), MOST_KEYS):
        kept = Posting.objects.filter(key__in=keys[start : start + MOST_KEYS]).values("search_id")
        yield from read_for_match(SavedSearch.objects.active().filter(pk__in=kept, since__lte=published_at))


def read_for_match(searches: SavedSearchQuerySet) -> Iterator[Candidate]:
    """Yield of searches what `day_of_match` needs, as plain rows: there may be thousands."""
    zone = Coalesce("subscriber__user__time_zone", Value("UTC"))
    columns = ("pk", "digest", "rhythm", zone, "text", "filters", "units", "read_with")
    yield from map(Candidate._make, searches.order_by("pk").values_list(*columns).iterator(AT_A_TIME))


def day_of_match(laid: Laid, candidate: Candidate, *, today: dt.date, holds: Held) -> dt.date | None:
    """Return the first day, from today on, on which a search finds a document as it stands; None if it never does.

    It is a later one when the agency has paused a call until a day, or when what closes soon is asked for and the
    call does not yet. References are told to those alone who asked for them: there is nothing to answer.
    """
    asked = candidate.asked()
    if laid.values.get("kind") == "reference" and "reference" not in asked.filters.get("kind", ()):
        return None
    understood = Understood(from_json(candidate.units))
    for day in _days(laid, asked, today):
        if matches(laid, asked.query(understood, today=day), holds=holds):
            return day
    return None


def _days(laid: Laid, asked: Asked, today: dt.date) -> list[dt.date]:
    """Return today, and the later days on which something that depends on the day may begin to hold."""
    closes_on, paused_until = laid.values.get("closes_on"), laid.values.get("paused_until")
    days = {today}
    if paused_until and is_reckonable(paused_until):
        days.add(paused_until + dt.timedelta(days=1))
    if closes_on and is_reckonable(closes_on):
        days |= {closes_on - dt.timedelta(days=int(number)) for number in asked.filters.get("closing", ())}
    return sorted(day for day in days if day >= today)


# --- a person's data ---------------------------------------------------------------------------------


class SearchData:
    """The searches a person has saved, also those she had sent to her address without an account."""

    name = "saved_searches"

    @staticmethod
    def export(user: User) -> list[dict[str, Any]]:
        searches = SavedSearch.objects.filter(subscriber__in=_subscribers(user)).order_by("created_at", "pk")
        told: dict[int, list[str]] = {}
        finds = Find.objects.filter(search__in=searches, told_at__isnull=False).order_by("pk")
        for search_id, opportunity in finds.values_list("search_id", "opportunity"):
            told.setdefault(search_id, []).append(opportunity)
        return [
            {
                "name": search.name,
                "asked": search.asked().address(),
                "rhythm": search.rhythm,
                "language": search.language,
                "saved_at": search.created_at.isoformat(),
                "confirmed_at": search.confirmed_at.isoformat() if search.confirmed_at else None,
                "paused_at": search.paused_at.isoformat() if search.paused_at else None,
                "told": told.get(search.pk, []),
            }
            for search in searches
        ]

    @staticmethod
    def erase(user: User) -> None:
        forget_subscribers(_subscribers(user))


def forget_subscribers(subscribers: Iterable[Subscriber]) -> None:
    """Delete people's searches, all these have found, and the mails that were written about them."""
    for subscriber in list(subscribers):
        forget_mails(alert_key(subscriber, ""), confirm_key(subscriber, ""))
        subscriber.delete()


def forget_mails(*beginnings: str) -> None:
    """Delete the messages whose keys begin so."""
    for beginning in beginnings:
        keys = Notification.objects.filter(key__startswith=beginning).order_by("pk").values_list("key", flat=True)
        forget(keys=list(keys))


def alert_key(subscriber: Subscriber, what: object) -> str:
    """Return the key under which a person is told of finds."""
    return f"search.alert:{subscriber.public_id}:{what}"


def confirm_key(subscriber: Subscriber, what: object) -> str:
    """Return the key under which a person is asked whether she wants a search."""
    return f"search.confirm:{subscriber.public_id}:{what}"


def _subscribers(user: User) -> Any:
    own = Q(user=user) | Q(email__in=verified_addresses(user))
    return Subscriber.objects.filter(own).order_by("pk")
