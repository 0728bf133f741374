"""An investor declares her interest from the project's page: no offer, a number, an answer, and who may read it."""

import datetime as dt

import pytest
from django.test import Client

from cms.opportunities.models import Investment
from cms.opportunities.operations.opening import pause
from foundation.notifications.models import Notification
from foundation.registry.models import Entry
from marketplace.answers.lifecycle import Actor, Status
from marketplace.answers.models import Grant, Promise
from marketplace.answers.operations.erasing import SubmissionData
from marketplace.answers.operations.moving import SubmissionError, move
from marketplace.contract.operations.dates import move_date
from marketplace.interests.models import Interest
from marketplace.interests.operations import begin, declare, keep
from marketplace.interests.queries import InterestData
from tests.cms import makers as cms
from tests.marketplace.answers.makers import expert
from tests.marketplace.interests import makers

pytestmark = pytest.mark.django_db
NOW = makers.NOW
TYPED = {
    "message": "Je voudrais lire les comptes.",
    "amount_min": "20000",
    "amount_max": "60000",
    "currency": "CAD",
    "parts": ["ticket", "contact"],
}


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_an_interest_is_sent_in_two_steps_and_read_by_the_agency_only():
    agency, other = cms.agency("Souss"), cms.agency("Oriental")
    project = cms.investment(agency)
    person = makers.investor(email="karim@example.org")
    own = signed_in(person)
    assert f"/interest/{project.public_id}/" in own.get(project.get_url()).content.decode()
    address = f"/fr/interest/{project.public_id}/"
    page = own.get(address).content.decode()
    assert 'value="20000"' in page
    assert "data-no-offer" in page
    sent = own.post(address, {**TYPED, "understood": "on", "send": "1"})
    interest = Interest.objects.get()
    assert sent["Location"] == f"/fr/account/answers/{interest.public_id}/"
    assert (interest.status, interest.number) == (Status.SUBMITTED, f"{interest.entry.office.code}/2026/A/000001")
    assert (interest.amount_min_minor, interest.amount_max_minor) == (2_000_000, 6_000_000)
    assert interest.entry.nature == "interest"
    shown = own.get(sent["Location"]).content.decode()
    assert interest.number in shown
    assert "data-no-offer" in shown
    assert address not in own.get("/fr/account/answers/").content.decode()
    team = signed_in(agency.editor)
    read = team.get(f"/fr/desk/answers/{interest.public_id}/").content.decode()
    assert "Je voudrais lire les comptes." in read
    assert "karim@example.org" in read
    assert "data-no-offer" in read
    for client in (signed_in(other.editor), signed_in(makers.investor()), own):
        assert client.get(f"/fr/desk/answers/{interest.public_id}/").status_code == 404


def test_what_is_typed_is_kept_and_a_draft_is_found_again_in_the_list():
    project = cms.investment(cms.agency("Souss"))
    own = signed_in(makers.investor())
    address = f"/fr/interest/{project.public_id}/"
    own.get(address)
    assert own.post(f"{address}keep/", TYPED | {"message": "Kept"}).status_code == 200
    assert own.post(address, TYPED | {"later": "1", "message": "Kept again"})["Location"] == address
    draft = Interest.objects.get()
    assert (draft.status, draft.message, draft.granted()) == (Status.DRAFT, "Kept again", ["ticket", "contact"])
    assert address in own.get("/fr/account/answers/").content.decode()
    assert Entry.objects.count() == 0


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"understood": ""}, "understood"),
        ({"message": " "}, "message"),
        ({"amount_max": "100"}, "amount_max"),
        ({"currency": ""}, "currency"),
        ({"currency": "XOF", "amount_min": "10.5"}, "amount_min"),
        ({"parts": []}, "parts"),
        ({"amount_min": "1e30"}, "amount_min"),
    ],
)
def test_what_is_missing_or_does_not_fit_is_told_at_its_field_and_nothing_is_sent(typed, field):
    project = cms.investment(cms.agency("Souss"))
    own = signed_in(makers.investor())
    answer = own.post(f"/fr/interest/{project.public_id}/", {**TYPED, "understood": "on", "send": "1", **typed})
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not Interest.objects.exclude(status=Status.DRAFT).exists()
    assert Entry.objects.count() == 0
    assert typed.get("message", TYPED["message"]) in answer.content.decode()


