"""An organisation comes, is judged by its focal point, and changes."""

import datetime as dt

import pytest
from django.contrib.auth.models import Group

from foundation.base.errors import DomainError
from foundation.notifications.models import Notification
from foundation.organisations import operations
from foundation.organisations.lifecycle import State
from foundation.organisations.models import Decision, Membership, Organisation
from foundation.outbox.models import Event
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db
FACTS = {"country": "MA", "email": "contact@agence.example", "now": NOW}


def events(organisation: Organisation) -> list[str]:
    rows = Event.objects.filter(subject_type="organisations.Organisation", subject_id=str(organisation.pk))
    return list(rows.order_by("pk").values_list("name", flat=True))


def group_names(user) -> list[str]:
    return sorted(user.groups.values_list("name", flat=True))


def test_the_person_who_registers_owns_an_unverified_organisation_with_two_groups():
    person = factories.user()
    made = operations.register(by=person, name_fr="Agence de l'Oriental", **FACTS)
    assert (made.slug, made.state, made.is_verified) == ("agence-de-loriental", State.WAITING, False)
    assert group_names(person) == ["agence-de-loriental editors", "agence-de-loriental moderators"]
    assert Membership.objects.get(organisation=made, user=person).role == "owner"
    assert events(made) == ["organisation.registered"]


def test_nobody_enters_the_cms_before_the_organisation_is_verified_and_while_it_is_suspended():
    focal_point, owner = factories.focal_point("MA"), factories.user()
    made = operations.register(by=owner, name_fr="Agence", **FACTS)

    def enters() -> bool:
        return type(owner).objects.get(pk=owner.pk).has_perm("wagtailadmin.access_admin")

    assert not enters()
    operations.verify(organisation=made, by=focal_point, note="Decree 12", now=NOW)
    assert enters()
    operations.suspend(organisation=made, by=focal_point, reason="Closed by decree", now=NOW)
    assert not enters()
    operations.lift_suspension(organisation=made, by=focal_point, reason="Open again", now=NOW)
    assert enters()


def test_a_slug_typed_is_kept_and_a_taken_one_is_refused():
    made = operations.register(by=factories.user(), name_ar="وكالة الجهة الشرقية", slug="wikala-sharqiya", **FACTS)
    assert made.slug == "wikala-sharqiya"
    with pytest.raises(DomainError) as caught:
        operations.register(by=factories.user(), name_fr="Autre", slug="wikala-sharqiya", **FACTS)
    assert caught.value.field == "slug"
    assert Organisation.objects.count() == 1
    assert Group.objects.filter(name__startswith="wikala").count() == 2


def test_an_arabic_name_alone_gets_a_slug_of_country_and_public_id():
    made = operations.register(by=factories.user(), name_ar="وكالة الجهة الشرقية", **FACTS)
    assert made.slug == f"ma-{made.public_id}"


def test_the_second_organisation_of_a_name_gets_a_number():
    first = operations.register(by=factories.user(), name_fr="Agence", **FACTS)
    second = operations.register(by=factories.user(), name_fr="Agence", **FACTS)
    assert (first.slug, second.slug) == ("agence", "agence-2")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name_fr": " "}, "name_fr"),
        ({"country": "XX"}, "country"),
        ({"country": "FR"}, "country"),
        ({"region": "SN-DK"}, "region"),
    ],
)
def test_a_registration_that_makes_no_sense_is_refused_and_leaves_nothing(wrong, field):
    with pytest.raises(DomainError) as caught:
        operations.register(by=factories.user(), **{"name_fr": "Agence", **FACTS, **wrong})
    assert caught.value.field == field
    assert (Organisation.objects.count(), Event.objects.count(), Membership.objects.count()) == (0, 0, 0)


def test_a_partner_may_sit_in_any_country():
    made = operations.register(by=factories.user(), name_fr="Fondation", kind="partner", **{**FACTS, "country": "FR"})
    assert made.country == "FR"


def test_a_person_waits_for_three_organisations_at_most():
    person = factories.user()
    for number in range(3):
        operations.register(by=person, name_fr=f"Agence {number}", **FACTS)
    with pytest.raises(DomainError):
        operations.register(by=person, name_fr="Agence 4", **FACTS)
    assert Organisation.objects.count() == 3


def test_the_focal_points_of_the_country_are_told_of_a_registration_in_their_language():
    focal_point = factories.focal_point("MA", language="ar")
    factories.focal_point("SN")
    made = operations.register(by=factories.user(), name_fr="Agence", name_ar="وكالة", **FACTS)
    told = Notification.objects.get()
    assert (told.recipient, told.language, told.kind) == (focal_point, "ar", "organisation.waiting")
    assert told.url == f"/ar/desk/organisations/{made.slug}/"
    assert "وكالة" in told.subject


def test_a_focal_point_verifies_with_a_note_of_what_was_checked():
    focal_point, owner = factories.focal_point("MA"), factories.user()
    made = operations.register(by=owner, name_fr="Agence", **FACTS)
    later = NOW + dt.timedelta(days=1)
    operations.verify(
        organisation=made, by=focal_point, note=" Decree 2-15-40 ", checks=["legal_text", "call_back"], now=later
    )
    made.refresh_from_db()
    assert (made.state, made.verified_at, made.verified_by) == (State.VERIFIED, later, focal_point)
    decision = Decision.objects.get()
    assert (decision.verdict, decision.checks, decision.note) == (
        "verified",
        ["call_back", "legal_text"],
        "Decree 2-15-40",
    )
    assert events(made) == ["organisation.registered", "organisation.verified"]
    assert Notification.objects.of(owner).get().kind == "organisation.verified"


