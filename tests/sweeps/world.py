"""A small world for the sweeps: an agency with a call and an investment, its people, and those who are not."""

import datetime as dt
import re
from dataclasses import dataclass, field
from typing import Any

from django.test import Client
from django.urls import URLResolver, get_resolver
from django.utils import timezone

from cms.importing.models import Upload
from cms.opportunities.models import MissionCall
from foundation.accounts.models import User
from foundation.notifications.queries import Reader, stop_address
from foundation.organisations.coordinating import name_coordinator
from foundation.organisations.models import ASKED_FOR, Coordinator, Organisation, Role
from foundation.organisations.team import invite as invite_to_team
from foundation.registry.operations import office_of
from foundation.registry.operations import register as enter
from foundation.registry.parties import Paper
from marketplace.answers.lifecycle import Actor
from marketplace.answers.models import Submission
from marketplace.answers.operations.linking import issue
from marketplace.applications.models import Application
from marketplace.applications.operations import add_document, submit
from marketplace.calendars.operations import open_calendar
from marketplace.conversations.operations import Sent, write
from marketplace.invitations.models import CallInvitation
from marketplace.invitations.operations import invite
from marketplace.judging.operations import give
from marketplace.outcomes.models import Outcome
from marketplace.outcomes.operations.answering import answer
from marketplace.outcomes.operations.asking import ask_due
from marketplace.outcomes.queries import answer_address, more_address, refresh_address
from marketplace.profiles.models import ExpertProfile
from marketplace.questions.models import Question
from marketplace.questions.operations import ask
from marketplace.rosters.models import RosterInvitation
from marketplace.rosters.operations import send_roster
from marketplace.rosters.queries import token_of
from marketplace.rosters.sources import Line
from search.engines.current import search_engine
from search.results.parameters import Asked
from search.saved.models import SavedSearch
from search.saved.operations.keeping import ask_for_search
from search.saved.queries import confirm_address, manage_address, reading_of
from search.saved.queries import stop_address as search_stop_address
from tests import factories
from tests.cms import makers
from tests.marketplace.answers import makers as answers
from tests.marketplace.interests import makers as interests
from tests.marketplace.outcomes import makers as missions

PART = re.compile(r"<(?:(\w+):)?(\w+)>")
MADE_UP = {"int": "1", "pk": "1", "object_id": "1", "uuid": "00000000-0000-0000-0000-000000000000"}


@dataclass(frozen=True)
class Route:
    """One address of the site; `pattern` still holds its parts, such as <slug:agency>."""

    name: str
    pattern: str

    def address(self, values: dict[str, str]) -> str:
        """Return the address with the known values in it, and made-up ones where none is known.

        A value named `route:part` is for that route alone.
        """

        def value(part: re.Match[str]) -> str:
            known = values.get(f"{self.name}:{part[2]}") or values.get(part[2])
            return known or MADE_UP.get(part[2]) or MADE_UP.get(part[1] or "", "x")

        return "/" + PART.sub(value, self.pattern)


@dataclass
class World:
    """People by what they are to the agency (None is a visitor), and values for the parts of addresses."""

    people: dict[str, User | None]
    values: dict[str, str] = field(default_factory=dict)

    def client(self, person: str) -> Client:
        client = Client(raise_request_exception=False)
        if user := self.people[person]:
            client.force_login(user)
        return client


def routes() -> list[Route]:
    """Return every route of the site; those written as regular expressions are Wagtail's and swept with its pages."""
    found = {Route(name, pattern) for name, pattern in _walk(get_resolver(), "") if "(" not in pattern}
    return sorted(found, key=lambda route: (route.pattern, route.name))


def _walk(resolver: URLResolver, prefix: str):  # type: ignore[no-untyped-def]
    for pattern in resolver.url_patterns:
        route = prefix + str(pattern.pattern).replace("^", "").replace("\\Z", "").replace("$", "")
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern, route)
        else:
            yield pattern.name or "", route


