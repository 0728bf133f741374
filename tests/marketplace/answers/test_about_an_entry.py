"""An entry of the register leads to what it is about, for who may open that."""

import pytest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from foundation.organisations.models import Role
from foundation.panels.registry import panels_for
from foundation.registry.models import Entry
from marketplace.answers.lifecycle import Actor
from marketplace.answers.operations.moving import move
from tests.cms import makers as cms
from tests.marketplace.answers import makers

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency():
    return cms.agency("Souss")


def _page_of(entry, person, language="fr"):
    client = makers.signed_in(person)
    shown = client.get(f"/{language}/desk/register/{entry.office.organisation.slug}/entries/{entry.public_id}/")
    assert shown.status_code == 200
    return shown.content.decode()


def test_an_arrival_and_what_left_about_it_lead_to_the_application(agency):
    sent = makers.application(cms.call(agency))
    facts = {"reason": "dates", "actor": Actor.AGENCY, "by": agency.editor, "now": makers.NOW}
    left = move(submission=sent, name="refuse", **facts).entry
    viewer = cms.member(agency.organisation, Role.VIEWER)
    for entry in (sent.entry, left):
        for person in (agency.editor, viewer):
            assert f'href="/fr/desk/answers/{sent.public_id}/"' in _page_of(entry, person)
    assert makers.signed_in(viewer).get(f"/fr/desk/answers/{sent.public_id}/").status_code == 200


def test_who_may_not_open_it_is_not_led_there(agency):
    """Somebody of the team who applied herself reads the register, and not her own application from the other side."""
    sent = makers.application(cms.call(agency))
    type(sent).objects.filter(pk=sent.pk).update(person=agency.editor)
    assert 'data-panel="about"' not in _page_of(sent.entry, agency.editor)
    assert 'data-panel="about"' in _page_of(sent.entry, agency.moderator)


def test_many_entries_take_as_many_queries_as_one(agency):
    call = cms.call(agency)
    for _ in range(4):
        makers.application(call)
    request = RequestFactory().get("/")
    request.user = agency.editor
    counts = []
    for number in (1, 4):
        entries = list(Entry.objects.order_by("pk")[:number])
        with CaptureQueriesContext(connection) as done:
            assert len(panels_for("entry", request=request, subjects=entries)) == number
        counts.append(len(done))
    assert counts[0] == counts[1]
