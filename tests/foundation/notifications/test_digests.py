"""What is told once a day or a week comes in one mail, in the morning where the person lives, each message once."""

import datetime as dt

import pytest
from django.core import mail

from foundation.base.mornings import next_morning
from foundation.clocks.operations import tick
from foundation.notifications import gathering
from foundation.notifications.choosing import choose
from foundation.notifications.gathering import gather_due
from foundation.notifications.models import Notification
from foundation.notifications.operations import mark_read, send_due
from foundation.notifications.queries import NotificationData
from tests import factories
from tests.factories import NOW
from tests.foundation.notifications.telling import stop_link, tell

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)  # NOW is a Monday, nine in the morning (UTC)


def _daily(key: str, person, **fields) -> Notification:
    return tell(key, kind="test.daily", recipient=person, subject=f"Nouvelle {key}", **fields)


def _mail_at(now: dt.datetime) -> int:
    gather_due(now=now)
    return send_due(now=now)


def test_mornings_are_at_seven_where_a_person_lives() -> None:
    assert next_morning(after=NOW, time_zone="America/Montreal") == dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
    assert next_morning(after=NOW, time_zone="UTC") == dt.datetime(2026, 11, 24, 7, tzinfo=dt.UTC)
    assert next_morning(after=NOW, time_zone="UTC", on_monday=True) == dt.datetime(2026, 11, 30, 7, tzinfo=dt.UTC)


def test_a_day_is_told_in_one_mail_in_the_morning_and_never_again() -> None:
    person = factories.user(language="fr", time_zone="Asia/Dubai")  # four hours ahead
    _daily("a", person, url="/fr/desk/")
    _daily("b", person)
    assert _mail_at(dt.datetime(2026, 11, 24, 2, 59, tzinfo=dt.UTC)) == 0
    assert _mail_at(dt.datetime(2026, 11, 24, 3, 0, tzinfo=dt.UTC)) == 1
    (sent,) = mail.outbox
    assert sent.to == [person.email]
    assert sent.subject == "2 messages pour vous sur Jisr"
    assert "- Nouvelle a : http://localhost:8000/fr/desk/\n- Nouvelle b\n" in sent.body
    assert (
        '<li><bdi lang="fr"><a href="http://localhost:8000/fr/desk/">Nouvelle a</a></bdi></li>'
        in (sent.alternatives[0][0])
    )
    assert _mail_at(NOW + 2 * DAY) == 0
    _daily("c", person, now=NOW + DAY)
    assert _mail_at(NOW + 2 * DAY) == 1
    assert "Nouvelle a" not in mail.outbox[1].body
    assert "Nouvelle c" in mail.outbox[1].body


def test_a_day_and_a_week_are_a_mail_each_and_other_people_have_their_own() -> None:
    person, other = factories.user(language="fr"), factories.user(language="fr")
    choose(user=person, rhythms={"test": "weekly"}, now=NOW)
    tell("w", recipient=person, subject="De la semaine")
    _daily("d", person, now=NOW + 6 * DAY)
    _daily("o", other, now=NOW + 6 * DAY)
    monday = dt.datetime(2026, 11, 30, 7, tzinfo=dt.UTC)
    assert tick(now=monday)["mail"] == 3
    bodies = {(sent.to[0], "De la semaine" in sent.body, "Nouvelle" in sent.body) for sent in mail.outbox}
    assert bodies == {(person.email, True, False), (person.email, False, True), (other.email, False, True)}


def test_a_process_killed_while_it_gathers_leaves_everything_to_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    person = factories.user(language="fr")
    _daily("a", person)
    with monkeypatch.context() as killed:
        killed.setattr(gathering, "record", lambda *args, **named: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            gather_due(now=NOW + DAY)
    assert Notification.objects.filter(kind="digest.daily").count() == 0
    assert Notification.objects.to_gather(NOW + DAY).count() == 1
    assert _mail_at(NOW + DAY) == 1
    assert _mail_at(NOW + DAY) == 0
    assert len(mail.outbox) == 1


def test_what_was_read_in_the_site_is_not_told_again_by_mail() -> None:
    person = factories.user(language="fr")
    read = _daily("a", person)
    _daily("b", person)
    mark_read(notifications=[read.public_id], user=person, now=NOW)
    assert _mail_at(NOW + DAY) == 1
    assert mail.outbox[0].subject == "1 message pour vous sur Jisr"
    assert "Nouvelle a" not in mail.outbox[0].body


def test_what_was_stopped_meanwhile_is_in_no_digest() -> None:
    person = factories.user()
    _daily("a", person)
    choose(user=person, rhythms={"test.daily": "site"}, now=NOW)
    assert _mail_at(NOW + DAY) == 0
    choose(user=person, rhythms={"test.daily": "daily"}, now=NOW + DAY)
    assert _mail_at(NOW + 3 * DAY) == 0


def test_a_closed_account_gets_no_digest() -> None:
    person = factories.user(is_active=False)
    _daily("a", person)
    assert _mail_at(NOW + DAY) == 0


def test_an_address_without_an_account_is_told_at_once() -> None:
    assert tell(kind="test.daily", email="fatou@example.org").rhythm == "at_once"


def test_the_site_shows_each_message_and_not_the_digest_that_says_it_again(as_user) -> None:
    person = factories.user(language="fr")
    told = _daily("a", person)
    _mail_at(NOW + DAY)
    client = as_user(person)
    page = client.get("/fr/account/notifications/").content.decode()
    assert page.count("data-notification=") == 1
    assert told.public_id in page
    digest = Notification.objects.get(kind="digest.daily")
    assert client.post(f"/fr/account/notifications/{digest.public_id}/").status_code == 404
    told.refresh_from_db()
    assert told.read_at is None
    exported = {row["id"]: row for row in NotificationData.export(person)}
    assert exported[told.public_id]["told_in"] == digest.public_id
    assert exported[digest.public_id]["mailed_at"] is not None


def test_an_arabic_digest_runs_from_right_to_left_and_keeps_each_message_in_its_language() -> None:
    person = factories.user(language="ar")
    _daily("a", person, url="/fr/desk/")
    assert _mail_at(NOW + DAY) == 1
    (sent,) = mail.outbox
    assert sent.subject == "رسالة واحدة لك في جسر"
    assert "\u200f- Nouvelle a: http://localhost:8000/fr/desk/" in sent.body
    html = sent.alternatives[0][0]
    assert '<div lang="ar" dir="rtl">' in html
    assert '<bdi lang="fr">' in html


def test_a_long_digest_shows_thirty_and_counts_the_rest() -> None:
    person = factories.user(language="fr")
    for number in range(32):
        _daily(f"n{number}.", person)
    assert _mail_at(NOW + DAY) == 1
    assert mail.outbox[0].subject == "32 messages pour vous sur Jisr"
    assert mail.outbox[0].body.count("- Nouvelle") == 30
    assert "Et 2 autres." in mail.outbox[0].body
    assert _mail_at(NOW + 2 * DAY) == 0


def test_the_link_of_a_digest_stops_all_that_comes_in_it_and_nothing_else(client) -> None:
    person = factories.user(language="fr")
    _daily("a", person)
    _mail_at(NOW + DAY)
    client.post(stop_link(mail.outbox[0].body))
    assert _daily("b", person).rhythm == "site"
    assert tell("c", recipient=person).rhythm == "at_once"
