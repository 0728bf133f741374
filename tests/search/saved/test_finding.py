"""What is published finds the searches it concerns, exactly as a search would find it, and once for ever."""

import datetime as dt
import random
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from foundation.outbox.operations import record
from foundation.taxonomy.models import Label, Version
from search.engines.current import search_engine
from search.results.parameters import Asked
from search.results.understanding import understand
from search.saved.models import Find, Posting, SavedSearch
from search.saved.operations.finding import find_searches
from search.saved.operations.keeping import pause, resume
from search.saved.queries import reading_of
from search.schema import OPPORTUNITIES
from tests import factories
from tests.cms import makers
from tests.search.saved.conftest import MINUTE, Publish, Save

Work = Callable[[], int]
pytestmark = pytest.mark.django_db


def found() -> set[tuple[str, str]]:
    """Return (name of a search, public id) of everything found."""
    return set(Find.objects.values_list("search__name", "opportunity"))


def test_a_published_call_is_found_by_the_searches_it_answers_and_no_other(
    save: Save, publish: Publish, work_outbox: Work
) -> None:
    for text, filters in (
        ("hangars", {}),
        ("hangars", {"country": ["MA"]}),
        ("", {"country": ["MA", "SN"], "kind": ["mission"]}),
        ("", {}),
        ("passerelles", {}),
        ("hangars passerelles", {}),  # a search would relax it, an alert does not
        ("hangars", {"country": ["SN"]}),
        ("", {"kind": ["investment"]}),
    ):
        save(text, filters=filters, name=f"{text}{sorted(filters.items())}")
    page = publish("Construire des hangars")
    work_outbox()
    assert found() == {
        (name, page.public_id)
        for name in (
            "hangars[]",
            "hangars[('country', ['MA'])]",
            "[('country', ['MA', 'SN']), ('kind', ['mission'])]",
            "[]",
        )
    }


def test_a_call_in_any_language_finds_the_search_for_a_concept_a_related_or_a_wider_one(
    save: Save, publish: Publish, water: Any, work_outbox: Work
) -> None:
    for text in ("eau potable", "saneamiento", "water and sanitation", "مياه الشرب"):
        save(text)
    page = publish(texts={"ar": "محطة مياه الشرب"})
    work_outbox()
    assert found() == {
        (text, page.public_id) for text in ("eau potable", "saneamiento", "water and sanitation", "مياه الشرب")
    }
    whole = publish(texts={"en": "Water and sanitation project"})
    work_outbox()
    assert {name for name, opportunity in found() if opportunity == whole.public_id} == {
        "eau potable", "saneamiento", "water and sanitation", "مياه الشرب",
    }  # fmt: skip


def test_a_concept_that_no_page_says_is_read_as_its_words_as_in_a_search(
    save: Save, publish: Publish, water: Any, work_outbox: Work
) -> None:
    save("eau potable")
    page = publish("Sans eau, rien de potable")
    work_outbox()
    in_results = search_engine().search(OPPORTUNITIES.name, Asked("eau potable").query(
        understand("eau potable", "fr"), today=timezone.localdate())).ids  # fmt: skip
    assert in_results == [page.public_id]
    assert found() == {("eau potable", page.public_id)}
    said = publish("Réseau d'eau potable")
    other = publish("Sans eau, rien de potable non plus")
    work_outbox()
    assert found() == {("eau potable", page.public_id), ("eau potable", said.public_id)}
    assert other.public_id not in {opportunity for _, opportunity in found()}


def test_a_page_that_changes_is_found_once_for_ever(save: Save, publish: Publish, work_outbox: Work) -> None:
    save("hangars")
    page = publish()
    work_outbox()
    page.save_revision().publish()
    work_outbox()
    assert Find.objects.count() == 1
    find_searches(page_ids=[page.pk], now=timezone.now())
    assert Find.objects.count() == 1


def test_a_page_that_comes_to_answer_a_search_is_found_when_it_changes(
    save: Save, publish: Publish, work_outbox: Work
) -> None:
    save("passerelles")
    page = publish("Hangars")
    work_outbox()
    assert found() == set()
    text = page.texts.get()
    text.title = "Passerelles"
    page.texts = [text]
    page.save_revision().publish()
    work_outbox()
    assert found() == {("passerelles", page.public_id)}


