"""Synonyms that people propose: no person in them, counted once each, accepted or refused by staff."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from foundation.accounts.models import User
from foundation.accounts.operations import erase_account, export_data
from foundation.outbox.models import Event
from foundation.taxonomy.models import Concept, LabelChange, ProposedLabel, Proposer
from foundation.taxonomy.proposals import propose_label
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db
LIST = "/admin/taxonomy/proposedlabel/"


@pytest.fixture
def concepts() -> tuple[Concept, Concept]:
    return (
        factories.concept("arrosage", en="watering", ar="السقي"),
        factories.concept("irrigation", en="irrigation systems"),
    )


@pytest.fixture
def desk(as_user: Any) -> Client:
    return as_user(factories.staff(language="en"))


def propose(concepts: tuple[Concept, Concept], words: str = "arrosage", by: User | None = None, language: str = "fr"):
    meant, chosen = concepts
    by = by or factories.user()
    return propose_label(words=words, language=language, meant=meant, chosen=chosen, by=by, now=NOW)


def test_each_person_is_counted_once_however_the_words_are_written(concepts: Any) -> None:
    awa = factories.user()
    for words, by in (("arrosage", awa), ("Arrosage ,", awa), ("ARROSAGE", factories.user())):
        propose(concepts, words, by)
    row = ProposedLabel.objects.get()
    assert (row.words, row.language, row.people, row.status) == ("arrosage", "fr", 2, "open")
    assert (row.meant, row.chosen) == concepts
    assert Event.objects.filter(name="label.proposed").count() == 2


@pytest.mark.parametrize(
    "words",
    [
        "",
        "  ",
        "awa@example.org",
        "www://arrosage",
        "+221 77 123 45 67",
        "12",
        "Fatou Diallo",
        "DIALLO Fatou",
        "Diallo",
        "arrosage " * 7,
        "فاطمة ديالو",
        "Awa",
        "arrosage Traoré",
    ],
)
def test_words_that_may_be_personal_or_are_too_many_are_not_proposed(concepts: Any, words: str) -> None:
    assert propose(concepts, words, factories.user(name="Awa Traoré")) is None
    assert not ProposedLabel.objects.exists() and not Proposer.objects.exists()


@pytest.mark.parametrize("words", ["Arrosage", "السقي", "ISO 9001 irrigation", "Irrigation Systems"])
def test_words_of_labels_and_ordinary_writing_are(concepts: Any, words: str) -> None:
    assert propose(concepts, words, language="ar" if words == "السقي" else "en") is not None or words.startswith("Irr")


def test_what_is_a_label_already_or_no_correction_is_not_proposed(concepts: Any) -> None:
    meant, chosen = concepts
    assert propose((chosen, meant), "Arrosage") is None
    assert propose((meant, meant), "aspersion") is None
    assert not ProposedLabel.objects.exists()


def test_erasing_a_person_leaves_the_proposal_and_nothing_of_her(concepts: Any, desk: Client) -> None:
    awa = factories.user(email="awa@example.org", name="Awa")
    propose(concepts, by=awa)
    assert awa.public_id not in str(list(Proposer.objects.values()))
    assert "arrosage" not in str(export_data(user=awa, now=NOW))
    erase_account(user=awa, now=NOW)
    assert ProposedLabel.objects.get().people == 1
    assert "awa" not in desk.get(f"{LIST}{ProposedLabel.objects.get().pk}/change/").content.decode().lower()


def test_staff_accepts_and_it_is_a_label_with_history(concepts: Any, desk: Client) -> None:
    row = propose(concepts)
    propose(concepts)
    assert "arrosage" in desk.get(LIST).content.decode()
    page = desk.get(f"{LIST}{row.pk}/change/").content.decode()
    assert "watering" in page and "irrigation systems" in page
    answer = desk.post(f"{LIST}{row.pk}/change/", {"accept": "yes", "text": "Arrosage localisé", "why": "usual"})
    assert answer["Location"] == LIST
    label = concepts[1].labels.get(text="Arrosage localisé")
    assert (label.language, label.source, label.preferred) == ("fr", "staff", False)
    assert LabelChange.objects.get().why == "proposed by 2 people: usual"
    row.refresh_from_db()
    assert (row.status, row.why) == ("accepted", "usual")
    assert not Proposer.objects.exists()
    answer = desk.post(f"{LIST}{row.pk}/change/", {"accept": "yes", "text": "arrosage"})
    assert "decided this already" in answer.content.decode()


def test_words_that_a_third_concept_has_are_not_accepted(concepts: Any, desk: Client) -> None:
    row = propose(concepts, "aspersion d'eau")
    factories.concept("aspersion d'eau", en="sprinkling")
    answer = desk.post(f"{LIST}{row.pk}/change/", {"accept": "yes", "text": "aspersion d'eau"})
    assert "label of “sprinkling” already" in answer.content.decode()
    row.refresh_from_db()
    assert row.status == "open" and not LabelChange.objects.exists()


def test_a_refusal_needs_a_reason_and_holds(concepts: Any, desk: Client) -> None:
    row = propose(concepts)
    address = f"{LIST}{row.pk}/change/"
    assert "Say why" in desk.post(address, {"refuse": "yes", "text": "arrosage"}).content.decode()
    desk.post(address, {"refuse": "yes", "text": "arrosage", "why": "too broad"})
    assert propose(concepts) is None
    row.refresh_from_db()
    assert (row.status, row.people, row.why) == ("refused", 1, "too broad")
    assert "arrosage" not in desk.get(LIST).content.decode()
    assert "arrosage" in desk.get(LIST, {"status": "refused"}).content.decode()


def test_several_are_accepted_or_refused_at_once(concepts: Any, desk: Client) -> None:
    rows = [propose(concepts, words) for words in ("arrosage", "aspersion", "projet")]
    picked = {"_selected_action": [row.pk for row in rows]}
    page = desk.post(LIST, {"action": "accept", **picked}, follow=True).content.decode()
    assert "2 synonyms are accepted." in page and "Projet: “projet” is an everyday word" in page
    picked = {"_selected_action": [rows[2].pk]}
    assert 'name="why"' in desk.post(LIST, {"action": "refuse", **picked}).content.decode()
    assert "Say why" in desk.post(LIST, {"action": "refuse", "why": " ", **picked}).content.decode()
    page = desk.post(LIST, {"action": "refuse", "why": "everyday", **picked}, follow=True).content.decode()
    assert "1 synonym is refused." in page
    statuses = list(ProposedLabel.objects.order_by("pk").values_list("status", flat=True))
    assert statuses == ["accepted", "accepted", "refused"]


def test_the_desk_counts_what_waits_for_staff_and_nobody_else(concepts: Any, desk: Client, as_user: Any) -> None:
    assert "proposed-labels" not in desk.get("/en/desk/").content.decode()
    propose(concepts)
    assert "1 synonym waits for your answer" in desk.get("/en/desk/").content.decode()
    assert "proposed-labels" not in as_user(factories.user()).get("/en/desk/").content.decode()


def test_the_list_asks_as_many_questions_for_many_as_for_few(concepts: Any, desk: Client) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            desk.get(LIST)
        return len(queries)

    propose(concepts)
    asked()
    few = asked()
    for number in range(15):
        propose(concepts, f"aspersion {number}")
    assert asked() == few
