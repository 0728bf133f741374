"""What a coordinator does in a mission says so, on the pages of both sides and on paper."""

import io

import pypdf
import pytest
from django.test import Client

from foundation.organisations.models import Coordinator
from marketplace.outcomes.models import Preparation
from marketplace.outcomes.queries import agreed_terms
from tests import factories
from tests.cms import makers as cms
from tests.marketplace.outcomes import makers

pytestmark = pytest.mark.django_db
NOW = makers.NOW


@pytest.fixture
def agency():
    return cms.agency("Souss")


@pytest.fixture
def salma(agency):
    user = factories.user(name="Salma Idrissi", language="fr")
    Coordinator.objects.create(organisation=agency.organisation, user=user, named_at=NOW, confirmed_at=NOW)
    return user


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_a_coordinator_proposes_prepares_and_confirms_and_every_act_says_so(agency, salma):
    mission = makers.accepted(agency)
    address = f"/fr/missions/{mission.public_id}/"
    desk, expert = signed_in(salma), signed_in(mission.person)
    typed = {
        "starts_on": str(NOW.date()),
        "ends_on": "2027-02-20",
        "compensation": "volunteer",
        "deliverables": "Un rapport",
    }
    assert desk.post(f"{address}terms/new/", typed).status_code == 302
    assert desk.post(f"{address}before-leaving/change/", {"visa": "Aucun visa"}).status_code == 302
    assert expert.post(f"{address}terms/", {"version": "1"}).status_code == 302
    assert Preparation.objects.get().actor == "coordinator"
    for page in ("terms/", "before-leaving/", "before-leaving/?keep=1"):
        assert expert.get(address + page).content.decode().count("data-coordinator") == 1
    lines = [line.pk for line in agreed_terms(mission).deliverables.all()]
    assert desk.post(f"{address}complete/", {"delivered": lines}).status_code == 302
    paper = expert.get(f"{address}certificate/").content
    said = " ".join(pypdf.PdfReader(io.BytesIO(paper)).pages[0].extract_text().split())
    assert "Confirmé par Salma Idrissi, " in said
    assert "coordina" in said


def test_the_agency_itself_is_no_coordinator(agency):
    mission = makers.agreed(agency)
    address = f"/fr/missions/{mission.public_id}/"
    assert signed_in(agency.editor).post(f"{address}before-leaving/change/", {"visa": "Aucun"}).status_code == 302
    assert Preparation.objects.get().actor == "agency"
    makers.completed(agency, mission)
    expert = signed_in(mission.person)
    for page in ("terms/", "before-leaving/"):
        assert "data-coordinator" not in expert.get(address + page).content.decode()
    paper = expert.get(f"{address}certificate/").content
    assert "coordina" not in pypdf.PdfReader(io.BytesIO(paper)).pages[0].extract_text()