def test_a_mere_look_leaves_nothing():
    own = signed_in(makers.investor())
    own.get(f"/fr/interest/{cms.investment(cms.agency('Souss')).public_id}/")
    assert Interest.objects.count() == 0


def test_who_has_no_investor_profile_is_sent_to_make_one_and_the_team_is_refused():
    agency = cms.agency("Souss")
    project = cms.investment(agency)
    assert signed_in(expert()).get(f"/fr/interest/{project.public_id}/")["Location"] == "/fr/account/profile/"
    person = makers.investor()
    agency.organisation.memberships.create(user=person, role="viewer", since=NOW)
    refused = signed_in(person).get(f"/fr/interest/{project.public_id}/")
    assert (refused.status_code, Interest.objects.count()) == (409, 0)
    assert "data-interest" not in signed_in(person).get(project.get_url()).content.decode()


def test_a_call_has_no_interest_and_a_closed_project_takes_none():
    agency = cms.agency("Souss")
    call, project = cms.call(agency), cms.investment(agency)
    own = signed_in(makers.investor())
    assert own.get(f"/fr/interest/{call.public_id}/").status_code == 404
    pause(page=project, until=None, by=agency.moderator, now=NOW)
    assert own.get(f"/fr/interest/{project.public_id}/").status_code == 409
    assert Interest.objects.count() == 0


def test_a_draft_that_cannot_go_out_any_more_keeps_what_was_typed():
    agency = cms.agency("Souss")
    project = cms.investment(agency)
    draft = makers.draft(project)
    pause(page=project, until=None, by=agency.moderator, now=NOW)
    answer = signed_in(draft.person).post(
        f"/fr/interest/{project.public_id}/", {**TYPED, "message": "New words", "understood": "on"}
    )
    assert answer.status_code == 422
    draft.refresh_from_db()
    assert (draft.status, draft.message) == (Status.DRAFT, "New words")


def test_an_agency_takes_an_interest_up_or_refuses_it_as_it_answers_an_application():
    agency = cms.agency("Souss")
    project = cms.investment(agency)
    first, second = makers.interest(project), makers.interest(project)
    team = signed_in(agency.moderator)
    page = team.get(f"/fr/desk/answers/{first.public_id}/").content.decode()
    assert [
        name for name in ("take_up", "refuse", "shortlist", "interview", "offer") if f'data-change="{name}"' in page
    ] == [
        "take_up",
        "refuse",
        "shortlist",
        "interview",
    ]
    team.post(f"/fr/desk/answers/{first.public_id}/", {"do": "take_up", "letter": "Bienvenue."})
    team.post(f"/fr/desk/answers/{second.public_id}/", {"do": "refuse", "reason": "amount", "letter": "Non."})
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.status, second.status) == (Status.ACCEPTED, Status.REFUSED)
    assert first.answered_at is not None
    assert "data-after" in signed_in(first.person).get(f"/fr/account/answers/{first.public_id}/").content.decode()
    assert str(first.get_status_display()) == str(first.moves.last().get_target_display())
    assert "taken up" in signed_in(first.person).get("/en/account/answers/").content.decode().lower()
    told = Notification.objects.filter(recipient=first.person).order_by("-pk")[0]
    assert "Bienvenue." in told.text
    assert Entry.objects.filter(direction="D").count() == 2


def test_an_interest_is_withdrawn_and_may_then_be_declared_anew():
    project = cms.investment(cms.agency("Souss"))
    sent = makers.interest(project)
    own = signed_in(sent.person)
    own.post(f"/fr/account/answers/{sent.public_id}/", {"do": "withdraw"})
    sent.refresh_from_db()
    assert sent.status == Status.WITHDRAWN
    again = makers.interest(project, sent.person)
    assert again.pk != sent.pk
    assert again.number.endswith("000002")


def test_two_tabs_end_in_one_interest():
    project = cms.investment(cms.agency("Souss"))
    sent = makers.interest(project)
    with pytest.raises(SubmissionError) as refused:
        declare(interest=sent, by=sent.person, understood=True, now=NOW)
    assert refused.value.code == "sent_already"
    with pytest.raises(SubmissionError):
        keep(
            interest=sent,
            message="x",
            amount_min_minor=None,
            amount_max_minor=None,
            currency="",
            parts=[],
            now=NOW,
        )
    own = begin(investment=project, by=sent.person, language="fr", now=NOW)
    assert (own.pk, own.message, Interest.objects.count()) == (sent.pk, "Je voudrais lire les comptes.", 1)


