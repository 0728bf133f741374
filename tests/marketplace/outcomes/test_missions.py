"""A mission from the accepted offer to its certificate, at the doors both sides use."""

import datetime as dt
import hashlib

import pytest
from django.test import Client
from django.utils import timezone

from cms.opportunities.models import CallSkill, MissionCall
from cms.opportunities.opportunity import OpportunityState
from foundation.accounts.operations import erase_account
from foundation.base.locales import date_words
from foundation.clocks.models import Clock
from foundation.notifications.kinds import Rhythm
from foundation.notifications.models import Notification
from foundation.organisations.models import Coordinator, Membership, Role
from foundation.outbox.models import Event
from foundation.registry.handling import annul
from foundation.registry.models import Entry
from marketplace.answers.lifecycle import Status
from marketplace.applications.models import Application
from marketplace.outcomes.consumers import certificate_annulled
from marketplace.outcomes.models import Acceptance, Certificate, Deliverable, Preparation, Terms
from marketplace.outcomes.operations.erasing import MissionData
from marketplace.outcomes.operations.terms import MissionError, accept
from marketplace.outcomes.queries import agreed_terms
from marketplace.profiles.models import VerifiedSkill
from marketplace.profiles.queries import ProfileData
from tests import factories
from tests.cms import makers as cms
from tests.marketplace.answers import makers as answers
from tests.marketplace.outcomes import makers

pytestmark = pytest.mark.django_db
NOW = makers.NOW


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def agency():
    return cms.agency("Souss")


TYPED = {
    "starts_on": "2027-02-01",
    "ends_on": "2027-02-20",
    "compensation": "fee",
    "fee_minor": "3 500,50",
    "fee_unit": "mission",
    "per_diem_minor": "200",
    "currency": "MAD",
    "covers": ["travel", "lodging"],
    "deliverables": "Un plan de formation\n\nUn rapport",
    "note": "",
}


def test_terms_come_from_the_call_and_hold_once_both_have_accepted(agency):
    mission = makers.accepted(
        agency, cms.call(agency, compensation="fee", fee_minor=300000, fee_unit="day", currency="MAD")
    )
    team, expert = signed_in(agency.editor), signed_in(mission.person)
    address = f"/fr/missions/{mission.public_id}/terms/"
    assert team.get(f"/fr/desk/answers/{mission.public_id}/").status_code == 200
    form = team.get(f"{address}new/").context["form"]
    assert (form["fee_minor"].value(), form["fee_unit"].value(), form["currency"].value()) == ("3000.00", "day", "MAD")
    assert form["deliverables"].value() == "Former des techniciennes"
    assert team.post(f"{address}new/", TYPED).status_code == 302
    terms = Terms.objects.get()
    assert (terms.version, terms.fee_minor, terms.per_diem_minor, terms.covers) == (
        1,
        350050,
        20000,
        ["travel", "lodging"],
    )
    assert [line.text for line in terms.deliverables.all()] == ["Un plan de formation", "Un rapport"]
    assert agreed_terms(mission) is None
    assert Notification.objects.filter(recipient=mission.person, kind="mission.person").count() == 1
    assert 'name="version" value="1"' in expert.get(address).content.decode()
    assert expert.post(address, {"version": "1"}).status_code == 302
    held = agreed_terms(mission)
    assert held is not None
    assert [(row.side, row.by) for row in held.acceptances.all()] == [
        ("agency", agency.editor),
        ("person", mission.person),
    ]
    assert held.entry.number == f"{held.entry.office.code}/2026/I/000001"
    assert expert.get("/ar" + address[3:]).status_code == 200


def test_a_change_needs_both_again_and_until_then_what_was_agreed_holds(agency):
    mission = makers.agreed(agency)
    later = makers.proposed(agency, mission, ends_on=dt.date(2027, 6, 30))
    assert agreed_terms(mission).version == 1
    accept(terms=later, side="person", actor="person", by=mission.person, now=NOW)
    assert agreed_terms(mission).version == 2
    assert Acceptance.objects.count() == 4
    due = dict(
        Clock.objects.filter(done_at=None, subject_id__startswith=mission.public_id).values_list("subject_id", "due_at")
    )
    assert due[f"{mission.public_id}:end"].date() == dt.date(2027, 7, 1)


