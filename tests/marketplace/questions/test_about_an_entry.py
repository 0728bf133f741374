"""An entry of the register leads to the question it is about, for who may answer it."""

import pytest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from foundation.organisations.models import Role
from foundation.panels.registry import panels_for
from foundation.registry.models import Entry
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
