"""An entry of the register leads to the question it is about, for who may answer it."""

import pytest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from foundation.organisations.models import Role
from foundation.panels.registry import panels_for
from foundation.registry.models import Entry, Standing
from marketplace.questions.models import Question
from tests import factories
from tests.cms import makers as cms
from tests.marketplace.questions.test_questions import answered, asked, signed_in

pytestmark = pytest.mark.django_db


def test_a_question_and_its_answer_lead_to_the_question():
    agency = cms.agency("Souss")
    question = asked(cms.call(agency))
    answered(question, agency)
    viewer = cms.member(agency.organisation, Role.VIEWER)
    for entry in Entry.objects.all():
        address = f"/fr/desk/register/{agency.organisation.slug}/entries/{entry.public_id}/"
        link = f'href="/fr/desk/questions/{question.public_id}/"'
        assert link in signed_in(agency.editor).get(address).content.decode()
        assert link not in signed_in(viewer).get(address).content.decode()


def test_many_entries_take_as_many_queries_as_one():
    agency = cms.agency("Souss")
    call = cms.call(agency)
    for _ in range(3):
        asked(call)
    request = RequestFactory().get("/")
    request.user = agency.editor
    counts = []
    for number in (1, 3):
        entries = list(Entry.objects.order_by("pk")[:number])
        with CaptureQueriesContext(connection) as done:
            assert len(panels_for("entry", request=request, subjects=entries)) == number
        counts.append(len(done))
    assert counts[0] == counts[1]


def test_the_register_leaves_the_status_and_the_limit_of_a_question_that_waits_to_its_answer():
    agency = cms.agency("Souss")
    question = asked(cms.call(agency))
    client = signed_in(agency.editor)
    page = f"/en/desk/register/{agency.organisation.slug}/entries/{question.entry.public_id}/"
    shown = client.get(page).content.decode()
    assert "They follow the answer to the question" in shown
    assert [form for form in ("status/", "limit/") if f"{page}{form}" in shown] == []
    for action, typed in (
        ("status", {"status-status": "answered"}),
        ("limit", {"limit-limit_on": "2030-01-01", "limit-reason": "Later"}),
    ):
        assert "answer the question where it was asked" in client.post(f"{page}{action}/", typed).content.decode()
    reply = {"key": "abcdefghjk", "direction": "D", "nature": "letter", "channel": "post", "subject": "A letter",
             "party": "A reader", "priority": "normal", "confidentiality": "normal",
             "reply_to": question.entry.number, "answers_it": "on"}  # fmt: skip
    refused = client.post(f"/en/desk/register/{agency.organisation.slug}/new/", reply)
    assert "waits until what was sent is answered" in refused.content.decode()
    standing = Standing.objects.get()
    assert (standing.status, standing.limit_on, Entry.objects.count()) == ("registered", question.entry.limit_on, 1)
    assert client.post(f"{page}assign/", {"assign-in_charge": agency.moderator.pk}).status_code == 302
    answered(question, agency)
    assert Standing.objects.get(entry=question.entry).status == "answered"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("ar", "سؤال مسحوب: "),
        ("en", "Question withdrawn: "),
        ("es", "Pregunta retirada: "),
        ("fr", "Question retirée : "),
    ],
)
def test_a_question_is_withdrawn_in_the_register_in_the_language_in_which_it_was_entered(language, said):
    call = cms.call(cms.agency("Souss"))
    reader = factories.user()
    client = signed_in(reader)
    client.post(f"/{language}/questions/{call.public_id}/", {"text": "?"})
    client.post(f"/fr/account/questions/{Question.objects.get().public_id}/withdraw/")
    arrival, withdrawn = Entry.objects.order_by("pk")
    assert (arrival.language, withdrawn.language) == (language, language)
    assert withdrawn.subject.startswith(said)
