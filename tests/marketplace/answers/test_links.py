"""Answering by the link of a mail: what opens, for whom, what spends it, and what a dead link says."""

import datetime as dt
import re

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.utils import timezone

from foundation.accounts.models import User
from foundation.files.operations import keep_file
from foundation.notifications.models import Notification
from foundation.notifications.operations import send_due
from foundation.organisations.models import Coordinator
from foundation.registry.handling import annul
from foundation.registry.models import Standing
from marketplace.answers.lifecycle import Actor, Status
from marketplace.answers.links import KNOWN, digest_of
from marketplace.answers.models import AnswerLink, Move, Passing
from marketplace.answers.operations.erasing import SubmissionData
from marketplace.answers.operations.linking import forget_old, issue
from marketplace.answers.operations.moving import move
from marketplace.answers.operations.passing import pass_on
from marketplace.applications.models import ApplicationDocument
from tests import factories
from tests.cms import makers as cms
from tests.marketplace.answers import makers

pytestmark = pytest.mark.django_db
LINK = re.compile(r"/(?:fr|ar|en|es)/answer/[\w.-]+/")
TITLE, NAME = "Former des techniciennes", "Awa Traoré"


@pytest.fixture
def agency():
    return cms.agency("Souss")


@pytest.fixture
def sent(agency):
    return makers.application(cms.call(agency), makers.expert(name=NAME))


@pytest.fixture
def member(agency):
    return _verified(agency.moderator)


def _verified(user: User) -> User:
    EmailAddress.objects.get_or_create(user=user, email=user.email, verified=True, primary=True)
    return user


def _link(sent, member, now=None, **facts):
    return issue(submission=sent, user=member, language="fr", now=now or timezone.now(), **facts)


def _mailed(to):
    """The link in the latest mail to somebody."""
    return LINK.search(Notification.objects.filter(recipient=to).order_by("-pk")[0].text)[0]


def _known(sent, member) -> Client:
    """A browser that has asked for a link and opened it."""
    client = Client()
    first = _link(sent, member)
    client.post(first, {"do": "link", "email": member.email, "lasting": "on"})
    assert client.get(_mailed(member)).status_code == 200
    return client


def _page(response) -> str:
    return response.content.decode()


def test_a_link_shows_nothing_to_a_strange_browser_and_opening_it_spends_nothing(client, sent, member):
    link = _link(sent, member)
    for response in (client.get(link), client.head(link), client.get(link)):
        assert response.status_code == 200
        assert NAME not in _page(response)
        assert TITLE not in _page(response)
        assert sent.number not in _page(response)
    assert list(AnswerLink.objects.values_list("used_at", flat=True)) == [None]
    assert client.post(link, {"do": "refuse", "reason": "dates", "letter": "Non."}).status_code == 200
    sent.refresh_from_db()
    assert sent.status == Status.SUBMITTED


def test_a_member_asks_for_a_fresh_link_and_her_browser_is_known_from_then_on(client, sent, member):
    link = _link(sent, member)
    asked = client.post(link, {"do": "link", "email": member.email.upper(), "lasting": "on"})
    fresh = _mailed(member)
    assert fresh != link
    opened = client.get(fresh)
    assert NAME in _page(opened)
    cookie = opened.cookies[KNOWN]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", 180 * 86_400)
    assert NAME in _page(client.get(link))  # the first one opens too, now that the browser is known
    assert "Awa" not in _page(asked)


def test_a_browser_that_is_not_to_be_remembered_is_forgotten_with_the_day(client, sent, member):
    client.post(_link(sent, member), {"do": "link", "email": member.email})
    cookie = client.get(_mailed(member)).cookies[KNOWN]
    assert cookie["max-age"] == ""


def test_anybody_else_has_the_same_answer_and_no_mail(sent, member):
    link = _link(sent, member)
    told = Notification.objects.count()
    answers = set()
    for email in ("nobody@example.org", factories.user().email, sent.person.email, member.email):
        answers.add(_page(Client().post(link, {"do": "link", "email": email})).replace(email, ""))
    assert len({re.sub(r'name="csrfmiddlewaretoken"[^>]*|"X-CSRFToken": "\w+"', "", text) for text in answers}) == 1
    assert Notification.objects.count() == told + 1