def make_world() -> World:
    agency, other = makers.agency("Agence Une"), makers.agency("Agence Deux")
    call = makers.call(agency)
    concept = factories.concept("irrigation")
    invitation = _in_a_list(agency)
    assessor = makers.member(agency.organisation, Role.ASSESSOR)
    people = {
        "visitor": None,
        "stranger": factories.user(),
        "other agency": other.moderator,
        "owner": makers.member(agency.organisation, Role.OWNER),
        "member": agency.moderator,
        "assessor": assessor,
        "coordinator": _coordinator(agency.organisation),
        "former coordinator": _coordinator(agency.organisation, ended_at=timezone.now()),
        "closed account": makers.member(agency.organisation, Role.OWNER),
        "staff": factories.staff(),
    }
    upload = Upload.objects.create(
        agency=agency.page,
        owner=agency.moderator,
        name="calls.csv",
        language="fr",
        state=Upload.State.READY,
        sent_at=timezone.now(),
        expires_at=timezone.now() + dt.timedelta(days=1),
    )
    values = {
        "parent_page_id": str(agency.page.pk),
        "language": "fr",
        "ending": "xlsx",
        "upload": upload.public_id,
        "country": agency.organisation.country.lower(),
        "agency": agency.organisation.slug,
        "slug": call.slug,
        "organisation": agency.organisation.slug,
        "page_id": str(call.pk),
        "opportunity": call.public_id,
        "object_id": str(concept.pk),
        "token": token_of(invitation),
        "stops": stop_address(Reader(user=agency.moderator), "agency.call", "fr").split("/")[-2],
        **_of_a_team(agency.organisation, people["owner"]),
        **_of_a_register(agency),
        "feed": open_calendar(user=agency.moderator, now=timezone.now()),
        **_of_a_visitor(),
        **_of_talks(agency, call, assessor),
        **_of_missions(agency, call),
    }
    people["applicant"] = Submission.objects.get(public_id=values["submission"]).person
    people["invited"] = CallInvitation.objects.get(public_id=values["invitation"]).expert
    people["asker"] = Question.objects.get(public_id=values["question"]).asker
    people["on a mission"] = Submission.objects.get(public_id=values["mission"]).person
    people["investor"] = interests.investor()
    values["interest:opportunity"] = values["interest_keep:opportunity"] = makers.investment(agency).public_id
    User.objects.filter(pk=people["closed account"].pk).update(is_active=False)
    return World(people, values)


def _coordinator(organisation: Organisation, **facts: Any) -> User:
    user = factories.user()
    now = timezone.now()
    Coordinator.objects.create(organisation=organisation, user=user, named_at=now, confirmed_at=now, **facts)
    return user


def _of_a_team(organisation: Organisation, owner: User) -> dict[str, str]:
    """What an owner asks: somebody to join the team, and two to coordinate, of whom one let the time pass."""
    now = timezone.now()
    invitation = invite_to_team(organisation=organisation, by=owner, email="new@example.org", role=Role.EDITOR, now=now)
    facts = {"organisation": organisation, "by": owner}
    expired = now - ASKED_FOR
    name_coordinator(**facts, email="late@example.org", now=expired)
    asked = name_coordinator(**facts, email="asked@example.org", now=now)
    return {
        "coordinator": str(asked.pk),
        "organisation_withdraw_invitation:public_id": invitation.public_id,
        "organisation_member:public_id": owner.public_id,
    }


def _of_a_register(agency: makers.Agency) -> dict[str, str]:
    """An entry of the agency's register, with a paper; its number and code are what a receipt holds."""
    now = timezone.now()
    office = office_of(organisation=agency.organisation, now=now)
    facts = {"nature": "letter", "subject": "A road", "language": "fr", "pieces": [Paper("l.txt", b"l", "text/plain")]}
    entry = enter(office=office, direction="A", now=now, **facts)  # type: ignore[arg-type]
    return {
        "entry": entry.public_id,
        "number": entry.number,
        "code": entry.code,
        "year": str(entry.admitted_on.year),
        "place": "0",
    }


