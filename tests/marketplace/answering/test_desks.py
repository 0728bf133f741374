"""The desks of those who answer, who coordinate and who look after a country; and the table of what was sent."""

import csv
import datetime as dt
import io
import re

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cms.agencies.models import Hold
from foundation.base.errors import DomainError
from foundation.notifications.models import Notification
from foundation.organisations.models import Coordinator, FocalPoint, Membership, Role
from marketplace.answering.models import Nudge, PhoneNote
from marketplace.answering.operations import nudge, write_note
from marketplace.answering.queries import PhoneNoteData, funnels, phone_list
from marketplace.answers.lifecycle import Actor
from marketplace.answers.models import Submission
from marketplace.answers.operations.moving import move
from marketplace.answers.operations.showing import show
from marketplace.contract.models import Mark
from marketplace.contract.operations.holding import count_holds
from marketplace.questions.operations import answer, ask
from tests import factories
from tests.cms import makers as cms
from tests.marketplace.answers import makers

pytestmark = pytest.mark.django_db
NOW = makers.NOW
TODAY = NOW.date()


@pytest.fixture
def agency():
    return cms.agency("Souss")


@pytest.fixture
def salma(agency):
    return _coordinator(agency, factories.user(name="Salma", language="en"))


@pytest.fixture
def desk():
    return FocalPoint.objects.create(user=factories.user(name="Leïla"), country="MA").user


def _coordinator(agency, user):
    Coordinator.objects.create(organisation=agency.organisation, user=user, named_at=NOW, confirmed_at=NOW)
    return user


def _late(agency):
    sent = makers.application(cms.call(agency), makers.expert(name="Awa Traoré"))
    Submission.objects.filter(pk=sent.pk).update(answer_on=timezone.localdate() - dt.timedelta(days=3))
    return sent