def test_what_is_taken_back_is_hidden_from_the_agency_at_once_and_stays_on_record():
    agency = cms.agency("Souss")
    sent = makers.interest(cms.investment(agency), makers.investor(email="karim@example.org"))
    address = f"/fr/desk/answers/{sent.public_id}/"
    team = signed_in(agency.editor)
    assert "karim@example.org" in team.get(address).content.decode()
    own = signed_in(sent.person)
    own.post(f"/fr/account/answers/{sent.public_id}/shown/", {"parts": ["ticket", "cv"]})
    assert "karim@example.org" in team.get(address).content.decode()  # an investor profile has no CV: refused whole
    own.post(f"/fr/account/answers/{sent.public_id}/shown/", {"parts": ["ticket"]})
    assert "karim@example.org" not in team.get(address).content.decode()
    assert Grant.objects.get(submission=sent, part="contact").withdrawn_at is not None
    assert Grant.objects.get(submission=sent, part="ticket").withdrawn_at is None


def test_an_unanswered_interest_is_closed_for_good():
    sent = makers.interest(cms.investment(cms.agency("Souss")))
    move(submission=sent, name="leave_unanswered", actor=Actor.CLOCK, by=None, now=NOW + dt.timedelta(days=60))
    sent.refresh_from_db()
    assert (sent.status, sent.answered_at) == (Status.UNANSWERED, None)


def test_no_money_is_spoken_of_but_as_a_thing_that_is_not_taken():
    """Nothing on the way of an interest can be paid: there is no field, button or address for it."""
    project = cms.investment(cms.agency("Souss"))
    own = signed_in(makers.investor())
    page = own.get(f"/en/interest/{project.public_id}/").content.decode()
    assert "no money is taken" in page
    assert "An interest is not an offer." in page
    sent = makers.interest(project, makers.investor(language="en"))
    told = Notification.objects.get(recipient=sent.person)
    assert "not an offer" in told.text


def test_the_words_of_an_interest_are_exported_and_erased_with_the_account():
    sent = makers.interest(cms.investment(cms.agency("Souss")))
    (exported,) = InterestData.export(sent.person)
    assert exported["message"] == "Je voudrais lire les comptes."
    assert SubmissionData.export(sent.person)[0]["shown"][-1]["part"] == "contact"
    person = sent.person
    InterestData.erase(person)
    SubmissionData.erase(person)
    sent.refresh_from_db()
    assert (sent.message, sent.amount_min_minor, sent.currency, sent.person) == ("", None, "", None)
    assert (sent.status, sent.grants.count()) == (Status.WITHDRAWN, 0)


def test_before_declaring_one_reads_the_first_date_why_it_was_moved_and_that_the_list_is_open():
    agency = cms.agency("Souss")
    project = cms.investment(agency)
    makers.interest(project)
    page = type(project).objects.get(pk=project.pk)
    first = Promise.objects.get(page=page.pk).first_on
    to = first + dt.timedelta(days=10)
    later = NOW + dt.timedelta(days=1)
    move_date(page=page, to=to, reason="La commission se réunit plus tard.", by=agency.moderator, now=later)
    shown = signed_in(makers.investor()).get(f"/fr/interest/{project.public_id}/").content.decode()
    assert f'data-first="{first:%Y-%m-%d}"' in shown
    assert f'data-moved="{to:%Y-%m-%d}"' in shown
    assert "La commission se réunit plus tard." in shown
    assert "<dt>Liste</dt>" in shown


def test_as_many_interests_wait_as_the_agency_allows_and_its_answer_opens_the_list_again():
    agency = cms.agency("Souss")
    project = cms.investment(agency, pending_limit=1)
    first = makers.interest(project)
    late = signed_in(makers.investor())
    address = f"/fr/interest/{project.public_id}/"
    assert not Investment.objects.open(NOW).exists()
    refused = late.get(address)
    assert refused.status_code == 409
    assert "Complet pour le moment" in refused.content.decode()
    assert Interest.objects.count() == 1
    move(submission=first, name="refuse", reason="amount", actor=Actor.AGENCY, by=agency.editor, now=NOW)
    assert Investment.objects.open(NOW).get() == project
    assert late.get(address).status_code == 200
