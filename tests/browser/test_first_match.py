"""The main job in a browser: an expert sees why missions fit; a call is published, found and ranked."""

import re
import time

from playwright.sync_api import Page, expect

from tests.browser.conftest import Visitor

TITLE = "Former des laborantines à la qualité de l'eau potable"
ABOUT = (
    "Nous cherchons une ingénieure ou un ingénieur en eau potable et assainissement pour former trois laborantines "
    "à l'analyse de l'eau, au traitement de l'eau potable et à la surveillance des stations d'épuration."
)


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
    page = visitor.signs_in("agency_moderator")
    visitor.goes_to("/cms/")
    page.locator("a[href*='/cms/pages/add/opportunities/missioncall/']").first.click()
    title = f"{TITLE} ({visitor.language}, {page.viewport_size['width']})"  # type: ignore[index]
    _write_the_five_facts(page, title)
    page.locator("button[name=action-publish], [name=action-publish]").first.dispatch_event("click")
    page.wait_for_url(re.compile(r"/cms/pages/\d+/(?!edit)|/cms/opportunities/"))
    started = time.monotonic()
    card = page.locator("article[data-opportunity]", has_text=title)
    while time.monotonic() - started < 20:
        visitor.goes_to(f"/fr/search/?q={title}&kind=mission")
        if card.count():
            break
        page.wait_for_timeout(200)
    assert card.count() == 1
    address = card.locator("a").first.get_attribute("href")
    visitor.goes_to(f"{address}people/".replace("/fr/", f"/{visitor.language}/"))
    people = page.locator("article[data-person]")
    expect(people.first).to_be_visible()
    assert people.first.locator("[data-reason]").count() >= 1
    visitor.sees_no_sideways_scroll()


def _write_the_five_facts(page: Page, title: str) -> None:
    """Title, what it is about, place, dates, answer date."""
    page.fill("[name='texts-0-title']", title)
    page.fill("[name='texts-0-summary']", ABOUT)
    page.fill("[name=city]", "Taroudant")
    for name, day in (("starts_on", "2027-03-01"), ("ends_on", "2027-04-30"), ("answers_by", "2027-02-15")):
        page.fill(f"[name={name}]", day)
        page.keyboard.press("Escape")
