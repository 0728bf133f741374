"""Give a verified agency its place in the CMS, and keep it as its organisation says."""

import datetime as dt

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import (
    Collection,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from cms.agencies.lifecycle import Rights, rights
from cms.agencies.models import AgencyApproval, AgencyPage, Hold, Standing
from cms.pages.models import CountryPage, OpportunitiesPage
from foundation.accounts.models import User
from foundation.base.places import country_name
from foundation.organisations.models import Organisation
from foundation.outbox.operations import record

NAME_LANGUAGE = "fr"  # of rows that only the CMS's people see


@transaction.atomic
def arrange(*, organisation: Organisation) -> AgencyPage | None:
    """Make or mend what an agency has here: page, collection, workflow, rights of its groups; safe to repeat.

    Returns its page, or None while it was never verified.
    """
    organisation = Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
    if organisation.verified_at is None:
        return None
    page = _page(organisation)
    standing = _standing(organisation, page)
    editors, moderators = rights(
        verified=organisation.is_verified,
        trusted=standing.is_trusted(),
        single_editor_publishes=organisation.single_editor_publishes,
    )
    _grant(organisation.editors, editors, page=page, collection=standing.collection)
    _grant(organisation.moderators, moderators, page=page, collection=standing.collection)
    return page


@transaction.atomic
def trust(*, organisation: Organisation, by: User, now: dt.datetime) -> Standing:
    """Let an agency's own moderators publish, as after the approval of its first call; its team hears of nothing."""
    standing = Standing.objects.select_for_update(of=("self",)).get(organisation=organisation)
    if not standing.is_trusted():
        standing.first_call_approved_at, standing.first_call_approved_by = now, by
        standing.save(update_fields=["first_call_approved_at", "first_call_approved_by"])
        record("organisation.changed", subject=organisation, now=now)
        arrange(organisation=organisation)
    return standing


@transaction.atomic
def hold(*, organisation: Organisation, reason: str, now: dt.datetime) -> Hold:
    """Let an agency open no further call, until this is lifted; what is public stays so, and can be mended."""
    Organisation.objects.select_for_update(of=("self",), no_key=True).get(pk=organisation.pk)
    found, made = Hold.objects.get_or_create(
        organisation=organisation, reason=reason, lifted_at=None, defaults={"since": now}
    )
    if made:
        record("agency.held", subject=organisation, now=now)
    return found


@transaction.atomic
def lift(*, organisation: Organisation, reason: str, now: dt.datetime) -> int:
    """End a hold; calls that were approved meanwhile open at the next turn of the clock. Returns how many ended."""
    Organisation.objects.select_for_update(of=("self",), no_key=True).get(pk=organisation.pk)
    lifted = Hold.objects.active().filter(organisation=organisation, reason=reason).update(lifted_at=now)
    if lifted:
        record("agency.freed", subject=organisation, now=now)
    return lifted


def _page(organisation: Organisation) -> AgencyPage:
    country = _country_page(organisation.country)
    page = AgencyPage.objects.filter(organisation=organisation).first()
    name = organisation.name(NAME_LANGUAGE)
    if page is None:
        page = AgencyPage(organisation=organisation, title=name, slug=organisation.slug, live=False)
        country.add_child(instance=page)
    if page.title != name or not page.first_published_at:
        page.title = page.draft_title = name
        page.save_revision(clean=False).publish()
        page.refresh_from_db()
    if organisation.is_verified and not page.live:
        page.save_revision(clean=False).publish()
        page.refresh_from_db()
    if not organisation.is_verified and page.live:
        page.unpublish()
    return page


def _country_page(country: str) -> CountryPage:
    page = CountryPage.objects.filter(country=country).first()
    if page is None:  # the shelf is locked: its first two agencies may be verified at the same moment
        shelf = OpportunitiesPage.objects.select_for_update(of=("self",)).get()
        page = CountryPage.objects.filter(country=country).first()
    if page is None:
        name = country_name(country, NAME_LANGUAGE)
        page = CountryPage(country=country, title=name, slug=country.lower(), live=False)
        shelf.add_child(instance=page)
        page.save_revision(clean=False).publish()
        page.refresh_from_db()
    return page


def _standing(organisation: Organisation, page: AgencyPage) -> Standing:
    name = f"{organisation.name(NAME_LANGUAGE)[:200]} ({organisation.slug})"
    standing = Standing.objects.select_related("collection", "workflow").filter(organisation=organisation).first()
    if standing is None:
        collection = Collection.get_first_root_node().add_child(name=name)
        workflow = Workflow.objects.create(name=name)
        task = AgencyApproval.objects.create(name=name, organisation=organisation)
        task.groups.set([organisation.moderators])
        WorkflowTask.objects.create(workflow=workflow, task=task)
        standing = Standing.objects.create(organisation=organisation, collection=collection, workflow=workflow)
    for row in (standing.collection, standing.workflow):
        if row.name != name:
            row.name = name
            row.save(update_fields=["name"])
    WorkflowPage.objects.update_or_create(page_id=page.pk, defaults={"workflow": standing.workflow})
    return standing


def _grant(group: Group, wanted: Rights, *, page: Page, collection: Collection) -> None:
    """Make a group's rights exactly these, here and nowhere else."""
    known = {
        permission.codename: permission
        for permission in Permission.objects.filter(
            content_type__app_label__in=("wagtailcore", "wagtailimages", "wagtaildocs", "wagtailadmin"),
            codename__in={*wanted.on_page, *wanted.on_files, "access_admin"},
        )
    }
    group.permissions.set([known["access_admin"]] if wanted.on_page else [])
    GroupPagePermission.objects.filter(group=group).exclude(
        page_id=page.pk, permission__codename__in=wanted.on_page
    ).delete()
    for codename in sorted(wanted.on_page):
        GroupPagePermission.objects.get_or_create(group=group, page_id=page.pk, permission=known[codename])
    GroupCollectionPermission.objects.filter(group=group).exclude(
        collection=collection, permission__codename__in=wanted.on_files
    ).delete()
    for codename in sorted(wanted.on_files):
        GroupCollectionPermission.objects.get_or_create(group=group, collection=collection, permission=known[codename])