def test_an_old_version_cannot_be_accepted_any_more(agency):
    mission = makers.accepted(agency)
    first = makers.proposed(agency, mission)
    makers.proposed(agency, mission, ends_on=dt.date(2027, 6, 30))
    with pytest.raises(MissionError) as refused:
        accept(terms=first, side="person", actor="person", by=mission.person, now=NOW)
    assert (refused.value.code, Acceptance.objects.count(), agreed_terms(mission)) == ("newer_version", 2, None)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"fee_minor": ""}, "fee_minor"),
        ({"fee_unit": ""}, "fee_unit"),
        ({"compensation": "volunteer"}, "fee_minor"),
        ({"currency": ""}, "currency"),
        ({"currency": "XOF"}, "fee_minor"),
        ({"ends_on": "2027-01-01"}, "ends_on"),
        ({"deliverables": " \n "}, "deliverables"),
        ({"deliverables": "\n".join(["ligne"] * 21)}, "deliverables"),
    ],
)
def test_terms_that_contradict_themselves_are_refused_where_they_do(agency, wrong, field):
    mission = makers.accepted(agency)
    answer = signed_in(agency.editor).post(f"/fr/missions/{mission.public_id}/terms/new/", TYPED | wrong)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert Terms.objects.count() == 0


def test_the_agency_fills_in_what_is_needed_before_leaving_and_the_expert_keeps_it_on_a_phone(agency):
    mission = makers.agreed(agency)
    address = f"/fr/missions/{mission.public_id}/before-leaving/"
    team, expert = signed_in(agency.editor), signed_in(mission.person)
    assert expert.get(f"{address}change/").status_code == 404
    typed = {"visa": "Aucun visa", "host_name": "Fatou", "host_phone": "+212 6 00 00 00 01"}
    assert team.post(f"{address}change/", typed).status_code == 302
    assert team.post(f"{address}change/", typed).status_code == 302  # the same again tells nobody
    told = Notification.objects.filter(recipient=mission.person, key__startswith="prepared.")
    assert told.count() == 1
    kept = expert.get(f"{address}?keep=1")
    page = kept.content.decode()
    assert kept["Content-Disposition"].startswith("attachment")
    assert 'href="tel:+212600000001"' in page
    assert "src=" not in page
    assert "<link" not in page


def test_a_completed_mission_has_a_certificate_and_verified_skills(agency):
    skill = cms.skill("irrigation", ar="الري")
    call = cms.call(agency, texts={"fr": "Former des techniciennes", "ar": "تكوين التقنيات"})
    call.skills.add(CallSkill(concept=skill))
    call.save_revision().publish()
    mission = makers.agreed(agency, makers.accepted(agency, MissionCall.objects.get(pk=call.pk)))
    lines = [str(line.pk) for line in agreed_terms(mission).deliverables.all()]
    team, expert = signed_in(agency.editor), signed_in(mission.person)
    address = f"/fr/missions/{mission.public_id}/"
    assert expert.get(f"{address}complete/").status_code == 404
    assert expert.get(f"{address}certificate/").status_code == 404
    lacking = team.post(f"{address}complete/", {"delivered": lines[:1], "skills": [skill.uri]})
    assert lacking.status_code == 422
    assert Certificate.objects.count() == 0
    assert team.post(f"{address}complete/", {"delivered": lines, "skills": [skill.uri]}).status_code == 302
    made = Certificate.objects.get()
    mission.refresh_from_db()
    assert mission.status == Status.COMPLETED
    assert (made.entry.nature, made.entry.direction, made.titles["ar"]) == ("certificate", "D", "تكوين التقنيات")
    paper = expert.get(f"{address}certificate/")
    assert paper["Content-Type"] == "application/pdf"
    assert paper.content.startswith(b"%PDF")
    assert paper.content == expert.get(f"{address}certificate/").content
    checked = Client().get(f"/verify/{made.entry.number}/{made.entry.code}/").content.decode()
    assert "data-certificate" in checked
    assert str(mission.person) not in checked
    verified = VerifiedSkill.objects.get()
    assert (verified.concept, verified.organisation, verified.number) == (skill, agency.organisation, made.entry.number)
    assert made.entry.number in expert.get("/fr/account/expert/").content.decode()
    assert ProfileData.export(mission.person)["expert"]["verified_skills"][0]["number"] == made.entry.number
    assert MissionData.export(mission.person)[0]["certificate"] == made.entry.number


def test_an_annulled_certificate_takes_its_verified_skills_away_and_says_so(agency):
    skill = cms.skill("irrigation")
    mission, other = (makers.agreed(agency, makers.accepted(agency, person=person)) for person in (None, None))
    made, kept = (makers.completed(agency, each, skills=[skill]) for each in (mission, other))
    changed = Event.objects.filter(name="profile.changed", subject_id=mission.person.expert_profile.pk)
    before = changed.count()
    annul(entry=made.entry, reason="Signée par erreur", by=agency.moderator, now=NOW)
    for _time in range(2):
        certificate_annulled(Event.objects.get(name="registry.entry_annulled"))
    assert list(VerifiedSkill.objects.values_list("number", flat=True)) == [kept.entry.number]
    assert changed.count() == before + 1
    expert = signed_in(mission.person)
    assert made.entry.number not in expert.get("/fr/account/expert/").content.decode()
    for client, page in ((expert, "account/answers"), (signed_in(agency.editor), "desk/answers")):
        shown = client.get(f"/fr/{page}/{mission.public_id}/").content.decode()
        assert ("data-annulled" in shown, "data-certificate" in shown) == (True, True)
    checked = Client().get(f"/verify/{made.entry.number}/{made.entry.code}/").content.decode()
    assert ("data-certificate" in checked, "data-annulled-certificate" in checked) == (False, True)
    assert (
        "data-annulled" not in signed_in(other.person).get(f"/fr/account/answers/{other.public_id}/").content.decode()
    )


