"""What a coordinator does in a mission says so, on the pages of both sides and on paper."""

import io

import pypdf
import pytest
from django.test import Client
from django.utils import timezone

from foundation.organisations.models import Coordinator
from marketplace.outcomes.models import Outcome, Preparation
from marketplace.outcomes.operations.asking import ask_due
from marketplace.outcomes.queries import agreed_terms, answer_address
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


@pytest.mark.parametrize(("who", "actor"), [("salma", "coordinator"), ("editor", "agency")])
def test_who_taps_for_the_agency_stands_beside_the_answer(agency, salma, who, actor):
    mission = makers.agreed(agency)
    ask_due(subject_id=f"{mission.public_id}:start", now=timezone.now())
    tapper = salma if who == "salma" else agency.editor
    asked = Outcome.objects.get(side="agency")
    assert Client().post(answer_address(asked, tapper), {"said": "as_agreed"}).status_code == 302
    asked.refresh_from_db()
    assert (asked.said, asked.actor, asked.answered_by) == ("as_agreed", actor, tapper)
    shown = signed_in(agency.moderator).get(f"/fr/desk/answers/{mission.public_id}/").content.decode()
    said = "Salma Idrissi, coordination, pour l’agence" if who == "salma" else "<bdi>Editor of Souss</bdi>"
    assert said in shown
    assert shown.count("data-coordinator") == (who == "salma")
