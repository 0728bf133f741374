"""The main job in a browser: an expert sees why missions fit; a call is published, found and ranked."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import Visitor
from tests.browser.steps import publishes, writes_a_call

TITLE = "Former des laborantines à la qualité de l'eau potable"


def test_an_expert_sees_missions_with_reasons_in_her_language(visitor: Visitor) -> None:
    page = visitor.signs_in("expert")
    visitor.goes_to(f"/{visitor.language}/for-you/")
    cards = page.locator("article[data-opportunity]")
    expect(cards.first).to_be_visible()
    assert page.locator("html").get_attribute("dir") == ("rtl" if visitor.language == "ar" else "ltr")
    reasons = cards.first.locator("[data-reason]")
    assert reasons.count() >= 2
    words = " ".join(reasons.all_inner_texts())
    assert bool(re.search(r"[\u0621-\u064a]{3}", words)) == (visitor.language == "ar")
    visitor.sees_no_sideways_scroll()


def test_a_visitor_finds_the_same_calls_in_three_languages(visitor: Visitor) -> None:
    found = []
    for asked in ("eau potable", "مياه الشرب", "drinking water"):
        page = visitor.goes_to(f"/{visitor.language}/search/?q={asked}")
        cards = page.locator("article[data-opportunity]")
        found.append([card.get_attribute("data-opportunity") for card in cards.all()])
        visitor.sees_no_sideways_scroll()
    assert found[0] == found[1] == found[2] != []


def test_an_agency_publishes_a_call_and_it_is_found_and_ranked_within_seconds(visitor: Visitor) -> None:
    title = f"{TITLE} ({visitor.language}, {visitor.width})"
    page = writes_a_call(visitor, title)
    address = publishes(visitor, title)
    visitor.goes_to(f"{address}people/")
    people = page.locator("article[data-person]")
    expect(people.first).to_be_visible()
    assert people.first.locator("[data-reason]").count() >= 1
    visitor.sees_no_sideways_scroll()
