"""One factory per thing a test needs; variations are keyword arguments with names of the domain."""

import datetime as dt
from itertools import count
from typing import Any

from allauth.account.models import EmailAddress

from foundation.accounts.models import User
from foundation.organisations.models import FocalPoint, Organisation, Role
from foundation.organisations.operations import register
from foundation.taxonomy.models import Concept, Label

NOW = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)
PASSWORD = "a-long-password-for-tests"
_numbers = count(1)


def user(email: str = "", **fields: Any) -> User:
    """A person with a verified address."""
    email = email or f"person{next(_numbers)}@example.org"
    fields.setdefault("name", email.split("@")[0].title())
    made = User.objects.create_user(email, PASSWORD, **fields)
    EmailAddress.objects.create(user=made, email=made.email, verified=True, primary=True)
    return made


def staff(**fields: Any) -> User:
    return user(is_staff=True, is_superuser=True, **fields)


def focal_point(country: str = "MA", **fields: Any) -> User:
    person = user(**fields)
    FocalPoint.objects.create(user=person, country=country)
    return person


def organisation(
    owner: User | None = None, *, country: str = "MA", name: str = "", verified: bool = True, **fields: Any
) -> Organisation:
    """An agency with its owner; verified by staff unless told otherwise (its pages come with the outbox)."""
    name = name or f"Agence {next(_numbers)}"
    made = register(by=owner or user(), name_fr=name, country=country, email="agence@example.org", now=NOW, **fields)
    if verified:
        from foundation.organisations.operations import verify

        verify(organisation=made, by=focal_point(country), note="Registered", now=NOW)
        made.refresh_from_db()
    return made


def concept(label: str, *, kind: str = "skill", uri: str = "", language: str = "fr", **labels: str) -> Concept:
    """A concept with a preferred label per language: concept("irrigation", ar="الري")."""
    made = Concept.objects.create(uri=uri or f"urn:test:{kind}:{next(_numbers)}", kind=kind)
    for code, text in {language: label, **labels}.items():
        Label.objects.create(concept=made, language=code, text=text, preferred=True, source="starter")
    return made


__all__ = ["NOW", "PASSWORD", "Role", "concept", "focal_point", "organisation", "staff", "user"]
