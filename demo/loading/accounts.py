"""The people who can sign in to the demonstration; every password is the same, and written into one file."""

from functools import cache
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from demo.loading.once import Samples
from foundation.accounts.models import User
from foundation.organisations.models import FocalPoint

PASSWORD = "jisr-demonstration"


@cache
def _hashed() -> str:
    """The hash of the one password, made once: two hundred of them would take a minute."""
    return make_password(PASSWORD)


def account(*, email: str, name: str, language: str, **fields: Any) -> User:
    user = User.objects.create(email=email.lower(), password=_hashed(), name=name, language=language, **fields)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def load_desks(samples: Samples) -> None:
    """The administrator, and a focal point for each home country."""
    if not samples.has("account/administrator"):
        with samples.new("account/administrator"):
            account(email="admin@jisr.example", name="Administration", language="fr", is_staff=True, is_superuser=True)
    desks = {"MA": "Leïla Bennani", "SN": "Ndeye Faye", "ML": "Modibo Keïta", "CI": "Ama Koné"}
    for country, name in desks.items():
        key = f"account/focal-point-{country}"
        if not samples.has(key):
            with samples.new(key):
                email = f"focal.{country.lower()}@jisr.example"
                user = account(email=email, name=name, language="fr")
                FocalPoint.objects.create(user=user, country=country)