def test_nothing_is_certified_that_was_not_agreed(agency):
    mission = makers.accepted(agency)
    answer = signed_in(agency.editor).post(f"/fr/missions/{mission.public_id}/complete/", {"note": ""})
    assert answer.status_code == 422
    mission.refresh_from_db()
    assert (mission.status, Certificate.objects.count()) == (Status.ACCEPTED, 0)


def test_completing_and_cancelling_are_not_moves_of_the_common_page(agency):
    mission = makers.agreed(agency)
    signed_in(agency.editor).post(f"/fr/desk/answers/{mission.public_id}/", {"do": "complete"})
    signed_in(mission.person).post(f"/fr/account/answers/{mission.public_id}/", {"do": "cancel", "note": "Non"})
    mission.refresh_from_db()
    assert mission.status == Status.ACCEPTED


def test_the_expert_cancels_with_a_reason_that_the_agency_reads(agency):
    mission = makers.agreed(agency)
    expert = signed_in(mission.person)
    address = f"/fr/missions/{mission.public_id}/cancel/"
    assert expert.post(address, {"reason": ""}).status_code == 422
    assert expert.post(address, {"reason": "dates", "note": "Un deuil."}).status_code == 302
    mission.refresh_from_db()
    assert mission.status == Status.CANCELLED
    told = Notification.objects.get(recipient=agency.editor, subject__startswith="Cancelled")
    assert "Un deuil." in told.text
    assert (told.kind, told.rhythm) == ("mission.agency", Rhythm.AT_ONCE)
    assert not Clock.objects.filter(subject_id__startswith=mission.public_id, done_at=None).exists()


def test_the_agency_calls_a_mission_off_with_a_ready_letter_that_it_may_change(agency):
    plain, changed = makers.agreed(agency), makers.agreed(agency)
    team = signed_in(agency.editor)
    address = f"/fr/missions/{plain.public_id}/cancel/"
    proposed = team.get(address).context["forms"][0]["letter"].value()
    assert (str(plain.person) in proposed, plain.number in proposed, "Souss" in proposed) == (True, True, True)
    typed = {"do": "cancel", "reason": "dropped", "letter": proposed, "note": "Vu au conseil."}
    assert team.post(address, typed | {"reason": ""}).status_code == 422
    assert team.post(address, typed | {"letter": " "}).status_code == 422
    assert plain.moves.last().name == "accept"
    other = team.post(address, {"propose": "cancel", "reason": "dropped", "letter": proposed}).context["forms"][0]
    assert "reporté ou abandonné" in other["letter"].value()
    assert team.post(address, typed | {"letter": other["letter"].value()}).status_code == 302
    own = {"do": "cancel", "reason": "other", "letter": "Le budget est tombé."}
    assert team.post(f"/fr/missions/{changed.public_id}/cancel/", own).status_code == 302
    for mission, words in ((plain, "reporté ou abandonné"), (changed, "Le budget est tombé.")):
        made = mission.moves.get(name="cancel")
        assert (made.target, words in made.letter) == (Status.CANCELLED, True)
        assert (made.entry.direction, made.entry.reply_to, len(made.entry.piece_facts)) == ("D", mission.entry, 1)
        assert made.entry.piece_facts[0]["sha256"] == hashlib.sha256(made.letter.encode()).hexdigest()
        told = Notification.objects.filter(recipient=mission.person).latest("pk")
        assert (words in told.text, "Vu au conseil." in told.text) == (True, False)
        assert not Clock.objects.filter(subject_id__startswith=mission.public_id, done_at=None).exists()


def test_a_stranger_another_agency_and_a_viewer_find_nothing_or_change_nothing(agency):
    mission = makers.agreed(agency)
    viewer = cms.member(agency.organisation, "viewer", "Looks On")
    pages = (
        "terms/",
        "terms/new/",
        "before-leaving/",
        "before-leaving/change/",
        "complete/",
        "cancel/",
        "certificate/",
    )
    for person in (answers.expert(), cms.agency("Oriental").moderator):
        client = signed_in(person)
        assert {client.get(f"/fr/missions/{mission.public_id}/{page}").status_code for page in pages} == {404}
    looks = signed_in(viewer)
    assert looks.get(f"/fr/missions/{mission.public_id}/terms/").status_code == 200
    assert looks.get(f"/fr/missions/{mission.public_id}/cancel/").status_code == 404
    assert looks.post(f"/fr/missions/{mission.public_id}/terms/", {"version": "1"}).status_code == 404