def test_what_was_published_before_a_search_was_saved_or_went_on_is_no_news(
    save: Save, publish: Publish, work_outbox: Work
) -> None:
    page = publish()
    late = save("hangars", now=timezone.now() + MINUTE)
    work_outbox()
    assert found() == set()
    late.since = timezone.now() - MINUTE
    late.save()
    pause(search=late, now=timezone.now())
    find_searches(page_ids=[page.pk], now=timezone.now())
    assert found() == set()
    late.refresh_from_db()
    resume(searches=[late], now=timezone.now())
    find_searches(page_ids=[page.pk], now=timezone.now())
    assert found() == set()


def test_closed_drafts_and_references_are_not_told(save: Save, publish: Publish, work_outbox: Work) -> None:
    save()
    publish(closes_on=timezone.localdate() - dt.timedelta(days=1))
    publish(publish=False)
    work_outbox()
    assert found() == set()


def test_what_closes_soon_is_found_on_the_day_it_does(save: Save, publish: Publish, work_outbox: Work) -> None:
    save(filters={"closing": ["7"]}, name="bientôt")
    near = publish(closes_on=timezone.localdate() + dt.timedelta(days=3))
    far = publish()
    work_outbox()
    assert found() == {("bientôt", near.public_id), ("bientôt", far.public_id)}
    find = Find.objects.get(opportunity=far.public_id)
    assert find.found_at.date() in {
        far.closes_on - dt.timedelta(days=7), far.closes_on - dt.timedelta(days=8),
    }  # midnight in Paris may be the evening before in UTC  # fmt: skip
    assert Find.objects.get(opportunity=near.public_id).found_at <= timezone.now()


def test_a_search_is_kept_under_its_rarest_condition(
    save: Save, publish: Publish, water: Any, work_outbox: Work
) -> None:
    for _ in range(3):
        publish("Eau potable")
    publish("Hangars")
    publish("Hangars", agency=makers.agency("Dakar", country="SN"))
    work_outbox()

    def keys(text: str, **filters: Any) -> set[int]:
        return set(reading_of(Asked(text, filters), search_engine()).keys)

    assert keys("eau potable", country=("SN",)) == keys("", country=("SN",))
    assert keys("eau potable", country=("MA",)) == keys("eau potable")
    assert keys("eau potable hangars") == keys("hangars")
    assert len(keys("")) == 1
    assert keys("", closing=("7",)) == keys("")


def test_a_page_costs_as_many_queries_for_two_searches_as_for_forty(
    save: Save, publish: Publish, work_outbox: Work
) -> None:
    page = publish()
    work_outbox()
    people = [factories.user() for _ in range(40)]
    counts = []
    for some in (people[:2], people[2:]):
        for person in some:
            save("hangars", user=person)
        with CaptureQueriesContext(connection) as asked:
            find_searches(page_ids=[page.pk], now=timezone.now())
        counts.append(len(asked))
    assert Find.objects.count() == 40
    assert counts[0] == counts[1]


def test_new_words_of_the_taxonomy_reach_saved_searches(
    save: Save, publish: Publish, water: Any, work_outbox: Work
) -> None:
    search = save("flotte")
    early = publish("Réseau d'eau potable")
    work_outbox()
    assert found() == set()
    Label.objects.create(concept=water["drinking"], language="fr", text="flotte", preferred=False, source="starter")
    version = Version.objects.get()
    version.number += 1
    version.save()
    Find.objects.all().delete()
    with transaction.atomic():
        record("taxonomy.changed", subject=version, now=timezone.now() - 5 * MINUTE)
    work_outbox()
    work_outbox()
    search.refresh_from_db()
    assert (search.read_with, search.units[0]["concept"]) == (version.number, water["drinking"].uri)
    assert found() == {("flotte", early.public_id)}  # published while the words changed
    page = publish(texts={"es": "agua potable"})
    work_outbox()
    assert ("flotte", page.public_id) in found()


def test_many_searches_are_read_anew_in_steps(
    save: Save, publish: Publish, work_outbox: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("search.saved.operations.finding.AT_A_TIME", 2)
    for number in range(5):
        save(f"hangar{number}")
    Posting.objects.all().delete()
    version, _ = Version.objects.update_or_create(pk=1, defaults={"number": random.randint(10**7, 10**8)})
    with transaction.atomic():
        record("taxonomy.changed", subject=version, now=timezone.now())
    for _ in range(5):
        work_outbox()
    assert SavedSearch.objects.filter(read_with=version.number).count() == 5
    assert Posting.objects.values("search").distinct().count() == 5