def _page(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


def test_the_desk_says_what_to_do_first_and_how_far_each_call_came(as_user, agency):
    call = cms.call(agency, seats=5, pending_limit=20)
    sent = [makers.application(call) for _ in range(5)]
    facts = {"actor": Actor.AGENCY, "by": agency.editor, "now": NOW}
    move(submission=sent[0], name="shortlist", **facts)
    move(submission=sent[0], name="offer", **facts)
    move(submission=sent[0], name="accept", actor=Actor.PERSON, by=sent[0].person, now=NOW)
    move(submission=sent[1], name="offer", **facts)
    move(submission=sent[2], name="refuse", reason="dates", **facts)
    move(submission=sent[3], name="leave_unanswered", actor=Actor.CLOCK, by=None, now=NOW)
    funnel = funnels(agency.editor)[0]
    counts = (funnel.sent, funnel.shortlisted, funnel.offered, funnel.accepted, funnel.refused)
    assert counts == (5, 2, 2, 1, 1)
    assert (funnel.waiting, funnel.unanswered) == (1, 1)
    page = _page(as_user(agency.editor).get("/fr/desk/"))
    assert 'data-panel="to-do-first"' in page
    assert f'data-submission="{sent[4].public_id}"' in page
    assert sent[2].public_id not in page
    stranger = _page(as_user(factories.user()).get("/fr/desk/"))
    assert 'data-panel="to-do-first"' not in stranger


def test_a_published_call_to_which_nothing_was_sent_keeps_the_panel_and_the_table(as_user, agency):
    client = as_user(agency.editor)
    assert 'data-panel="to-do-first"' not in _page(client.get("/fr/desk/"))
    cms.call(agency)
    page = _page(client.get("/fr/desk/"))
    assert "data-nothing-sent" in page
    assert client.get("/fr/desk/answers/").status_code == 200
    for ending in ("csv", "xlsx"):
        assert f'href="/fr/desk/answers/export.{ending}"' in page
        assert client.get(f"/fr/desk/answers/export.{ending}").status_code == 200
    assert len(_table(client)) == 1
    other = as_user(cms.agency("Oriental").editor)
    assert "data-nothing-sent" not in _page(other.get("/fr/desk/"))
    assert other.get("/fr/desk/answers/export.csv").status_code == 404


def test_answer_times_stand_once_on_the_desk(as_user, agency):
    makers.application(cms.call(agency))
    page = _page(as_user(agency.editor).get("/en/desk/"))
    assert page.count('data-panel="answer-times"') == 1
    assert "usual answer time" not in page


def _queries(client, address):
    with CaptureQueriesContext(
        connection,
    ) as caught:
        _page(client.get(address))
    return len(caught)


def test_the_desk_asks_as_many_questions_for_five_as_for_fifteen(as_user, agency, salma, desk):
    client, address = as_user(agency.editor), "/fr/desk/"
    for _ in range(5):
        makers.application(cms.call(agency))
    client.get(address)
    five = _queries(client, address)
    for _ in range(10):
        makers.application(cms.call(agency))
    assert _queries(client, address) == five


def test_the_desk_asks_as_many_questions_for_one_team_as_for_four(as_user, agency):
    client, address = as_user(agency.editor), "/en/desk/"
    makers.application(cms.call(agency))
    client.get(address)
    one = _queries(client, address)
    for name in ("Walo", "Rif", "Bassin"):
        other = cms.agency(name)
        Membership.objects.create(organisation=other.organisation, user=agency.editor, role="editor", since=NOW)
        makers.application(cms.call(other))
    page = _page(client.get(address))
    assert all(f"<h3>{name}</h3>" in page for name in ("Souss", "Walo", "Rif", "Bassin"))
    assert _queries(client, address) == one


def test_the_phone_list_asks_as_many_questions_for_one_agency_as_for_four(as_user, agency, salma):
    _late(agency)
    write_note(organisation=agency.organisation, by=salma, with_whom="x", said="y", now=NOW)
    client, address = as_user(salma), "/en/desk/phone/"
    client.get(address)
    one = _queries(client, address)
    for _ in range(3):
        other = cms.agency()
        _coordinator(other, salma)
        _late(other)
        write_note(organisation=other.organisation, by=salma, with_whom="x", said="y", now=NOW)
    assert _queries(client, address) == one


def test_a_coordinator_finds_whom_to_call_and_writes_down_what_was_said(as_user, agency, salma):
    sent = _late(agency)
    Membership.objects.filter(user=agency.moderator).update(phone="+212 528 00 00 00")
    client = as_user(salma)
    page = _page(client.get("/en/desk/phone/"))
    assert "tel:+212528000000" in page
    assert "1 is late" in page
    address = f"/en/desk/phone/{agency.organisation.slug}/"
    assert sent.number in _page(client.get(address))
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    typed = {"with_whom": "Fatima", "said": "She answers on Monday.", "next_on": tomorrow.isoformat()}
    assert client.post(address, typed).status_code == 302
    note = PhoneNote.objects.get()
    assert (note.by, note.organisation, note.next_on) == (salma, agency.organisation, tomorrow)
    assert "Salma, coordinator, for the agency" in _page(client.get(address))
    assert "She answers on Monday." in _page(client.get("/en/desk/phone/"))


def test_a_coordinator_finds_the_questions_that_wait_at_an_agency_to_which_nothing_was_sent(as_user, agency, salma):
    question = ask(page=cms.call(agency), text="Logement ?", language="fr", by=factories.user(), now=NOW)
    client = as_user(salma)
    assert 'data-questions="1"' in _page(client.get("/fr/desk/phone/"))
    assert f'data-question="{question.public_id}"' in _page(client.get(f"/fr/desk/phone/{agency.organisation.slug}/"))
    answer(question=question, text="Oui.", actor="agency", by=agency.editor, language="fr", now=NOW)
    assert "data-questions" not in _page(client.get("/fr/desk/phone/"))


@pytest.mark.parametrize("wrong", [{"with_whom": ""}, {"said": ""}, {"next_on": "2020-01-01"}, {"next_on": "x"}])
def test_a_note_that_is_not_right_comes_back_with_all_that_was_typed(as_user, agency, salma, wrong):
    _late(agency)
    typed = {"with_whom": "Fatima", "said": "Words that must stay.", "next_on": ""} | wrong
    response = as_user(salma).post(f"/en/desk/phone/{agency.organisation.slug}/", typed)
    assert response.status_code == 422
    assert "data-errors" in response.content.decode()
    assert typed["said"] in response.content.decode()
    assert PhoneNote.objects.count() == 0


def test_agencies_stand_by_urgency_and_a_call_agreed_for_later_waits(agency, salma):
    late, soon, later = agency, cms.agency("Walo"), cms.agency("Rif")
    for one in (soon, later):
        _coordinator(one, salma)
    makers.application(cms.call(soon, answers_by=TODAY + dt.timedelta(days=20)))
    makers.application(cms.call(later, answers_by=TODAY + dt.timedelta(days=15)))
    sent = makers.application(cms.call(late))
    Submission.objects.filter(pk=sent.pk).update(answer_on=TODAY - dt.timedelta(days=2))

    def names(on):
        return [one.name for one in phone_list(salma, on=on)]

    assert names(TODAY) == ["Souss", "Rif", "Walo"]
    facts = {"by": salma, "with_whom": "Fatima", "said": "Lundi.", "next_on": TODAY + dt.timedelta(days=4)}
    write_note(organisation=late.organisation, now=NOW, **facts)
    assert names(TODAY) == ["Rif", "Walo", "Souss"]
    assert names(TODAY + dt.timedelta(days=4)) == ["Souss", "Rif", "Walo"]


def test_only_who_coordinates_finds_the_phone_list(as_user, agency, salma, desk):
    _late(agency)
    other = _coordinator(cms.agency("Autre"), factories.user())
    for person in (factories.user(), agency.editor, desk):
        client = as_user(person)
        assert client.get("/fr/desk/phone/").status_code == 404
    assert as_user(other).get(f"/fr/desk/phone/{agency.organisation.slug}/").status_code == 404
    Coordinator.objects.filter(user=salma).update(ended_at=NOW)
    assert as_user(salma).get("/fr/desk/phone/").status_code == 404


def test_a_focal_point_sees_what_is_late_without_its_content_and_reminds_once_a_day(as_user, agency, desk):
    sent = _late(agency)
    elsewhere = cms.agency("Walo", country="SN")
    _late(elsewhere)
    client = as_user(desk)
    for page in (_page(client.get("/en/desk/")), _page(client.get("/en/desk/late/"))):
        assert "Souss" in page
        assert "Walo" not in page
        assert not [word for word in ("Awa", sent.number, "Former des techniciennes") if word in page]
    address = f"/en/desk/late/{agency.organisation.slug}/remind/"
    first = client.post(address, follow=True)
    assert "is reminded: everybody" in _page(first)
    again = client.post(address, follow=True)
    assert "was reminded today already" in _page(again)
    told = Notification.objects.filter(kind="answering.nudged").order_by("pk")
    assert {one.recipient for one in told} == {agency.editor, agency.moderator}
    assert "/answer/" in told[0].text
    assert Nudge.objects.count() == 1
    assert client.post(f"/en/desk/late/{elsewhere.organisation.slug}/remind/").status_code == 404
    assert client.get(address).status_code == 405


def _told(sent, *steps):
    sent.refresh_from_db()
    for step, days in steps:
        at = timezone.now() - dt.timedelta(days=days)
        Mark.objects.create(submission=sent, step=step, answer_on=sent.answer_on, at=at)


def test_a_focal_point_writes_down_a_call_and_the_list_says_when(as_user, agency, desk, salma):
    _late(agency)
    address = f"/en/desk/late/{agency.organisation.slug}/call/"
    leila = as_user(desk)
    assert address in _page(leila.get("/en/desk/late/"))
    assert "call again" not in _page(leila.get(address)).lower()
    nothing = leila.post(address, {"with_whom": "Nadia", "said": " "})
    assert (nothing.status_code, PhoneNote.objects.count()) == (422, 0)
    assert 'value="Nadia"' in nothing.content.decode()
    said = {"with_whom": "Nadia", "said": "The jury meets on Thursday."}
    assert leila.post(address, said)["Location"] == "/en/desk/late/"
    note = PhoneNote.objects.get()
    assert (note.by, note.called_as, note.said) == (desk, "focal_point", said["said"])
    assert "called on" in _page(leila.get("/en/desk/late/"))
    assert said["said"] in _page(leila.get(address))
    of_coordinator = _page(as_user(salma).get(f"/en/desk/phone/{agency.organisation.slug}/"))
    assert said["said"] in of_coordinator
    assert "Leïla, focal point" in of_coordinator


def test_what_a_focal_point_notes_leaves_the_coordinators_list_and_words_alone(as_user, agency, desk, salma):
    _late(agency)
    words = {"with_whom": "Nadia", "said": "Try on Friday.", "next_on": TODAY + dt.timedelta(days=3)}
    write_note(organisation=agency.organisation, by=salma, **words, now=NOW)
    write_note(
        organisation=agency.organisation, by=desk, called_as="focal_point", with_whom="Nadia", said="Soon.", now=NOW
    )
    (first,) = phone_list(salma, on=TODAY)
    assert (first.note.said, first.call_on()) == ("Try on Friday.", words["next_on"])
    page = _page(as_user(desk).get(f"/en/desk/late/{agency.organisation.slug}/call/"))
    assert ("Soon." in page, "Try on Friday." in page) == (True, False)


def test_only_who_looks_after_the_country_writes_down_a_call_as_its_focal_point(as_user, agency, salma):
    _late(agency)
    of_senegal = cms.focal_point("SN")
    for stranger in (of_senegal, salma, agency.moderator):
        address = f"/en/desk/late/{agency.organisation.slug}/call/"
        assert as_user(stranger).get(address).status_code == 404
        with pytest.raises(DomainError) as refused:
            write_note(
                organisation=agency.organisation,
                by=stranger,
                called_as="focal_point",
                with_whom="Nadia",
                said="x",
                now=NOW,
            )
        assert refused.value.code == "not_focal_point"
    assert not PhoneNote.objects.exists()


def test_escalations_stand_by_call_with_whom_they_have_come_to_and_since_when(as_user, agency, desk):
    first, second = _late(agency), _late(agency)
    _told(first, ("focal_point", 9), ("nudged", 8), ("above", 2))
    _told(second, ("focal_point", 4), ("person", 4))
    elsewhere = _late(cms.agency("Walo", country="SN"))
    _told(elsewhere, ("focal_point", 9))
    calls = {sent.pk: sent.opportunity.specific.public_id for sent in (first, second, elsewhere)}
    client = as_user(desk)
    for page in (_page(client.get("/en/desk/")), _page(client.get("/en/desk/late/"))):
        found = re.findall(r'data-escalation="(\w+)" data-rung="(\w+)"', page)
        assert found == [(calls[first.pk], "above"), (calls[second.pk], "focal_point")]
        assert page.count("focal point told on") == 2
        assert page.count("administrators told on") == 1
        assert page.count("agency reminded on") == 1
        assert "Awa" not in page
    Submission.objects.filter(pk=first.pk).update(answer_on=timezone.localdate() + dt.timedelta(days=3))
    move(submission=second, name="refuse", reason="dates", actor=Actor.AGENCY, by=agency.editor, now=NOW)
    assert "data-escalation" not in _page(client.get("/en/desk/late/"))


def test_the_rung_above_finds_on_her_desk_what_she_was_told_of_in_any_country(as_user, agency):
    client = as_user(factories.staff())
    assert 'data-panel="late-in-country"' not in _page(client.get("/en/desk/"))
    assert "No agency is late." in _page(client.get("/en/desk/late/"))
    told, elsewhere = _late(agency), _late(cms.agency("Walo", country="SN"))
    _told(told, ("above", 1))
    page = _page(client.get("/en/desk/"))
    assert re.findall(r'data-escalation="\w+" data-rung="(\w+)"', page) == ["above"]
    assert 'href="/en/desk/late/"' in page
    assert "Walo" in page
    assert not [word for word in ("Awa", told.number, elsewhere.number) if word in page]


def test_escalations_ask_as_many_questions_for_one_as_for_four(as_user, agency, desk):
    client, address = as_user(desk), "/en/desk/late/"
    _told(_late(agency), ("focal_point", 1))
    client.get(address)
    one = _queries(client, address)
    for _ in range(3):
        _told(_late(cms.agency()), ("focal_point", 1), ("above", 0))
    assert _queries(client, address) == one


def test_a_coordinator_sees_that_an_agency_is_held_and_to_whom_to_write(as_user, agency, salma):
    sent = makers.application(cms.call(agency))
    move(submission=sent, name="leave_unanswered", actor=Actor.CLOCK, by=None, now=NOW)
    assert "data-agency" not in _page(as_user(salma).get("/en/desk/phone/"))
    Hold.objects.create(organisation=agency.organisation, reason=Hold.Reason.UNANSWERED, since=NOW)
    for address in ("/en/desk/", "/en/desk/phone/"):
        page = _page(as_user(salma).get(address))
        assert f'data-agency="{agency.organisation.slug}"' in page
        assert "Cannot open its next call since" in page
    page = _page(as_user(salma).get(f"/en/desk/phone/{agency.organisation.slug}/"))
    assert f'data-to-write="{sent.public_id}"' in page
    assert as_user(salma).get(f"/en/desk/answers/{sent.public_id}/").status_code == 200


def test_an_agency_where_nothing_waits_is_not_reminded(agency, desk):
    from foundation.base.errors import DomainError

    with pytest.raises(DomainError) as refused:
        nudge(organisation=agency.organisation, by=desk, now=NOW)
    assert refused.value.code == "nothing_waits"
    assert Nudge.objects.count() == 0


def test_only_a_focal_point_finds_what_is_late(as_user, agency, salma):
    _late(agency)
    for person in (factories.user(), agency.moderator, salma):
        assert as_user(person).get("/fr/desk/late/").status_code == 404
        assert as_user(person).post(f"/fr/desk/late/{agency.organisation.slug}/remind/").status_code == 404


def _table(client, ending="csv"):
    response = client.get(f"/en/desk/answers/export.{ending}")
    assert response.status_code == 200
    if ending == "csv":
        text = b"".join(response.streaming_content).decode()
        return list(csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))
    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
    return [[cell.value or "" for cell in row] for row in sheet.iter_rows()]


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_the_table_holds_what_is_granted_and_no_formula(as_user, agency, ending):
    call = cms.call(agency, texts={"fr": "=HYPERLINK(1)"}, pending_limit=20)
    shown = makers.application(call, makers.expert(name="@Awa"))
    hidden = makers.application(call, makers.expert(name="Karim"))
    show(submission=hidden, parts=["headline"], now=NOW)
    makers.draft(call, makers.expert(name="Ébauche"))
    lines = _table(as_user(agency.editor), ending)
    assert len(lines) == 3
    by_number = {line[0]: line for line in lines[1:]}
    assert by_number[shown.number][9:11] == ["'@Awa", shown.person.email]
    assert by_number[hidden.number][9:11] == ["Karim", ""]
    assert by_number[shown.number][2] == "'=HYPERLINK(1)"
    assert hidden.person.email not in str(lines)


