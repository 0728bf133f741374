"""What several journeys do: write a call, publish it and wait until it is found, apply, read a mail."""

import re
import time
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage

from playwright.sync_api import Page

from tests.browser.conftest import Visitor

NUMBER = re.compile(r"[A-Z]+/\d{4}/[ADI]/\d{6}")  # of a register
ABOUT = (
    "Nous cherchons une ingénieure ou un ingénieur en eau potable et assainissement pour former trois laborantines "
    "à l'analyse de l'eau, au traitement de l'eau potable et à la surveillance des stations d'épuration."
)


def writes_a_call(visitor: Visitor, title: str, answers_by: date | None = None) -> Page:
    """Title, what it is about, place, dates, answer date: a call in the editor, by the agency's moderator."""
    page = visitor.signs_in("agency_moderator")
    visitor.goes_to("/cms/")
    page.locator("a[href*='/cms/pages/add/opportunities/missioncall/']").first.click()
    answer = answers_by or datetime.now(UTC).date() + timedelta(days=80)
    page.fill("[name='texts-0-title']", title)
    page.fill("[name='texts-0-summary']", ABOUT)
    page.fill("[name=city]", "Taroudant")
    days = {"starts_on": answer + timedelta(days=14), "ends_on": answer + timedelta(days=74), "answers_by": answer}
    for name, day in days.items():
        page.fill(f"[name={name}]", day.isoformat())
        page.keyboard.press("Escape")
    return page


def publishes(visitor: Visitor, title: str) -> str:
    """Publish what is open in the editor; return its path in the visitor's language once a search finds it."""
    page = visitor.page
    page.locator("button[name=action-publish], [name=action-publish]").first.dispatch_event("click")
    page.wait_for_url(re.compile(r"/cms/pages/\d+/(?!edit)|/cms/opportunities/"))
    card = page.locator("article[data-opportunity]", has_text=title)
    started = time.monotonic()
    while time.monotonic() - started < 20:
        visitor.goes_to(f"/fr/search/?q={title}&kind=mission")
        if card.count():
            break
        page.wait_for_timeout(200)
    assert card.count() == 1
    address = card.locator("a").first.get_attribute("href") or ""
    return address.replace("/fr/", f"/{visitor.language}/", 1)


def applies(visitor: Visitor, address: str, why: str, nth: int = 0) -> str:
    """Apply as the first, second, … expert from the page of a call; return the number, and stay on the page it has."""
    visitor.signs_in("expert", nth)
    page = visitor.goes_to(address)
    page.locator("a[href*='/apply/']").first.click()
    page.fill("[name=motivation]", why)
    visitor.sees_no_sideways_scroll()
    page.locator("button[name=send]").click()
    page.wait_for_url("**/account/answers/*/")
    visitor.sees_no_sideways_scroll()
    number = page.locator("[data-number]").first.inner_text()
    assert NUMBER.fullmatch(number)
    return number


def words(mail: EmailMessage) -> str:
    """Return what a mail says to who reads plain text."""
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())
