"""A verified agency gets its place in the CMS, which follows its organisation; doing it again changes nothing."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page, Workflow

from cms.agencies.consumers import organisation_changed, organisation_verified
from cms.agencies.models import AgencyApproval, AgencyPage, Standing
from cms.agencies.operations import arrange, trust
from cms.pages.models import CountryPage
from foundation.outbox.models import Event
from tests.cms import makers

pytestmark = pytest.mark.django_db


def event(organisation: Any, name: str = "organisation.verified") -> Event:
    label, pk = "organisations.Organisation", str(organisation.pk)
    return Event(name=name, subject_type=label, subject_id=pk, at=makers.NOW)


def rights(group: Any) -> tuple[set[str], set[str]]:
    on_pages = set(GroupPagePermission.objects.filter(group=group).values_list("permission__codename", flat=True))
    on_files = set(GroupCollectionPermission.objects.filter(group=group).values_list("permission__codename", flat=True))
    return on_pages, on_files


def everything() -> tuple[int, ...]:
    models = (Page, Collection, Workflow, AgencyApproval, Standing, GroupPagePermission, GroupCollectionPermission)
    return tuple(model.objects.count() for model in models)


def test_a_verified_organisation_gets_page_collection_workflow_and_rights(db: Any) -> None:
    organisation = makers.organisation("Souss")
    organisation_verified(event(organisation))

    page = AgencyPage.objects.get(organisation=organisation)
    assert (page.live, page.title, page.url_path) == (True, "Souss", "/home/opportunities/ma/souss/")
    country = CountryPage.objects.get()
    assert (country.live, country.title, country.slug) == (True, "Maroc", "ma")
    standing = organisation.standing
    assert (standing.collection.name, page.get_workflow()) == ("Souss (souss)", standing.workflow)
    assert not standing.is_trusted()
    assert rights(organisation.editors) == (
        {"add_page", "change_page"},
        {"add_image", "choose_image", "add_document", "choose_document"},
    )
    assert rights(organisation.moderators) == (
        {"add_page", "change_page", "lock_page", "unlock_page"},
        {"add_image", "choose_image", "change_image", "add_document", "choose_document", "change_document"},
    )
    for group in (organisation.editors, organisation.moderators):
        assert [permission.codename for permission in group.permissions.all()] == ["access_admin"]


def test_hearing_it_again_changes_nothing(db: Any) -> None:
    organisation = makers.organisation("Souss")
    organisation_verified(event(organisation))
    before, revisions = everything(), AgencyPage.objects.get().revisions.count()
    organisation_verified(event(organisation))
    organisation_changed(event(organisation, "organisation.changed"))
    assert everything() == before
    assert AgencyPage.objects.get().revisions.count() == revisions


def test_an_organisation_nobody_verified_gets_nothing(db: Any) -> None:
    organisation = makers.organisation("Attente", verified=False)
    before = everything()
    organisation_verified(event(organisation))
    assert everything() == before


def test_an_event_of_an_organisation_that_is_gone_is_let_go(db: Any) -> None:
    organisation = makers.organisation("Partie", verified=False)
    late = event(organisation)
    organisation.delete()
    organisation_verified(late)


def test_publishing_comes_with_trust(db: Any) -> None:
    organisation = makers.organisation("Souss")
    arrange(organisation=organisation)
    trust(organisation=organisation, by=makers.focal_point(), now=makers.NOW)
    assert "publish_page" in rights(organisation.moderators)[0]
    assert "publish_page" not in rights(organisation.editors)[0]


def test_a_single_editor_who_may_publish_no_longer_may_when_the_agency_says_so(db: Any) -> None:
    agency = makers.agency("Bureau", single_editor_publishes=True)
    assert "publish_page" in rights(agency.organisation.editors)[0]
    agency.organisation.single_editor_publishes = False
    agency.organisation.save()
    organisation_changed(event(agency.organisation))
    assert "publish_page" not in rights(agency.organisation.editors)[0]


def test_a_new_name_reaches_page_collection_and_workflow_and_leaves_the_address(souss: makers.Agency) -> None:
    souss.organisation.name_fr = "Souss-Massa"
    souss.organisation.save()
    organisation_changed(event(souss.organisation))
    page, standing = AgencyPage.objects.get(), Standing.objects.get()
    assert (page.title, page.slug, page.live) == ("Souss-Massa", "souss", True)
    assert (standing.collection.name, standing.workflow.name) == ("Souss-Massa (souss)", "Souss-Massa (souss)")


def test_a_suspended_agency_leaves_the_public_and_the_cms_until_it_comes_back(souss: makers.Agency) -> None:
    souss.organisation.suspended_at = makers.NOW
    souss.organisation.save()
    organisation_changed(event(souss.organisation))
    assert not AgencyPage.objects.get().live
    for group in (souss.organisation.editors, souss.organisation.moderators):
        assert rights(group) == (set(), set())
        assert not group.permissions.exists()

    souss.organisation.suspended_at = None
    souss.organisation.save()
    organisation_changed(event(souss.organisation))
    assert AgencyPage.objects.get().live
    assert "publish_page" in rights(souss.organisation.moderators)[0]


def test_two_agencies_of_a_country_share_its_page(souss: makers.Agency, bassin: makers.Agency) -> None:
    assert CountryPage.objects.count() == 1
    assert souss.page.get_parent() == bassin.page.get_parent()


def test_the_groups_hold_no_other_rights(souss: makers.Agency) -> None:
    group = souss.organisation.moderators
    group.permissions.add(Permission.objects.get(codename="add_site"))
    GroupPagePermission.objects.create(
        group=group, page=souss.page.get_parent(), permission=Permission.objects.get(codename="publish_page")
    )
    arrange(organisation=souss.organisation)
    assert [permission.codename for permission in group.permissions.all()] == ["access_admin"]
    assert set(GroupPagePermission.objects.filter(group=group).values_list("page_id", flat=True)) == {souss.page.pk}