def test_a_fresh_link_opens_nothing_in_another_browser(client, sent, member):
    client.post(_link(sent, member), {"do": "link", "email": member.email})
    fresh = _mailed(member)
    scanner = Client().get(fresh)
    assert NAME not in _page(scanner)
    assert KNOWN not in scanner.cookies
    assert NAME in _page(client.get(fresh))  # the scanner has spent nothing


def test_a_forwarded_link_is_answered_in_the_name_of_who_opens_it(sent, agency, member):
    browser = _known(sent, _verified(agency.editor))
    assert browser.post(_link(sent, member), {"do": "shortlist"}).status_code == 302
    assert Move.objects.get(name="shortlist").by == agency.editor


def test_the_confirmed_decision_spends_the_link(sent, member):
    browser, link = _known(sent, member), _link(sent, member)
    letter = {"reason": "dates", "letter": "Merci, et à une autre fois."}
    assert browser.post(link, {"do": "refuse", **letter}).url == link
    sent.refresh_from_db()
    made = Move.objects.get(name="refuse")
    assert (sent.status, made.by, made.actor) == (Status.REFUSED, member, Actor.AGENCY)
    gone = browser.get(link)
    assert (gone.status_code, "data-link-state" in _page(gone)) == (410, True)
    assert NAME not in _page(gone)
    assert TITLE not in _page(gone)
    assert browser.post(link, {"do": "refuse", **letter}).status_code == 410
    assert Move.objects.filter(submission=sent).count() == 2


def test_a_decision_that_is_refused_spends_nothing_and_loses_nothing(sent, member):
    browser, link = _known(sent, member), _link(sent, member)
    response = browser.post(link, {"do": "refuse", "reason": "", "letter": "Ma lettre à moi."})
    assert response.status_code == 422
    assert "Ma lettre à moi." in _page(response)
    assert AnswerLink.objects.get(digest=digest_of(link.split("/")[-2])).used_at is None
    assert browser.get(link).status_code == 200


@pytest.mark.parametrize("why", ["expired", "withdrawn", "answered", "unanswered", "suspended", "unverified"])
def test_a_dead_link_says_so_and_shows_nothing(sent, agency, member, why):
    browser = _known(sent, member)
    link = _link(sent, member, now=timezone.now() - dt.timedelta(days=8) if why == "expired" else None)
    if why == "withdrawn":
        move(submission=sent, name="withdraw", actor=Actor.PERSON, by=sent.person, now=timezone.now())
    if why == "answered":
        move(submission=sent, name="offer", actor=Actor.AGENCY, by=agency.editor, now=timezone.now())
    if why == "unanswered":
        move(submission=sent, name="leave_unanswered", actor=Actor.CLOCK, by=None, now=timezone.now())
    if why in ("suspended", "unverified"):
        moment = {"suspended_at": timezone.now()} if why == "suspended" else {"verified_at": None}
        type(agency.organisation).objects.filter(pk=agency.organisation.pk).update(**moment)
    for one in (browser, Client()):
        gone = one.get(link)
        assert gone.status_code == 410
        assert [word for word in (NAME, TITLE, sent.number, "Souss") if word in _page(gone)] == []
        assert ('value="link"' in _page(gone)) == (why == "expired" or one is not browser)
        assert one.post(link, {"do": "shortlist"}).status_code == 410


@pytest.mark.parametrize("token", ["x", "a.b", "\0", "é" * 300])
def test_a_made_up_link_is_not_found(client, token):
    response = client.get(f"/fr/answer/{token}/")
    assert response.status_code == 404


def test_who_has_left_the_team_finds_her_browser_strange_again(sent, agency, member):
    browser, link = _known(sent, member), _link(sent, member)
    agency.organisation.memberships.filter(user=member).delete()
    assert NAME not in _page(browser.get(link))
    assert browser.post(link, {"do": "shortlist"}).status_code == 200
    told = Notification.objects.count()
    browser.post(link, {"do": "link", "email": member.email})
    assert Notification.objects.count() == told


