"""A member saves a search, a call is published, a mail tells her, and one click stops it."""

from email.message import EmailMessage

from playwright.sync_api import expect

from tests.browser.conftest import Visitor
from tests.browser.steps import publishes, writes_a_call


def test_a_saved_search_tells_what_is_published_until_it_is_stopped(visitor: Visitor) -> None:
    word = f"khettarat{visitor.language}{visitor.width}"
    page = visitor.signs_in("expert")
    visitor.goes_to(f"/{visitor.language}/search/?q={word}")
    page.locator("a[data-save]").click()
    page.locator("input[name=rhythm][value=at_once]").check()
    visitor.sees_no_sideways_scroll()
    page.locator("main form.panel button").click()
    page.wait_for_url("**/account/searches/")
    expect(page.locator("li[data-search]", has_text=word)).to_be_visible()
    visitor.sees_no_sideways_scroll()
    title = f"Réparer les {word}"
    writes_a_call(visitor, title)
    publishes(visitor, title)
    visitor.site.lets_pass(minutes=10)
    mail = next(sent for sent in visitor.site.mails() if word in sent["Subject"])
    assert mail["Content-Language"] == visitor.language
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    visitor.context.clear_cookies()
    visitor.goes_to(_path(mail))
    page.locator("main form button").click()
    expect(page.locator("[data-stopped]")).to_contain_text(word)
    expect(page.locator("main form button")).to_be_visible()  # undo
    visitor.sees_no_sideways_scroll()


def _path(mail: EmailMessage) -> str:
    """Return where a mail program's button sends its POST, without the site's own name."""
    return "/" + mail["List-Unsubscribe"].strip("<>").split("/", 3)[3]
