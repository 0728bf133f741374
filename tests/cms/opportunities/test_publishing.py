"""An agency's people publish through Wagtail's own editor."""

from typing import Any

import pytest
from django.urls import reverse

from cms.opportunities.models import MissionCall
from foundation.outbox.models import Event
from tests.cms import makers
from tests.cms.doors import errors, mission, post, text

pytestmark = pytest.mark.django_db


def new_call(agency: makers.Agency) -> str:
    return reverse("wagtailadmin_pages:add", args=["opportunities", "missioncall", agency.page.pk])


def test_a_moderator_publishes_a_call_of_five_facts(souss: makers.Agency, signed_in: Any) -> None:
    response = post(signed_in(souss.moderator), new_call(souss), mission(), "action-publish")

    call = MissionCall.objects.get()
    assert response.status_code == 302, errors(response)
    assert (call.live, call.title, call.slug) == (True, "Former des techniciennes", call.public_id)
    assert (call.country, call.city, call.source_language) == ("MA", "Tiznit", "fr")
    assert [(row.language, row.summary) for row in call.texts.all()] == [("fr", "Deux mois auprès d'une coopérative.")]
    assert call.url_path == f"/home/opportunities/ma/souss/{call.public_id}/"
    assert Event.objects.filter(name="page.changed", subject_id=str(call.pk)).exists()


def test_an_editor_saves_an_empty_draft_that_is_called_untitled(souss: makers.Agency, signed_in: Any) -> None:
    empty = mission([], city="", starts_on="", ends_on="", answers_by="")
    response = post(signed_in(souss.editor), new_call(souss), empty)

    call = MissionCall.objects.get()
    assert response.status_code == 302, errors(response)
    assert (call.live, call.title, call.slug) == (False, "Untitled", call.public_id)
    assert not Event.objects.filter(name="page.changed", subject_id=str(call.pk)).exists()


def test_publishing_asks_for_the_five_facts_where_they_are_missing(souss: makers.Agency, signed_in: Any) -> None:
    bare = mission([text("ar", title="", summary="")], city="", starts_on="", ends_on="", answers_by="")
    response = post(signed_in(souss.moderator), new_call(souss), bare, "action-publish")

    assert errors(response) == {
        "region": ["Say where: choose the region, or name the town."],
        "starts_on": ["Say when the work begins; it need not be exact."],
        "ends_on": ["Say when the work ends; it need not be exact."],
        "answers_by": ["Say by which day everybody gets an answer."],
        "texts-0-title": ["This field is required."],
        "texts-0-summary": ["Say what it is about: two sentences are enough."],
    }
    assert not MissionCall.objects.exists()


def test_an_editor_cannot_publish_unless_the_agency_says_so(souss: makers.Agency, signed_in: Any) -> None:
    client = signed_in(souss.editor)
    post(client, new_call(souss), mission(), "action-publish")
    assert not MissionCall.objects.get().live


def test_the_address_stays_when_the_title_changes(souss: makers.Agency, signed_in: Any) -> None:
    call = makers.call(souss)
    client, slug = signed_in(souss.moderator), call.slug
    row = text(title="Un autre titre", id=call.texts.get().pk)
    response = post(client, reverse("wagtailadmin_pages:edit", args=[call.pk]), mission([row]), "action-publish")

    call.refresh_from_db()
    assert response.status_code == 302, errors(response)
    assert (call.title, call.slug) == ("Un autre titre", slug)


def test_two_texts_that_swap_their_languages_are_published(souss: makers.Agency, signed_in: Any) -> None:
    call = makers.call(souss, texts={"fr": "Titre", "en": "Title"})
    french, english = (call.texts.get(language=language).pk for language in ("fr", "en"))
    rows = [text("en", "Title", id=french), text("fr", "Titre", id=english)]
    address = reverse("wagtailadmin_pages:edit", args=[call.pk])
    response = post(signed_in(souss.moderator), address, mission(rows), "action-publish")

    assert response.status_code == 302, errors(response)
    assert sorted(call.texts.values_list("language", "title")) == [("en", "Title"), ("fr", "Titre")]


