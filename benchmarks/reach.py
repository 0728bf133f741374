"""How long it takes to count who is qualified for a call, beside ranking everybody for it in the same run.

Invented people agree to be found: each has a trade (common ones more often), some of its skills and some others,
languages, dates, and a headline and a text in French that name more of them. What they wrote is read as the clock reads
it, then calls for common trades are counted as the editor counts them. The reference ranks everybody by the full
ranking, with each text already read, and counts by the same rule; both must count the same. Also counted once with no
text read before, as on the first minutes after an upgrade. On the starter taxonomy, with ESCO where JISR_DATA is set.
`python benchmarks/reach.py [--people N] [--calls N] [--references N] [--seed N]`.
"""

import argparse
import datetime as dt
import io
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.material.lines import say

TRADES = 40  # that people have; the commonest is that of some 15 in 100


def main() -> None:
    """Make people and calls, read, count; print seconds and queries."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=5_000)
    parser.add_argument("--calls", type=int, default=10)
    parser.add_argument("--references", type=int, default=2, help="calls for which everybody is ranked")
    parser.add_argument("--seed", type=int, default=20261127)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"JISR_VAR": folder, "JISR_DATABASE_URL": f"sqlite:///{folder}/jisr.sqlite3", "JISR_DEBUG": "0"}
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
        _measure(options)


def _measure(options: argparse.Namespace) -> None:
    import django

    django.setup()

    from django.core.management import call_command
    from django.db import connection
    from django.test.utils import CaptureQueriesContext
    from django.utils import timezone

    from foundation.outbox.drain import stop
    from matching.facts.taxonomy import taxonomy_graph
    from matching.facts.words import reader
    from matching.readings.operations import read_waiting
    from matching.serving.reach import reach_of_page

    stop()  # the threads of the outbox: they would read while it is measured
    call_command("migrate", verbosity=0)
    call_command("load_starter", stdout=io.StringIO())
    if data := os.environ.get("JISR_DATA"):
        call_command("import_esco", f"{data}/esco", stdout=io.StringIO(), stderr=io.StringIO())
    chance = random.Random(options.seed)
    graph = taxonomy_graph()
    trades = _trades(chance)
    _people(options.people, trades, chance)
    pages = _calls(options.calls, trades, chance)
    about = {"n": options.people, "seed": options.seed, "concepts": len(graph)}
    reader().read_one("Une mission.", "fr")  # what is made once in a process
    say("reach", "first_minutes", _timed(lambda: reach_of_page(pages[0])), "s", **about)
    say("reach", "unread_then", reach_of_page(pages[0])[0].unread, "people", **about)
    begun = time.perf_counter()
    while read_waiting(now=timezone.now()):
        pass
    say("reach", "reading", (time.perf_counter() - begun) / options.people * 1000, "ms/profile", **about)
    reach_of_page(pages[0])
    taken = [_timed(lambda page=page: reach_of_page(page)) for page in pages]
    with CaptureQueriesContext(connection) as seen:
        reach_of_page(pages[0])
    every = []
    people = _everybody() if options.references else []
    for page in pages[: options.references]:
        seconds, expected = _ranked(page, people)
        every.append(seconds)
        found = reach_of_page(page)[0]
        if found != expected:
            sys.exit(f"Counted {found}, ranked {expected}.")
    qualified = [reach_of_page(page)[0].qualified for page in pages]
    reference = statistics.mean(every) if every else None
    say("reach", "p50", statistics.median(taken), "s", reference=reference, **about)
    say("reach", "most", max(taken), "s", reference=reference, **about)
    say("reach", "queries", len(seen), "queries", **about)
    say("reach", "qualified_most", max(qualified), "people", **about)


def _timed(act: Callable[[], Any]) -> float:
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


def _everybody() -> list[Any]:
    """Everybody as the full ranking reads them; what takes longest, their texts, is not in its time."""
    from marketplace.profiles.models import ExpertProfile
    from matching.facts.people import experts_for_ranking, person_from
    from matching.facts.words import reader

    words = reader()
    return [person_from(profile, words) for profile in experts_for_ranking(ExpertProfile.objects.findable())]


def _ranked(page: Any, people: list[Any]) -> tuple[float, Any]:
    from matching.facts.pages import draft_for_ranking, opportunity_from
    from matching.facts.taxonomy import taxonomy_graph
    from matching.facts.words import reader
    from matching.ranking.pool import Pool
    from matching.ranking.ranked import ranked
    from matching.ranking.reach import blockers, reach_of
    from matching.ranking.remarks import Remarks

    begun = time.perf_counter()
    opportunity = opportunity_from(draft_for_ranking(page), reader())
    pool = Pool([opportunity], taxonomy_graph())
    found = []
    for person in people:
        match = ranked(person, pool)[0]
        found.append((person, blockers(opportunity, Remarks(match.reasons, match.gaps))))
    return time.perf_counter() - begun, reach_of(found, compared=len(people))


def _trades(chance: random.Random) -> list[tuple[Any, list[Any]]]:
    """Occupations with the skills essential to them, each of which has at least six."""
    from foundation.taxonomy.models import Concept, Relation

    asked = Relation.objects.filter(kind="essential", source__kind="occupation", target__kind="skill")
    skills: dict[int, list[int]] = {}
    for source, target in asked.order_by("pk").values_list("source", "target"):
        skills.setdefault(source, []).append(target)
    chosen = chance.sample([trade for trade, needs in skills.items() if len(needs) >= 6], TRADES)
    rows = Concept.objects.in_bulk([*chosen, *(skill for trade in chosen for skill in skills[trade])])
    return [(rows[trade], [rows[skill] for skill in skills[trade]]) for trade in chosen]


def _people(number: int, trades: list[tuple[Any, list[Any]]], chance: random.Random) -> None:
    from django.utils import timezone

    from foundation.accounts.models import User
    from foundation.taxonomy.models import Label
    from marketplace.profiles.models import ExpertLanguage, ExpertProfile, ExpertSkill

    now = timezone.now()
    names = dict(Label.objects.filter(preferred=True, language="fr").values_list("concept", "text"))
    others = [skill for _, skills in trades for skill in skills]
    weights = [1 / (place + 2) for place in range(len(trades))]
    users = User.objects.bulk_create([User(email=f"e{n}@example.org", name="Expert") for n in range(number)])
    had = [chance.choices(trades, weights)[0] for _ in range(number)]
    profiles = []
    for user, (trade, skills) in zip(users, had, strict=True):
        told = [names.get(skill.pk, "") for skill in chance.sample([*skills, *chance.sample(others, 4)], 5)]
        first = chance.choice((None, now.date() + dt.timedelta(days=chance.randrange(300))))
        profiles.append(
            ExpertProfile(
                user=user,
                consent=True,
                created_at=now,
                updated_at=now,
                headline=names.get(trade.pk, "") if chance.random() < 0.7 else "",
                biography=f"Pendant dix ans : {', '.join(told)}. " * 2,
                text_language="fr",
                available_from=first,
                work_modes=chance.choice(([], ["onsite"], ["remote"], ["onsite", "remote"])),
            )
        )
    stored = ExpertProfile.objects.bulk_create(profiles)
    rows, spoken, held = [], [], []
    for profile, (trade, skills) in zip(stored, had, strict=True):
        own = {skill.pk for skill in chance.sample(skills, chance.randint(2, 6))} | {chance.choice(others).pk}
        rows += [ExpertSkill(profile=profile, concept_id=pk) for pk in sorted(own)]
        for language in chance.sample(("fr", "ar", "en", "es"), chance.randint(1, 3)):
            spoken.append(ExpertLanguage(profile=profile, language=language, level=chance.choice(("B1", "C1"))))
        if chance.random() < 0.6:
            held.append(ExpertProfile.occupations.through(expertprofile=profile, concept=trade))
    ExpertSkill.objects.bulk_create(rows)
    ExpertLanguage.objects.bulk_create(spoken)
    ExpertProfile.occupations.through.objects.bulk_create(held)


def _calls(number: int, trades: list[tuple[Any, list[Any]]], chance: random.Random) -> list[Any]:
    """Make drafts of calls for the commonest trades, each requiring one to three of its skills; every fifth none."""
    from django.utils import timezone

    from benchmarks.material.agency import verified_organisation
    from cms.agencies.operations import arrange
    from cms.opportunities.models import CallLanguage, CallSkill, MissionCall, MissionText

    now = timezone.now()
    organisation = verified_organisation(now=now)
    agency: Any = arrange(organisation=organisation)
    days = {"closes_on": 30, "answers_by": 40, "starts_on": 60, "ends_on": 90}
    pages = []
    for place in range(number):
        trade, skills = trades[place % len(trades)]
        dates = {name: now.date() + dt.timedelta(days=count) for name, count in days.items()}
        call = MissionCall(live=False, source_language="fr", city="Tiznit", work_mode="onsite", **dates)
        title = trade.labels.filter(language="fr", preferred=True).values_list("text", flat=True).first() or "Mission"
        call.texts = [MissionText(language="fr", title=title, summary="Une mission.", body="[]")]
        asked = chance.sample(skills, place % 3 + 1) if place % 5 < 4 else []
        call.skills = [CallSkill(concept=skill) for skill in asked]
        call.languages = [CallLanguage(language="fr", level="B2")]
        agency.add_child(instance=call)
        call.save_revision()
        pages.append(MissionCall.objects.get(pk=call.pk))
    return pages


if __name__ == "__main__":
    main()