def test_a_call_is_repeated_as_a_draft_a_year_later(agency):
    skill = cms.skill("irrigation")
    call = cms.call(agency, starts_on=dt.date(2026, 2, 1), ends_on=dt.date(2026, 3, 1), closes_on=None, answers_by=None)
    call.skills.add(CallSkill(concept=skill))
    call.save_revision().publish()
    answer = signed_in(agency.moderator).post(f"/fr/calls/{call.public_id}/repeat/")
    made = MissionCall.objects.exclude(pk=call.pk).get()
    assert answer["Location"] == f"/cms/pages/{made.pk}/edit/"
    assert made.live is False
    assert made.public_id != call.public_id
    assert made.slug == made.public_id
    draft = made.get_latest_revision_as_object()
    assert draft.starts_on > timezone.localdate()
    assert (draft.starts_on.month, draft.starts_on.day) == (2, 1)
    assert (draft.ends_on - draft.starts_on).days == 28
    assert [row.concept for row in draft.skills.all()] == [skill]
    assert [row.title for row in draft.texts.all()] == ["Former des techniciennes"]
    assert signed_in(cms.agency("Oriental").moderator).post(f"/fr/calls/{call.public_id}/repeat/").status_code == 404
    assert MissionCall.objects.count() == 2


def test_only_who_may_write_the_draft_is_offered_to_repeat_a_call(agency):
    mission = makers.agreed(agency)
    makers.completed(agency, mission)
    call = MissionCall.objects.get(pk=mission.opportunity_id)
    OpportunityState.objects.update_or_create(page=call, defaults={"closed_early_at": NOW})
    salma, assessor = factories.user(), factories.user()
    Coordinator.objects.create(organisation=agency.organisation, user=salma, named_at=NOW, confirmed_at=NOW)
    Membership.objects.create(organisation=agency.organisation, user=assessor, role=Role.ASSESSOR, since=NOW)
    button, answer = f"/calls/{call.public_id}/repeat/", f"/fr/desk/answers/{mission.public_id}/"
    for person, pages in ((agency.editor, (answer, call.get_url())), (salma, (answer,)), (assessor, (call.get_url(),))):
        for page in pages:
            shown = signed_in(person).get(page)
            assert shown.status_code == 200
            assert (button in shown.content.decode()) == (person == agency.editor), (person, page)


def test_an_erased_person_leaves_counts_and_no_words(agency):
    mission = makers.agreed(agency)
    Preparation.objects.create(application=mission, visa="Passeport 123", updated_at=NOW)
    makers.completed(agency, mission)
    erase_account(user=mission.person, now=NOW)
    row = Application.objects.get(pk=mission.pk)
    assert (row.person, row.status) == (None, Status.COMPLETED)
    assert (Preparation.objects.count(), Certificate.objects.count(), VerifiedSkill.objects.count()) == (0, 1, 0)
    assert signed_in(agency.editor).get(f"/fr/missions/{mission.public_id}/certificate/").status_code == 404
    assert Entry.objects.filter(nature="certificate").count() == 1


def test_a_mission_that_has_not_begun_cannot_be_confirmed(agency):
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    mission = makers.agreed(agency, starts_on=tomorrow)
    team = signed_in(agency.editor)
    lines = {"delivered": [line.pk for line in Deliverable.objects.all()]}
    refused = team.post(f"/fr/missions/{mission.public_id}/complete/", lines)
    assert refused.status_code == 422
    assert date_words(tomorrow, "fr") in refused.content.decode()
    assert "/complete/" not in team.get(f"/fr/desk/answers/{mission.public_id}/").content.decode()
    mission.refresh_from_db()
    assert (mission.status, Certificate.objects.count()) == (Status.ACCEPTED, 0)


def test_why_something_was_not_handed_over_is_read_by_the_expert_and_only_then(agency):
    part, whole = makers.agreed(agency), makers.agreed(agency)
    team = signed_in(agency.editor)
    for mission, left_out in ((part, 1), (whole, 0)):
        lines = [line.pk for line in agreed_terms(mission).deliverables.all()]
        typed = {"delivered": lines[left_out:], "note": "La salle a été fermée."}
        assert team.post(f"/fr/missions/{mission.public_id}/complete/", typed).status_code == 302
        page = signed_in(mission.person).get(f"/fr/account/answers/{mission.public_id}/").content.decode()
        assert ("La salle a été fermée." in page) == bool(left_out)
        mail = Notification.objects.get(recipient=mission.person, subject__startswith="Mission accomplie").text
        assert ("Pourquoi quelque chose n'a pas été remis\xa0: La salle a été fermée." in mail) == bool(left_out)
