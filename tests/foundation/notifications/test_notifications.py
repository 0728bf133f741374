"""People are told once, in their language, on the site and by mail."""

import datetime as dt
from smtplib import SMTPServerDisconnected

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from foundation.notifications import operations
from foundation.notifications.models import MOST_TRIES, Notification
from foundation.notifications.operations import send_due
from foundation.notifications.queries import NotificationData
from foundation.notifications.rendering import render
from tests import factories
from tests.factories import NOW
from tests.foundation.notifications.telling import tell

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


def test_the_same_key_tells_once() -> None:
    first = tell()
    again = tell(subject="Other words")
    assert again == first
    assert again.subject == "Bonjour"
    assert send_due(now=NOW) == 1
    assert len(mail.outbox) == 1


def test_what_a_template_says_is_told_in_the_language_of_the_person_with_the_address_of_its_page_once() -> None:
    facts = {"groups": [], "count": 2, "more": 0, "rhythm": "daily"}
    words = {"kind": "test", "template": "notifications/mail/digest", "facts": facts, "now": NOW}
    fatou = factories.user(language="fr")
    told = operations.tell(key="a", recipient=fatou, route="organisation_team", args=["souss"], **words)
    assert operations.tell(key="a", recipient=fatou, route="desk", **words) == told
    assert (told.language, told.subject) == ("fr", "2 messages pour vous sur Jisr")
    assert told.url == "/fr/organisations/souss/team/"
    salma = operations.tell(key="b", email="salma@example.org", language="ar", url="https://jisr.example/x", **words)
    assert (salma.recipient, salma.email, salma.language) == (None, "salma@example.org", "ar")
    assert salma.url == "https://jisr.example/x"


def test_nobody_to_tell_is_an_error_and_writes_nothing() -> None:
    with pytest.raises(ValueError, match="neither a recipient nor an address"):
        tell(recipient=None)
    assert Notification.objects.count() == 0


def test_a_mail_is_text_and_html_in_the_language_and_direction_of_the_reader() -> None:
    tell(email="fatou@example.org", language="ar", subject="مرحبا\nبك", text="سطر <أول>\n\n- بند")
    assert send_due(now=NOW) == 1
    (sent,) = mail.outbox
    assert sent.to == ["fatou@example.org"]
    assert sent.subject == "مرحبا بك"
    assert sent.body.startswith("سطر <أول>\n\n- بند\n\n-- \n")
    assert sent.extra_headers["Content-Language"] == "ar"
    ((html, kind),) = sent.alternatives
    assert kind == "text/html"
    assert '<html lang="ar" dir="rtl">' in html
    assert "<p>سطر &lt;أول&gt;</p>\n<ul><li>بند</li></ul>" in html


