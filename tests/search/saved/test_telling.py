"""What was found is told once: soon, each morning or each Monday, as long as it is open."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from foundation.accounts.models import User
from foundation.notifications.models import Notification
from search.saved.lifecycle import told_at
from search.saved.models import Find
from search.saved.operations import telling
from search.saved.operations.keeping import change_search
from tests.cms import makers
from tests.search.saved.conftest import MINUTE, Publish, Save

WorkAt = Callable[..., dict[str, int]]
pytestmark = pytest.mark.django_db
MOMENT = dt.datetime(2027, 3, 26, 8, 30, tzinfo=dt.UTC)  # a Friday; in Europe the clocks change on Sunday


@pytest.mark.parametrize(
    ("rhythm", "time_zone", "found_at", "expected"),
    [
        ("at_once", "Europe/Paris", MOMENT, MOMENT + 3 * MINUTE),
        ("daily", "UTC", MOMENT, dt.datetime(2027, 3, 27, 7, tzinfo=dt.UTC)),
        ("daily", "Europe/Paris", MOMENT, dt.datetime(2027, 3, 27, 6, tzinfo=dt.UTC)),
        ("daily", "America/Montreal", MOMENT, dt.datetime(2027, 3, 26, 11, tzinfo=dt.UTC)),
        ("daily", "UTC", dt.datetime(2027, 3, 26, 7, tzinfo=dt.UTC), dt.datetime(2027, 3, 27, 7, tzinfo=dt.UTC)),
        ("weekly", "Europe/Paris", MOMENT, dt.datetime(2027, 3, 29, 5, tzinfo=dt.UTC)),
        ("weekly", "UTC", dt.datetime(2027, 3, 29, 6, tzinfo=dt.UTC), dt.datetime(2027, 3, 29, 7, tzinfo=dt.UTC)),
        ("weekly", "UTC", dt.datetime(2027, 3, 29, 7, tzinfo=dt.UTC), dt.datetime(2027, 4, 5, 7, tzinfo=dt.UTC)),
    ],
)
def test_each_rhythm_has_its_hour_where_the_person_lives(
    rhythm: str, time_zone: str, found_at: dt.datetime, expected: dt.datetime
) -> None:
    assert told_at(rhythm, found_at=found_at, time_zone=time_zone) == expected


def test_what_comes_within_minutes_is_told_in_one_mail_soon(save: Save, publish: Publish, work_at: WorkAt) -> None:
    save("hangars")
    first, second = publish("Hangars"), publish("Hangars de Tata")
    assert work_at(seconds=5)["mail"] == 0
    assert work_at(minutes=4)["mail"] == 1
    (sent,) = mail.outbox
    assert sent.to == ["awa@example.org"]
    assert sent.subject == "2 nouvelles opportunités : hangars"
    assert sent.extra_headers["Content-Language"] == "fr"
    for page in (first, second):
        assert sent.body.count(f"http://localhost:8000{page.get_url()}\n".replace("/en/", "/fr/")) == 1
    assert work_at(minutes=30)["mail"] == 0
    third = publish("Hangars d'Agadir")
    assert work_at(minutes=40)["mail"] == 1
    assert mail.outbox[1].body.count("/opportunities/") == 1
    assert third.slug in mail.outbox[1].body


def test_a_day_or_a_week_is_one_mail_for_all_searches_and_shows_nothing_twice(
    save: Save, publish: Publish, work_at: WorkAt, awa: User
) -> None:
    save("hangars", rhythm="weekly")
    save("", filters={"country": ["MA"]}, rhythm="weekly", name="Maroc")
    page, other = publish("Hangars"), publish("Passerelles")
    work_at(seconds=5)
    assert work_at(days=8)["mail"] == 1
    (sent,) = mail.outbox
    assert sent.subject == "2 nouvelles opportunités pour vos recherches"
    assert sent.body.count(page.slug) == 1
    assert sent.body.count(other.slug) == 1
    assert Find.objects.waiting().count() == 0
    assert Notification.objects.of(awa).count() == 1


def test_what_another_search_of_hers_has_told_is_not_told_again(save: Save, publish: Publish, work_at: WorkAt) -> None:
    save("hangars")
    save("", filters={"country": ["MA"]}, rhythm="daily", name="Maroc")
    publish("Hangars")
    work_at(seconds=5)
    assert work_at(minutes=4)["mail"] == 1
    assert work_at(days=2)["mail"] == 0
    assert Find.objects.waiting().count() == 0


def test_what_is_no_longer_open_or_public_is_left_out_and_may_be_told_when_it_is_again(
    save: Save, publish: Publish, work_at: WorkAt
) -> None:
    save(rhythm="daily")
    gone, closed = publish("Hangars"), publish("Puits", closes_on=timezone.localdate())
    kept = publish("Passerelles")
    work_at(seconds=5)
    assert Find.objects.count() == 3
    gone.unpublish()
    assert work_at(days=2)["mail"] == 1
    assert kept.slug in mail.outbox[0].body
    assert gone.slug not in mail.outbox[0].body
    assert closed.slug not in mail.outbox[0].body
    assert list(Find.objects.values_list("opportunity", flat=True)) == [kept.public_id]
    closed.closes_on = timezone.localdate() + dt.timedelta(days=20)
    closed.save_revision().publish()
    work_at(seconds=5)
    assert work_at(days=3)["mail"] == 1
    assert closed.slug in mail.outbox[1].body


def test_nothing_left_to_say_is_no_mail(save: Save, publish: Publish, work_at: WorkAt) -> None:
    save()
    page = publish()
    work_at(seconds=5)
    page.unpublish()
    assert work_at(minutes=5)["mail"] == 0
    assert Notification.objects.count() == 0


def test_a_process_that_dies_while_it_writes_a_digest_loses_and_repeats_nothing(
    save: Save, publish: Publish, work_at: WorkAt, monkeypatch: pytest.MonkeyPatch
) -> None:
    save("hangars")
    publish("Hangars")
    work_at(seconds=5)

    class Killed(BaseException):
        """Passes every handler, as the end of a process would."""

    def dies(*_: Any, **__: Any) -> None:
        raise Killed

    for place in ("tell", "record"):
        with monkeypatch.context() as patch, pytest.raises(Killed):
            patch.setattr(telling, place, dies)
            telling.tell_due(now=timezone.now() + 5 * MINUTE)
        assert Find.objects.waiting().count() == 1
        assert Notification.objects.count() == 0
    assert telling.tell_due(now=timezone.now() + 5 * MINUTE) == 1
    assert telling.tell_due(now=timezone.now() + 6 * MINUTE) == 0
    assert Notification.objects.count() == 1


def test_another_rhythm_moves_what_waits(save: Save, publish: Publish, work_at: WorkAt) -> None:
    search = save("hangars", rhythm="weekly")
    publish("Hangars")
    work_at(seconds=5)
    change_search(search=search, name="Hangars !", rhythm="at_once", now=timezone.now())
    assert work_at(minutes=4)["mail"] == 1
    assert "Hangars !" in mail.outbox[0].subject


def test_an_arabic_mail_reads_from_right_to_left_and_says_why_and_how_to_stop(
    save: Save, publish: Publish, work_at: WorkAt, settings: Any
) -> None:
    settings.WAGTAILADMIN_BASE_URL = "https://jisr.example"
    save("hangars", language="ar", name="عنابر")
    makers.region()
    publish("Construire des hangars", region="MA-09", closes_on=dt.date(2099, 3, 1), answers_by=None)
    work_at(seconds=5)
    work_at(minutes=4)
    (sent,) = mail.outbox
    ((html, _kind),) = sent.alternatives
    assert '<html lang="ar" dir="rtl">' in html
    assert '<bdi lang="fr"><a href="https://jisr.example/ar/opportunities/' in html
    assert "سوس ماسة · المغرب" in sent.body
    assert "مارس 2099" in sent.body
    stop = re.search(r"https://jisr\.example/ar/search/stop/\S+", sent.body)
    assert stop
    assert sent.extra_headers["List-Unsubscribe"] == f"<{stop[0]}>"
    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "https://jisr.example/ar/account/searches/" in sent.body
