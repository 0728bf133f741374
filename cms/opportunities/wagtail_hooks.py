"""What the CMS shows of opportunities: the skill chooser, one's calls, the door for terms of reference; none moves."""

from collections.abc import Iterator
from typing import Any

from django.db.models import ProtectedError
from django.db.models.deletion import Collector
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.widgets import Button
from wagtail.models import Page

from cms.agencies.models import AgencyPage, held
from cms.opportunities import views
from cms.opportunities.choosers import SkillChooser
from cms.opportunities.models import MissionCall, Opportunity
from cms.opportunities.operations.editing import propose_corrections


@hooks.register("register_admin_viewset")
def skill_chooser() -> SkillChooser:
    return SkillChooser()


@hooks.register("register_admin_urls")
def addresses() -> list[Any]:
    return [
        path("opportunities/", views.my_calls, name="opportunities_mine"),
        path("opportunities/from-file/<int:parent_page_id>/", views.from_file, name="opportunities_from_file"),
        path(
            "opportunities/from-template/<int:parent_page_id>/", views.from_outline, name="opportunities_from_outline"
        ),
        path("opportunities/<int:page_id>/add-skill/", views.add_skill, name="opportunities_add_skill"),
        path("opportunities/<int:page_id>/looked/", views.look_taken, name="opportunities_look_taken"),
    ]


@hooks.register("insert_global_admin_css")
def hints_look() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("editor.css"))


@hooks.register("register_admin_menu_item")
def my_calls() -> MenuItem:
    return MenuItem(_("My calls"), reverse("opportunities_mine"), icon_name="doc-full", order=90)


@hooks.register("register_page_header_buttons")
def other_beginnings(page: Any, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    if isinstance(page, AgencyPage) and page.permissions_for_user(user).can_add_subpage():
        url = reverse("opportunities_from_file", args=[page.pk])
        yield Button(_("New call from a file"), url, icon_name="upload", priority=15)
        url = reverse("opportunities_from_outline", args=[page.pk])
        yield Button(_("New call from a template"), url, icon_name="list-ul", priority=16)


@hooks.register("after_edit_page")
def corrections(request: HttpRequest, page: Any) -> None:
    """A skill read from a file and replaced says how its words are to be read."""
    if isinstance(page, MissionCall):
        propose_corrections(call=page.get_latest_revision_as_object(), by=views.person(request), now=timezone.now())


class BeginHere(Component):
    """The first thing an agency's person sees in the CMS: how to write a call."""

    order = 50

    def render_html(self, parent_context: Any = None) -> SafeString:
        user = parent_context["request"].user
        agencies = AgencyPage.objects.filter(organisation__memberships__user=user, live=True).order_by("title")
        return (
            render_to_string("opportunities/_begin_here.html", {"agencies": agencies}) if agencies else SafeString("")
        )


@hooks.register("construct_homepage_panels")
def begin_here(request: HttpRequest, panels: list[Any]) -> None:
    panels.append(BeginHere())


@hooks.register("before_move_page")
def stay_with_the_agency(request: HttpRequest, page: Page, destination: Page) -> HttpResponse | None:
    """Another agency would answer what was sent to this one: only administrators move what nobody has answered."""
    return _kept_here(request, [page], destination)


@hooks.register("before_bulk_action")
def stay_with_the_agency_in_bulk(
    request: HttpRequest, action_type: str, objects: list[Any], action: Any
) -> HttpResponse | None:
    if action_type != "move" or not objects or not isinstance(objects[0], Page):
        return None
    return _kept_here(request, objects, action.cleaned_form.cleaned_data["chooser"])


def _kept_here(request: HttpRequest, pages: list[Page], destination: Page) -> HttpResponse | None:
    sentence = next((said for page in pages if (said := _why_it_stays(request, page, destination))), "")
    if not sentence:
        return None
    messages.error(request, sentence)
    return redirect("wagtailadmin_explore", pages[0].get_parent().pk)


def _why_it_stays(request: HttpRequest, page: Page, destination: Page) -> Any:
    """Return why a page cannot move to another agency, in a sentence; empty when it can."""
    page, agency = page.specific, destination.specific
    if not isinstance(page, Opportunity) or page.is_child_of(agency):
        return ""
    if not request.user.is_superuser:
        return _("A page stays with its agency. Write it anew for the other one, or ask the administrators of Jisr.")
    if _was_answered(page):
        return _("This page stays with its agency: people have written to this agency about it.")
    return held(agency.organisation_id) if page.live and isinstance(agency, AgencyPage) else ""


def _was_answered(page: Page) -> bool:
    """Tell whether something people sent refers to a page, which is why it cannot be deleted either."""
    try:
        Collector(using=page._state.db or "default").collect([page])
    except ProtectedError:
        return True
    return False