def _in_a_list(agency: makers.Agency) -> RosterInvitation:
    """Somebody whom the agency has invited through a list of experts."""
    line = Line(2, email="invited@example.org", name="Invited", language="fr", skills=["irrigation"])
    roster = send_roster(organisation=agency.organisation, lines=[line], by=agency.moderator, now=timezone.now())
    return roster.invitations.get()


def _of_talks(agency: makers.Agency, call: MissionCall, assessor: User) -> dict[str, str]:
    """An application that is talked about and judged, a question, an expert who is invited, and a link to answer by."""
    now = timezone.now()
    draft = answers.draft(call, now=now)
    paper = {"name": "cv.txt", "content": b"CV", "media_type": "text/plain"}
    document = add_document(application=draft, by=draft.person, now=now, **paper)  # type: ignore[arg-type]
    submit(application=draft, by=draft.person, now=now)  # type: ignore[arg-type]
    sent = Application.objects.select_related("entry", "organisation", "person").get(pk=draft.pk)
    file = Sent("diplome.txt", b"Bonjour", "text/plain")
    message = write(submission=sent, actor=Actor.PERSON, by=sent.person, text="Bonjour", files=[file], now=now)
    assessment = give(application=sent, assessor=assessor, actor=Actor.AGENCY, by=agency.moderator, now=now)
    question = ask(page=call, by=answers.expert(), text="Le logement est-il pris en charge ?", language="fr", now=now)
    expert = answers.expert()
    ExpertProfile.objects.filter(user=expert).update(consent=True)
    profile = ExpertProfile.objects.get(user=expert)
    invitation = invite(call=call, profile=profile, actor=Actor.AGENCY, by=agency.moderator, now=now)
    return {
        "opportunity": call.public_id,
        "link": issue(submission=sent, user=agency.moderator, language="fr", now=now).split("/")[-2],
        "submission": sent.public_id,
        "application_document:file": document.file.public_id,
        "judge_document:file": document.file.public_id,
        "my_receipt:entry": sent.entry.public_id,  # type: ignore[union-attr]
        "my_words:entry": sent.entry.public_id,  # type: ignore[union-attr]
        "file": message.files.get().public_id,
        "assessment": assessment.public_id,
        "question": question.public_id,
        "invitation": invitation.public_id,
        "profile": profile.public_id,
    }


def _of_missions(agency: makers.Agency, call: MissionCall) -> dict[str, str]:
    """A mission whose terms are agreed, and what the links of its mails hold."""
    now = timezone.now()
    mission = missions.agreed(agency, missions.accepted(agency, call))
    ask_due(subject_id=f"{mission.public_id}:start", now=now)
    asked, told = Outcome.objects.order_by("side")
    answer(outcome=told, said="as_agreed", actor="person", by=mission.person, now=now)
    addresses = {
        "answering": answer_address(asked, agency.moderator),
        "telling": more_address(told, mission.person, now=now, language="fr").removesuffix("more/"),
        "refreshing": refresh_address(mission.person, now=now),
    }
    return {"mission": mission.public_id} | {name: path.split("/")[-2] for name, path in addresses.items()}


def _of_a_visitor() -> dict[str, str]:
    """What the links hold that a visitor gets by mail who has saved a search."""
    asked = Asked("irrigation")
    facts = {"name": "Irrigation", "rhythm": "daily", "language": "fr", "now": timezone.now()}
    ask_for_search(email="visitor@example.org", asked=asked, reading=reading_of(asked, search_engine()), **facts)  # type: ignore[arg-type]
    search = SavedSearch.objects.select_related("subscriber").get()
    addresses = {
        "confirming": confirm_address(search),
        "mine": manage_address(search.subscriber, "fr"),
        "stopping": search_stop_address(search.subscriber, "daily", "fr"),
    }
    return {name: address.split("/")[-2] for name, address in addresses.items()}
