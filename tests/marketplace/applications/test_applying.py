"""An expert applies from the call's page: what is kept, what is refused, and who may read it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from cms.opportunities.models import CallQuestion
from cms.opportunities.operations.opening import close_early
from foundation.files.models import PrivateFile
from marketplace.answers.lifecycle import Status
from marketplace.applications.models import Application
from tests.cms import makers as cms
from tests.marketplace.answers import makers
from tests.marketplace.answers.makers import signed_in

pytestmark = pytest.mark.django_db
TYPED = {"motivation": "Parce que.", "parts": ["headline", "contact"]}


def test_an_application_is_sent_in_two_steps_and_read_by_the_agency_only():
    agency, other = cms.agency("Souss"), cms.agency("Oriental")
    call = makers.call(agency)
    person = makers.expert(email="awa@example.org")
    own = signed_in(person)
    page = own.get(f"/fr/apply/{call.public_id}/")
    assert page.status_code == 200
    sent = own.post(f"/fr/apply/{call.public_id}/", TYPED)
    application = Application.objects.get()
    assert sent["Location"] == f"/fr/account/answers/{application.public_id}/"
    assert application.status == Status.SUBMITTED
    assert application.number in own.get(sent["Location"]).content.decode()
    assert own.get("/ar/account/answers/").status_code == 200
    team = signed_in(agency.editor)
    shown = team.get(f"/fr/desk/answers/{application.public_id}/").content.decode()
    assert "Parce que." in shown
    assert "awa@example.org" in shown
    assert application.number in team.get("/ar/desk/answers/").content.decode()
    for client in (signed_in(other.editor), signed_in(makers.expert()), own):
        assert client.get(f"/fr/desk/answers/{application.public_id}/").status_code == 404


def test_what_is_typed_is_kept_and_nothing_is_lost_when_it_cannot_go_out():
    call = makers.call(cms.agency("Souss"))
    call.questions.add(CallQuestion(text_fr="Combien d'années ?"))
    call.save_revision().publish()
    question = CallQuestion.objects.get()
    own = signed_in(makers.expert())
    own.get(f"/fr/apply/{call.public_id}/")
    assert own.post(f"/fr/apply/{call.public_id}/keep/", TYPED).status_code == 200
    refused = own.post(f"/fr/apply/{call.public_id}/", TYPED)
    assert refused.status_code == 422
    assert f"#id_question_{question.pk}" in refused.content.decode()
    draft = Application.objects.get()
    assert (draft.status, draft.motivation, draft.granted()) == (Status.DRAFT, "Parce que.", ["headline", "contact"])
    answered = own.post(f"/fr/apply/{call.public_id}/", {**TYPED, f"question_{question.pk}": "Douze"})
    assert answered.status_code == 302
    assert Application.objects.get().replies.get().text == "Douze"


def test_a_document_comes_along_and_an_unknown_kind_is_refused_with_a_sentence():
    agency = cms.agency("Souss")
    call = makers.call(agency)
    own = signed_in(makers.expert())
    own.get(f"/fr/apply/{call.public_id}/")
    bad = SimpleUploadedFile("x.bin", b"\x00\x01\x02")
    assert own.post(f"/fr/apply/{call.public_id}/", {**TYPED, "document": bad}).status_code == 422
    good = SimpleUploadedFile("diplome.txt", "Diplôme d'ingénieure".encode())
    assert own.post(f"/fr/apply/{call.public_id}/", {**TYPED, "document": good}).status_code == 302
    application = Application.objects.get()
    file = application.documents.get().file
    address = f"/fr/account/answers/{application.public_id}/documents/{file.public_id}/"
    assert b"".join(signed_in(agency.editor).get(address)).decode() == "Diplôme d'ingénieure"
    assert signed_in(cms.agency("Oriental").editor).get(address).status_code == 404


def test_what_is_taken_back_is_hidden_from_the_agency_at_once():
    agency = cms.agency("Souss")
    sent = makers.application(makers.call(agency), makers.expert(email="awa@example.org"))
    address = f"/fr/desk/answers/{sent.public_id}/"
    team = signed_in(agency.editor)
    assert "awa@example.org" in team.get(address).content.decode()
    signed_in(sent.person).post(f"/fr/account/answers/{sent.public_id}/shown/", {"parts": ["headline"]})
    assert "awa@example.org" not in team.get(address).content.decode()


def test_the_answer_date_goes_into_a_calendar():
    sent = makers.application(makers.call(cms.agency("Souss")))
    answer = signed_in(sent.person).get(f"/fr/account/answers/{sent.public_id}/calendar/")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert f"DTSTART;VALUE=DATE:{sent.answer_on:%Y%m%d}" in answer.content.decode()
    assert sent.answer_on > timezone.localdate()


def test_the_person_has_a_receipt_with_the_number_and_nobody_else():
    sent = makers.application(cms.call(cms.agency("Souss")))
    address = f"/fr/account/numbers/{sent.entry.public_id}/receipt/"
    page = signed_in(sent.person).get(f"/fr/account/answers/{sent.public_id}/").content.decode()
    assert address in page
    receipt = signed_in(sent.person).get(address)
    assert (receipt["Content-Type"], receipt.content[:5]) == ("application/pdf", b"%PDF-")
    assert signed_in(makers.expert()).get(address).status_code == 404


@pytest.mark.parametrize("language", ["fr", "ar", "es", "en"])
def test_what_is_paid_or_covered_is_said_before_applying_or_that_it_is_not_said_with_the_way_to_ask(language):
    agency = cms.agency("Souss")
    silent, said = makers.call(agency), makers.call(agency, compensation="volunteer", covers=["travel"])
    own = signed_in(makers.expert())
    words = {"fr": "Non précisé", "ar": "غير مذكور", "es": "No se indica", "en": "Not said"}[language]
    for call, count in ((silent, 2), (said, 0)):
        for address in (f"/{language}/apply/{call.public_id}/", f"/{language}/{call.get_url().split('/', 2)[2]}"):
            shown = own.get(address).content.decode()
            found = [shown.count(one) for one in ("data-not-said", words, 'href="#ask"', 'id="ask"')]
            assert found == [count, count, count, 1], address
    assert 'id="ask"' in Client().get(silent.get_url()).content.decode()
    close_early(page=silent, by=agency.moderator, now=timezone.now())
    shown = own.get(silent.get_url()).content.decode()
    assert (shown.count("data-not-said"), shown.count('href="#ask"')) == (2, 0)


@pytest.mark.parametrize("name", ["x.bat", "x.html", "x.exe", "lettre", "x.txt.bat", "NOTES.TXT", "x.csv"])
def test_a_text_goes_to_the_agency_under_a_name_that_no_double_click_runs(name):
    agency = cms.agency("Souss")
    call = makers.call(agency)
    own = signed_in(makers.expert())
    own.get(f"/fr/apply/{call.public_id}/")
    file = SimpleUploadedFile(name, b"@echo off\r\ndel /q *.*")
    assert own.post(f"/fr/apply/{call.public_id}/", {**TYPED, "document": file}).status_code == 302
    application = Application.objects.get()
    kept = application.documents.get().file
    fitting = name if name in ("NOTES.TXT", "x.csv") else f"{name}.txt"
    assert kept.name == fitting
    own.post(f"/fr/apply/{call.public_id}/", {**TYPED, "send": "1"})
    PrivateFile.objects.update(name=name)  # as one from before this was looked at
    address = f"/fr/account/answers/{application.public_id}/documents/{kept.public_id}/"
    sent = signed_in(agency.editor).get(address)
    assert b"".join(sent).startswith(b"@echo")
    assert sent["Content-Disposition"] == f'attachment; filename="{fitting}"'
