"""Links made to be handed on: short, in the reader's language, with a preview, readable without an account."""

import datetime as dt
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import lxml.html
import pytest
from django.test import Client
from django.utils import timezone

from cms.opportunities.models import MissionCall
from tests import factories
from tests.cms import makers

Work = Callable[[], int]
pytestmark = pytest.mark.django_db


@pytest.fixture
def call(souss: makers.Agency) -> MissionCall:
    soon = timezone.localdate() + dt.timedelta(days=30)
    texts = {"ar": "بناء مخازن", "fr": "Construire des hangars & quais"}
    return makers.call(souss, texts=texts, closes_on=soon, answers_by=soon, starts_on=None, ends_on=None)


def meta(tree: Any) -> dict[str, str]:
    return {tag.get("property"): tag.get("content") for tag in tree.xpath("//head/meta[@property]")}


@pytest.mark.parametrize(
    ("headers", "language"),
    [({"Accept-Language": "es-MX,es;q=0.9"}, "es"), ({"Accept-Language": "de"}, "fr"), ({}, "ar")],
)
def test_the_short_address_of_an_opportunity_leads_to_it_in_the_readers_language(
    client: Client, call: MissionCall, headers: dict[str, str], language: str
) -> None:
    response = client.get(f"/o/{call.public_id}/", headers=headers)
    assert response.status_code == 302
    assert response["Location"].startswith(f"/{language}/opportunities/ma/")
    assert {"Accept-Language", "Cookie"} <= set(response["Vary"].split(", "))
    assert client.get(response["Location"]).status_code == 200


def test_a_member_is_led_to_the_language_of_her_account(call: MissionCall, as_user: Any) -> None:
    client = as_user(factories.user(language="en"))
    response = client.get(f"/o/{call.public_id}/", headers={"Accept-Language": "es"})
    assert response["Location"].startswith("/en/opportunities/")


def test_an_address_of_nothing_public_is_404_and_not_led_on(client: Client, call: MissionCall, as_user: Any) -> None:
    assert client.get("/o/unknown/").status_code == 404
    call.unpublish()
    assert client.get(f"/o/{call.public_id}/").status_code == 404
    assert as_user(factories.staff()).get(f"/o/{call.public_id}/").status_code == 404
    assert client.post(f"/o/{call.public_id}/").status_code == 405


def test_the_short_address_of_a_search_asks_the_same_in_the_readers_language(client: Client) -> None:
    asked = "?q=%D9%85%D8%A7%D8%A1&country=MA&country=SN&sort=newest"
    response = client.get(f"/s/{asked}", headers={"Accept-Language": "ar"})
    assert (response.status_code, response["Location"]) == (302, f"/ar/search/{asked}")
    assert client.get("/s/?evil=1&country=XX", headers={"Accept-Language": "en"})["Location"] == "/en/search/"


def test_a_page_says_what_its_preview_shows_in_its_language(client: Client, call: MissionCall) -> None:
    arabic = meta(lxml.html.fromstring(client.get(f"/o/{call.public_id}/", follow=True).content.decode()))
    assert (arabic["og:title"], arabic["og:description"], arabic["og:locale"]) == ("بناء مخازن", "بناء مخازن.", "ar_MA")
    french = meta(
        lxml.html.fromstring(
            client.get(f"/o/{call.public_id}/", headers={"Accept-Language": "fr"}, follow=True).content.decode()
        )
    )
    assert (french["og:title"], french["og:locale"]) == ("Construire des hangars & quais", "fr_FR")
    assert french["og:url"].startswith("http://testserver/fr/opportunities/ma/")
    assert french["og:image"] == "http://testserver/static/share.png"
    results = meta(lxml.html.fromstring(client.get("/en/search/?q=water").content.decode()))
    assert (results["og:title"], results["og:url"]) == (
        "water · Missions and investments",
        "http://testserver/en/search/?q=water",
    )


def test_what_is_shared_is_the_short_address_by_plain_links(client: Client, call: MissionCall) -> None:
    page = client.get(f"/o/{call.public_id}/", headers={"Accept-Language": "fr"}, follow=True)
    share = lxml.html.fromstring(page.content.decode()).xpath("//details[@data-share]")[0]
    short = f"http://testserver/o/{call.public_id}/"
    assert share.xpath("string(.//input/@value)") == short
    message, mail = share.xpath(".//a/@href")
    assert message.startswith("https://wa.me/?text=")
    assert parse_qs(urlsplit(message).query)["text"] == [f"Construire des hangars & quais\n{short}"]
    assert parse_qs(urlsplit(mail).query) == {
        "subject": ["Construire des hangars & quais"],
        "body": [f"Construire des hangars & quais\r\n{short}"],
    }
    results = lxml.html.fromstring(client.get("/fr/search/?q=eau&country=MA&page=2").content.decode())
    assert results.xpath("string(//details[@data-share]//input/@value)") == "http://testserver/s/?q=eau&country=MA"
