"""An application is given to people of the team, who judge it apart from each other; what each side sees, and when."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from cms.opportunities.models import CallCriterion
from foundation.accounts.operations import erase_account, export_data
from foundation.notifications.models import Notification
from foundation.organisations.models import Coordinator, Membership, Role
from marketplace.answers.lifecycle import Actor, Status
from marketplace.answers.operations.moving import move
from marketplace.applications.models import Application
from marketplace.judging.models import Assessment, Criterion, Grid, Score
from marketplace.judging.operations import JudgingError, Said, give, keep, recuse, submit, take_back
from tests import factories
from tests.cms import makers as cms
from tests.marketplace.answers import makers

pytestmark = pytest.mark.django_db
NOW = makers.NOW


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


class House:
    """An agency whose call asks for two assessors on two criteria, and an application to it."""

    def __init__(self, assessors=2):
        self.agency = cms.agency("Souss")
        self.call = cms.call(self.agency, assessors=assessors)
        self.call.criteria.add(
            CallCriterion(text_fr="Expérience", text_ar="الخبرة", weight=2, sort_order=0),
            CallCriterion(text_fr="Pédagogie", weight=1, sort_order=1),
        )
        self.call.save_revision().publish()
        self.sent = makers.application(self.call, makers.expert(email="awa@example.org", name="Awa"))
        self.first = cms.member(self.agency.organisation, Role.ASSESSOR, "Premier Juge")
        self.second = cms.member(self.agency.organisation, Role.ASSESSOR, "Second Juge")

    def given(self, person):
        return give(application=self.sent, assessor=person, actor=Actor.AGENCY, by=self.agency.moderator, now=NOW)

    def sheet(self, *values):
        criteria = Criterion.objects.order_by("sort_order", "pk")
        return {row.pk: Said(value, f"Note {value}") for row, value in zip(criteria, values, strict=True)}

    def judge(self, assessment, *values):
        keep(assessment=assessment, sheet=self.sheet(*values), note="", now=NOW)
        return submit(assessment=assessment, now=NOW)

    @property
    def desk(self):
        return f"/fr/desk/answers/{self.sent.public_id}/"


@pytest.fixture
def house():
    return House()


def test_two_judge_at_the_door_and_the_agency_sees_the_scores_when_both_are_in(house):
    team = signed_in(house.agency.moderator)
    for person in (house.first, house.second):
        typed = {"assessor": person.public_id}
        assert team.post(f"{house.desk}judging/", typed)["Location"] == f"{house.desk}#judgements"
    one, two = Assessment.objects.order_by("pk")
    expérience, pédagogie = Criterion.objects.order_by("sort_order")
    typed = {
        f"score_{expérience.pk}": "5",
        f"note_{expérience.pk}": "Douze ans",
        f"score_{pédagogie.pk}": "4",
        "submit": "1",
    }
    judge = signed_in(house.first)
    address = f"/fr/desk/judging/{one.public_id}/"
    assert "Expérience" in judge.get(address).content.decode()
    assert "الخبرة" in judge.get(address.replace("/fr/", "/ar/")).content.decode()
    assert judge.post(address, typed)["Location"] == "/fr/desk/judging/"
    before = team.get(house.desk).content.decode()
    assert "Douze ans" not in before
    assert "data-mean" not in before
    assert (
        "data-judged"
        not in signed_in(house.sent.person).get(f"/fr/account/answers/{house.sent.public_id}/").content.decode()
    )
    assert signed_in(house.second).get(address).status_code == 404
    typed = {f"score_{expérience.pk}": "3", f"score_{pédagogie.pk}": "4", "submit": "1"}
    signed_in(house.second).post(f"/fr/desk/judging/{two.public_id}/", typed)
    after = team.get(house.desk).content.decode()
    assert "Douze ans" in after
    assert "data-apart" in after
    assert "4,7" in after  # (2 · 5 + 4) / 3
    assert "3,3" in after  # (2 · 3 + 4) / 3
    own = signed_in(house.sent.person).get(f"/fr/account/answers/{house.sent.public_id}/").content.decode()
    assert "data-judged" in own
    for hidden in ("Premier Juge", "Second Juge", "Douze ans", "4,7"):
        assert hidden not in own
    house.sent.refresh_from_db()
    assert house.sent.status == Status.SUBMITTED  # scores decide nothing


def test_an_editor_who_judges_does_not_see_the_other_sheet_before_hers_is_in(house):
    house.judge(house.given(house.first), 5, 1)
    house.given(house.agency.editor)
    page = signed_in(house.agency.editor).get(house.desk).content.decode()
    assert "Note 5" not in page
    assert "data-mean" not in page


def test_an_assessor_reads_only_what_was_given_to_her(house):
    call = house.call
    file = SimpleUploadedFile("cv.txt", b"Bonjour Awa Traore")
    own = signed_in(makers.expert(email="mariam@example.org"))
    own.get(f"/fr/apply/{call.public_id}/")
    own.post(f"/fr/apply/{call.public_id}/", {"motivation": "Oui.", "parts": ["contact"], "document": file})
    other = Application.objects.get(motivation="Oui.")
    given = give(application=other, assessor=house.first, actor=Actor.AGENCY, by=house.agency.editor, now=NOW)
    document = other.documents.get().file.public_id
    judge = signed_in(house.first)
    page = judge.get(f"/fr/desk/judging/{given.public_id}/").content.decode()
    assert "Oui." in page
    assert "mariam@example.org" not in page  # an address is of no use to who judges
    address = f"/fr/desk/judging/{given.public_id}/documents/{document}/"
    assert address in page
    assert b"".join(judge.get(address)) == b"Bonjour Awa Traore"
    for shut in (
        house.desk,
        f"/fr/desk/answers/{other.public_id}/",
        f"/fr/account/answers/{other.public_id}/documents/{document}/",
    ):
        assert judge.get(shut).status_code == 404
    for person in (house.second, cms.agency("Oriental").moderator, makers.expert(), other.person):
        stranger = signed_in(person)
        assert stranger.get(f"/fr/desk/judging/{given.public_id}/").status_code == 404
        assert stranger.get(address).status_code == 404
        assert stranger.post(f"/fr/desk/answers/{other.public_id}/judging/", {}).status_code == 404
        assert stranger.post(f"/fr/desk/answers/{other.public_id}/judging/{given.public_id}/take/").status_code == 404


def test_who_left_the_team_judges_nothing_any_more(house):
    given = house.given(house.first)
    Membership.objects.filter(user=house.first).update(role=Role.VIEWER)
    assert signed_in(house.first).get(f"/fr/desk/judging/{given.public_id}/").status_code == 404


def test_what_was_answered_or_taken_back_is_neither_read_nor_judged_any_more(house):
    given = house.given(house.first)
    move(submission=house.sent, name="withdraw", actor=Actor.PERSON, by=house.sent.person, now=NOW)
    page = signed_in(house.first).get(f"/fr/desk/judging/{given.public_id}/").content.decode()
    assert house.sent.motivation not in page
    with pytest.raises(JudgingError) as refused:
        keep(assessment=given, sheet=house.sheet(5, 5), note="", now=NOW)
    assert refused.value.code == "not_pending"
    with pytest.raises(JudgingError):
        house.given(house.second)
    assert (Score.objects.count(), Assessment.objects.to_do().count()) == (0, 0)


def test_a_sheet_is_kept_unfinished_and_submitted_once_when_it_is_whole(house):
    given = house.given(house.first)
    judge, address = signed_in(house.first), f"/fr/desk/judging/{given.public_id}/"
    expérience, pédagogie = Criterion.objects.order_by("sort_order")
    assert judge.post(address, {f"score_{expérience.pk}": "4", "keep": "1"})["Location"] == address
    refused = judge.post(address, {f"score_{expérience.pk}": "4", "note": "Bien", "submit": "1"})
    assert refused.status_code == 422
    assert f"#id_score_{pédagogie.pk}" in refused.content.decode()
    assert judge.post(address, {f"score_{expérience.pk}": "6"}).status_code == 422
    whole = {f"score_{expérience.pk}": "4", f"score_{pédagogie.pk}": "2", "submit": "1"}
    assert judge.post(address, whole).status_code == 302
    assert judge.post(address, whole | {f"score_{pédagogie.pk}": "5"}).status_code == 422
    assert list(Score.objects.order_by("criterion__sort_order").values_list("value", flat=True)) == [4, 2]


def test_the_grid_is_fixed_when_the_first_application_is_given(house):
    house.given(house.first)
    house.call.refresh_from_db()
    house.call.criteria.set([CallCriterion(text_fr="Tout autre chose")])
    house.call.assessors = 1
    house.call.save_revision().publish()
    house.given(house.second)
    assert Grid.objects.get().assessors == 2
    assert [row.text_fr for row in Criterion.objects.order_by("sort_order")] == ["Expérience", "Pédagogie"]


def test_a_call_without_a_grid_uses_the_ready_one_in_every_language():
    agency = cms.agency("Souss")
    sent = makers.application(cms.call(agency))
    give(application=sent, assessor=agency.editor, actor=Actor.AGENCY, by=agency.moderator, now=NOW)
    rows = list(Criterion.objects.order_by("sort_order"))
    assert [row.weight for row in rows] == [2, 2, 1]
    for row in rows:
        assert len({row.text_fr, row.text_ar, row.text_en, row.text_es}) == 4
    assert Grid.objects.get().assessors == 1


def test_no_more_judge_than_the_call_asks_for_and_only_people_of_the_team(house):
    house.given(house.first)
    assert house.given(house.first) == Assessment.objects.get()
    viewer = cms.member(house.agency.organisation, Role.VIEWER)
    for person in (viewer, house.sent.person, cms.agency("Oriental").editor):
        with pytest.raises(JudgingError):
            house.given(person)
    house.given(house.second)
    with pytest.raises(JudgingError) as refused:
        house.given(house.agency.editor)
    assert refused.value.code == "enough"
    assert Assessment.objects.count() == 2


def test_one_click_gives_all_that_wait_to_the_same_person(house):
    others = [makers.application(house.call) for _number in range(3)]
    give(application=others[0], assessor=house.second, actor=Actor.AGENCY, by=house.agency.editor, now=NOW)
    typed = {"assessor": house.first.public_id, "others": "on"}
    signed_in(house.agency.editor).post(f"{house.desk}judging/", typed)
    assert Assessment.objects.filter(assessor=house.first).count() == 3
    assert Notification.objects.filter(kind="assessment.given", recipient=house.first).count() == 3


def test_it_is_given_back_with_a_word_and_goes_to_somebody_else(house):
    given = house.given(house.first)
    keep(assessment=given, sheet=house.sheet(1, 1), note="", now=NOW)
    judge, address = signed_in(house.first), f"/fr/desk/judging/{given.public_id}/"
    assert judge.post(address, {"why": "", "recuse": "1"}).status_code == 422
    assert judge.post(address, {"why": "C'est ma cousine.", "recuse": "1"}).status_code == 302
    assert judge.get(address).status_code == 404
    assert Score.objects.count() == 0
    assert "ma cousine" in signed_in(house.agency.editor).get(house.desk).content.decode().replace("&#x27;", "'")
    assert "ma cousine" in Notification.objects.get(recipient=house.agency.moderator, kind="assessment.done").text
    with pytest.raises(JudgingError):
        house.given(house.first)
    house.given(house.second)
    house.given(house.agency.editor)


def test_it_is_taken_back_until_it_was_judged(house):
    given = house.given(house.first)
    address = f"{house.desk}judging/{given.public_id}/take/"
    told = Notification.objects.filter(kind="assessment.given", recipient=given.assessor)
    assert told.count() == 1
    signed_in(house.agency.editor).post(address)
    assert (Assessment.objects.count(), told.count()) == (0, 0)
    again = house.judge(house.given(house.first), 4, 4)
    with pytest.raises(JudgingError):
        take_back(assessment=again, now=NOW)
    with pytest.raises(JudgingError):
        recuse(assessment=again, note="Non", now=NOW)


def test_who_gave_it_is_told_once_when_all_have_judged(house):
    one, two = house.given(house.first), house.given(house.second)
    house.judge(one, 5, 5)
    assert not Notification.objects.filter(kind="assessment.done").exists()
    house.judge(two, 5, 5)
    assert Notification.objects.get(kind="assessment.done").recipient == house.agency.moderator


def test_the_person_may_have_what_was_said_of_her_and_it_goes_with_her_account(house):
    house.judge(house.given(house.first), 5, 4)
    exported = export_data(user=house.sent.person, now=NOW)["judging"]
    assert [row["score"] for row in exported["of_me"][0]["scores"]] == [5, 4]
    assert "Premier" not in str(exported)
    assert len(export_data(user=house.first, now=NOW)["judging"]["by_me"]) == 1
    erase_account(user=house.sent.person, now=NOW)
    assert (Assessment.objects.count(), Score.objects.count()) == (0, 0)


def test_what_an_erased_assessor_said_stays_without_her_name(house):
    house.judge(house.given(house.first), 5, 4)
    house.judge(house.given(house.second), 4, 4)
    Membership.objects.filter(user=house.first).delete()
    erase_account(user=house.first, now=NOW)
    page = signed_in(house.agency.editor).get(house.desk).content.decode()
    assert "data-mean" in page
    assert "Premier Juge" not in page


def test_what_a_coordinator_gives_to_judge_says_so(house):
    salma = factories.user(name="Salma Idrissi", language="fr")
    facts = {"organisation": house.agency.organisation, "user": salma}
    Coordinator.objects.create(**facts, named_at=NOW, confirmed_at=NOW)
    given = signed_in(salma).post(
        reverse("judge_give", args=[house.sent.public_id]), {"assessor": house.first.public_id}
    )
    assert given.status_code == 302
    made = Assessment.objects.get()
    assert (made.given_by, made.actor) == (salma, Actor.COORDINATOR)
    assert "Salma Idrissi, coordinator" in Notification.objects.get(kind="assessment.given").text
    assert "data-coordinator" in signed_in(house.agency.editor).get(house.desk).content.decode()
