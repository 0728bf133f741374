"""A focal point who reminds an agency is not silent: those above him hear of it later, once, before it is closed."""

import datetime as dt

import pytest

from foundation.base.errors import DomainError
from foundation.clocks.operations import tick
from foundation.notifications import operations
from foundation.notifications.models import Notification
from marketplace.answering.models import Nudge
from marketplace.answering.operations import nudge, write_note
from marketplace.answers.lifecycle import Actor
from marketplace.answers.operations.moving import move
from marketplace.contract.models import Mark
from tests import factories
from tests.cms import makers as cms
from tests.marketplace.answers import makers

pytestmark = pytest.mark.django_db
NOW = makers.NOW


@pytest.fixture
def focal():
    return factories.focal_point("MA")


@pytest.fixture
def above():
    return factories.staff()


@pytest.fixture
def late():
    """An agency with one application, and the date of its answer."""
    agency = cms.agency("Souss")
    call = cms.call(agency)
    return agency, makers.application(call), call.answers_by


def at(date: dt.date, days: int, hour: int = 6) -> dt.datetime:
    day = date + dt.timedelta(days=days)
    return dt.datetime(day.year, day.month, day.day, hour, tzinfo=dt.UTC)


def told(person, date: dt.date, *days: int) -> list[int]:
    """Let the days pass one by one; return those on which a person was told that answers are late in spite of him."""
    heard = []
    for day in days:
        before = _silent(person).count()
        tick(now=at(date, day))
        tick(now=at(date, day, hour=12))
        heard += [day] * (_silent(person).count() - before)
    return heard


def _silent(person):
    return Notification.objects.filter(recipient=person, kind="contract.silent")


def test_those_above_are_told_a_week_after_the_focal_point_reminded_the_agency_once(late, focal, above):
    agency, _row, date = late
    assert told(above, date, 1, 2) == []
    nudge(organisation=agency.organisation, by=focal, now=at(date, 3, hour=9))
    assert told(above, date, 4, 8, 9, 10, 11, 13, 14, 15) == [10]
    mail = _silent(above).get().text
    assert "Souss" in mail
    assert "(le point focal a relancé l’agence le 5 janvier 2027)" in mail


def test_who_does_nothing_is_silent_and_the_mail_says_nothing_of_a_reminder(late, focal, above):
    _agency, _row, date = late
    assert told(above, date, 1, 7, 8, 9, 14, 15) == [8]
    assert "relancé" not in _silent(above).get().text


def test_reminding_again_puts_nothing_off(late, focal, above):
    agency, _row, date = late
    told(above, date, 1)
    for day in (2, 5, 8):
        nudge(organisation=agency.organisation, by=focal, now=at(date, day, hour=5))
    assert told(above, date, 8, 9, 10, 14, 15) == [9]
    assert Mark.objects.filter(step="nudged").count() == 1


def test_on_the_last_day_before_closing_they_are_told_in_any_case(late, focal, above):
    agency, _row, date = late
    told(above, date, 1, 7)
    nudge(organisation=agency.organisation, by=focal, now=at(date, 8, hour=1))
    assert told(above, date, 8, 9, 13, 14, 15) == [14]


def test_a_reminder_before_he_was_told_or_by_an_administrator_is_not_his(late, focal, above):
    agency, _row, date = late
    nudge(organisation=agency.organisation, by=focal, now=at(date, -1))
    told(above, date, 1)
    nudge(organisation=agency.organisation, by=above, now=at(date, 3))
    assert told(above, date, 4, 8, 9, 14) == [8]
    assert not Mark.objects.filter(step="nudged").exists()


def test_the_reminder_says_who_reminds(late, focal, above):
    agency, _row, date = late
    for by, day in ((focal, 2), (above, 3)):
        nudge(organisation=agency.organisation, by=by, now=at(date, day))
    told_of = Notification.objects.filter(kind="answering.nudged", recipient=agency.moderator).order_by("pk")
    his, hers = (f"{one.subject} {one.text}" for one in told_of)
    assert (str(focal) in his, "your focal point" in his, "administrators" in his) == (True, True, False)
    assert (str(above) in hers, "focal point" in hers, "the administrators of Jisr" in hers) == (True, False, True)