@pytest.mark.parametrize("change", ["password", "closed"])
def test_a_changed_password_and_a_closed_account_end_what_a_browser_is_known_for(sent, member, change):
    browser, link = _known(sent, member), _link(sent, member)
    if change == "password":
        member.set_password("another-long-password")
    else:
        member.is_active = False
    member.save()
    assert NAME not in _page(browser.get(link))


def test_a_browser_can_be_forgotten(sent, member):
    browser, link = _known(sent, member), _link(sent, member)
    assert "This browser is forgotten" in _page(browser.post("/en/answer/forget/"))
    assert NAME not in _page(browser.get(link))


def test_who_is_signed_in_needs_no_known_browser(as_user, sent, agency, member):
    link = _link(sent, member)
    assert NAME in _page(as_user(agency.editor).get(link))
    for person in (factories.user(), sent.person, cms.agency("Autre").editor):
        assert NAME not in _page(as_user(person).get(link))


def test_a_cookie_that_was_tampered_with_is_worth_nothing(sent, member):
    link = _link(sent, member)
    for value in ("x", "eyJ1c2VyIjoi", ""):
        client = Client()
        client.cookies[KNOWN] = value
        assert NAME not in _page(client.get(link))


def test_asking_is_limited(sent, member, settings):
    settings.ACCOUNT_RATE_LIMITS = {"answer_link": "20/h/ip,5/h/key"}
    link = _link(sent, member)
    answers = [Client().post(link, {"do": "link", "email": member.email}).status_code for _ in range(6)]
    assert answers == [200] * 5 + [429]


def test_a_coordinator_answers_and_it_is_written_down_so(sent, agency):
    coordinator = factories.user(name="Salma")
    Coordinator.objects.create(
        organisation=agency.organisation, user=coordinator, named_at=makers.NOW, confirmed_at=makers.NOW
    )
    browser, link = _known(sent, coordinator), _link(sent, coordinator)
    assert "Salma" in _page(browser.get(link))
    browser.post(link, {"do": "interview", "letter": "Parlons."})
    made = Move.objects.get(name="interview")
    assert (made.by, made.actor) == (coordinator, Actor.COORDINATOR)


def test_a_colleague_to_whom_it_is_passed_on_has_a_link_by_mail(sent, agency, member):
    browser, link = _known(sent, member), _link(sent, member)
    response = browser.post(link, {"do": "pass", "to": agency.editor.public_id, "note": "Tu connais ce domaine."})
    assert response.status_code == 302
    passing = Passing.objects.get()
    assert (passing.by, passing.to, passing.actor) == (member, agency.editor, Actor.AGENCY)
    told = Notification.objects.get(recipient=agency.editor, kind="answers.passed_on")
    assert "Tu connais ce domaine." in told.text
    assert browser.get(link).status_code == 410
    hers = _known(sent, _verified(agency.editor))
    assert "Tu connais ce domaine." in _page(hers.get(LINK.search(told.text)[0]))


def test_it_cannot_be_passed_on_to_a_stranger(sent, member):
    browser, link = _known(sent, member), _link(sent, member)
    response = browser.post(link, {"do": "pass", "to": factories.user().public_id})
    assert response.status_code == 422
    assert Passing.objects.count() == 0


def test_the_words_of_a_mail_with_a_link_are_forgotten_when_it_has_left(client, sent, member, mailoutbox):
    client.post(_link(sent, member), {"do": "link", "email": member.email})
    send_due(now=timezone.now())
    told = Notification.objects.get(kind="answers.link")
    assert LINK.search(next(mail for mail in mailoutbox if mail.to == [member.email]).body)
    assert (told.text, told.html) == ("", "")


def test_of_a_token_only_the_digest_is_kept(sent, member):
    token = _link(sent, member).split("/")[-2]
    kept = AnswerLink.objects.get()
    assert kept.digest == digest_of(token)
    assert token not in str(vars(kept))


