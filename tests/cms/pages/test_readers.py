"""The pages around the opportunities: home, shelves and plain pages, in every language and in the preview."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cms.pages.models import HomePage, PlainPage, PlainText
from tests.cms import makers

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", ["fr", "ar", "en", "es"])
def test_the_home_page_leads_to_the_search(language: str) -> None:
    response = Client().get(f"/{language}/")
    assert response.status_code == 200
    assert f'href="/{language}/search/"' in response.content.decode()


def test_the_shelf_of_opportunities_sends_readers_to_the_search() -> None:
    response = Client().get("/ar/opportunities/")
    assert (response.status_code, response.url) == (302, "/ar/search/")


def test_a_country_names_its_live_agencies(souss: makers.Agency, bassin: makers.Agency) -> None:
    bassin.page.unpublish()
    text = Client().get("/ar/opportunities/ma/").content.decode()
    assert "المغرب" in text and "Souss" in text and "Bassin" not in text


def plain(**texts: str) -> PlainPage:
    page = PlainPage(live=False, slug="how", source_language=next(iter(texts)))
    page.texts = [PlainText(language=language, title=title, body="[]") for language, title in texts.items()]
    HomePage.objects.get().add_child(instance=page)
    page.save_revision().publish()
    return page


def test_a_plain_page_speaks_the_readers_language_or_its_first() -> None:
    plain(fr="Comment ça marche", ar="كيف يعمل")
    assert "كيف يعمل" in Client().get("/ar/how/").content.decode()
    assert '<article class="prose" lang="fr" dir="ltr">' in Client().get("/en/how/").content.decode()


@pytest.mark.parametrize(("language", "title"), [("fr", "Former des techniciennes"), ("ar", "تكوين تقنيات")])
def test_a_draft_is_previewed_in_each_language(souss: makers.Agency, signed_in: Any, language: str, title: str) -> None:
    call = makers.call(souss, texts={"fr": "Former des techniciennes", "ar": "تكوين تقنيات"}, publish=False)
    client = signed_in(souss.editor)
    address = reverse("wagtailadmin_pages:view_draft", args=[call.pk])
    text = client.get(address, {"mode": language}).content.decode()
    assert f'<html lang="{language}"' in text and title in text


def test_without_a_choice_the_preview_is_in_the_source_language(souss: makers.Agency, signed_in: Any) -> None:
    call = makers.call(souss, texts={"ar": "تكوين تقنيات"}, publish=False)
    text = signed_in(souss.editor).get(reverse("wagtailadmin_pages:view_draft", args=[call.pk])).content.decode()
    assert '<html lang="ar" dir="rtl"' in text
