"""An office with its team, and entries as its people make them."""

from dataclasses import dataclass
from typing import Any

from foundation.accounts.models import User
from foundation.organisations.models import Membership, Organisation, Role
from foundation.registry.models import Entry
from foundation.registry.offices import Office
from foundation.registry.operations import office_of, register
from tests import factories
from tests.factories import NOW


@dataclass(frozen=True, slots=True)
class Team:
    organisation: Organisation
    office: Office
    owner: User
    editor: User
    viewer: User
    assessor: User


def team(slug: str = "rabat-sale-kenitra", name: str = "Agence de Rabat") -> Team:
    owner = factories.user(language="en", name="Owner")
    organisation = factories.organisation(owner, slug=slug, name=name)
    people = {
        role: factories.user(language="en", name=role.title()) for role in (Role.EDITOR, Role.VIEWER, Role.ASSESSOR)
    }
    for role, person in people.items():
        Membership.objects.create(organisation=organisation, user=person, role=role, since=NOW)
    office = office_of(organisation=organisation, now=NOW)
    return Team(organisation, office, owner, people[Role.EDITOR], people[Role.VIEWER], people[Role.ASSESSOR])


def enter(office: Office, **facts: Any) -> Entry:
    usual = {"direction": "A", "nature": "request", "subject": "A road", "language": "fr", "now": NOW}
    return register(office=office, **(usual | facts))