def test_the_documents_open_with_the_link_and_only_with_it(sent, member):
    file = keep_file(owner=sent.person, name="diplome.txt", content=b"x", media_type="text/plain", now=makers.NOW)
    ApplicationDocument.objects.create(application_id=sent.pk, file=file)
    browser, link = _known(sent, member), _link(sent, member)
    address = re.search(r'href="([^"]*/documents/[^"]*)"', _page(browser.get(link)))[1]
    opened = browser.get(address)
    assert (opened.status_code, b"".join(opened.streaming_content)) == (200, b"x")
    assert browser.get(address.partition("?")[0]).status_code == 302
    assert Client().get(address).status_code == 302
    other = makers.application(cms.call(cms.agency("Autre")))
    elsewhere = _link(other, member).split("/")[-2]
    assert browser.get(f"{address.partition('?')[0]}?link={elsewhere}").status_code in (302, 404)


def test_links_are_deleted_a_month_after_their_end(sent, member):
    _link(sent, member)
    assert forget_old(now=timezone.now() + dt.timedelta(days=36)) == 0
    assert forget_old(now=timezone.now() + dt.timedelta(days=38)) == 1


def test_after_a_decision_the_known_browser_is_led_to_what_waits_next(agency, sent, member):
    browser, link = _known(sent, member), _link(sent, member)
    second = makers.application(cms.call(agency), makers.expert(name="Karim"))
    browser.post(link, {"do": "refuse", "reason": "dates", "letter": "Non."})
    nxt = browser.post("/fr/answer/next/")
    assert "Karim" in _page(browser.get(nxt.url))
    browser.post(nxt.url, {"do": "refuse", "reason": "dates", "letter": "Non."})
    second.refresh_from_db()
    assert second.status == Status.REFUSED
    assert browser.post("/fr/answer/next/").status_code == 200
    assert Client().post("/fr/answer/next/").status_code == 200


def test_a_question_can_be_asked_by_the_link_and_does_not_spend_it(sent, member):
    browser, link = _known(sent, member), _link(sent, member)
    address = re.search(r'action="([^"]*\?link=[^"]*)"', _page(browser.get(link)))[1]
    assert Client().post(address, {"text": "Qui êtes-vous ?"}).status_code == 302
    asked = browser.post(address, {"text": "Quand êtes-vous libre ?"})
    assert (asked.status_code, asked.url) == (302, f"{link}#conversation")
    message = sent.messages.get()
    assert (message.by, message.actor, message.text) == (member, Actor.AGENCY, "Quand êtes-vous libre ?")
    assert "Quand êtes-vous libre ?" in _page(browser.get(link))


def test_what_colleagues_wrote_about_a_person_goes_with_her(sent, agency, member):
    pass_on(submission=sent, to=agency.editor, actor=Actor.AGENCY, by=member, note="Elle me plaît.", now=makers.NOW)
    SubmissionData.erase(sent.person)
    assert Passing.objects.get().note == ""


def test_what_is_passed_on_is_the_colleagues_in_the_register_too(sent, agency, member):
    facts = {"submission": sent, "actor": Actor.AGENCY, "now": makers.NOW}
    pass_on(to=agency.editor, by=member, **facts)
    assert Standing.objects.get(entry=sent.entry).in_charge == agency.editor
    step = sent.entry.steps.get()
    assert (step.kind, step.in_charge, step.by, step.note) == ("assigned", agency.editor, member, "")
    coordinator = cms.person()
    Coordinator.objects.create(
        organisation=agency.organisation, user=coordinator, named_at=makers.NOW, confirmed_at=makers.NOW
    )
    pass_on(to=coordinator, by=agency.editor, **facts)
    assert Standing.objects.get(entry=sent.entry).in_charge is None
    pass_on(to=member, by=coordinator, **facts)
    assert Standing.objects.get(entry=sent.entry).in_charge == member
    assert sent.entry.steps.last().by is None


def test_what_was_annulled_in_the_register_is_passed_on_all_the_same(sent, agency, member):
    annul(entry=sent.entry, reason="Reçu deux fois", by=agency.moderator, now=makers.NOW)
    pass_on(submission=sent, to=agency.editor, actor=Actor.AGENCY, by=member, now=makers.NOW)
    assert Standing.objects.get(entry=sent.entry).in_charge is None
    assert Passing.objects.get().to == agency.editor
