"""A member saves a search, a call is published, a mail tells her, and one click stops it."""

import re
import time
from email.message import EmailMessage
from itertools import count

from playwright.sync_api import expect

from tests.browser.conftest import Visitor
from tests.browser.test_first_match import _write_the_five_facts

_minutes = count(10, 10)  # each turn works later than the one before: a clock that has run waits for its next time


def test_a_saved_search_tells_what_is_published_until_it_is_stopped(visitor: Visitor) -> None:
    word = f"khettarat{visitor.language}{visitor.page.viewport_size['width']}"  # type: ignore[index]
    page = visitor.signs_in("expert")
    visitor.goes_to(f"/{visitor.language}/search/?q={word}")
    page.locator("a[data-save]").click()
    page.locator("input[name=rhythm][value=at_once]").check()
    visitor.sees_no_sideways_scroll()
    page.locator("main form.panel button").click()
    page.wait_for_url("**/account/searches/")
    expect(page.locator("li[data-search]", has_text=word)).to_be_visible()
    visitor.sees_no_sideways_scroll()
    visitor.context.clear_cookies()
    _publishes(visitor, f"Réparer les {word}")
    visitor.site.works_in(next(_minutes))
    mail = next(sent for sent in visitor.site.mails() if word in sent["Subject"])
    assert mail["Content-Language"] == visitor.language
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    visitor.context.clear_cookies()
    visitor.goes_to(_path(mail))
    page.locator("main form button").click()
    expect(page.locator("[data-stopped]")).to_contain_text(word)
    expect(page.locator("main form button")).to_be_visible()  # undo
    visitor.sees_no_sideways_scroll()


def _publishes(visitor: Visitor, title: str) -> None:
    page = visitor.signs_in("agency_moderator")
    visitor.goes_to("/cms/")
    page.locator("a[href*='/cms/pages/add/opportunities/missioncall/']").first.click()
    _write_the_five_facts(page, title)
    page.locator("button[name=action-publish], [name=action-publish]").first.dispatch_event("click")
    page.wait_for_url(re.compile(r"/cms/pages/\d+/(?!edit)|/cms/opportunities/"))
    started = time.monotonic()
    while time.monotonic() - started < 20:
        visitor.goes_to(f"/fr/search/?q={title}&kind=mission")
        if page.locator("article[data-opportunity]", has_text=title).count():
            return
        page.wait_for_timeout(200)


def _path(mail: EmailMessage) -> str:
    """Return where a mail program's button sends its POST, without the site's own name."""
    return "/" + mail["List-Unsubscribe"].strip("<>").split("/", 3)[3]
