"""The mail of the morning: to whom, when, with what; never empty, and told once whatever is killed in between."""

import datetime as dt
import re

import pytest

from foundation.notifications.gathering import gather_due
from foundation.notifications.models import Choice, Notification
from foundation.organisations.models import Coordinator, Role
from marketplace.answering import gathering
from marketplace.answering.gathering import tell_waiting
from marketplace.answers.lifecycle import Actor
from marketplace.answers.models import AnswerLink
from marketplace.answers.operations.moving import move
from marketplace.answers.operations.passing import pass_on
from marketplace.questions.operations import answer, ask
from tests import factories
from tests.cms import makers as cms
from tests.marketplace.answers import makers

pytestmark = pytest.mark.django_db
NOW = makers.NOW  # nine o'clock in UTC, ten in Morocco
TOMORROW = NOW + dt.timedelta(days=1)
LINK = re.compile(r"/answer/[\w.-]+/")


@pytest.fixture
def agency():
    return cms.agency("Souss")


def _told(person=None):
    rows = Notification.objects.filter(kind="answering.waiting").order_by("pk")
    return list(rows.filter(recipient=person) if person else rows)


def test_each_who_answers_has_one_mail_in_the_morning_with_a_link_of_her_own(agency):
    sent = makers.application(cms.call(agency), makers.expert(name="Awa Traoré"))
    assert tell_waiting(now=NOW) == 0  # sent after seven: it is for tomorrow
    assert tell_waiting(now=TOMORROW) == 2
    assert tell_waiting(now=TOMORROW + dt.timedelta(hours=5)) == 0
    assert {one.recipient for one in _told()} == {agency.editor, agency.moderator}
    links = {LINK.search(one.text)[0] for one in _told()}
    assert len(links) == 2
    text = _told(agency.editor)[0].text
    assert sent.number in text
    assert "Former des techniciennes" in text
    assert "Awa" not in text + _told(agency.editor)[0].subject
    assert tell_waiting(now=TOMORROW + dt.timedelta(days=1)) == 2


def test_it_is_morning_where_the_organisation_is(agency):
    makers.application(cms.call(agency))
    before = dt.datetime(2026, 11, 24, 5, 59, tzinfo=dt.UTC)  # 6:59 in Casablanca
    assert tell_waiting(now=before) == 0
    assert tell_waiting(now=before + dt.timedelta(minutes=1)) == 2


def test_there_is_never_an_empty_mail(agency):
    sent = makers.application(cms.call(agency))
    facts = {"actor": Actor.AGENCY, "by": agency.editor, "now": NOW}
    move(submission=sent, name="refuse", reason="dates", **facts)
    assert tell_waiting(now=TOMORROW) == 0
    assert AnswerLink.objects.count() == 0


def test_it_says_first_what_is_due_tomorrow_and_in_a_week(agency):
    for days in (2, 2, 8, 30):
        makers.application(cms.call(agency, closes_on=None, answers_by=NOW.date() + dt.timedelta(days=days + 1)))
    tell_waiting(now=NOW + dt.timedelta(days=2))
    mail = _told(agency.editor)[0]
    assert mail.subject == "4 people wait for your answer · due tomorrow: 2 · due in a week: 1"
    assert mail.text.index("Due tomorrow: 2. Due in a week: 1.") < mail.text.index("/answer/")
    assert "an owner, a moderator or your coordinator can move the date" in mail.text


def test_the_most_urgent_stands_first_and_what_is_late_says_so(agency):
    makers.application(cms.call(agency, texts={"fr": "Plus tard"}, answers_by=NOW.date() + dt.timedelta(days=30)))
    makers.application(cms.call(agency, texts={"fr": "Bientôt"}, answers_by=NOW.date() + dt.timedelta(days=2)))
    tell_waiting(now=NOW + dt.timedelta(days=20))
    told = _told(agency.editor)[0]
    assert told.text.index("Bientôt") < told.text.index("Plus tard")
    assert "Late: Bientôt" in told.text
    assert told.subject == "2 people wait for your answer, some of them too long"


def test_a_coordinator_has_one_mail_across_her_agencies(agency):
    other = cms.agency("Walo", country="SN")
    salma = factories.user(name="Salma", language="en")
    for one in (agency, other):
        Coordinator.objects.create(organisation=one.organisation, user=salma, named_at=NOW, confirmed_at=NOW)
        makers.application(cms.call(one))
    tell_waiting(now=TOMORROW)
    tell_waiting(now=TOMORROW + dt.timedelta(minutes=5))
    assert len(_told(salma)) == 1
    assert "(Souss)" in _told(salma)[0].text
    assert "(Walo)" in _told(salma)[0].text


def test_who_was_only_asked_or_has_left_or_whose_agency_is_suspended_has_none(agency):
    makers.application(cms.call(agency))
    Coordinator.objects.create(organisation=agency.organisation, user=factories.user(), named_at=NOW)
    agency.organisation.memberships.filter(user=agency.editor).delete()
    agency.moderator.is_active = False
    agency.moderator.save()
    assert tell_waiting(now=TOMORROW) == 0
    agency.moderator.is_active = True
    agency.moderator.save()
    type(agency.organisation).objects.filter(pk=agency.organisation.pk).update(suspended_at=NOW)
    assert tell_waiting(now=TOMORROW) == 0


