"""Choosers and the admin's own API show what is one's own, or what is public; an agency's page is headquarters'."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from wagtail import hooks
from wagtail.admin import messages
from wagtail.documents.api.admin.views import DocumentsAdminAPIViewSet
from wagtail.images.api.admin.views import ImagesAdminAPIViewSet
from wagtail.models import Page
from wagtail.permissions import policy_registry

from cms.agencies.models import AgencyPage, Hold, held

MINE = ["add", "change", "publish"]


@hooks.register("construct_page_chooser_queryset")
def own_or_public(pages: QuerySet, request: HttpRequest) -> QuerySet:
    if request.user.is_superuser:
        return pages
    own = policy_registry.get_by_type(Page).instances_user_has_any_permission_for(request.user, MINE)
    return pages.filter(Q(live=True) | Q(pk__in=own.values("pk")))


class OwnOnly:
    """A listing of the admin API that holds what the asking person may choose."""

    model: type
    request: HttpRequest

    def get_queryset(self) -> QuerySet:
        policy = policy_registry.get_by_type(self.model)
        own = policy.instances_user_has_any_permission_for(self.request.user, ["choose", "change"])
        return super().get_queryset().filter(pk__in=own.values("pk"))  # type: ignore[misc]


class OwnImages(OwnOnly, ImagesAdminAPIViewSet):
    """Wagtail's endpoint lists every agency's images."""


class OwnDocuments(OwnOnly, DocumentsAdminAPIViewSet):
    """Wagtail's endpoint lists every agency's documents."""


@hooks.register("construct_admin_api", order=1000)
def own_listings(router: Any) -> None:
    """Replace the endpoints; without them every page of the admin would break."""
    router.register_endpoint("images", OwnImages)
    router.register_endpoint("documents", OwnDocuments)


@hooks.register("before_unpublish_page")
@hooks.register("before_delete_page")
def leave_the_agency_page(request: HttpRequest, page: Page) -> None:
    """Moderators hold `publish` on their agency's page, and Wagtail would let them take it away with all its calls."""
    if isinstance(page.specific, AgencyPage) and not request.user.is_superuser:
        raise PermissionDenied


@hooks.register("before_move_page")
def leave_the_agency_page_there(request: HttpRequest, page: Page, destination: Page) -> None:
    leave_the_agency_page(request, page)


@hooks.register("before_copy_page")
def one_page_per_agency(request: HttpRequest, page: Page) -> None:
    leave_the_agency_page(request, page)


@hooks.register("before_bulk_action")
def leave_agency_pages(request: HttpRequest, action_type: str, objects: list[Any], action: Any) -> None:
    if not request.user.is_superuser and any(isinstance(item, Page) and item.depth <= 5 for item in objects):
        raise PermissionDenied


@hooks.register("before_copy_page")
def no_copy_opens_a_call(request: HttpRequest, page: Page) -> HttpResponse | None:
    """A copy that is published at once, or an alias, would open a call of an agency that is held."""
    if request.method != "POST" or not ({"publish_copies", "alias"} & request.POST.keys()):
        return None
    parent = Page.objects.filter(pk=_number(request.POST.get("new_parent_page"))).first()
    agency = AgencyPage.objects.filter(path=parent.path).first() if parent else None
    return _said(request, held(agency.organisation_id)) if agency else None


@hooks.register("before_bulk_action")
def no_bulk_opens_a_call(request: HttpRequest, action_type: str, objects: list[Any], action: Any) -> Any:
    """Wagtail publishes what was chosen, and what lies below if asked."""
    if action_type != "publish" or not objects or not isinstance(objects[0], Page):
        return None
    agencies = AgencyPage.objects.filter(organisation__holds__in=Hold.objects.active())
    today = timezone.now().date()
    for path, organisation in agencies.values_list("path", "organisation_id"):
        above = any(path.startswith(page.path) for page in objects)
        if above or any(page.path.startswith(path) and page.specific.would_open(on=today) for page in objects):
            return _said(request, held(organisation))
    return None


def _said(request: HttpRequest, sentence: str) -> HttpResponse | None:
    if not sentence:
        return None
    messages.error(request, sentence)
    return redirect("wagtailadmin_home")


def _number(value: str | None) -> int | None:
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 19 else None


@hooks.register("construct_reports_menu")
def reports_of_headquarters(request: HttpRequest, items: list[Any]) -> None:
    """Nearly all reports list every agency: the guard answers 404 there, so the menu does not lead to them."""
    if not request.user.is_superuser:
        items.clear()