def test_whoever_answers_for_nobody_finds_no_table(as_user, agency):
    makers.application(cms.call(agency))
    for person in (factories.user(), cms.agency("Autre").editor):
        assert as_user(person).get("/fr/desk/answers/export.csv").status_code == 404
    assert as_user(agency.editor).get("/fr/desk/answers/export.pdf").status_code == 404


def test_notes_are_exported_and_stay_without_a_name_when_the_coordinator_is_erased(agency, salma):
    write_note(organisation=agency.organisation, by=salma, with_whom="Fatima", said="Lundi.", now=NOW)
    assert [line["said"] for line in PhoneNoteData.export(salma)] == ["Lundi."]
    PhoneNoteData.erase(salma)
    assert PhoneNote.objects.get().by is None


def test_who_only_reads_sees_figures_and_no_names_nor_ways_to_act(as_user, agency):
    sent = makers.application(cms.call(agency), makers.expert(name="Awa Diop"))
    move(submission=sent, name="leave_unanswered", actor=Actor.CLOCK, by=None, now=makers.NOW)
    count_holds(now=makers.NOW)
    for role, named in ((Role.VIEWER, False), (Role.EDITOR, True)):
        page = _page(as_user(cms.member(agency.organisation, role)).get("/en/desk/"))
        panel = page[page.index('data-panel="answer-times"') :].partition("</section>")[0]
        assert 'data-unanswered="1"' in panel
        assert ("Awa Diop" in panel, 'href="/en/desk/calls/"' in panel) == (named, named)
