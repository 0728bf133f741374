"""Every mail says why it was sent and how such mails are stopped: with one click, without signing in."""

import re

import pytest
from django.core import mail
from django.test import Client

from foundation.accounts.operations import erase_account
from foundation.notifications.models import Choice
from foundation.notifications.operations import send_due
from tests import factories
from tests.factories import NOW
from tests.foundation.notifications.telling import stop_link, tell

pytestmark = pytest.mark.django_db


def _mail(**fields):
    """Return the one mail that leaves."""
    tell(f"mail {len(mail.outbox)}", **fields)
    assert send_due(now=NOW) == 1
    return mail.outbox[-1]


def test_a_mail_says_why_it_was_sent_where_it_is_stopped_and_where_all_is_chosen() -> None:
    sent = _mail()
    stop = stop_link(sent.body)
    assert sent.body == (
        "Un mot.\n\n-- \nYou receive this because you test.\n"
        f"Arrêter ces e-mails : http://localhost:8000{stop}\n"
        "Choisir ce dont vous êtes prévenu : http://localhost:8000/fr/account/notifications/choices/"
    )
    html = sent.alternatives[0][0]
    assert "<p>You receive this because you test.</p>" in html
    assert f'<a href="http://localhost:8000{stop}">Arrêter ces e-mails</a>' in html
    as_sent = re.sub(rb"\n ", b" ", sent.message().as_bytes())  # unfolded (RFC 5322, section 2.2.3)
    assert re.search(rb"List-Unsubscribe: +<http://localhost:8000" + re.escape(stop).encode() + b">\n", as_sent)
    assert sent.message()["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_the_foot_is_in_the_language_and_direction_of_the_mail() -> None:
    sent = _mail(language="ar", kind="organisation.invitation", subject="دعوة", text="مرحبا")
    assert (
        "\n\n-- \nتصلك هذه الرسالة لأن مؤسسة في جسر أعطت هذا العنوان لدعوتك إلى فريقها.\nأوقف هذه الرسائل: "
        in sent.body
    )
    assert stop_link(sent.body).startswith("/ar/")
    assert '<html lang="ar" dir="rtl">' in sent.alternatives[0][0]


def test_a_caller_may_say_better_why() -> None:
    assert "\n-- \nParce que.\n" in _mail(why="Parce que.").body


def test_a_mail_that_cannot_be_stopped_says_so_and_has_no_link_to_stop_it() -> None:
    sent = _mail(kind="test.decided")
    assert "\n-- \nIt was decided.\nLes e-mails de ce genre ne peuvent pas être désactivés.\n" in sent.body
    assert "/stop/" not in sent.body + sent.alternatives[0][0]
    assert sent.message()["List-Unsubscribe"] is None


def test_a_mail_with_an_address_of_its_own_to_stop_it_shows_that_one_only() -> None:
    sent = _mail(kind="search.alert", unsubscribe_url="https://jisr.example/fr/search/stop/x/")
    assert sent.body.count("/stop/") == 1
    assert sent.alternatives[0][0].count("/stop/") == 1
    assert sent.message()["List-Unsubscribe"] == "<https://jisr.example/fr/search/stop/x/>"


def test_opening_the_link_changes_nothing() -> None:
    sent = _mail()
    page = Client().get(stop_link(sent.body))
    assert page.status_code == 200
    assert "Tests" in page.content.decode()
    assert Choice.objects.count() == 0


def test_one_click_of_a_mail_provider_stops_the_kind_without_a_cookie_or_token() -> None:
    person = factories.user(language="fr")
    link = stop_link(_mail(recipient=person).body)
    client = Client(enforce_csrf_checks=True)
    answer = client.post(link, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert [(c.user, c.kind, c.rhythm) for c in Choice.objects.select_related("user")] == [(person, "test", "site")]
    tell("b", recipient=person)
    tell("c", recipient=person, kind="test.decided")
    assert send_due(now=NOW) == 1


def test_stopping_twice_says_so_and_stopping_can_be_undone() -> None:
    person = factories.user(language="fr")
    link = stop_link(_mail(recipient=person, kind="organisation.invitation").body)
    first = Client().post(link)
    assert "Ces e-mails étaient déjà arrêtés." in Client().post(link).content.decode()
    again = Client().post(link, {"undo": first.context["undo"]})
    assert "Invitations à rejoindre une équipe" in again.content.decode()
    assert tell("b", recipient=person, kind="organisation.invitation").rhythm == "at_once"


def test_an_undo_of_another_person_is_not_found_and_changes_nothing() -> None:
    mine, other = factories.user(language="fr"), factories.user(language="fr")
    link, foreign = (stop_link(_mail(recipient=each).body) for each in (mine, other))
    undo = Client().post(foreign).context["undo"]
    Client().post(link)
    assert Client().post(link, {"undo": undo}).status_code == 404
    assert Client().post(link, {"undo": "forged"}).status_code == 404
    assert Choice.objects.filter(rhythm="site").count() == 2


def test_an_address_without_an_account_is_stopped_too_and_only_its_digest_is_kept() -> None:
    link = stop_link(_mail(email="Fatou@example.org").body)
    assert "fatou" not in link.lower()
    Client().post(link)
    choice = Choice.objects.get()
    assert (choice.user, len(choice.address), choice.rhythm) == (None, 64, "site")
    tell("b", email="fatou@example.org")
    tell("c", email="fatou@example.org", kind="test.decided")
    assert send_due(now=NOW) == 1
    person = factories.user("fatou@example.org")
    assert tell("d", recipient=person).rhythm == "site"  # an account does not begin it again


def test_an_address_that_was_stopped_is_told_again_after_the_undo() -> None:
    link = stop_link(_mail(email="fatou@example.org").body)
    stopped = Client().post(link)
    Client().post(link, {"undo": stopped.context["undo"]})
    assert Choice.objects.count() == 0
    assert tell("b", email="fatou@example.org").by_mail is True


def test_a_stop_survives_a_new_key_of_the_site(settings) -> None:
    link = stop_link(_mail(email="fatou@example.org").body)
    Client().post(link)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "a new one", [settings.SECRET_KEY]
    assert tell("b", email="fatou@example.org").by_mail is False


@pytest.mark.parametrize("token", ["x", "x.test.abc", "a.b"])
def test_a_link_that_nobody_of_ours_wrote_is_not_found(token: str) -> None:
    assert Client().get(f"/fr/account/notifications/stop/{token}/").status_code == 404
    assert Client().post(f"/fr/account/notifications/stop/{token}/").status_code == 404
    assert Choice.objects.count() == 0


def test_the_link_of_an_account_that_is_gone_says_so() -> None:
    person = factories.user(language="fr")
    link = stop_link(_mail(recipient=person).body)
    erase_account(user=person, now=NOW)
    answer = Client().post(link)
    assert answer.status_code == 200
    assert "Ce compte n’existe plus" in answer.content.decode()
    assert Choice.objects.count() == 0
