"""Two tabs, the last place, a closed door, a file too large, somebody else's draft: one sentence and one row."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from wagtail.models import Page

from cms.opportunities.operations.opening import close_early, go_on, pause
from foundation.accounts.operations import erase_account
from foundation.files.models import PrivateFile
from foundation.notifications.models import Notification
from foundation.organisations.models import Membership, Role
from foundation.registry.models import Entry
from marketplace.answers.lifecycle import Actor, Status
from marketplace.answers.models import Promise, Submission
from marketplace.answers.operations.moving import SubmissionError, move
from marketplace.applications.models import Application
from marketplace.applications.operations import submit
from marketplace.profiles.models import Block
from tests import factories
from tests.cms import makers as cms
from tests.marketplace.answers import makers
from tests.marketplace.answers.makers import signed_in

pytestmark = pytest.mark.django_db
TYPED = {"motivation": "Parce que je l'ai fait.", "parts": ["headline", "contact"]}


def rows() -> tuple[int, int, int]:
    """How many submissions, lines of the register and messages there are."""
    return Submission.objects.count(), Entry.objects.count(), Notification.objects.count()


def test_a_look_at_the_form_leaves_nothing_behind():
    call = makers.call(cms.agency("Souss"))
    own = signed_in(makers.expert())
    assert own.get(f"/fr/apply/{call.public_id}/").status_code == 200
    assert own.head(f"/fr/apply/{call.public_id}/").status_code == 200
    assert (rows(), Promise.objects.count()) == ((0, 0, 0), 0)


def test_sent_from_two_tabs_it_is_one_row_with_one_number():
    call = makers.call(cms.agency("Souss"))
    own = signed_in(makers.expert())
    address = f"/fr/apply/{call.public_id}/"
    own.get(address), own.get(address)
    first, second = own.post(address, TYPED), own.post(address, TYPED)
    sent = Application.objects.get()
    assert first["Location"] == second["Location"] == f"/fr/account/answers/{sent.public_id}/"
    assert rows() == (1, 1, 1)
    assert "Vous avez déjà postulé à cet appel." in own.get(second["Location"]).content.decode()


def test_what_another_tab_types_after_it_was_sent_changes_nothing():
    call = makers.call(cms.agency("Souss"))
    own = signed_in(makers.expert())
    own.post(f"/fr/apply/{call.public_id}/", TYPED)
    late = own.post(f"/fr/apply/{call.public_id}/keep/", {"motivation": "Autre chose", "parts": []})
    assert late.content.decode().strip() == "C’est déjà envoyé."
    sent = Application.objects.get()
    assert (sent.motivation, sent.granted()) == (TYPED["motivation"], TYPED["parts"])


def _closed(call, person):
    close_early(page=call, by=call.agency.organisation.memberships.get(role=Role.MODERATOR).user, now=timezone.now())


def _paused(call, person):
    moderator = call.agency.organisation.memberships.get(role=Role.MODERATOR).user
    pause(page=call, until=None, by=moderator, now=timezone.now())


def _full(call, person):
    makers.application(call, now=timezone.now())


def _over(call, person):
    call.closes_on = timezone.localdate() - dt.timedelta(days=1)
    call.save_revision().publish()


def _own_team(call, person):
    Membership.objects.create(organisation=call.agency.organisation, user=person, role=Role.VIEWER, since=makers.NOW)


def _kept_away(call, person):
    Block.objects.create(user=person, organisation=call.agency.organisation, since=makers.NOW)


SHUT = {
    _closed: "أغلقته الوكالة قبل موعده.",
    _paused: "أوقفته الوكالة مؤقتاً",
    _full: "اكتمل العدد حالياً",
    _over: "انقضى آخر أجل للتقدّم",
    _own_team: "أنت من فريق هذه المؤسسة",
    _kept_away: "اخترت عدم الظهور لهذه المؤسسة",
}


@pytest.mark.parametrize(("shut", "sentence"), SHUT.items(), ids=lambda part: getattr(part, "__name__", ""))
def test_who_cannot_apply_reads_why_and_nothing_is_written(shut, sentence):
    call = makers.call(cms.agency("Souss"), pending_limit=1)
    person = makers.expert()
    shut(call, person)
    before = rows()
    own = signed_in(person)
    looked = own.get(f"/ar/apply/{call.public_id}/")
    assert (looked.status_code, looked.content.decode().count(sentence)) == (409, 1)
    tried = own.post(f"/ar/apply/{call.public_id}/", TYPED)
    assert tried.status_code == 422
    assert sentence in tried.content.decode()
    assert TYPED["motivation"].replace("'", "&#x27;") in tried.content.decode()  # what was typed is still there
    assert rows() == before


def test_a_draft_outlives_a_pause_and_is_sent_when_the_call_goes_on():
    agency = cms.agency("Souss")
    call = makers.call(agency)
    own = signed_in(makers.expert())
    own.post(f"/fr/apply/{call.public_id}/keep/", TYPED)
    pause(page=call, until=None, by=agency.moderator, now=timezone.now())
    page = own.get(f"/fr/apply/{call.public_id}/")
    assert page.status_code == 200
    assert "data-refusal" in page.content.decode()
    assert own.post(f"/fr/apply/{call.public_id}/", TYPED).status_code == 422
    assert Application.objects.get().status == Status.DRAFT
    go_on(page=call, by=agency.moderator, now=timezone.now())
    assert own.post(f"/fr/apply/{call.public_id}/", TYPED).status_code == 302
    assert Application.objects.get().status == Status.SUBMITTED


def test_a_page_that_went_out_of_sight_is_not_found_and_the_draft_stays():
    call = makers.call(cms.agency("Souss"))
    own = signed_in(makers.expert())
    own.post(f"/fr/apply/{call.public_id}/keep/", TYPED)
    call.unpublish()
    assert own.post(f"/fr/apply/{call.public_id}/", TYPED).status_code == 404
    assert Application.objects.get().motivation == TYPED["motivation"]
    assert own.get("/fr/account/answers/").status_code == 200


def test_a_file_too_large_is_refused_with_a_sentence_and_the_rest_stays(settings):
    settings.UPLOAD_MAX_BYTES = 1_000
    call = makers.call(cms.agency("Souss"))
    own = signed_in(makers.expert())
    large = SimpleUploadedFile("plan.txt", b"a" * 1_001)
    refused = own.post(f"/fr/apply/{call.public_id}/", {**TYPED, "document": large})
    assert refused.status_code == 422
    assert "#id_document" in refused.content.decode()
    assert TYPED["motivation"].replace("'", "&#x27;") in refused.content.decode()
    assert (rows(), PrivateFile.objects.count()) == ((0, 0, 0), 0)


def test_a_sixth_document_is_refused_and_the_five_stay():
    call = makers.call(cms.agency("Souss"))
    own = signed_in(makers.expert())
    for number in range(6):
        file = SimpleUploadedFile(f"piece{number}.txt", f"Pièce {number}".encode())
        answer = own.post(f"/fr/apply/{call.public_id}/", {**TYPED, "document": file, "add": "1"})
    assert answer.status_code == 422
    draft = Application.objects.get()
    assert (draft.status, draft.documents.count(), PrivateFile.objects.count()) == (Status.DRAFT, 5, 5)


def test_the_draft_of_another_is_neither_read_nor_sent_nor_emptied():
    call = makers.call(cms.agency("Souss"))
    awa, stranger = makers.expert(), makers.expert()
    file = SimpleUploadedFile("diplome.txt", "Diplôme".encode())
    signed_in(awa).post(f"/fr/apply/{call.public_id}/", {**TYPED, "document": file, "add": "1"})
    draft = Application.objects.get()
    kept = draft.documents.get().file
    other = signed_in(stranger)
    assert TYPED["motivation"] not in other.get(f"/fr/apply/{call.public_id}/").content.decode()
    address = f"/fr/apply/{call.public_id}/documents/{kept.public_id}/remove/"
    for client in (other, signed_in(cms.administrator())):
        assert client.post(address).status_code == 404
        assert client.get(f"/fr/account/answers/{draft.public_id}/").status_code == 404
        assert client.get(f"/fr/account/answers/{draft.public_id}/documents/{kept.public_id}/").status_code == 404
    with pytest.raises(SubmissionError) as refused:
        submit(application=draft, by=stranger, now=timezone.now())
    assert refused.value.code == "not_own"
    draft.refresh_from_db()
    assert (draft.status, draft.documents.count(), Entry.objects.count()) == (Status.DRAFT, 1, 0)


def test_who_sent_it_alone_takes_it_back():
    sent = makers.application(makers.call(cms.agency("Souss")), now=timezone.now())
    with pytest.raises(SubmissionError) as refused:
        move(submission=sent, name="withdraw", actor=Actor.PERSON, by=makers.expert(), now=timezone.now())
    assert refused.value.code == "not_own"
    sent.refresh_from_db()
    assert (sent.status, sent.moves.count()) == (Status.SUBMITTED, 1)


def test_a_closed_account_neither_keeps_nor_sends():
    call = makers.call(cms.agency("Souss"))
    person = makers.expert()
    own = signed_in(person)
    own.post(f"/fr/apply/{call.public_id}/keep/", TYPED)
    person.is_active = False
    person.save()
    for page in ("", "keep/"):
        answer = own.post(f"/fr/apply/{call.public_id}/{page}", TYPED)
        assert answer.status_code == 302
        assert "/account/login/" in answer["Location"]
    assert Application.objects.get().status == Status.DRAFT


def test_an_erased_account_takes_its_draft_along_and_its_open_tab_asks_to_sign_in():
    call = makers.call(cms.agency("Souss"))
    person = makers.expert()
    own = signed_in(person)
    own.post(f"/fr/apply/{call.public_id}/keep/", TYPED)
    erase_account(user=person, now=timezone.now())
    assert "/account/login/" in own.post(f"/fr/apply/{call.public_id}/", TYPED)["Location"]
    assert rows() == (0, 0, 0)


def test_an_offer_to_somebody_who_has_just_taken_it_back_ends_in_a_sentence():
    agency = cms.agency("Souss")
    sent = makers.application(makers.call(agency), now=timezone.now())
    team = signed_in(agency.moderator)
    address = f"/en/desk/answers/{sent.public_id}/"
    assert "Offer the mission" in team.get(address).content.decode()
    move(submission=sent, name="withdraw", actor=Actor.PERSON, by=sent.person, now=timezone.now())
    before = rows()
    late = team.post(address, {"do": "offer", "letter": "Bonjour"})
    assert "This cannot be done any more" in late.content.decode()
    sent.refresh_from_db()
    assert (sent.status, rows()) == (Status.WITHDRAWN, before)


def test_without_a_profile_there_is_nothing_to_keep():
    call = makers.call(cms.agency("Souss"))
    own = signed_in(factories.user(language="fr"))
    assert own.get(f"/fr/apply/{call.public_id}/")["Location"] == "/fr/account/profile/"
    assert own.post(f"/fr/apply/{call.public_id}/keep/", TYPED).status_code == 404
    assert rows() == (0, 0, 0)


@pytest.mark.parametrize("one_by_one", [True, False])
def test_a_call_that_somebody_has_answered_is_not_deleted_and_the_editor_reads_why(one_by_one):
    agency = cms.agency("Souss")
    call = makers.call(agency)
    makers.application(call, now=timezone.now())
    before = rows()
    editor = signed_in(agency.moderator)
    bulk = f"/cms/bulk/wagtailcore/page/delete/?id={call.pk}"
    answer = editor.post(f"/cms/pages/{call.pk}/delete/" if one_by_one else bulk, follow=True)
    assert answer.status_code == 200
    assert "This page stays: people have answered it" in answer.content.decode()
    assert (rows(), Page.find_problems()) == (before, ([], [], [], [], []))
    call.refresh_from_db()
    assert call.live
