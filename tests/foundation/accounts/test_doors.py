"""One door leads in, and a second factor is asked at it; the others are shut."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core import mail
from django.core.cache import cache

from foundation.accounts.models import User
from tests import factories
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db
STRONG = "une-phrase-assez-longue-7"
SIGNUP = {
    "name": "Awa Diop",
    "email": "awa@home.example",
    "password1": STRONG,
    "home_country": "SN",
    "privacy": "on",
}


@pytest.fixture
def secured():
    """A member of staff with a TOTP app, and its secret."""
    person, secret = factories.staff(), generate_totp_secret()
    TOTP.activate(person, secret)
    return person, secret


def code_of(secret: str) -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


def is_inside(client) -> bool:
    return "_auth_user_id" in client.session


@pytest.mark.parametrize("door", ["/cms/login/", "/fr/_util/login/", "/ar/_util/login/", "/admin/login/"])
def test_no_other_door_lets_a_password_in(client, secured, door):
    person, _secret = secured
    typed = {"username": person.email, "email": person.email, "login": person.email, "password": PASSWORD}
    response = client.post(f"{door}?next=/cms/", typed)
    assert response.status_code == 302
    assert re.match(r"/(fr|ar)/account/login/\?", response.url)
    assert not is_inside(client)
    assert client.get("/cms/").status_code == 302
    assert client.get("/admin/").status_code == 302


def test_the_one_door_asks_for_the_second_factor(client, secured):
    person, secret = secured
    response = client.post("/fr/account/login/", {"login": person.email, "password": PASSWORD})
    assert response.url == "/fr/account/2fa/authenticate/"
    assert not is_inside(client)
    assert client.get("/cms/").status_code == 302
    assert client.get(response.url).status_code == 200
    wrong = client.post(response.url, {"code": "000000"})
    assert "data-errors" in wrong.content.decode()
    assert not is_inside(client)
    client.post(response.url, {"code": code_of(secret)})
    assert is_inside(client)
    assert client.get("/cms/").status_code == 200


def test_a_recovery_code_opens_once(client, secured):
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    person, _secret = secured
    code = RecoveryCodes.activate(person).get_unused_codes()[0]
    client.post("/fr/account/login/", {"login": person.email, "password": PASSWORD})
    client.post("/fr/account/2fa/authenticate/", {"code": code})
    assert is_inside(client)
    client.post("/fr/account/logout/")
    client.post("/fr/account/login/", {"login": person.email, "password": PASSWORD})
    client.post("/fr/account/2fa/authenticate/", {"code": code})
    assert not is_inside(client)


def test_a_person_without_duties_finds_no_cms_and_no_loop(as_user):
    client = as_user(factories.user())
    assert client.get("/cms/").status_code == 404


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_a_person_joins_confirms_her_address_and_is_in(client, language):
    assert client.get(f"/{language}/account/signup/").status_code == 200
    response = client.post(f"/{language}/account/signup/", SIGNUP)
    assert response.url == f"/{language}/account/confirm-email/"
    person = User.objects.get()
    assert (person.name, person.home_country, person.language) == ("Awa Diop", "SN", language)
    assert (person.is_staff, EmailAddress.objects.get().verified, is_inside(client)) == (False, False, False)
    (sent,) = mail.outbox
    assert sent.to == ["awa@home.example"]
    assert sent.subject.startswith("\u200fJisr" if language == "ar" else "Jisr")  # a mark, else it runs to the right
    link = re.search(r"https?://testserver(\S+)", sent.body)[1]
    assert link.startswith(f"/{language}/account/confirm-email/")
    assert client.get(link).status_code == 200
    client.post(link)
    assert EmailAddress.objects.get().verified
    client.post(f"/{language}/account/login/", {"login": SIGNUP["email"], "password": STRONG})
    assert is_inside(client)


@pytest.mark.parametrize("wrong", [{"privacy": ""}, {"name": ""}, {"password1": "court"}, {"email": "awa"}])
def test_a_wrong_signup_comes_back_with_its_errors_and_makes_no_account(client, wrong):
    response = client.post("/fr/account/signup/", SIGNUP | wrong)
    assert response.status_code == 200
    assert "data-errors" in response.content.decode()
    assert not User.objects.exists()


def test_nobody_learns_whether_an_address_has_an_account(client):
    person = factories.user("awa@home.example")
    new = client.post("/fr/account/signup/", SIGNUP | {"email": "other@home.example"})
    known = client.post("/fr/account/signup/", SIGNUP)
    assert (new.status_code, new.url) == (known.status_code, known.url)
    reset_new = client.post("/fr/account/password/reset/", {"email": "nobody@home.example"})
    reset_known = client.post("/fr/account/password/reset/", {"email": person.email})
    assert (reset_new.status_code, reset_new.url) == (reset_known.status_code, reset_known.url)
    assert User.objects.filter(email="awa@home.example").count() == 1


def test_a_password_is_reset_by_mail_in_the_language_of_the_account(client):
    person = factories.user(language="ar")
    client.post("/fr/account/password/reset/", {"email": person.email})
    (sent,) = mail.outbox
    assert "جسر" in sent.body or re.search(r"[\u0621-\u064a]{3,}", sent.body)
    link = re.search(r"https?://testserver(\S+)", sent.body)[1]
    page = client.get(link, follow=True)
    where = page.redirect_chain[-1][0]
    assert page.status_code == 200
    client.post(where, {"password1": STRONG, "password2": STRONG})
    person.refresh_from_db()
    assert person.check_password(STRONG)
    broken = client.get("/fr/account/password/reset/key/x-set-password/")
    assert broken.status_code == 200


def test_an_address_is_the_same_in_any_case(client):
    person = factories.user("awa@home.example")
    client.post("/fr/account/login/", {"login": "AWA@Home.example", "password": PASSWORD})
    assert client.session["_auth_user_id"] == str(person.pk)


def test_guessing_a_password_is_slowed_down(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "10/m/ip,5/5m/key"}
    cache.clear()
    person = factories.user()
    for _attempt in range(5):
        client.post("/fr/account/login/", {"login": person.email, "password": "wrong"})
    response = client.post("/fr/account/login/", {"login": person.email, "password": PASSWORD})
    assert "data-errors" in response.content.decode()
    assert not is_inside(client)
    cache.clear()
    client.post("/fr/account/login/", {"login": person.email, "password": PASSWORD})
    assert is_inside(client)


def test_signing_up_in_masses_is_stopped(client, settings):
    from config.settings import base

    settings.ACCOUNT_RATE_LIMITS = base.ACCOUNT_RATE_LIMITS
    cache.clear()
    statuses = [
        client.post("/fr/account/signup/", SIGNUP | {"email": f"p{number}@home.example"}).status_code
        for number in range(21)
    ]
    cache.clear()
    assert statuses == [302] * 20 + [429]
    assert User.objects.count() == 20


def test_a_second_factor_is_set_up_and_recovery_codes_are_shown(client):
    person = factories.user()
    client.post("/fr/account/login/", {"login": person.email, "password": PASSWORD})
    asked = client.get("/fr/account/2fa/totp/activate/", follow=True)
    assert asked.redirect_chain[-1][0].startswith("/fr/account/reauthenticate/")
    client.post("/fr/account/reauthenticate/", {"password": PASSWORD})
    page = client.get("/fr/account/2fa/totp/activate/")
    text = page.content.decode()
    assert 'src="data:image/svg+xml' in text
    secret = re.search(r'id="authenticator_secret"[^>]*value="(\w+)"', text)[1]
    wrong = client.post("/fr/account/2fa/totp/activate/", {"code": "000000"})
    assert "data-errors" in wrong.content.decode()
    assert not Authenticator.objects.exists()
    client.post("/fr/account/2fa/totp/activate/", {"code": code_of(secret)})
    assert sorted(Authenticator.objects.values_list("type", flat=True)) == ["recovery_codes", "totp"]
    assert client.get("/fr/account/2fa/recovery-codes/").status_code == 200
    assert "2fa" in client.get("/fr/account/2fa/").content.decode()


PAGES = [
    *("email/", "password/change/", "2fa/", "sessions/", "logout/", "2fa/totp/activate/"),
    *("settings/", "data/", "erase/"),
]


@pytest.mark.parametrize("language", ["fr", "ar", "en", "es"])
def test_every_page_of_the_account_is_drawn_in_every_language(client, language):
    person = factories.user(language=language)
    client.post(f"/{language}/account/login/", {"login": person.email, "password": PASSWORD})
    assert client.get(f"/{language}/account/reauthenticate/").status_code == 200
    client.post(f"/{language}/account/reauthenticate/", {"password": PASSWORD})
    for page in PAGES:
        response = client.get(f"/{language}/account/{page}")
        assert response.status_code == 200, page
        assert f'lang="{language}"' in response.content.decode()
    client.logout()
    for page in ("login/", "signup/", "password/reset/", "password/reset/done/", "confirm-email/", "inactive/"):
        assert client.get(f"/{language}/account/{page}").status_code == 200, page
    assert client.get(f"/{language}/privacy/").status_code == 200


def test_the_pages_of_the_account_carry_the_strict_policy(client):
    policy = client.get("/fr/account/login/").headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
