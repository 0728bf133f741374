"""Agencies with their teams and pages, and calls and investments as code makes them."""

import datetime as dt
from dataclasses import dataclass
from itertools import count
from typing import Any

from django.contrib.auth.models import Group

from cms.agencies.models import AgencyPage
from cms.agencies.operations import arrange, trust
from cms.opportunities.models import Investment, InvestmentText, MissionCall, MissionText
from foundation.accounts.models import User
from foundation.organisations.models import EDITING, FocalPoint, Membership, Organisation, Role
from foundation.taxonomy.models import Concept, Label, Region

NOW = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)
TODAY = NOW.date()
_numbers = count(1)


@dataclass(frozen=True, slots=True)
class Agency:
    organisation: Organisation
    page: AgencyPage
    editor: User
    moderator: User


def person(name: str = "", **fields: Any) -> User:
    name = name or f"Person {next(_numbers)}"
    return User.objects.create_user(f"{name.lower().replace(' ', '.')}@example.org", "x", name=name, **fields)


def organisation(name: str = "", *, country: str = "MA", verified: bool = True, **fields: Any) -> Organisation:
    name = name or f"Agence {next(_numbers)}"
    slug = name.lower().replace(" ", "-")
    return Organisation.objects.create(
        slug=slug,
        country=country,
        email=f"{slug}@example.org",
        name_fr=name,
        editors=Group.objects.create(name=f"{slug} editors"),
        moderators=Group.objects.create(name=f"{slug} moderators"),
        registered_at=NOW,
        verified_at=NOW if verified else None,
        **fields,
    )


def member(of: Organisation, role: str, name: str = "") -> User:
    user = person(name, language="en")
    Membership.objects.create(organisation=of, user=user, role=role, since=NOW)
    if role in EDITING:
        user.groups.add(of.editors if role == Role.EDITOR else of.moderators)
    return user


def agency(name: str = "", *, country: str = "MA", trusted: bool = True, **fields: Any) -> Agency:
    """A verified agency with an editor and a moderator; its first call is behind it unless told otherwise."""
    made = organisation(name, country=country, **fields)
    page = arrange(organisation=made)
    assert page is not None
    editor = member(made, Role.EDITOR, f"Editor of {made.name()}")
    moderator = member(made, Role.MODERATOR, f"Moderator of {made.name()}")
    if trusted:
        trust(organisation=made, by=focal_point(country), now=NOW)
    return Agency(made, page, editor, moderator)


def focal_point(country: str = "MA") -> User:
    user = person()
    FocalPoint.objects.create(user=user, country=country)
    return user


def administrator() -> User:
    return User.objects.create_superuser("admin@example.org", "x", name="Administrator")


FACTS = {
    "city": "Tiznit",
    "starts_on": TODAY + dt.timedelta(days=60),
    "ends_on": TODAY + dt.timedelta(days=90),
    "closes_on": TODAY + dt.timedelta(days=30),
    "answers_by": TODAY + dt.timedelta(days=40),
}


def call(of: Agency, *, texts: dict[str, str] | None = None, publish: bool = True, **facts: Any) -> MissionCall:
    """A mission call with a title per language, published as the CMS would."""
    texts = texts or {"fr": "Former des techniciennes"}
    page = MissionCall(live=False, source_language=next(iter(texts)), **(FACTS | facts))
    page.texts = [_text(MissionText, language, title) for language, title in texts.items()]
    of.page.add_child(instance=page)
    if publish:
        page.save_revision().publish()
        page.refresh_from_db()
    return page


def investment(of: Agency, *, texts: dict[str, str] | None = None, publish: bool = True, **facts: Any) -> Investment:
    texts = texts or {"fr": "Unité de séchage solaire"}
    page = Investment(live=False, source_language=next(iter(texts)), **(FACTS | facts))
    page.texts = [_text(InvestmentText, language, title) for language, title in texts.items()]
    of.page.add_child(instance=page)
    if publish:
        page.save_revision().publish()
        page.refresh_from_db()
    return page


def _text(model: type, language: str, title: str) -> Any:
    body = [{"type": "paragraph", "value": f"<p>{title}…</p>"}]
    import json

    return model(language=language, title=title, summary=f"{title}.", body=json.dumps(body))


def skill(fr: str, **labels: str) -> Concept:
    return _concept("skill", fr, labels)


def sector(fr: str, **labels: str) -> Concept:
    return _concept("sector", fr, labels)


def _concept(kind: str, fr: str, labels: dict[str, str]) -> Concept:
    made = Concept.objects.create(uri=f"urn:test:{kind}:{next(_numbers)}", kind=kind)
    for language, text in {"fr": fr, **labels}.items():
        Label.objects.create(concept=made, language=language, text=text, preferred=True, source="starter")
    return made


def region(code: str = "MA-09", name: str = "Souss-Massa", name_ar: str = "سوس ماسة") -> Region:
    return Region.objects.create(
        code=code,
        country=code[:2],
        name_fr=name,
        name_ar=name_ar,
        name_en=name,
        name_es=name,
        latitude=30.0,
        longitude=-9.0,
    )
