"""The pages of those who run an organisation, of those invited, and of the focal point."""

import pytest
from django.utils import timezone

from foundation.organisations import operations, team
from foundation.organisations.models import Decision, Invitation, Membership, Organisation
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db
TYPED = {"kind": "agency", "name_fr": "Agence du Nord", "country": "MA", "region": "", "email": "contact@nord.example"}


@pytest.fixture
def owner():
    return factories.user(name="Fatou")


@pytest.fixture
def agency(owner):
    return factories.organisation(owner, name="Agence du Sud", verified=False)


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_a_person_registers_an_organisation_and_lands_on_its_team(as_user, owner, language):
    client = as_user(owner)
    assert client.get(f"/{language}/organisations/register/").status_code == 200
    response = client.post(f"/{language}/organisations/register/", TYPED)
    assert response.url == f"/{language}/organisations/agence-du-nord/team/"
    assert "Agence du Nord" in client.get(response.url).content.decode()


def test_a_visitor_signs_in_before_registering(client):
    response = client.get("/fr/organisations/register/")
    assert (response.status_code, response.url) == (
        302,
        "/fr/account/login/?next=/fr/organisations/register/",
    )


@pytest.mark.parametrize(
    "wrong",
    [{"name_fr": ""}, {"country": "FR"}, {"email": "no"}, {"slug": "agence-du-sud"}, {"slug": "é é"}, {"region": "XX"}],
)
def test_a_wrong_registration_comes_back_with_its_errors_and_leaves_nothing(as_user, owner, agency, wrong):
    response = as_user(owner).post("/fr/organisations/register/", TYPED | wrong)
    assert response.status_code == 200
    assert "data-errors" in response.content.decode()
    assert list(Organisation.objects.all()) == [agency]


def test_the_short_name_is_shown_while_the_name_is_typed(as_user, owner):
    client = as_user(owner)
    headers = {"HX-Request": "true"}
    response = client.get("/fr/organisations/register/", {"name_fr": "Agence de l’Eau"}, headers=headers)
    assert "agence-de-leau" in response.content.decode()
    response = client.get("/fr/organisations/register/", {"name_ar": "وكالة الماء"}, headers=headers)
    assert "ma-" not in response.content.decode()


def test_strangers_and_members_without_the_right_find_nothing(as_user, agency, owner):
    viewer = factories.user()
    invitation = team.invite(organisation=agency, by=owner, email=viewer.email, role="viewer", now=timezone.now())
    team.accept_invitation(invitation=invitation, user=viewer, now=timezone.now())
    base = f"/fr/organisations/{agency.slug}"
    for person in (factories.user(), factories.focal_point("SN")):
        client = as_user(person)
        assert client.get(f"{base}/team/").status_code == 404
        assert client.get(f"{base}/details/").status_code == 404
        assert client.get(f"/fr/desk/organisations/{agency.slug}/").status_code == 404
        assert client.post(f"{base}/team/leave/").status_code == 404
    client = as_user(viewer)
    assert client.get(f"{base}/team/").status_code == 200
    assert client.get(f"{base}/details/").status_code == 404
    assert client.post(f"{base}/team/invite/", {"email": "x@a.example", "role": "owner"}).status_code == 404
    assert client.post(f"{base}/team/members/{viewer.public_id}/", {"role": "owner"}).status_code == 404
    assert client.post(f"{base}/withdraw/").status_code == 404
    assert sorted(agency.memberships.values_list("role", flat=True)) == ["owner", "viewer"]
    assert Invitation.objects.count() == 1
    assert as_user(viewer).get("/fr/desk/organisations/").status_code == 404


def test_an_owner_invites_changes_and_removes(as_user, agency, owner):
    client, person = as_user(owner), factories.user(name="Aya")
    base = f"/fr/organisations/{agency.slug}/team"
    assert client.post(f"{base}/invite/", {"email": person.email, "role": "editor"}).status_code == 302
    assert person.email in client.get(f"{base}/").content.decode()
    invitation = Invitation.objects.get()
    page = f"/ar/organisations/invitations/{invitation.public_id}/"
    assert as_user(person).get(page).status_code == 200
    assert as_user(person).post(page).url == f"/ar/organisations/{agency.slug}/team/"
    assert client.post(f"{base}/members/{person.public_id}/", {"role": "moderator"}).status_code == 302
    assert Membership.objects.get(user=person).role == "moderator"
    wrong = client.post(f"{base}/members/{person.public_id}/", {"role": "king"})
    assert "data-errors" in wrong.content.decode()
    assert Membership.objects.get(user=person).role == "moderator"
    assert client.post(f"{base}/members/{person.public_id}/", {"remove": "yes"}).status_code == 302
    assert not Membership.objects.filter(user=person).exists()


def test_the_last_owner_is_told_why_she_cannot_leave(as_user, agency, owner):
    response = as_user(owner).post(f"/fr/organisations/{agency.slug}/team/leave/")
    assert "data-errors" in response.content.decode()
    assert Membership.objects.get().user == owner


def test_an_invitation_shows_nothing_to_another_address(as_user, agency, owner):
    invitation = team.invite(organisation=agency, by=owner, email="aya@nord.example", role="editor", now=timezone.now())
    page = f"/fr/organisations/invitations/{invitation.public_id}/"
    client = as_user(factories.user())
    for response in (client.get(page), client.post(page)):
        assert response.status_code == 404
        assert "Agence" not in response.content.decode()
    assert agency.memberships.count() == 1