def test_one_language_has_one_text(souss: makers.Agency, signed_in: Any) -> None:
    twice = mission([text("fr", "Un"), text("fr", "Deux")])
    response = post(signed_in(souss.moderator), new_call(souss), twice, "action-publish")
    assert errors(response)["texts"] == [
        "Please correct the duplicate data for page and language, which must be unique."
    ]
    assert not MissionCall.objects.exists()


def test_the_source_language_is_always_one_that_is_written(souss: makers.Agency, signed_in: Any) -> None:
    data = mission([text("ar", "تكوين تقنيات")], source_language="fr")
    post(signed_in(souss.moderator), new_call(souss), data, "action-publish")
    call = MissionCall.objects.get()
    assert (call.source_language, call.title) == ("ar", "تكوين تقنيات")


def test_an_arabic_title_leads_to_an_address_of_plain_letters(souss: makers.Agency, signed_in: Any) -> None:
    data = mission([text("ar", "تكوين تقنيات")], source_language="ar")
    post(signed_in(souss.moderator), new_call(souss), data, "action-publish")
    call = MissionCall.objects.get()
    assert call.slug == call.public_id and call.slug.isascii()


def test_inputs_take_the_direction_of_what_is_typed(souss: makers.Agency, signed_in: Any) -> None:
    page = signed_in(souss.moderator).get(new_call(souss)).content.decode()
    assert "&lt;input type=\\&quot;text\\&quot; name=\\&quot;texts-__prefix__-title" not in page
    assert 'name="texts-0-title"' in page
    assert 'dir="auto"' in page


def test_a_copy_is_a_call_of_its_own(souss: makers.Agency, signed_in: Any) -> None:
    call = makers.call(souss)
    address = reverse("wagtailadmin_pages:copy", args=[call.pk])
    data = {"new_title": "x", "new_slug": "encore", "new_parent_page": souss.page.pk, "publish_copies": "on"}
    assert signed_in(souss.moderator).post(address, data).status_code == 302
    copy = MissionCall.objects.exclude(pk=call.pk).get()
    assert copy.live and copy.public_id != call.public_id
    copy.get_latest_revision().publish()
    assert MissionCall.objects.get(pk=copy.pk).public_id == copy.public_id
    assert MissionCall.objects.get(pk=call.pk).slug == call.slug


def test_an_earlier_version_comes_back_with_its_texts(souss: makers.Agency, signed_in: Any) -> None:
    call = makers.call(souss)
    first = call.latest_revision
    text_row = text(title="Deuxième", id=call.texts.get().pk)
    client, edit = signed_in(souss.moderator), reverse("wagtailadmin_pages:edit", args=[call.pk])
    post(client, edit, mission([text_row]), "action-publish")
    assert MissionCall.objects.get().title == "Deuxième"
    first.publish()
    call = MissionCall.objects.get()
    assert (call.title, [row.title for row in call.texts.all()]) == (
        "Former des techniciennes",
        ["Former des techniciennes"],
    )


def test_the_editor_opens_on_every_kind_and_on_the_agency(souss: makers.Agency, signed_in: Any) -> None:
    client = signed_in(souss.moderator)
    for page in (makers.call(souss), makers.investment(souss), souss.page):
        assert client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code == 200
    assert client.get(reverse("wagtailadmin_explore", args=[souss.page.pk])).status_code == 200
    assert client.get(reverse("wagtailadmin_home")).status_code == 200


def test_my_calls_are_those_of_my_agencies(souss: makers.Agency, bassin: makers.Agency, signed_in: Any) -> None:
    mine, draft, other = makers.call(souss), makers.call(souss, publish=False), makers.call(bassin)
    text_of = signed_in(souss.editor).get(reverse("opportunities_mine")).content.decode()
    assert mine.public_id in text_of and draft.public_id in text_of and other.public_id not in text_of


def test_the_private_page_option_is_closed(souss: makers.Agency, signed_in: Any) -> None:
    call = makers.call(souss)
    address = reverse("wagtailadmin_pages:set_privacy", args=[call.pk])
    signed_in(souss.moderator).post(address, {"restriction_type": "login", "password": "", "groups": []})
    assert not call.get_view_restrictions().exists()
