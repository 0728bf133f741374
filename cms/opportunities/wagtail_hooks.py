"""What the CMS shows of opportunities: the skill chooser, one's calls, and the door for terms of reference."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.widgets import Button

from cms.agencies.models import AgencyPage
from cms.opportunities import views
from cms.opportunities.choosers import SkillChooser
from cms.opportunities.models import MissionCall
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
