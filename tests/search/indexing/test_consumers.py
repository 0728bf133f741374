"""What happens to a page, an agency or a profile reaches the index through the outbox."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from foundation.outbox.operations import record
from search.engines.current import search_engine
from search.schema import Query, TermUnit
from tests.cms import makers
from tests.search.documents.test_people import expert

Work = Callable[[], int]


def _found(index: str = "opportunities", *words: str) -> list[str]:
    return sorted(search_engine().search(index, Query(units=tuple(TermUnit((word,)) for word in words), size=100)).ids)


@pytest.mark.django_db
def test_a_published_page_is_found_and_an_unpublished_one_is_not(souss: makers.Agency, work_outbox: Work) -> None:
    page = makers.call(souss, texts={"fr": "Forer des puits"})
    work_outbox()
    assert _found("opportunities", "puits") == [page.public_id]
    page.unpublish()
    work_outbox()
    assert _found() == []


@pytest.mark.django_db
def test_a_draft_is_not_found_and_a_changed_text_is_found_by_its_new_words(
    souss: makers.Agency, work_outbox: Work
) -> None:
    makers.call(souss, publish=False)
    page = makers.call(souss, texts={"fr": "Forer des puits"})
    work_outbox()
    text = page.texts.get()
    text.title = "Planter des arganiers"
    page.texts = [text]
    page.save_revision()
    work_outbox()
    assert _found("opportunities", "arganiers") == []
    page.save_revision().publish()
    work_outbox()
    assert _found("opportunities", "arganiers") == [page.public_id]


@pytest.mark.django_db
def test_a_deleted_page_is_forgotten_and_so_are_all_of_a_deleted_agency(
    souss: makers.Agency, work_outbox: Work
) -> None:
    first, second = makers.call(souss), makers.call(souss)
    work_outbox()
    assert _found() == sorted([first.public_id, second.public_id])
    first.delete()
    work_outbox()
    assert _found() == [second.public_id]
    souss.page.delete()
    work_outbox()
    assert _found() == []


@pytest.mark.django_db
def test_an_agency_that_goes_takes_its_calls_out_of_the_index_and_back(souss: makers.Agency, work_outbox: Work) -> None:
    page = makers.call(souss)
    work_outbox()
    souss.page.unpublish()
    work_outbox()
    assert _found() == []
    souss.page.refresh_from_db()
    souss.page.save_revision().publish()
    work_outbox()
    assert _found() == [page.public_id]


@pytest.mark.django_db
def test_a_renamed_organisation_is_found_by_its_new_name(souss: makers.Agency, work_outbox: Work) -> None:
    page = makers.call(souss)
    work_outbox()
    souss.organisation.name_en = "Arganeraie"
    with transaction.atomic():
        souss.organisation.save()
        record("organisation.changed", subject=souss.organisation, now=makers.NOW)
    work_outbox()
    assert _found("opportunities", "arganeraie") == [page.public_id]


@pytest.mark.django_db
def test_events_told_twice_and_out_of_order_end_the_same(souss: makers.Agency, work_outbox: Work) -> None:
    from foundation.outbox.models import Delivery

    page = makers.call(souss, texts={"fr": "Forer des puits"})
    work_outbox()
    for _ in range(2):
        Delivery.objects.update(done_at=None)
        work_outbox()
    assert _found() == [page.public_id]


@pytest.mark.django_db
def test_a_profile_is_indexed_with_consent_and_forgotten_without_or_when_gone(work_outbox: Work) -> None:
    profile = expert(headline="Comptable")

    def told(name: str) -> None:
        with transaction.atomic():
            record(name, subject=profile, now=makers.NOW)
        work_outbox()

    told("profile.changed")
    assert _found("people", "comptable") == [profile.public_id]
    type(profile).objects.update(consent=False)
    told("profile.changed")
    assert _found("people") == []
    type(profile).objects.update(consent=True)
    told("profile.changed")
    pk = profile.pk
    profile.delete()
    profile.pk = pk
    told("profile.removed")
    assert _found("people") == []


@pytest.mark.django_db
def test_a_new_label_is_understood_in_pages_written_before(
    souss: makers.Agency, water: Any, work_outbox: Work, client: Any
) -> None:
    from django.utils import timezone

    from foundation.taxonomy.models import Label
    from foundation.taxonomy.operations import bump_version

    page = makers.call(souss, texts={"fr": "Former aux latrines"})
    work_outbox()
    Label.objects.create(concept=water["sanitation"], language="fr", text="latrines", source="starter")
    bump_version(now=timezone.now())
    work_outbox()
    response = client.get("/en/search/", {"q": "sanitation"})
    assert [card.id for card in response.context["results"].cards] == [page.public_id]
