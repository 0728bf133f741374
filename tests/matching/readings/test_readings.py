"""What experts wrote is read in the background while they agree to be found, and forgotten when they do not."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from foundation.clocks.operations import run_clocks
from marketplace.profiles.models import ExpertProfile
from matching.readings import marks, operations
from matching.readings.models import ReadConcept, Reading
from matching.readings.operations import read_waiting
from matching.readings.queries import ReadingData
from tests.cms import makers as cms
from tests.matching import makers
from tests.matching.makers import NOW

pytestmark = pytest.mark.django_db


def test_the_clock_reads_what_was_written_once_and_again_when_it_changes():
    weld, bees = cms.skill("soudure"), cms.skill("apiculture")
    profile = makers.expert(headline="Soudure sous-marine")
    silent = makers.expert(headline="")
    makers.expert(headline="Soudure", consent=False)
    run_clocks(now=NOW)
    assert list(ReadConcept.objects.values_list("reading__profile", "concept")) == [(profile.pk, weld.pk)]
    assert not Reading.objects.filter(profile=silent).exists()
    assert read_waiting(now=NOW) == 0
    ExpertProfile.objects.filter(pk=profile.pk).update(headline="Apiculture", updated_at=NOW + dt.timedelta(days=1))
    assert read_waiting(now=NOW) == 1
    assert list(ReadConcept.objects.values_list("reading__profile", "concept")) == [(profile.pk, bees.pk)]


def test_what_was_read_goes_with_the_consent():
    cms.skill("soudure")
    profile = makers.expert(headline="Soudure")
    read_waiting(now=NOW)
    ExpertProfile.objects.filter(pk=profile.pk).update(consent=False)
    assert read_waiting(now=NOW) == 0
    assert not Reading.objects.exists()
    assert not ReadConcept.objects.exists()


def test_what_was_read_goes_with_the_words():
    cms.skill("soudure")
    profile = makers.expert(headline="Soudure")
    read_waiting(now=NOW)
    ExpertProfile.objects.filter(pk=profile.pk).update(headline="", updated_at=NOW + dt.timedelta(days=1))
    assert read_waiting(now=NOW) == 0
    assert ReadingData.export(profile.user) == []
    assert not Reading.objects.exists()


def test_a_text_that_cannot_be_read_stops_no_other(monkeypatch):
    cms.skill("soudure")
    bad, good = makers.expert(headline="Soudure"), makers.expert(headline="Soudure")
    read = operations.texts_from

    def texts_from(profile, reader):
        if profile.pk == bad.pk:
            raise ValueError("bad words")
        return read(profile, reader)

    monkeypatch.setattr(operations, "texts_from", texts_from)
    for _ in range(2):
        with pytest.raises(ValueError, match="bad words"):
            read_waiting(now=NOW)
        assert Reading.objects.get().profile == good


def test_a_release_that_reads_otherwise_reads_again(monkeypatch):
    cms.skill("soudure")
    makers.expert(headline="Soudure")
    assert [read_waiting(now=NOW), read_waiting(now=NOW)] == [1, 0]
    monkeypatch.setattr(marks, "_code", lambda: "of the next release")
    assert [read_waiting(now=NOW), read_waiting(now=NOW)] == [1, 0]


def test_what_was_read_is_in_the_export_and_erased_with_the_account():
    weld = cms.skill("soudure")
    profile, other = makers.expert(headline="Soudure"), makers.expert(headline="Soudure")
    read_waiting(now=NOW)
    assert [row["concept"] for row in ReadingData.export(profile.user)] == [weld.uri]
    ReadingData.erase(profile.user)
    assert list(Reading.objects.values_list("profile", flat=True)) == [other.pk]


def test_who_changes_or_withdraws_while_being_read_is_left_for_the_next_time(monkeypatch):
    cms.skill("soudure")
    changed, gone = makers.expert(headline="Soudure"), makers.expert(headline="Soudure")
    read = operations.texts_from

    def slowly(profile, reader):
        ExpertProfile.objects.filter(pk=changed.pk).update(updated_at=NOW + dt.timedelta(days=1))
        ExpertProfile.objects.filter(pk=gone.pk).update(consent=False)
        return read(profile, reader)

    monkeypatch.setattr(operations, "texts_from", slowly)
    read_waiting(now=NOW)
    assert not Reading.objects.exists()
    assert read_waiting(now=NOW) == 1
    assert Reading.objects.get().profile == changed


def test_as_many_queries_for_two_profiles_as_for_nine():
    cms.skill("soudure")

    def asked(profiles: int) -> int:
        for _ in range(profiles):
            makers.expert(headline="Soudure")
        with CaptureQueriesContext(connection) as caught:
            assert read_waiting(now=NOW) == profiles
        return len(caught)

    asked(1)
    assert asked(2) == asked(9)