def test_a_mail_that_can_be_stopped_says_where_to_the_mail_program() -> None:
    tell("a", email="fatou@example.org", unsubscribe_url="https://jisr.example/fr/stop/x/")
    tell("b", email="fatou@example.org", kind="test.decided")
    send_due(now=NOW)
    stoppable, decided = (sent.message() for sent in mail.outbox)
    assert stoppable["List-Unsubscribe"] == "<https://jisr.example/fr/stop/x/>"
    assert stoppable["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert decided["List-Unsubscribe"] is decided["List-Unsubscribe-Post"] is None


def test_a_mail_goes_to_the_address_the_account_has_now() -> None:
    person = factories.user("old@example.org")
    tell(recipient=person)
    person.email = "new@example.org"
    person.save()
    send_due(now=NOW)
    assert mail.outbox[0].to == ["new@example.org"]


def test_what_is_for_the_site_only_leaves_no_mail() -> None:
    tell(by_mail=False)
    assert send_due(now=NOW) == 0
    assert mail.outbox == []


def test_a_closed_account_gets_no_mail_and_is_not_asked_again() -> None:
    told = tell()
    told.recipient.is_active = False
    told.recipient.save()
    assert send_due(now=NOW) == 0
    told.refresh_from_db()
    assert (told.by_mail, told.mailed_at, told.leased_until) == (False, None, None)


def test_a_mail_that_fails_keeps_its_error_waits_and_holds_up_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = tell("a", email="down@example.org"), tell("b", email="up@example.org")
    send = EmailBackend.send_messages

    def fails(self, messages):
        if messages[0].to == ["down@example.org"]:
            raise SMTPServerDisconnected("gone")
        return send(self, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", fails)
    assert send_due(now=NOW) == 1
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.mailed_at, first.tries, first.error) == (None, 1, "SMTPServerDisconnected: gone")
    assert (second.mailed_at, second.error) == (NOW, "")
    assert send_due(now=NOW + dt.timedelta(seconds=29)) == 0
    monkeypatch.setattr(EmailBackend, "send_messages", send)
    assert send_due(now=NOW + dt.timedelta(seconds=30)) == 1
    first.refresh_from_db()
    assert (first.mailed_at, first.error) == (NOW + dt.timedelta(seconds=30), "")


def _fail_for_good(monkeypatch: pytest.MonkeyPatch) -> Notification:
    """Return a mail that was tried as often as any is; the server answers again."""
    tell()
    with monkeypatch.context() as down:
        down.setattr(EmailBackend, "send_messages", lambda self, messages: 1 / 0)
        for day in range(MOST_TRIES + 5):
            send_due(now=NOW + dt.timedelta(days=2 * day))
    return Notification.objects.dead().get()


def test_a_mail_is_given_up_after_the_last_try(monkeypatch: pytest.MonkeyPatch) -> None:
    given_up = _fail_for_good(monkeypatch)
    assert (given_up.tries, given_up.error) == (MOST_TRIES, "ZeroDivisionError: division by zero")


def test_staff_see_a_mail_that_was_given_up_and_have_it_sent_again(as_user, monkeypatch: pytest.MonkeyPatch) -> None:
    given_up = _fail_for_good(monkeypatch)
    client = as_user(factories.staff(language="en"))
    address = f"{reverse('admin:notifications_notification_changelist')}?state=dead"
    assert f'<a href="{address}" data-count="1">Notifications: 1</a>' in client.get("/en/desk/").content.decode()
    assert "division by zero" in client.get(address).content.decode()
    client.post(address, {"action": "try_now", "_selected_action": [given_up.pk]}, follow=True)
    assert send_due(now=NOW + dt.timedelta(days=900)) == 1
    assert len(mail.outbox) == 1
    given_up.refresh_from_db()
    assert given_up.error == ""


def test_every_try_of_a_mail_carries_one_message_id(monkeypatch: pytest.MonkeyPatch) -> None:
    told = tell()
    assert send_due(now=NOW) == 1
    Notification.objects.update(mailed_at=None, leased_until=NOW)  # killed before it could say that it was sent
    assert send_due(now=NOW + HOUR) == 1
    ids = [sent.message()["Message-ID"] for sent in mail.outbox]
    assert ids == [f"<{told.public_id}@jisr.example>"] * 2


def test_lines_of_an_arabic_mail_that_begin_with_latin_letters_run_from_right_to_left() -> None:
    tell(
        "ar", language="ar", subject="Jisr: جديد", text="Jisr يرحب بكم\n\nمرحبا\nhttps://jisr.example/ar/\n- 3 Missions"
    )
    tell("fr", subject="Jisr : نعم", text="Jisr")
    send_due(now=NOW)
    arabic, french = mail.outbox
    assert arabic.subject == "\u200fJisr: جديد"
    assert arabic.body.startswith("\u200fJisr يرحب بكم\n\nمرحبا\nhttps://jisr.example/ar/\n\u200f- 3 Missions\n\n-- \n")
    assert '<div lang="ar" dir="rtl">' in arabic.alternatives[0][0]
    assert (french.subject, french.body.partition("\n")[0]) == ("Jisr : نعم", "Jisr")


def test_a_mail_somebody_is_sending_is_left_alone_until_the_lease_ends() -> None:
    told = tell()
    Notification.objects.update(leased_until=NOW + HOUR)
    assert send_due(now=NOW) == 0
    assert send_due(now=NOW + 2 * HOUR) == 1
    told.refresh_from_db()
    assert told.leased_until is None


def test_one_template_gives_subject_text_and_html(settings, tmp_path) -> None:
    (tmp_path / "hello.txt").write_text(
        "{% load message %}Hello {{ name }}\n\nDear {{ name }},\nthis is new:\n\n- one\n- {{ two }}\n\n"
        "{% link '/fr/desk/' 'My desk' %}\n"
    )
    settings.WAGTAILADMIN_BASE_URL = "https://jisr.example"
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path, *settings.TEMPLATES[0]["DIRS"]]}]
    subject, text, html = render("hello", {"name": "A & <b>", "two": "2 > 1"}, "en")
    assert subject == "Hello A & <b>"
    assert text == "Dear A & <b>,\nthis is new:\n\n- one\n- 2 > 1\n\nMy desk: https://jisr.example/fr/desk/"
    assert html == (
        "<p>Dear A &amp; &lt;b&gt;,<br>this is new:</p>\n<ul><li>one</li><li>2 &gt; 1</li></ul>\n"
        '<p><a href="https://jisr.example/fr/desk/">My desk</a></p>'
    )


def test_the_list_shows_ones_own_latest_first_and_counts_the_unread(as_user) -> None:
    person = factories.user(language="fr")
    old = tell("old", recipient=person)
    new = tell("new", recipient=person, subject="Nouvelle", now=NOW + HOUR)
    tell("foreign", subject="Pas pour vous")
    page = as_user(person).get("/fr/account/notifications/").content.decode()
    assert page.index(new.public_id) < page.index(old.public_id)
    assert "Pas pour vous" not in page
    request = RequestFactory().get("/")
    request.user = person
    tag = Template("{% load notifications %}{% unread_notifications as n %}{{ n }}")
    assert tag.render(Context({"request": request})) == "2"


