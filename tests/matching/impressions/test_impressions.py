"""What a page reports as seen is written once, whole, and cannot be invented."""

import datetime as dt
import json
import re

import pytest
from django.test import Client
from django.utils import timezone

from matching.impressions.models import Impression
from matching.impressions.queries import ImpressionData
from tests.cms import makers as cms
from tests.matching import makers

pytestmark = pytest.mark.django_db
SEEN = "/fr/for-you/seen/"


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    now = [cms.NOW]
    monkeypatch.setattr(timezone, "now", lambda: now[0])
    return now


@pytest.fixture
def shown(as_user):
    """A signed-in expert, her client, the sealed list of her page and the ids on its cards."""
    irrigation = cms.skill("irrigation")
    agency = cms.agency("Souss")
    pages = [makers.call(agency, irrigation) for _ in range(3)]
    profile = makers.expert(irrigation)
    makers.index(pages)
    client = as_user(profile.user)
    html = client.get("/fr/for-you/").content.decode()
    (sealed,) = re.findall(r'data-impressions="([^"]+)"', html)
    return {
        "client": client,
        "user": profile.user,
        "sealed": sealed,
        "ids": re.findall(r'data-opportunity="(\w+)"', html),
    }


def post(client, **body):
    return client.post(SEEN, json.dumps(body), content_type="application/json")


def test_seen_cards_are_written_with_place_model_and_features(shown):
    response = post(shown["client"], list=shown["sealed"], seen=shown["ids"][:2])
    assert response.status_code == 204
    rows = list(Impression.objects.order_by("position"))
    assert [row.subject_id for row in rows] == shown["ids"][:2]
    assert [row.position for row in rows] == [1, 2]
    assert {(row.place, row.subject, row.model, row.viewer_id) for row in rows} == {
        ("for_you", "opportunity", "baseline-1", shown["user"].pk)
    }
    assert rows[0].features["essential_cover"] == 1.0
    assert rows[0].served_at == cms.NOW


def test_the_same_report_again_changes_nothing(shown, clock):
    post(shown["client"], list=shown["sealed"], seen=shown["ids"][:1])
    clock[0] += dt.timedelta(minutes=5)
    assert post(shown["client"], list=shown["sealed"], seen=shown["ids"]).status_code == 204
    assert Impression.objects.count() == 3
    assert Impression.objects.get(subject_id=shown["ids"][0]).seen_at == cms.NOW


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'{"list": 1, "seen": []}',
        b'{"list": "x", "seen": "y"}',
        b'{"list": "a:b:c", "seen": []}',
        b"\xff",
    ],
)
def test_garbage_is_answered_with_400_and_nothing_is_written(shown, body):
    response = shown["client"].post(SEEN, body, content_type="application/json")
    assert response.status_code == 400
    assert Impression.objects.count() == 0


def test_a_card_that_was_not_in_the_list_spoils_the_whole_report(shown):
    assert post(shown["client"], list=shown["sealed"], seen=[shown["ids"][0], "stranger"]).status_code == 400
    assert Impression.objects.count() == 0


def test_a_list_of_somebody_else_is_refused(shown, as_user):
    assert post(as_user(cms.person()), list=shown["sealed"], seen=shown["ids"]).status_code == 400
    assert Impression.objects.count() == 0


def test_a_list_of_yesterday_is_refused(shown, clock):
    clock[0] += dt.timedelta(hours=25)
    assert post(shown["client"], list=shown["sealed"], seen=shown["ids"]).status_code == 400
    assert Impression.objects.count() == 0


def test_a_report_without_the_csrf_token_is_refused(shown):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(shown["user"])
    assert post(strict, list=shown["sealed"], seen=shown["ids"]).status_code == 403
    assert Impression.objects.count() == 0


def test_a_visitor_reports_nothing_and_a_get_is_no_report(client, shown):
    assert post(client, list=shown["sealed"], seen=shown["ids"]).status_code == 302
    assert shown["client"].get(SEEN).status_code == 405
    assert Impression.objects.count() == 0


def test_a_person_takes_her_impressions_along_and_leaves_none_behind(shown):
    post(shown["client"], list=shown["sealed"], seen=shown["ids"])
    assert [row["position"] for row in ImpressionData.export(shown["user"])] == [1, 2, 3]
    ImpressionData.erase(shown["user"])
    assert Impression.objects.count() == 0
