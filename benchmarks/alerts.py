"""Measure how long a published call takes until all saved searches it concerns are queued to be told.

The demonstration is loaded and indexed; invented people save searches: labels of the taxonomy in four languages, common
ones more often, with and without filters, some of filters alone. Then calls are published that say what calls of the
demonstration say. Measured is the time from `publish()` until the outbox is worked: the page is indexed, every search
it concerns has its row. The reference reads every saved search against the same document, without postings, in the same
run; both must find the same. `python benchmarks/alerts.py [--searches N] [--pages N] [--seed N]`.
"""

import argparse
import datetime as dt
import io
import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from functools import cache
from itertools import accumulate, islice
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.material.lines import say

LABELS = 3_000  # different words that people search for
HEAD = 20  # Zipf's law without its head: the commonest label is in some 3 % of the searches
COUNTRIES, KINDS, SECTORS = ("MA", "SN", "ML", "CI"), ("mission", "investment"), ("A", "C", "E", "F", "J", "P", "Q")
REFERENCES = 3  # pages that every search is read against


def main() -> None:
    """Load, save, publish; print seconds and what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--searches", type=int, default=100_000)
    parser.add_argument("--pages", type=int, default=30)
    parser.add_argument("--seed", type=int, default=20261123)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["JISR_VAR"] = folder
        os.environ["JISR_DATABASE_URL"] = f"sqlite:///{folder}/jisr.sqlite3"
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
        _measure(options)


def _measure(options: argparse.Namespace) -> None:
    import django

    django.setup()

    from django.core.management import call_command
    from django.utils import timezone

    from foundation.clocks.operations import tick
    from search.saved.models import Posting

    call_command("migrate", verbosity=0)
    call_command("load_demo", stdout=io.StringIO(), stderr=io.StringIO())
    while any(tick(now=timezone.now()).values()):
        pass
    chance = random.Random(options.seed)
    about = {"n": options.searches, "seed": options.seed}
    seconds = _save(options.searches, chance)
    say("alerts", "saved", options.searches / seconds, "searches/s", **about)
    say("alerts", "postings", Posting.objects.count() / options.searches, "postings/search", **about)
    published = [_published(chance, number) for number in range(options.pages)]
    every = [_by_reading_all(pk) for pk, _seconds, _finds, _candidates in published[:REFERENCES]]
    for (_pk, _seconds, finds, _candidates), (_all_seconds, wanted) in zip(published, every, strict=False):
        if finds != wanted:
            sys.exit(f"{len(finds)} searches were found and {len(wanted)} read to match: {len(finds ^ wanted)} differ.")
    reference = sorted(seconds for seconds, _ in every)[len(every) // 2]
    taken = sorted(seconds for _pk, seconds, _finds, _candidates in published)
    about["pages"] = options.pages
    for metric, share in (("p50", 0.5), ("p95", 0.95)):
        say("alerts", f"{metric}_publish_to_queued", taken[int(len(taken) * share)], "s", reference=reference, **about)
    for metric, place in (("found", 2), ("candidates", 3)):
        counts = [len(row[2]) if place == 2 else row[3] for row in published]
        say("alerts", f"{metric}_a_page", sum(counts) / len(counts), "searches", reference=options.searches, **about)


def _save(number: int, chance: random.Random) -> float:
    """Save searches in bulk, each kept as the operation keeps it; return the seconds that took."""
    from django.utils import timezone

    from foundation.accounts.models import User
    from foundation.taxonomy.models import Label
    from search.engines.current import search_engine
    from search.results.parameters import Asked
    from search.saved import postings
    from search.saved.models import Posting, SavedSearch, Subscriber
    from search.saved.queries import digest_of, taxonomy_version

    labels = list(Label.objects.filter(preferred=True).order_by("pk").values_list("text", flat=True))
    labels = chance.sample(labels, min(LABELS, len(labels)))
    weights = list(accumulate(1 / (place + HEAD) for place in range(len(labels))))
    counts, version = postings.Counts(search_engine()), taxonomy_version()
    readings = cache(lambda text, filters: postings.read(Asked(text, dict(filters)), counts, version=version))
    now = timezone.now() - dt.timedelta(hours=1)
    emails = (f"reader{place}@example.org" for place in range(number // 5 + 1))
    users = User.objects.bulk_create([User(email=email, name="Reader") for email in emails])
    readers = Subscriber.objects.bulk_create([Subscriber(user=user, since=now) for user in users])
    started = time.perf_counter()
    waiting = iter(list(_questions(number, labels, weights, chance)))
    seen: set[tuple[int, str]] = set()
    place = 0
    while batch := list(islice(waiting, 2_000)):
        rows, read = [], []
        for text, filters in batch:
            asked = Asked(text, dict(filters))
            place += 1
            reader = readers[place % len(readers)]
            digest = digest_of(asked)
            if (reader.pk, digest) in seen:
                digest = (
                    f"{digest[:48]}{place:016}"  # the same again by the same person: kept, so that the number holds
                )
            seen.add((reader.pk, digest))
            reading = readings(text, filters)
            read.append(reading)
            rows.append(
                SavedSearch(
                    subscriber=reader,
                    name=text or "…",
                    rhythm=chance.choice(("at_once", "daily", "weekly")),
                    language=chance.choice(("fr", "ar", "en", "es")),
                    text=text,
                    filters={name: list(values) for name, values in filters},
                    digest=digest,
                    units=postings.to_json(reading.units),
                    read_with=version,
                    created_at=now,
                    since=now,
                    confirmed_at=now,
                )
            )
        stored = SavedSearch.objects.bulk_create(rows)
        Posting.objects.bulk_create(
            [Posting(search=row, key=key) for row, reading in zip(stored, read, strict=True) for key in reading.keys]
        )
    return time.perf_counter() - started


def _questions(
    number: int, labels: list[str], weights: list[float], chance: random.Random
) -> Iterator[tuple[str, tuple[tuple[str, tuple[str, ...]], ...]]]:
    """Yield (text, filters): half of words alone, the rest with a country or two, a fifth of filters alone."""
    for _ in range(number):
        kind = chance.random()
        words = chance.choices(labels, cum_weights=weights, k=2 if kind > 0.9 else 1)
        filters: dict[str, tuple[str, ...]] = {}
        if kind > 0.5:
            filters["country"] = tuple(sorted(chance.sample(COUNTRIES, chance.choice((1, 1, 2)))))
        if kind > 0.75:
            filters["kind"] = (chance.choice(KINDS),)
        if 0.8 < kind < 0.99:
            filters["sector"] = (chance.choice(SECTORS),)
        text = "" if 0.7 < kind < 0.9 else " ".join(words)
        yield text, tuple(sorted(filters.items()))


def _published(chance: random.Random, number: int) -> tuple[int, float, set[int], int]:
    """Publish a call and work the outbox; return (page, seconds, searches found, candidates)."""
    from django.utils import timezone

    from cms.opportunities.models import MissionCall, MissionText
    from foundation.outbox.operations import deliver_due
    from search.documents.opportunities import opportunities
    from search.plain import Laid
    from search.saved.models import Find
    from search.saved.queries import candidates

    model = chance.choice(list(MissionCall.objects.filter(live=True).order_by("pk")[:100]))
    soon = timezone.localdate() + dt.timedelta(days=30)
    page = MissionCall(live=False, source_language=model.source_language, city=model.city, closes_on=soon)
    page.answers_by = soon + dt.timedelta(days=10)
    page.texts = [
        MissionText(language=row.language, title=f"{row.title} {number}", summary=row.summary, body=row.body)
        for row in model.texts.all()
    ]
    model.agency.add_child(instance=page)
    page.sectors = list(model.sectors.all())
    revision = page.save_revision()
    deliver_due(now=timezone.now())
    started = time.perf_counter()
    revision.publish()
    deliver_due(now=timezone.now())
    seconds = time.perf_counter() - started
    found = set(Find.objects.filter(opportunity=page.public_id).values_list("search_id", flat=True))
    laid = Laid(next(opportunities([page.pk])))
    return page.pk, seconds, found, sum(1 for _ in candidates(laid, published_at=timezone.now()))


def _by_reading_all(page_id: int) -> tuple[float, set[int]]:
    """Read every search against a page; return (seconds, searches that match)."""
    from django.utils import timezone

    from search.documents.opportunities import opportunities
    from search.engines.current import search_engine
    from search.plain import Laid
    from search.saved.models import SavedSearch
    from search.saved.queries import Held, day_of_match, read_for_match

    started = time.perf_counter()
    laid, holds, today = Laid(next(opportunities([page_id]))), Held(search_engine()), timezone.localdate()
    every = read_for_match(SavedSearch.objects.active())
    found = {one.search_id for one in every if day_of_match(laid, one, today=today, holds=holds) is not None}
    return time.perf_counter() - started, found


if __name__ == "__main__":
    main()