def test_who_is_refused_because_another_reminded_the_agency_that_day_is_not_silent(late, focal, above):
    agency, _row, date = late
    told(above, date, 1)
    nudge(organisation=agency.organisation, by=above, now=at(date, 3, hour=8))
    with pytest.raises(DomainError) as refused:
        nudge(organisation=agency.organisation, by=focal, now=at(date, 3, hour=9))
    assert refused.value.code == "nudged_today"
    assert Nudge.objects.count() == 1
    assert told(above, date, 8, 9, 10, 11) == [10]


def test_who_calls_the_agency_is_not_silent_either(late, focal, above):
    agency, _row, date = late
    told(above, date, 1, 2)
    said = {"with_whom": "Nadia", "said": "The jury meets on Thursday.", "called_as": "focal_point"}
    write_note(organisation=agency.organisation, by=focal, **said, now=at(date, 3, hour=9))
    nudge(organisation=agency.organisation, by=focal, now=at(date, 5))
    assert told(above, date, 8, 9, 10, 11, 14, 15) == [10]
    assert "(le point focal a relancé l’agence le 5 janvier 2027)" in _silent(above).get().text


def test_a_call_by_an_administrator_or_before_he_was_told_is_not_his(late, focal, above):
    agency, _row, date = late
    said = {"with_whom": "Nadia", "said": "Soon.", "called_as": "focal_point"}
    write_note(organisation=agency.organisation, by=focal, **said, now=at(date, -1))
    told(above, date, 1)
    write_note(organisation=agency.organisation, by=above, **said, now=at(date, 3))
    assert told(above, date, 8, 9, 14) == [8]


def test_the_reminder_counts_for_the_agency_that_was_reminded_only(late, focal, above):
    agency, _row, date = late
    other = cms.agency("Oriental")
    makers.application(cms.call(other, answers_by=date))
    told(above, date, 1)
    nudge(organisation=agency.organisation, by=focal, now=at(date, 2))
    assert told(above, date, 8, 9, 10) == [8, 9]
    first, second = _silent(above).order_by("pk")
    assert ("Oriental" in first.text, "Souss" in first.text) == (True, False)
    assert ("Oriental" in second.text, "Souss" in second.text) == (False, True)


def test_of_what_is_answered_meanwhile_nobody_above_hears(late, focal, above):
    agency, row, date = late
    told(above, date, 1)
    nudge(organisation=agency.organisation, by=focal, now=at(date, 2))
    now = at(date, 8)
    move(submission=row, name="refuse", reason="dates", actor=Actor.AGENCY, by=agency.editor, now=now)
    assert told(above, date, 9, 10, 14, 15) == []


def test_a_reminder_that_dies_in_between_leaves_nothing_and_is_given_again(late, focal, above, monkeypatch):
    agency, _row, date = late
    told(above, date, 1)

    def dies(**_facts):
        raise RuntimeError("killed")

    with monkeypatch.context() as patch, pytest.raises(RuntimeError):
        patch.setattr(operations, "notify", dies)
        nudge(organisation=agency.organisation, by=focal, now=at(date, 2))
    assert not Nudge.objects.exists()
    assert not Mark.objects.filter(step="nudged").exists()
    nudge(organisation=agency.organisation, by=focal, now=at(date, 4))
    assert Mark.objects.filter(step="nudged").count() == 1
    assert told(above, date, 8, 10, 11, 12) == [11]


def test_the_focal_point_reads_when_those_above_him_hear_of_it(late, focal, above):
    _agency, _row, date = late
    told(above, date, 1)
    mail = Notification.objects.get(recipient=focal, kind="contract.late").text
    assert "une semaine après votre première relance, mais au plus tard la veille de la clôture" in mail