def test_only_a_focal_point_of_the_country_or_staff_verifies():
    made = operations.register(by=factories.user(), name_fr="Agence", **FACTS)
    for person in (factories.user(), factories.focal_point("SN")):
        with pytest.raises(DomainError) as caught:
            operations.verify(organisation=made, by=person, note="Seen", now=NOW)
        assert caught.value.code == "not_focal_point"
    made.refresh_from_db()
    assert (made.state, Decision.objects.count()) == (State.WAITING, 0)
    operations.verify(organisation=made, by=factories.staff(), note="Seen", now=NOW)
    made.refresh_from_db()
    assert made.state == State.VERIFIED


def test_a_focal_point_does_not_verify_her_own_team():
    focal_point = factories.focal_point("MA")
    made = operations.register(by=focal_point, name_fr="Agence", **FACTS)
    with pytest.raises(DomainError) as caught:
        operations.verify(organisation=made, by=focal_point, note="Mine", now=NOW)
    assert caught.value.code == "own_team"
    made.refresh_from_db()
    assert made.state == State.WAITING


def test_a_verification_without_a_note_changes_nothing():
    focal_point = factories.focal_point("MA")
    made = operations.register(by=factories.user(), name_fr="Agence", **FACTS)
    with pytest.raises(DomainError) as caught:
        operations.verify(organisation=made, by=focal_point, note="  ", now=NOW)
    made.refresh_from_db()
    assert (caught.value.field, made.state, made.verified_at) == ("note", State.WAITING, None)
    assert not made.editors.permissions.exists()


def test_a_refused_organisation_reads_why_and_asks_again():
    focal_point, owner = factories.focal_point("MA"), factories.user()
    made = operations.register(by=owner, name_fr="Agence", **FACTS)
    operations.refuse(organisation=made, by=focal_point, reason="No legal text found.", now=NOW)
    made.refresh_from_db()
    assert made.state == State.REFUSED
    assert "No legal text found." in Notification.objects.of(owner).get().text
    operations.ask_again(organisation=made, by=owner, now=NOW + dt.timedelta(hours=1))
    made.refresh_from_db()
    assert made.state == State.WAITING
    assert Notification.objects.of(focal_point).count() == 2
    operations.verify(organisation=made, by=focal_point, note="Found it", now=NOW)
    made.refresh_from_db()
    assert (made.state, made.refused_at) == (State.VERIFIED, None)


def test_moves_that_the_state_does_not_allow_are_refused():
    focal_point, owner = factories.focal_point("MA"), factories.user()
    made = operations.register(by=owner, name_fr="Agence", **FACTS)
    operations.verify(organisation=made, by=focal_point, note="Seen", now=NOW)
    for operation in (operations.refuse, operations.lift_suspension):
        with pytest.raises(DomainError) as caught:
            operation(organisation=made, by=focal_point, reason="Why", now=NOW)
        assert caught.value.code == "wrong_state"
    with pytest.raises(DomainError):
        operations.verify(organisation=made, by=focal_point, note="Again", now=NOW)
    with pytest.raises(DomainError):
        operations.withdraw_registration(organisation=made, by=owner, now=NOW)
    made.refresh_from_db()
    assert (made.state, made.decisions.count()) == (State.VERIFIED, 1)


def test_a_new_name_is_an_event_and_the_same_name_is_none():
    owner = factories.user()
    made = factories.organisation(owner, name="Agence")
    before = events(made)
    operations.change(organisation=made, by=owner, name_fr="Agence", now=NOW)
    assert events(made) == before
    operations.change(organisation=made, by=owner, name_fr="Agence du Nord", name_ar="وكالة الشمال", now=NOW)
    made.refresh_from_db()
    assert (made.name("fr"), made.name("ar"), made.name("es"), made.slug) == (
        "Agence du Nord",
        "وكالة الشمال",
        "Agence du Nord",
        "agence",
    )
    assert events(made) == [*before, "organisation.changed"]


def test_kind_and_country_stay_once_they_are_verified():
    owner = factories.user()
    made = factories.organisation(owner)
    with pytest.raises(DomainError):
        operations.change(organisation=made, by=owner, country="SN", now=NOW)
    made.refresh_from_db()
    assert made.country == "MA"


def test_only_an_owner_changes_the_organisation():
    made = factories.organisation(name="Agence")
    with pytest.raises(DomainError) as caught:
        operations.change(organisation=made, by=factories.user(), name_fr="Mine now", now=NOW)
    made.refresh_from_db()
    assert (caught.value.code, made.name_fr) == ("not_owner", "Agence")


def test_an_unknown_detail_is_a_mistake_of_the_caller():
    with pytest.raises(TypeError, match="telephone"):
        operations.register(by=factories.user(), name_fr="Agence", telephone="1", **FACTS)


def test_a_withdrawn_registration_leaves_no_group_behind():
    owner = factories.user()
    made = operations.register(by=owner, name_fr="Agence", **FACTS)
    operations.withdraw_registration(organisation=made, by=owner, now=NOW)
    assert not Organisation.objects.exists()
    assert not Group.objects.filter(name__startswith="agence ").exists()
    assert group_names(owner) == []
