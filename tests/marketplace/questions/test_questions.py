"""Anybody asks, the agency answers for all without knowing who asked; what is said to whom, and what is registered."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import Page

from cms.opportunities.models import MissionCall
from foundation.accounts.operations import erase_account, export_data
from foundation.notifications.models import Notification
from foundation.organisations.models import Membership, Role
from foundation.outbox.operations import deliver_due
from foundation.registry.models import Entry
from marketplace.answering.queries import questions_waiting
from marketplace.questions.lifecycle import MOST_A_DAY, MOST_WAITING, Status
from marketplace.questions.models import Question
from marketplace.questions.operations import (
    QuestionError,
    answer,
    ask,
    end_unanswered,
    set_aside,
    take_up_again,
    withdraw,
)
from tests import factories
from tests.cms import makers as cms
from tests.marketplace.answers import makers

pytestmark = pytest.mark.django_db
NOW = makers.NOW
WORDS = "Le logement est-il pris en charge pendant la mission ?"


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def house():
    agency = cms.agency("Souss")
    return agency, cms.call(agency)


def asked(page, by=None, text=WORDS, now=NOW) -> Question:
    return ask(page=page, by=by or factories.user(), text=text, language="fr", now=now)


def answered(question, agency, text="Oui, dans la résidence de l'agence.", **facts) -> Question:
    return answer(question=question, text=text, actor="agency", by=agency.editor, language="fr", now=NOW, **facts)


def test_a_question_is_asked_answered_and_read_by_everybody_without_the_name(house):
    agency, call = house
    awa = factories.user("awa@example.org", name="Awa Traoré", language="fr")
    address = f"/fr/questions/{call.public_id}/"
    assert signed_in(awa).post(address, {"text": WORDS})["Location"] == address
    question = Question.objects.get()
    assert WORDS not in Client().get(call.get_url().replace("/fr/", "/ar/")).content.decode()
    team = signed_in(agency.editor)
    told = Notification.objects.get(recipient=agency.editor, kind="question.asked")
    assert told.rhythm == "site"  # the mail of the morning has it
    assert WORDS in team.get(told.url).content.decode()
    for page in (told.url, "/fr/desk/questions/", "/fr/desk/"):
        assert "Awa" not in team.get(page).content.decode()
    assert team.post(f"/fr/desk/questions/{question.public_id}/", {"text": "Oui, à Tiznit."}).status_code == 302
    page = Client().get(f"/ar/questions/{call.public_id}/").content.decode()
    assert WORDS in page
    assert "Oui, à Tiznit." in page
    assert "Awa" not in page
    on_page = Client().get(call.get_url()).content.decode()
    assert "Oui, à Tiznit." in on_page
    mine = Notification.objects.get(recipient=awa, kind="question.answered")
    assert "Oui, à Tiznit." in mine.text


def test_the_register_holds_question_and_answer_and_not_who_asked(house):
    agency, call = house
    question = asked(call, factories.user(name="Awa Traoré"))
    answered(question, agency)
    arrival, departure = Entry.objects.order_by("pk")
    assert (arrival.nature, arrival.direction, arrival.limit_on) == (
        "question",
        "A",
        (NOW + dt.timedelta(days=7)).date(),
    )
    assert (departure.nature, departure.direction, departure.reply_to) == ("letter", "D", arrival)
    assert arrival.standing.status == "answered"
    names = {each.name for entry in (arrival, departure) for each in entry.correspondents.all()}
    assert not any("Awa" in name for name in names)
    assert not arrival.correspondents.filter(user__isnull=False).exists()


def test_each_is_shown_in_the_language_it_was_written_in_with_a_note(house):
    agency, call = house
    question = asked(call, text="هل تتكفل الوكالة بالسكن خلال مدة المهمة؟")
    answered(question, agency)
    question.refresh_from_db()
    assert (question.language, question.answer_language) == ("ar", "fr")
    page = Client().get(f"/en/questions/{call.public_id}/").content.decode()
    assert 'lang="ar" dir="rtl"' in page
    assert "Question written in Arabic" in page
    assert "Answer written in French" in page


def test_the_agency_may_leave_out_of_the_question_what_tells_who_asked(house):
    agency, call = house
    answered(asked(call, text=f"Je suis Awa. {WORDS}"), agency, wording=WORDS)
    page = Client().get(f"/fr/questions/{call.public_id}/").content.decode()
    assert WORDS in page
    assert "Je suis Awa" not in page


def test_an_answer_is_put_right_and_who_asked_is_told_again(house):
    agency, call = house
    question = answered(asked(call), agency)
    answered(question, agency)  # unchanged: nothing happens
    answered(question, agency, text="Non, mais le transport l'est.")
    assert Notification.objects.filter(kind="question.answered").count() == 2
    assert "Non, mais" in Client().get(f"/fr/questions/{call.public_id}/").content.decode()


def test_what_is_not_for_everybody_is_answered_to_one(house):
    agency, call = house
    awa = factories.user()
    question = asked(call, awa, text="Mon cousin Ali peut-il venir ?")
    typed = {"text": "Écrivez-nous à ce sujet.", "aside": "1"}
    address = f"/fr/desk/questions/{question.public_id}/"
    assert signed_in(agency.editor).post(address, {"text": "", "aside": "1"}).status_code == 422
    assert signed_in(agency.editor).post(address, typed).status_code == 302
    page = Client().get(f"/fr/questions/{call.public_id}/").content.decode()
    assert "Ali" not in page
    assert "Écrivez-nous" not in page
    assert "Écrivez-nous" in Notification.objects.get(recipient=awa).text
    assert Question.objects.get().status == Status.SET_ASIDE


def test_others_get_404_on_the_desk_and_a_visitor_signs_in_to_ask(house):
    agency, call = house
    question = asked(call)
    viewer = factories.user()
    Membership.objects.create(organisation=agency.organisation, user=viewer, role=Role.VIEWER, since=NOW)
    for person in (cms.agency("Oriental").editor, factories.user(), viewer):
        client, address = signed_in(person), f"/fr/desk/questions/{question.public_id}/"
        assert client.get(address).status_code == 404
        assert client.post(address, {"text": "Oui."}).status_code == 404
        assert client.post(f"/fr/account/questions/{question.public_id}/withdraw/").status_code == 404
    sent = Client().post(f"/fr/questions/{call.public_id}/", {"text": WORDS})
    assert sent["Location"].startswith("/fr/account/login/")
    assert (Question.objects.count(), Question.objects.get().status) == (1, Status.WAITING)


def test_the_page_of_an_unpublished_call_is_not_there(house):
    agency, _call = house
    draft = cms.call(agency, publish=False)
    for client in (Client(), signed_in(factories.user()), signed_in(agency.editor)):
        assert client.get(f"/fr/questions/{draft.public_id}/").status_code == 404


@pytest.mark.parametrize("facts", [{"closes_on": cms.TODAY - dt.timedelta(days=1)}])
def test_nothing_is_asked_where_nobody_can_apply_any_more(house, facts):
    agency, _call = house
    closed = cms.call(agency, **facts)
    with pytest.raises(QuestionError) as refused:
        asked(closed)
    assert refused.value.code == "closed_by_date"
    assert (Question.objects.count(), Entry.objects.count()) == (0, 0)


def test_the_team_does_not_ask_itself(house):
    agency, call = house
    page = signed_in(agency.editor).post(f"/fr/questions/{call.public_id}/", {"text": WORDS})
    assert page.status_code == 422
    assert Question.objects.count() == 0


def test_sent_twice_it_is_asked_once_and_nobody_asks_without_end(house):
    agency, call = house
    awa = factories.user()
    first = asked(call, awa)
    assert asked(call, awa) == first
    for number in range(MOST_WAITING - 1):
        asked(call, awa, text=f"Question numéro {number} ?")
    with pytest.raises(QuestionError) as refused:
        asked(call, awa, text="Encore une ?")
    assert refused.value.code == "enough"
    other = cms.call(agency)
    for number in range(MOST_A_DAY - MOST_WAITING):
        asked(other, awa, text=f"Question numéro {number} ?")
    with pytest.raises(QuestionError):
        asked(cms.call(agency), awa)
    asked(cms.call(agency), awa, now=NOW + dt.timedelta(days=1, seconds=1))
    assert Question.objects.count() == MOST_A_DAY + 1


def test_a_question_is_withdrawn_while_it_waits_and_not_later(house):
    agency, call = house
    awa = factories.user()
    question = asked(call, awa)
    own = signed_in(awa)
    assert WORDS in own.get(f"/fr/questions/{call.public_id}/").content.decode()
    own.post(f"/fr/account/questions/{question.public_id}/withdraw/")
    question.refresh_from_db()
    assert (question.status, question.text) == (Status.WITHDRAWN, "")
    assert question.entry.standing.status == "answered"
    assert signed_in(agency.editor).get(f"/fr/desk/questions/{question.public_id}/").status_code == 404
    with pytest.raises(QuestionError):
        answered(question, agency)
    other = answered(asked(call, awa, text="Et le visa ?"), agency)
    with pytest.raises(QuestionError):
        withdraw(question=other, now=NOW)
    with pytest.raises(QuestionError):
        set_aside(question=other, note="Non", actor="agency", by=agency.editor, language="fr", now=NOW)


@pytest.mark.parametrize("unpublished", [True, False])
def test_a_question_nobody_answered_ends_with_its_call_and_who_asked_is_told_once(house, unpublished):
    agency, call = house
    awa, other = factories.user(), factories.user()
    question, stays = asked(call, awa), asked(cms.call(agency), other)
    end_unanswered(now=NOW)
    assert not Question.objects.filter(status=Status.UNANSWERED).exists()
    day = dt.timedelta(days=1)
    if unpublished:
        answered(asked(call, other, text="Et le visa ?"), agency)
        call.unpublish()
    else:
        MissionCall.objects.filter(pk=call.pk).update(closes_on=NOW.date())
    later = NOW if unpublished else NOW + day
    assert [end_unanswered(now=later) for _time in range(2)] == [1, 0]
    question.refresh_from_db()
    assert (question.status, question.entry.standing.status) == (Status.UNANSWERED, "filed")
    assert list(questions_waiting(agency.editor)) == [stays]
    mine = Notification.objects.get(recipient=awa)
    assert (mine.kind, WORDS in mine.text) == ("question.answered", True)
    page = signed_in(awa).get(mine.url).content.decode()
    assert f'data-ended="{question.public_id}"' in page
    assert ("data-not-public" in page) == unpublished
    assert "Et le visa ?" not in page
    assert Client().get(mine.url).status_code == (404 if unpublished else 200)
    assert "data-ended" not in signed_in(other).get(mine.url).content.decode()
    desk = signed_in(agency.editor)
    assert desk.get(f"/fr/desk/questions/{question.public_id}/").context["form"] is None
    assert desk.post(f"/fr/desk/questions/{question.public_id}/", {"text": "Oui."}).status_code == 422
    assert Question.objects.get(pk=question.pk).status == Status.UNANSWERED


@pytest.mark.parametrize("agency_page", [False, True])
def test_what_ended_because_the_page_was_away_waits_again_when_it_is_back(house, agency_page):
    agency, call = house
    awa, other = factories.user(), factories.user()
    question, twice = asked(call, awa), asked(call, other, text="Et le visa ?")
    deliver_due(now=timezone.now())
    gone = agency.page if agency_page else call
    gone.refresh_from_db()
    gone.unpublish()
    assert end_unanswered(now=NOW) == 2
    deliver_due(now=timezone.now())
    assert not Question.objects.waiting().exists()
    gone.refresh_from_db()
    gone.get_latest_revision().publish() if gone.latest_revision else gone.save_revision().publish()
    before = Notification.objects.filter(recipient=agency.editor).count()
    for _time in range(2):
        deliver_due(now=timezone.now())
    assert list(Question.objects.waiting()) == [question, twice]
    question.refresh_from_db()
    assert question.entry.standing.status == "in_hand"
    told = Notification.objects.filter(recipient=awa).order_by("pk")
    assert [("attend de nouveau" in one.subject, WORDS in one.text) for one in told] == [(False, True), (True, True)]
    assert Notification.objects.filter(recipient=agency.editor).count() == before
    answered(question, agency)
    assert "data-ended" not in signed_in(awa).get(told[1].url).content.decode()
    Page.objects.get(pk=call.pk).specific.unpublish()
    later = NOW + dt.timedelta(days=1)
    assert [end_unanswered(now=later), Notification.objects.filter(recipient=other).count()] == [1, 3]


def test_what_was_asked_again_meanwhile_does_not_wait_twice(house):
    _agency, call = house
    awa = factories.user()
    first = asked(call, awa)
    MissionCall.objects.filter(pk=call.pk).update(live=False)
    end_unanswered(now=NOW)
    MissionCall.objects.filter(pk=call.pk).update(live=True)
    second = asked(call, awa)
    assert take_up_again(question=first, now=NOW) is False
    assert list(Question.objects.waiting()) == [second]
    withdraw(question=second, now=NOW)
    assert take_up_again(question=first, now=NOW) is True
    assert take_up_again(question=first, now=NOW) is False


def test_an_erased_person_leaves_the_answers_that_serve_others(house):
    agency, call = house
    awa = factories.user()
    answered(asked(call, awa), agency)
    asked(call, awa, text="Secret ?")
    assert [row["status"] for row in export_data(user=awa, now=NOW)["questions"]] == ["answered", "waiting"]
    erase_account(user=awa, now=NOW)
    first, second = Question.objects.order_by("pk")
    assert (first.status, first.text, first.asker) == (Status.ANSWERED, WORDS, None)
    assert (second.status, second.text, second.asker) == (Status.WITHDRAWN, "", None)


def test_questions_stand_beside_the_form_to_apply_and_on_an_investment(house):
    agency, call = house
    answered(asked(call), agency)
    own = signed_in(makers.expert())
    assert WORDS in own.get(f"/fr/apply/{call.public_id}/").content.decode()
    investment = cms.investment(agency)
    answered(asked(investment, text="Quel est le rendement attendu du projet ?"), agency)
    assert "Quel est le rendement" in Client().get(investment.get_url()).content.decode()
