"""Searches are saved, confirmed, changed, stopped and deleted."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from foundation.accounts.models import User
from foundation.base.errors import DomainError
from foundation.notifications.operations import tell
from foundation.outbox.operations import record
from search.results.parameters import Asked
from search.saved.lifecycle import told_at
from search.saved.models import Find, Posting, SavedSearch, Subscriber
from search.saved.postings import Reading, to_json
from search.saved.queries import (
    confirm_address,
    confirm_key,
    digest_of,
    forget_mails,
    forget_subscribers,
    manage_address,
    member_of,
)

MOST = 20  # searches of one person
MOST_UNCONFIRMED = 5  # of one address: our mail is no door for spam
KEPT_UNCONFIRMED = dt.timedelta(days=7)


class SearchError(DomainError):
    code = "saved_search"


@transaction.atomic
def save_search(
    *, user: User, asked: Asked, reading: Reading, name: str, rhythm: str, language: str, now: dt.datetime
) -> SavedSearch:
    """Save a member's search; one that asks the same takes the new name, rhythm and language, and goes on if paused.

    Raises:
        SearchError: the person has as many searches as one may have.
    """
    subscriber = _locked(Subscriber.objects.get_or_create(user=user, defaults={"since": now})[0])
    search = _standing(subscriber, asked)
    if search is None and SavedSearch.objects.of(subscriber).confirmed().count() >= MOST:
        raise SearchError(
            _("One person may save %(most)s searches. Delete one of yours, then save this one.") % {"most": MOST}
        )
    if search is None:
        search = _new(subscriber, asked, reading, name, rhythm, language, now)
    else:
        _change(search, name=name, rhythm=rhythm, language=language, now=now)
        _go_on(search, now=now)
    _confirm(search, now=now)
    record("search.saved", subject=search, now=now)
    return search


@transaction.atomic
def ask_for_search(
    *, email: str, asked: Asked, reading: Reading, name: str, rhythm: str, language: str, now: dt.datetime
) -> None:
    """Save a search for an address until its owner confirms it: a mail soon asks her, and nothing else happens.

    Returns nothing, and nothing differs, whoever owns the address and whatever is saved for it already: who asks learns
    nothing. An address that was asked too often, or has as many searches as one may have, gets no further mail.
    """
    email = email.strip().lower()
    member = member_of(email)
    whom: dict[str, Any] = {"user": member} if member else {"email": email}
    subscriber = _locked(Subscriber.objects.get_or_create(**whom, defaults={"since": now})[0])
    own = SavedSearch.objects.of(subscriber)
    search = _standing(subscriber, asked)
    if search is not None and search.confirmed_at is None:
        return  # the mail is on its way
    if search is None:
        if own.filter(confirmed_at=None).count() >= MOST_UNCONFIRMED or own.confirmed().count() >= MOST:
            return
        search = _new(subscriber, asked, reading, name, rhythm, language, now)
    record("search.asked", subject=search, now=now)


@transaction.atomic
def ask_to_confirm(*, search: SavedSearch, now: dt.datetime) -> None:
    """Write to the address once: does she want this search? One who has it already is told so.

    What was typed is not sent on: a stranger's words would reach whom he likes, under our name.
    """
    subscriber = search.subscriber
    has_it = search.confirmed_at is not None
    url = manage_address(subscriber, search.language) if has_it else confirm_address(search)
    once = f"{search.public_id}:{now:%Y-%m-%d}" if has_it else search.public_id  # who has it: once a day at most
    tell(
        key=confirm_key(subscriber, once),
        kind="search.confirm",
        recipient=subscriber.user,
        email=subscriber.email,
        language=search.language,
        template="saved/mail/confirm",
        facts={"rhythm": search.get_rhythm_display, "has_it": has_it, "days": KEPT_UNCONFIRMED.days},
        url=url,
        now=now,
    )


@transaction.atomic
def confirm(*, search: SavedSearch, now: dt.datetime) -> SavedSearch:
    """Let a search tell from now on; confirmed again it stays as it is.

    Raises:
        SearchError: the person has as many searches as one may have, or this one is gone.
    """
    subscriber = _locked(search.subscriber)
    standing = SavedSearch.objects.of(subscriber).filter(pk=search.pk).first()
    if standing is None:
        raise SearchError(_("This search was deleted, or not confirmed in time. Save it again."))
    if standing.confirmed_at is None:
        if SavedSearch.objects.of(subscriber).confirmed().count() >= MOST:
            raise SearchError(
                _("One person may save %(most)s searches. Delete one of yours, then save this one.") % {"most": MOST}
            )
        standing.since = now
        _confirm(standing, now=now)
        record("search.saved", subject=standing, now=now)
    return standing


@transaction.atomic
def change_search(*, search: SavedSearch, name: str, rhythm: str, now: dt.datetime) -> SavedSearch:
    """Give a search another name or rhythm; what waits to be told waits for the new rhythm."""
    search = _again(search)
    _change(search, name=name, rhythm=rhythm, language=search.language, now=now)
    record("search.changed", subject=search, now=now)
    return search


@transaction.atomic
def pause(*, search: SavedSearch, now: dt.datetime) -> SavedSearch:
    """Let a search tell nothing until it goes on; what waits to be told is dropped."""
    search = _again(search)
    _pause([search], now=now)
    record("search.changed", subject=search, now=now)
    return search


@transaction.atomic
def resume(*, searches: Iterable[SavedSearch], now: dt.datetime) -> int:
    """Let paused searches tell what is published from now on; return how many were paused."""
    rows = SavedSearch.objects.select_for_update(of=("self",)).filter(pk__in=[search.pk for search in searches])
    paused = [search for search in rows.order_by("pk") if search.paused_at is not None]
    for search in paused:
        _go_on(search, now=now)
        record("search.changed", subject=search, now=now)
    return len(paused)


@transaction.atomic
def stop(*, subscriber: Subscriber, rhythm: str, language: str, now: dt.datetime) -> list[SavedSearch]:
    """Pause what comes in the mails of a rhythm and a language; return those that were active until now."""
    subscriber = _locked(subscriber)
    own = SavedSearch.objects.of(subscriber).active().filter(rhythm=rhythm, language=language)
    stopped = list(own.order_by("pk"))
    _pause(stopped, now=now)
    for search in stopped:
        record("search.changed", subject=search, now=now)
    return stopped


@transaction.atomic
def remove(*, search: SavedSearch, now: dt.datetime) -> None:
    """Delete a search and all it has found; an address without a search left is forgotten."""
    subscriber = _locked(search.subscriber)
    record("search.removed", subject=search, now=now)
    SavedSearch.objects.of(subscriber).filter(pk=search.pk).delete()
    if not subscriber.user_id and not SavedSearch.objects.of(subscriber).exists():
        forget_subscribers([subscriber])


@transaction.atomic
def forget_address(*, subscriber: Subscriber, now: dt.datetime) -> None:
    """Delete a visitor's address with her searches and the mails that were written about them."""
    subscriber = _locked(subscriber)
    for search in SavedSearch.objects.of(subscriber).order_by("pk"):
        record("search.removed", subject=search, now=now)
    forget_subscribers([subscriber])


