"""Where an agency finds the door for its own table in the CMS."""

from collections.abc import Iterator
from typing import Any

from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.widgets import Button

from cms.agencies.models import AgencyPage
from cms.importing import views


@hooks.register("register_admin_urls")
def addresses() -> list[Any]:
    return [
        path("import/<int:parent_page_id>/", views.start, name="importing_start"),
        path(
            "import/<int:parent_page_id>/template-<str:language>.<str:ending>",
            views.template,
            name="importing_template",
        ),
        path("import/files/<str:upload>/", views.shown, name="importing_upload"),
        path("import/files/<str:upload>/confirm/", views.confirm, name="importing_confirm"),
        path("import/files/<str:upload>/drop/", views.drop, name="importing_drop"),
    ]


@hooks.register("register_page_header_buttons")
def import_a_table(page: Any, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    if isinstance(page, AgencyPage) and page.permissions_for_user(user).can_add_subpage():
        yield Button(
            _("Import from a table"), reverse("importing_start", args=[page.pk]), icon_name="table", priority=16
        )
