"""An agency stays silent: its date passes and the contract does the rest, whatever is killed in between."""

from collections import Counter
from datetime import date, timedelta
from email.message import EmailMessage

from playwright.sync_api import expect

from foundation.base.locales import date_words
from tests.browser.conftest import Site, Visitor
from tests.browser.steps import applies, publishes, words, writes_a_call

AGENCY = "Agence Souss Territoires vivants"
STEPS = {  # days after the answer date: who hears something then
    -7: ["agency_moderator"],
    -1: ["agency_moderator"],
    1: ["expert", "focal_point"],
    8: ["administrator"],
    15: ["agency_moderator", "expert"],
}
ABOVE = ("focal_point", "administrator")
IN_THE_MORNING = {-7: "dans une semaine", -1: "pour demain"}  # what the subject of the agency's mail says then


def test_a_silent_agency_is_walked_through_and_each_person_hears_it_once(visitor_of_own_site: Visitor) -> None:
    visitor = visitor_of_own_site
    site, page = visitor.site, visitor.page
    title = f"Curer les canaux ({visitor.language})"
    answers_by = (site.moment + timedelta(days=9)).date()
    writes_a_call(visitor, title, answers_by)
    number = applies(visitor, publishes(visitor, title), "Je connais ces canaux.")
    own = page.url
    visitor.sees_it_at_each_width()
    site.lets_pass(minutes=1)  # the mail with her receipt leaves
    for days, people in STEPS.items():
        before = len(site.mails())
        ahead = (answers_by - site.moment.date()).days + days
        if len(people) > 1:
            site.is_killed_at_work(after_mails=2, days=ahead)
            ahead = 0
        site.lets_pass(days=ahead)
        heard = _distinct(site.mails()[before:])
        twice = {said: times for said, times in Counter((m["To"], m["Subject"]) for m in heard).items() if times > 1}
        assert twice == {}
        assert _who_hears_of_it(site, heard, title, answers_by, days) == sorted(people), days
    before = len(site.mails())
    site.lets_pass(minutes=10)
    assert _who_hears_of_it(site, site.mails()[before:], title, answers_by) == []  # nothing is left to say
    page.goto(own)
    expect(page.locator("[data-status=unanswered]").first).to_be_visible()
    expect(page.locator("li[data-move=leave_unanswered] .letter")).to_be_visible()
    expect(page.locator("[data-number]")).to_have_text(number)
    visitor.sees_it_at_each_width()
    _cannot_open_its_next_call(visitor)
    _is_counted_for_good(visitor)


def _distinct(mails: list[EmailMessage]) -> list[EmailMessage]:
    """A mail that was on its way when the process died is sent again under its Message-ID: one, to who reads it."""
    return list({mail["Message-ID"]: mail for mail in mails}.values())


def _who_hears_of_it(
    site: Site, mails: list[EmailMessage], title: str, answers_by: date, days: int | None = None
) -> list[str]:
    """Return the role of everybody who is told of the call, once for each mail.

    Of the mails of the morning, which say each day what waits, those count that remind of what is due: `days` after
    the answer date.
    """
    due = IN_THE_MORNING.get(days or 0)
    roles = {site.account(role)["email"]: role for people in STEPS.values() for role in people}
    since = date_words(answers_by, "fr")
    heard = []
    for mail in mails:
        role, lines = roles.get(mail["To"]), [mail["Subject"], *words(mail).splitlines()]
        if role in ABOVE:  # they hear of agencies, with the day since when somebody waits
            heard += [role] * any(AGENCY in line and since in line for line in lines)
        elif role and ("/answer/" not in words(mail) or (due and due in mail["Subject"])):
            heard += [role] * any(title in line for line in lines)
    return sorted(heard)


def _cannot_open_its_next_call(visitor: Visitor) -> None:
    page = writes_a_call(visitor, "Un autre appel", (visitor.site.moment + timedelta(days=60)).date())
    page.locator("[name=action-publish]").first.dispatch_event("click")
    expect(page.locator(".messages .error, .messages .warning").first).to_be_visible()
    visitor.goes_to(f"/{visitor.language}/search/?q=Un autre appel&kind=mission")
    expect(page.locator("article[data-opportunity]", has_text="Un autre appel")).to_have_count(0)


def _is_counted_for_good(visitor: Visitor) -> None:
    visitor.context.clear_cookies()
    page = visitor.goes_to(f"/{visitor.language}/opportunities/ma/souss-territoires/")
    expect(page.locator("[data-unanswered]")).to_be_visible()
    visitor.sees_it_at_each_width()