def test_the_list_takes_the_same_queries_for_five_and_for_twenty(as_user, django_assert_num_queries) -> None:
    person = factories.user()
    client = as_user(person)
    for count in range(5):
        tell(f"n{count}", recipient=person)
    client.get("/fr/account/notifications/")
    with CaptureQueriesContext(connection) as few:
        client.get("/fr/account/notifications/")
    for count in range(5, 20):
        tell(f"n{count}", recipient=person)
    with django_assert_num_queries(len(few)):
        client.get("/fr/account/notifications/")


def test_the_list_is_parted_by_the_days_of_the_reader(as_user) -> None:
    person = factories.user(language="fr", time_zone="Asia/Dubai")
    late = tell("late", recipient=person, now=NOW.replace(hour=21))  # after midnight there
    early = tell("early", recipient=person)
    page = as_user(person).get("/fr/account/notifications/").content.decode()
    ordered = ['data-day="2026-11-24"', late.public_id, 'data-day="2026-11-23"', early.public_id]
    assert sorted(ordered, key=page.index) == ordered
    assert "23 novembre 2026" in page


def test_the_list_shows_links_by_their_words_and_escapes_plain_text(as_user) -> None:
    person = factories.user(language="fr")
    tell(
        "a",
        recipient=person,
        text="Voir: https://jisr.example/",
        html='<p><a href="https://jisr.example/">Voir</a></p>',
    )
    tell("b", recipient=person, text="1 < 2 <b>")
    page = as_user(person).get("/fr/account/notifications/").content.decode()
    assert '<p><a href="https://jisr.example/">Voir</a></p>' in page
    assert "1 &lt; 2 &lt;b&gt;" in page


def test_the_list_shows_one_kind_and_marks_only_that_as_read(as_user) -> None:
    person = factories.user(language="fr")
    tell("a", recipient=person, subject="Une")
    tell("b", recipient=person, kind="test.daily", subject="Autre")
    client = as_user(person)
    page = client.get("/fr/account/notifications/?kind=test.daily").content.decode()
    assert page.count("data-notification=") == 1
    assert "Autre" in page
    assert '<option value="test.daily" selected>Daily tests (1)</option>' in page
    client.post("/fr/account/notifications/read/", {"kind": "test.daily"})
    assert [told.subject for told in Notification.objects.of(person).unread()] == ["Une"]
    everything = client.get("/fr/account/notifications/?kind=unknown").content.decode()
    assert everything.count("data-notification=") == 2


def test_opening_marks_as_read_and_leads_where_it_says(as_user) -> None:
    told = tell(url="/fr/desk/")
    answer = as_user(told.recipient).post(f"/fr/account/notifications/{told.public_id}/")
    assert (answer.status_code, answer["Location"]) == (302, "/fr/desk/")
    told.refresh_from_db()
    assert told.read_at is not None


def test_a_notification_never_leads_off_the_site(as_user) -> None:
    told = tell(url="https://elsewhere.example/")
    answer = as_user(told.recipient).post(f"/fr/account/notifications/{told.public_id}/")
    assert answer["Location"] == "/fr/account/notifications/"


def test_others_cannot_open_it_and_a_visitor_signs_in_first(as_user) -> None:
    told = tell()
    address = f"/fr/account/notifications/{told.public_id}/"
    assert as_user(factories.user()).post(address).status_code == 404
    assert Client().post(address).status_code == 302
    assert Client().get("/fr/account/notifications/").status_code == 302
    told.refresh_from_db()
    assert told.read_at is None


def test_all_is_marked_as_read_at_once_and_only_ones_own(as_user) -> None:
    person = factories.user()
    tell("a", recipient=person)
    tell("b", recipient=person)
    foreign = tell("c")
    assert as_user(person).post("/fr/account/notifications/read/").status_code == 302
    assert Notification.objects.of(person).unread().count() == 0
    assert Notification.objects.of(foreign.recipient).unread().count() == 1


def test_export_and_erasure_hold_what_the_person_was_told() -> None:
    person = factories.user("awa@example.org")
    tell("a", recipient=person, subject="Un")
    tell("b", email="AWA@example.org", subject="Deux")
    tell("c", subject="Trois")
    assert [row["subject"] for row in NotificationData.export(person)] == ["Un"]
    NotificationData.erase(person)
    assert [row.subject for row in Notification.objects.order_by("pk")] == ["Trois"]


@pytest.mark.parametrize("whom", [{}, {"language": "fr"}, {"email": "awa@example.org"}])
def test_nobody_to_tell_or_an_address_without_a_language_is_said_before_anything_is_rendered(whom) -> None:
    with pytest.raises(ValueError, match="neither a recipient nor an address with a language"):
        operations.tell(key="a", kind="test", template="no/such", facts={}, now=NOW, **whom)
    assert Notification.objects.count() == 0