def test_killed_in_between_nobody_is_told_twice_and_nobody_is_forgotten(agency, monkeypatch):
    makers.application(cms.call(agency))
    write, calls = gathering.write_waiting, []

    def killed_at_the_second(**facts):
        calls.append(facts["to"])
        made = write(**facts)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return made

    monkeypatch.setattr(gathering, "write_waiting", killed_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        tell_waiting(now=TOMORROW)
    assert len(_told()) == 1
    assert AnswerLink.objects.count() == 1
    assert tell_waiting(now=TOMORROW) == 1
    assert {one.recipient for one in _told()} == {agency.editor, agency.moderator}


def test_what_was_passed_on_is_the_colleagues_until_its_date_is_near(agency):
    sent = makers.application(cms.call(agency))
    facts = {"actor": Actor.AGENCY, "by": agency.moderator, "now": NOW}
    pass_on(submission=sent, to=agency.editor, **facts)
    tell_waiting(now=TOMORROW)
    assert [one.recipient for one in _told()] == [agency.editor]
    near = dt.datetime.combine(sent.answer_on - dt.timedelta(days=2), dt.time(9), dt.UTC)
    tell_waiting(now=near)
    assert len(_told(agency.moderator)) == 1


def test_a_long_list_is_cut_and_leads_to_the_rest(agency):
    call = cms.call(agency, pending_limit=100)
    for _ in range(17):
        makers.application(call)
    tell_waiting(now=TOMORROW)
    text = _told(agency.editor)[0].text
    assert len(LINK.findall(text)) == 15
    assert "And 2 more." in text


def test_who_wants_no_such_mail_finds_it_in_the_site_without_links(agency):
    Choice.objects.create(user=agency.editor, kind="answering.waiting", rhythm="site", chosen_at=NOW)
    makers.application(cms.call(agency))
    tell_waiting(now=TOMORROW)
    told = _told(agency.editor)[0]
    assert (told.by_mail, told.text, told.html) == (False, "", "")
    assert told.url == "/en/desk/answers/"


def test_who_had_chosen_one_mail_a_day_keeps_the_links_and_is_told_at_once(agency):
    Choice.objects.create(user=agency.editor, kind="answering.waiting", rhythm="daily", chosen_at=NOW)
    makers.application(cms.call(agency))
    tell_waiting(now=TOMORROW)
    told = _told(agency.editor)[0]
    assert (told.by_mail, told.gather_at) == (True, None)
    assert "/answer/" in told.text


def test_the_clock_asks_the_same_few_questions_for_one_as_for_fifty(agency, django_assert_num_queries):
    call = cms.call(agency, pending_limit=100)
    makers.application(call)
    tell_waiting(now=TOMORROW)
    for _ in range(9):
        makers.application(call)
    with django_assert_num_queries(5):
        tell_waiting(now=TOMORROW)


def test_questions_that_wait_come_in_the_morning_too_with_a_link_to_the_desk(agency):
    call = cms.call(agency)
    facts = {"page": call, "text": "Le logement est-il fourni ?", "language": "fr"}
    question = ask(**facts, by=factories.user(name="Awa Traoré"), now=NOW)
    assert tell_waiting(now=NOW) == 0  # asked after seven: it is for tomorrow
    assert tell_waiting(now=TOMORROW) == 2
    told = _told(agency.editor)[0]
    assert (told.subject, told.url) == ("1 question waits for your answer", "/en/desk/questions/")
    assert f"/en/desk/questions/{question.public_id}/" in told.text
    assert "without a password" not in told.text
    assert "Awa" not in told.text
    makers.application(call)
    assert tell_waiting(now=TOMORROW + dt.timedelta(days=1)) == 2
    both = _told(agency.editor)[1].text
    assert f"/en/desk/questions/{question.public_id}/" in both
    assert LINK.search(both)
    answer(question=question, text="Oui.", actor="agency", by=agency.editor, language="fr", now=TOMORROW)
    assert tell_waiting(now=TOMORROW + dt.timedelta(days=2)) == 2
    assert "/desk/questions/" not in _told(agency.editor)[2].text


def test_questions_of_an_agency_out_of_sight_are_in_no_mail(agency):
    ask(page=cms.call(agency), text="Logement ?", language="fr", by=factories.user(), now=NOW)
    type(agency.organisation).objects.filter(pk=agency.organisation.pk).update(suspended_at=NOW)
    assert tell_waiting(now=TOMORROW) == 0


@pytest.mark.parametrize("rhythm", ["daily", "weekly"])
def test_a_question_is_in_the_mail_of_the_morning_and_not_in_the_digest_too(agency, rhythm):
    person = cms.member(agency.organisation, Role.EDITOR)
    Choice.objects.create(user=person, kind="question.asked", rhythm=rhythm, chosen_at=NOW)
    asked = ask(page=cms.call(agency), by=factories.user(), text="Qui paie le vol ?", language="fr", now=NOW)
    kept = Notification.objects.get(recipient=person, kind="question.asked")
    assert (kept.rhythm, kept.gather_at is not None) == (rhythm, True)
    gather_due(now=kept.gather_at)
    tell_waiting(now=TOMORROW)
    kept.refresh_from_db()
    assert (kept.gather_at, kept.digest) == (None, None)
    (mail,) = Notification.objects.filter(recipient=person, by_mail=True)
    assert mail.kind == "answering.waiting"
    assert asked.entry.number in mail.text


def test_who_has_stopped_the_mail_of_the_morning_reads_the_question_in_the_digest_once(agency):
    person = cms.member(agency.organisation, Role.EDITOR)
    for kind, rhythm in (("question.asked", "daily"), ("answering.waiting", "site")):
        Choice.objects.create(user=person, kind=kind, rhythm=rhythm, chosen_at=NOW)
    ask(page=cms.call(agency), by=factories.user(), text="Qui paie le vol ?", language="fr", now=NOW)
    for hours in (24, 36, 48):
        tell_waiting(now=NOW + dt.timedelta(hours=hours))
        gather_due(now=NOW + dt.timedelta(hours=hours))
    (mail,) = Notification.objects.filter(recipient=person, by_mail=True)
    assert mail.kind == "digest.daily"
    assert "Former des techniciennes" in mail.text