def test_an_expired_or_withdrawn_invitation_says_so(as_user, agency, owner):
    person = factories.user()
    expired = team.invite(organisation=agency, by=owner, email=person.email, role="editor", now=NOW - team.INVITED_FOR)
    page = f"/en/organisations/invitations/{expired.public_id}/"
    client = as_user(person)
    for response in (client.get(page), client.post(page)):
        assert "This invitation has expired." in response.content.decode()
        assert "data-errors" in response.content.decode()
    assert agency.memberships.count() == 1


def test_a_focal_point_verifies_from_her_desk(as_user, agency, owner):
    client = as_user(factories.focal_point("MA"))
    assert "Agence du Sud" in client.get("/fr/desk/").content.decode()
    assert "Agence du Sud" in client.get("/fr/desk/organisations/").content.decode()
    page = f"/fr/desk/organisations/{agency.slug}/"
    assert client.get(page).status_code == 200
    nothing = client.post(page, {"decision": "verify", "verify-note": ""})
    assert "data-errors" in nothing.content.decode()
    assert Decision.objects.count() == 0
    typed = {"decision": "verify", "verify-checks": ["email", "call_back"], "verify-note": "Called 0535 00 00 00."}
    assert client.post(page, typed).url == "/fr/desk/organisations/"
    agency.refresh_from_db()
    assert (agency.is_verified, Decision.objects.get().checks) == (True, ["call_back", "email"])
    again = client.post(page, typed)
    assert "data-errors" in again.content.decode()
    assert Decision.objects.count() == 1
    assert "Agence du Sud" in client.get("/ar/desk/organisations/?state=verified").content.decode()


def test_a_refused_owner_reads_the_reason_mends_and_asks_again(as_user, agency, owner):
    focal = as_user(factories.focal_point("MA"))
    page = f"/fr/desk/organisations/{agency.slug}/"
    assert "data-errors" in focal.post(page, {"decision": "refuse", "refuse-reason": " "}).content.decode()
    focal.post(page, {"decision": "refuse", "refuse-reason": "Le décret manque."})
    client = as_user(owner)
    assert "Le décret manque." in client.get(f"/fr/organisations/{agency.slug}/team/").content.decode()
    facts = {**TYPED, "name_fr": "Agence du Sud", "evidence": "Décret 2-15-40"}
    assert client.post(f"/fr/organisations/{agency.slug}/details/", facts).status_code == 302
    assert client.post(f"/fr/organisations/{agency.slug}/again/").status_code == 302
    agency.refresh_from_db()
    assert (agency.state, agency.evidence) == ("waiting", "Décret 2-15-40")


def test_a_suspension_and_its_lifting_are_decisions_with_reasons(as_user, agency):
    focal_point = factories.focal_point("MA")
    operations.verify(organisation=agency, by=focal_point, note="Seen", now=NOW)
    client, page = as_user(focal_point), f"/fr/desk/organisations/{agency.slug}/"
    client.post(page, {"decision": "suspend", "suspend-reason": "Dissolved"})
    client.post(page, {"decision": "lift", "lift-reason": "Founded again"})
    verdicts = list(agency.decisions.values_list("verdict", "note"))
    assert verdicts == [("verified", "Seen"), ("suspended", "Dissolved"), ("lifted", "Founded again")]


def test_kind_and_country_of_a_verified_organisation_stay_in_the_form(as_user, agency, owner):
    operations.verify(organisation=agency, by=factories.focal_point("MA"), note="Seen", now=NOW)
    typed = TYPED | {"country": "SN", "kind": "ministry", "name_fr": "Agence neuve"}
    assert as_user(owner).post(f"/fr/organisations/{agency.slug}/details/", typed).status_code == 302
    agency.refresh_from_db()
    assert (agency.country, agency.kind, agency.name_fr) == ("MA", "agency", "Agence neuve")


def test_details_without_any_name_come_back_under_the_name_that_is_kept(as_user, agency, owner):
    typed = TYPED | dict.fromkeys(("name_fr", "name_ar", "name_en", "name_es"), "")
    page = as_user(owner).post(f"/en/organisations/{agency.slug}/details/", typed).content.decode()
    assert "Give the name in at least one language." in page
    assert "Agence du Sud</h1>" in page
    agency.refresh_from_db()
    assert agency.name_fr == "Agence du Sud"


def test_a_member_sees_her_organisations_and_invitations_on_the_desk(as_user, agency, owner):
    person = factories.user()
    team.invite(organisation=agency, by=owner, email=person.email, role="viewer", now=timezone.now())
    assert "Agence du Sud" in as_user(owner).get("/fr/desk/").content.decode()
    assert "Agence du Sud" in as_user(person).get("/ar/desk/").content.decode()
    assert "Agence du Sud" not in as_user(factories.user()).get("/fr/desk/").content.decode()


def test_a_long_list_of_organisations_costs_no_more_queries_than_a_short_one(
    as_user, agency, django_assert_max_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = as_user(factories.focal_point("MA"))
    client.get("/fr/desk/organisations/")
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get("/fr/desk/organisations/")
    for _number in range(15):
        factories.organisation(verified=False)
    with django_assert_max_num_queries(len(few)):
        client.get("/fr/desk/organisations/")


def test_withdrawing_a_registration_erases_it(as_user, agency, owner):
    response = as_user(owner).post(f"/fr/organisations/{agency.slug}/withdraw/")
    assert response.url == "/fr/desk/"
    assert not Organisation.objects.exists()
