"""Writers at the same moment: each gets through, nothing is done twice, nothing is lost."""

from contextlib import suppress
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.models import Page

from cms.agencies.models import AgencyPage
from cms.agencies.operations import arrange
from cms.opportunities.models import MissionCall
from cms.opportunities.operations.drafting import draft_from_file
from foundation.base.errors import DomainError
from foundation.clocks.models import Clock
from foundation.clocks.operations import tick
from foundation.organisations.models import Membership
from foundation.organisations.operations import register
from foundation.organisations.team import accept_invitation, invite
from foundation.outbox.models import Delivery
from foundation.outbox.operations import deliver_due, record
from foundation.registry.handling import annul
from foundation.registry.operations import office_of
from foundation.registry.proving import Proof, prove
from foundation.taxonomy.models import ProposedLabel, Version
from foundation.taxonomy.operations import bump_version
from foundation.taxonomy.proposals import propose_label
from marketplace.profiles.models import ExpertProfile
from marketplace.profiles.operations.keeping import start_profile
from tests import factories
from tests.cms import makers
from tests.factories import NOW
from tests.foundation.registry.makers import enter
from tests.races.conftest import Race

HEARD: list[int] = []


def hears(event: Any) -> None:
    HEARD.append(event.pk)


def test_people_who_register_the_same_name_at_once_all_get_an_organisation(race: Race) -> None:
    people = race(lambda: [factories.user() for _ in range(6)])[0]
    details = {"name_fr": "Agence du Nord", "country": "MA", "email": "nord@example.org", "now": NOW}
    made = race(*(partial(register, by=person, **details) for person in people))
    assert sorted(one.slug for one in made) == ["agence-du-nord", *(f"agence-du-nord-{n}" for n in range(2, 7))]


def test_agencies_of_a_country_without_a_page_are_arranged_at_once(race: Race) -> None:
    made = race(lambda: [makers.organisation(f"Agence {n}", country="SN") for n in range(5)])[0]
    race(*(partial(arrange, organisation=one) for one in made))
    assert race(lambda: (AgencyPage.objects.count(), Page.find_problems())) == [(5, ([], [], [], [], []))]


def test_drafts_made_at_once_all_find_a_place_in_the_tree(race: Race) -> None:
    agency = race(lambda: makers.agency("Littoral"))[0]
    text = "Termes de référence\nExpert en irrigation\nLieu : Agadir\n".encode()
    draft = partial(draft_from_file, agency=agency.page, content=text, name="tdr.txt", by=agency.editor, now=NOW)
    race(*[draft] * 6)
    assert race(lambda: (MissionCall.objects.count(), Page.find_problems())) == [(6, ([], [], [], [], []))]


def test_several_drains_work_each_delivery_once(race: Race, settings: Any) -> None:
    settings.OUTBOX_CONSUMERS = {"taxonomy.changed": [f"{__name__}.hears"]}

    def happen() -> None:
        with transaction.atomic():
            subject, _ = Version.objects.get_or_create(pk=1)
            for _ in range(40):
                record("taxonomy.changed", subject=subject, now=NOW)

    race(happen)
    HEARD.clear()
    done = race(*[partial(deliver_due, now=timezone.now())] * 4)
    assert (sum(done), len(HEARD), len(set(HEARD))) == (40, 40, 40)
    assert race(Delivery.objects.undone().count) == [0]


def test_clocks_that_are_wound_at_once_are_wound_once(race: Race, settings: Any) -> None:
    settings.CLOCK_HANDLERS = {"sweep private files": settings.CLOCK_HANDLERS["sweep private files"]}
    done = race(*[partial(tick, now=timezone.now())] * 4)
    assert sum(one["clocks"] for one in done) == 1
    assert race(Clock.objects.count) == [1]


def test_a_profile_started_twice_at_once_is_one(race: Race) -> None:
    person = race(factories.user)[0]
    race(*[partial(start_profile, user=person, kind="expert", now=NOW)] * 4)
    assert race(ExpertProfile.objects.count) == [1]


def test_an_invitation_accepted_twice_at_once_makes_one_member(race: Race) -> None:
    def invited() -> Any:
        owner, person = factories.user(), factories.user()
        agency = factories.organisation(owner)
        return invite(organisation=agency, by=owner, email=person.email, role="editor", now=NOW), person

    invitation, person = race(invited)[0]

    def takes() -> bool:
        try:
            accept_invitation(invitation=invitation, user=person, now=NOW)
        except DomainError:
            return False
        return True

    assert sorted(race(*[takes] * 4)) == [False, False, False, True]
    assert race(Membership.objects.filter(user=person).count) == [1]


def test_people_who_propose_the_same_words_at_once_are_all_counted(race: Race) -> None:
    read, meant, people = race(
        lambda: (factories.concept("irrigation"), factories.concept("drainage"), [factories.user() for _ in range(5)])
    )[0]
    facts = {"words": "arrosage des champs", "language": "fr", "meant": read, "chosen": meant, "now": NOW}
    race(*(partial(propose_label, by=person, **facts) for person in people))
    assert race(lambda: list(ProposedLabel.objects.values_list("words", "people"))) == [[("arrosage des champs", 5)]]


def test_no_change_of_the_taxonomy_is_lost(race: Race) -> None:
    before = race(lambda: getattr(Version.objects.filter(pk=1).first(), "number", 0))[0]
    race(*[partial(bump_version, now=NOW)] * 5)
    assert race(lambda: Version.objects.get(pk=1).number) == [before + 5]


def test_an_office_that_several_need_at_once_is_opened_once(race: Race) -> None:
    organisations = race(lambda: [makers.organisation(f"Agence {n}") for n in range(2)])[0]
    offices = race(*(partial(office_of, organisation=one, now=NOW) for one in organisations * 3))
    assert {(one.organisation_id, one.code) for one in offices} == {
        (one.pk, office.code) for one, office in zip(organisations, offices, strict=False)
    }
    assert len({one.code for one in offices}) == 2


def test_entries_made_at_once_have_numbers_without_gap_and_a_chain_that_is_whole(race: Race) -> None:
    def begin() -> Any:
        return office_of(organisation=makers.organisation("Littoral"), now=NOW)

    def fails() -> None:
        with suppress(ZeroDivisionError), transaction.atomic():
            enter(office)
            raise ZeroDivisionError

    office = race(begin)[0]
    entries = race(*[partial(enter, office), fails] * 5)
    numbers = sorted(entry.number for entry in entries if entry)
    assert numbers == [f"LITT/2026/A/{number:06d}" for number in range(1, 6)]
    assert race(lambda: prove(office=office, year=2026)) == [Proof(5)]


def test_of_two_who_annul_at_once_one_is_told_that_it_was_annulled(race: Race) -> None:
    def begin() -> tuple[Any, Any]:
        agency = makers.agency("Littoral")
        return enter(office_of(organisation=agency.organisation, now=NOW)), agency.moderator

    entry, moderator = race(begin)[0]

    def end() -> str:
        try:
            annul(entry=entry, reason="Twice", by=moderator, now=NOW)
        except DomainError as error:
            return error.code
        return "annulled it"

    assert sorted(race(end, end)) == ["annulled", "annulled it"]
    assert race(lambda: entry.steps.count()) == [1]