@transaction.atomic
def forget_unconfirmed(*, now: dt.datetime, subject_id: str = "") -> int:
    """Delete what nobody confirmed within seven days, with the address; a clock's handler. Return how many went."""
    old = SavedSearch.objects.filter(confirmed_at=None, created_at__lte=now - KEPT_UNCONFIRMED)
    forget_mails(*(confirm_key(search.subscriber, search.public_id) for search in old.select_related("subscriber")))
    old.delete()
    without = Subscriber.objects.filter(user=None, searches=None).order_by("pk")
    count = without.count()
    forget_subscribers(without)
    return count


def _locked(subscriber: Subscriber) -> Subscriber:
    """The row of a person is locked before her searches, always."""
    return Subscriber.objects.select_for_update(of=("self",)).select_related("user").get(pk=subscriber.pk)


def _again(search: SavedSearch) -> SavedSearch:
    rows = SavedSearch.objects.select_for_update(of=("self",)).select_related("subscriber__user")
    return rows.get(pk=search.pk)


def _standing(subscriber: Subscriber, asked: Asked) -> SavedSearch | None:
    found = SavedSearch.objects.of(subscriber).filter(digest=digest_of(asked.kept()))
    return found.select_related("subscriber__user").first()


def _new(
    subscriber: Subscriber, asked: Asked, reading: Reading, name: str, rhythm: str, language: str, now: dt.datetime
) -> SavedSearch:
    kept = asked.kept()
    search = SavedSearch.objects.create(
        subscriber=subscriber,
        name=name,
        rhythm=rhythm,
        language=language,
        text=kept.text,
        filters={name: list(values) for name, values in kept.filters.items()},
        digest=digest_of(kept),
        units=to_json(reading.units),
        read_with=reading.version,
        created_at=now,
        since=now,
    )
    Posting.objects.bulk_create([Posting(search=search, key=key) for key in sorted(reading.keys)])
    return search


def _confirm(search: SavedSearch, *, now: dt.datetime) -> None:
    if search.confirmed_at is None:
        search.confirmed_at = now
        search.save(update_fields=["confirmed_at", "since"])


def _change(search: SavedSearch, *, name: str, rhythm: str, language: str, now: dt.datetime) -> None:
    if rhythm != search.rhythm:
        for find in Find.objects.waiting().filter(search=search).order_by("pk"):
            found_at = max(now, find.found_at)
            find.due_at = told_at(rhythm, found_at=found_at, time_zone=search.subscriber.time_zone)
            find.save(update_fields=["due_at"])
    search.name, search.rhythm, search.language = name, rhythm, language
    search.save(update_fields=["name", "rhythm", "language"])


def _pause(searches: Sequence[SavedSearch], *, now: dt.datetime) -> None:
    Find.objects.waiting().filter(search__in=searches).delete()
    for search in searches:
        search.paused_at = now
        search.save(update_fields=["paused_at"])


def _go_on(search: SavedSearch, *, now: dt.datetime) -> None:
    if search.paused_at is not None:
        search.paused_at, search.since = None, now
        search.save(update_fields=["paused_at", "since"])
