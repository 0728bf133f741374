"""What people do in a run: agencies publish and change, persons agree to be found, readers save searches."""

import datetime as dt
import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import InterfaceError, OperationalError, close_old_connections, connection
from django.utils import timezone

from cms.opportunities.models import MissionCall
from cms.opportunities.operations.opening import go_on, pause
from marketplace.profiles.models import ExpertProfile
from marketplace.profiles.operations.keeping import change_profile, start_profile
from search.engines.current import search_engine
from search.results.parameters import Asked
from search.saved.models import SavedSearch
from search.saved.operations.keeping import ask_for_search, confirm, save_search
from search.saved.queries import reading_of
from tests import factories
from tests.cms import makers

WORDS = [
    f"{head}{tail}" for head in ("Bavok", "Delum", "Fitar", "Gomez", "Kurdi") for tail in ("ano", "ilo", "ute", "exi")
]
RESTLESS = "Zwxqy"  # titles of calls that come and go; no search asks for it
READERS = 3  # of each word: two members (daily, weekly) and a visitor (daily)
PROFILES = 60


@dataclass
class Written:
    """What the writers were told is done: the measure of what may be missing afterwards."""

    writes: int = 0
    repeated: int = 0
    steady: dict[str, str] = field(default_factory=dict)  # title → word
    restless: set[str] = field(default_factory=set)  # titles that still stand
    asked: set[str] = field(default_factory=set)  # addresses that asked for a search and wait for the mail
    consents: dict[int, bool] = field(default_factory=dict)  # profile → may be found
    readers: dict[str, str] = field(default_factory=dict)  # address → the word it waits for


class Writer(threading.Thread):
    """Makes so many writes one after the other; one that the database refused is made again, as a person would."""

    def __init__(self, rng: random.Random, writes: int) -> None:
        super().__init__(name="writer", daemon=True)
        self.done = Written()
        self.wanted = writes
        self.limit = 0.0  # the share up to which it may go on: no failure comes when all is written
        self.error: BaseException | None = None
        self._rng = rng
        self._calls: dict[str, int] = {}
        self._prepare()

    @property
    def progress(self) -> float:
        return self.done.writes / self.wanted

    def run(self) -> None:
        try:
            while self.done.writes < self.wanted:
                if self.progress >= self.limit:
                    time.sleep(0.05)
                    continue
                self._insist(self._choose())
                self.done.writes += 1
        except BaseException as error:
            self.error = error
        finally:
            connection.close()

    def _prepare(self) -> None:
        self._agency = makers.agency("Agence")
        self._profiles = [
            start_profile(user=factories.user(), kind="expert", now=timezone.now()) for _ in range(PROFILES)
        ]
        self.done.consents = {profile.pk: False for profile in self._profiles}
        for word in WORDS:
            for place in range(READERS):
                self._reader(word, place)

    def _reader(self, word: str, place: int) -> None:
        asked, address = Asked(word, {}), f"{word.lower()}{place}@example.org"
        now = timezone.now()
        facts: dict[str, Any] = {"asked": asked, "reading": reading_of(asked, search_engine()), "name": word}
        facts |= {"rhythm": "weekly" if place == 1 else "daily", "language": "fr", "now": now}
        if place < READERS - 1:
            save_search(user=factories.user(address), **facts)
        else:
            ask_for_search(email=address, **facts)
            confirm(search=SavedSearch.objects.get(subscriber__email=address), now=now)
            self.done.asked.add(address)
        self.done.readers[address] = word

    def _insist(self, write: Callable[[], None]) -> None:
        end = time.monotonic() + 120
        while True:
            close_old_connections()
            try:
                return write()
            except (OperationalError, InterfaceError):
                connection.close()
                if time.monotonic() > end:
                    raise
                self.done.repeated += 1
                time.sleep(0.3)

    def _choose(self) -> Callable[[], None]:
        kinds: dict[Callable[[], Callable[[], None]], int] = {
            self._publish_steady: 8,
            self._publish_restless: 8,
            self._edit: 12,
            self._pause: 12,
            self._withdraw: 5,
            self._profile: 47,
            self._ask: 8,
        }
        return self._rng.choices(list(kinds), list(kinds.values()))[0]()

    def _publish_steady(self) -> Callable[[], None]:
        return self._publish(self._rng.choice(WORDS), self.done.steady)

    def _publish_restless(self) -> Callable[[], None]:
        return self._publish(RESTLESS, None)

    def _publish(self, word: str, steady: dict[str, str] | None) -> Callable[[], None]:
        title = f"{word} {self.done.writes}"

        def write() -> None:
            page = MissionCall.objects.filter(texts__title=title).first()
            if page is None:
                soon = timezone.localdate() + dt.timedelta(days=30)
                page = makers.call(
                    self._agency, texts={"fr": title}, publish=False, closes_on=soon,
                    answers_by=soon + dt.timedelta(days=10), starts_on=None, ends_on=None,
                )  # fmt: skip
            if not page.live:
                page.save_revision().publish()
            self._calls[title] = page.pk
            if steady is None:
                self.done.restless.add(title)
            else:
                steady[title] = word

        return write

    def _edit(self) -> Callable[[], None]:
        if not self._calls:
            return self._publish_steady()
        title, city = self._rng.choice(list(self._calls)), f"Ville {self.done.writes}"

        def write() -> None:
            page = MissionCall.objects.get(pk=self._calls[title])
            page.city = city
            page.save_revision().publish()

        return write

    def _pause(self) -> Callable[[], None]:
        if not self.done.restless:
            return self._publish_restless()
        title, verb = self._rng.choice(sorted(self.done.restless)), self._rng.choice([pause, go_on])
        until: dict[str, Any] = {"until": None} if verb is pause else {}

        def write() -> None:
            page = MissionCall.objects.get(pk=self._calls[title])
            verb(page=page, by=self._agency.moderator, now=timezone.now(), **until)

        return write

    def _withdraw(self) -> Callable[[], None]:
        if not self.done.restless:
            return self._publish_restless()
        title, delete = self._rng.choice(sorted(self.done.restless)), self._rng.random() < 0.5

        def write() -> None:
            page = MissionCall.objects.filter(pk=self._calls[title]).first()
            if page is not None and delete:
                page.delete()
            elif page is not None:
                page.unpublish()
            self._calls.pop(title)
            self.done.restless.discard(title)

        return write

    def _profile(self) -> Callable[[], None]:
        pk = self._rng.choice(sorted(self.done.consents))
        consent, headline = self._rng.random() < 0.7, f"Hydrologue {self.done.writes}"

        def write() -> None:
            profile = ExpertProfile.objects.get(pk=pk)
            change_profile(profile=profile, changes={"headline": headline, "consent": consent}, now=timezone.now())
            self.done.consents[pk] = consent

        return write

    def _ask(self) -> Callable[[], None]:
        address = f"visitor{self.done.writes}@example.org"
        asked = Asked(RESTLESS, {})

        def write() -> None:
            ask_for_search(
                email=address, asked=asked, reading=reading_of(asked, search_engine()), name=RESTLESS, rhythm="daily",
                language="ar", now=timezone.now(),
            )  # fmt: skip
            self.done.asked.add(address)

        return write
