"""How agencies answer: counted once, by the first promised day, for one agency and for all in as many queries."""

import csv
import datetime as dt
import io
from importlib import import_module

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from foundation.notifications.models import Notification
from marketplace.answers.lifecycle import Actor
from marketplace.answers.models import Submission
from marketplace.answers.operations.moving import move
from marketplace.answers.queries import figures_by, figures_of
from marketplace.contract.lifecycle import guarded
from marketplace.contract.tables import shown_table, table_of
from tests.cms import makers as cms
from tests.marketplace.answers import makers

pytestmark = pytest.mark.django_db
NOW = makers.NOW


def answered(agency, call, days: int) -> Submission:
    sent = makers.application(call)
    at = NOW + dt.timedelta(days=days)
    move(submission=sent, name="refuse", reason="dates", actor=Actor.AGENCY, by=agency.editor, now=at)
    return sent


def test_medians_and_shares_count_each_once():
    agency = cms.agency("Souss")
    call = cms.call(agency)
    for days in (2, 4, 4, 10):
        answered(agency, call, days)
    on = call.answers_by + dt.timedelta(days=10)
    few = figures_of(agency.organisation, on=on)
    assert (few.median_days, few.answers, few.in_time_percent) == (None, 4, None)
    answered(agency, call, 45)  # after its first date: not in time
    waits, gave_up, left, withdrew = (makers.application(call) for _ in range(4))
    move(submission=gave_up, name="withdraw", actor=Actor.PERSON, by=gave_up.person, now=NOW + dt.timedelta(days=45))
    move(submission=withdrew, name="withdraw", actor=Actor.PERSON, by=withdrew.person, now=NOW)
    move(submission=left, name="leave_unanswered", actor=Actor.CLOCK, by=None, now=NOW + dt.timedelta(days=55))
    found = figures_of(agency.organisation, on=on)
    assert (found.median_days, found.answers, found.unanswered, found.late) == (4, 5, 1, 1)
    assert found.in_time_percent == 50  # 4 of 5 answered, 1 late, 1 given up late, 1 unanswered
    Submission.objects.filter(pk=waits.pk).update(answer_on=on + dt.timedelta(days=30))
    moved = figures_of(agency.organisation, on=on)
    assert (moved.late, moved.in_time_percent) == (0, 50)  # moving the date improves nothing


def test_the_median_of_an_even_number_lies_between_the_middle_two():
    agency = cms.agency("Souss")
    call = cms.call(agency)
    for days in (1, 2, 3, 5, 8, 9):
        answered(agency, call, days)
    assert figures_of(agency.organisation).median_days == 4


def test_figures_of_many_agencies_take_as_many_queries_as_of_one(django_assert_num_queries):
    for number in range(3):
        agency = cms.agency(f"Agence {number}")
        answered(agency, cms.call(agency), number)
    with django_assert_num_queries(2):
        assert len(figures_by("organisation", Submission.objects.all())) == 3


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ([0, 12, 30], [0, 12, 30]),
        ([3, 12, 30], [None, None, 30]),
        ([3, 2, 30], [None, None, 30]),
        ([3, 0, 0], [None, 0, 0]),
        ([4], [None]),
    ],
)
def test_a_small_count_of_people_is_hidden_and_cannot_be_worked_out(counts, shown):
    assert guarded(counts) == shown


def test_the_public_page_and_its_csv_say_the_same_and_hide_small_counts():
    agency = cms.agency("Souss")
    call = cms.call(agency)
    for days in (1, 2, 3, 5, 8, 9):
        answered(agency, call, days)
    other = cms.agency("Oriental")
    answered(other, cms.call(other), 3)
    for language in ("fr", "ar"):
        page = Client().get(f"/{language}/figures/")
        assert page.status_code == 200
        assert "application/ld+json" in page.content.decode()
    file = Client().get("/fr/figures/jisr.csv")
    rows = {row["name"]: row for row in csv.DictReader(io.StringIO(file.content.decode()))}
    assert (rows[""]["settled"], rows["Maroc"]["answers"], rows["Maroc"]["median_days"]) == ("7", "7", "3")
    assert (rows["Souss"]["settled"], rows["Oriental"]["settled"]) == ("*", "*")
    assert (rows["Souss"]["median_days"], rows["Souss"]["in_time_percent"], rows["Souss"]["calls"]) == ("4", "100", "1")
    assert "/fr/figures/" in Client().get("/fr/").content.decode()


def test_no_public_count_says_how_many_compete_for_an_open_call():
    agency = cms.agency("Souss")
    call = cms.call(agency, pending_limit=20)
    sent = [makers.application(call) for _ in range(7)]
    public = agency.page.url.replace("http://localhost", "")
    assert 'data-panel="answers"' not in Client().get(public).content.decode()
    facts = {"actor": Actor.AGENCY, "by": agency.editor, "now": NOW}
    move(submission=sent[0], name="shortlist", **facts)  # still owed an answer
    waits = table_of(language="fr", now=NOW).lines
    assert [(line.level, line.settled, line.answers) for line in waits] == [
        ("all", 0, 0), ("country", 0, 0), ("agency", 0, 0)
    ]  # fmt: skip
    for each in sent[:4]:
        move(submission=each, name="refuse", reason="dates", **facts)
    for each in sent[4:6]:
        move(submission=each, name="withdraw", actor=Actor.PERSON, by=each.person, now=NOW)
    assert {line.settled for line in table_of(language="fr", now=NOW).lines} == {6}
    page = Client().get("/en/figures/").content.decode()
    assert "What still waits is not shown" in page


def test_the_table_takes_as_many_queries_for_five_agencies_as_for_one(django_assert_max_num_queries):
    for number in range(5):
        cms.call(cms.agency(f"Agence {number}"))
    with django_assert_max_num_queries(10):
        table_of(language="fr", now=NOW)


def test_the_public_figures_are_counted_every_five_minutes_per_language(settings):
    assert import_module("config.settings.base").FIGURES_KEPT_S == 300
    settings.FIGURES_KEPT_S = 300
    cache.clear()
    agency = cms.agency("Souss")
    answered(agency, cms.call(agency), 3)
    now = makers.NOW
    try:
        first = shown_table(language="fr", now=now)
        cms.call(agency)
        assert shown_table(language="fr", now=now + dt.timedelta(minutes=4)) == first
        assert (first.whole.calls, first.at) == (1, now)
        assert shown_table(language="ar", now=now).whole.calls == 2
        assert shown_table(language="fr", now=now + dt.timedelta(days=1)).whole.calls == 2
        page, again = (Client().get("/es/figures/").content.decode() for _ in range(2))
        assert page.count("dateModified") == again.count("dateModified") == 1
        with CaptureQueriesContext(connection) as done:
            Client().get("/es/figures/jisr.csv")
        assert not any("answers_submission" in query["sql"] for query in done)
    finally:
        cache.clear()


def test_an_agency_s_page_its_calls_and_its_desk_show_how_it_answers():
    agency = cms.agency("Souss")
    call = cms.call(agency)
    for days in (1, 2, 3, 5, 8):
        answered(agency, call, days)
    client = Client()
    for url in (agency.page.url, call.url):
        shown = client.get(url.replace("http://localhost", "")).content.decode()
        assert 'data-median="3"' in shown
        assert 'data-in-time="100"' in shown
    client.force_login(agency.editor)
    assert 'data-median="3"' in client.get("/fr/desk/").content.decode()
    assert Notification.objects.exists()
