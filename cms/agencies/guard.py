"""Nobody looks into another agency through Wagtail's side doors: one middleware in front of every admin address."""

import re
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import ProtectedError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.translation import gettext as _
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import Page
from wagtail.permissions import policy_registry
from wagtail.users.models import UserProfile

ADMIN = "cms/"
# Lists over all agencies: titles, people and workflows of others stand in their rows or filters.
HEADQUARTERS_ONLY = frozenset(
    {
        *("page_types_usage", "page_types_usage_results", "site_history", "site_history_results"),
        *("locked_pages", "locked_pages_results", "aging_pages", "aging_pages_results"),
        *("workflow", "workflow_results", "workflow_tasks", "workflow_tasks_results"),
        *("task_chooser", "task_chooser_results", "task_chosen", "type_use", "type_use_results"),
        *("wagtailadmin_tag_autocomplete", "wagtailadmin_tag_model_autocomplete", "wagtailadmin_error_test"),
    }
)
PAGE_KEYS = ("page_id", "page_to_move_id", "parent_page_id", "destination_id")
FILES = {"image": Image, "document": Document}


class AgencyGuard:
    """Administrators pass. Others need access to the CMS, and every page and file they name must be their own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: Any, view: Any, args: Any, kwargs: dict[str, Any]) -> None:
        match, user = request.resolver_match, request.user
        if not match.route.startswith(ADMIN) or not user.is_authenticated:
            return
        _speak_as_they_do(user)
        if user.is_superuser:
            return
        if not user.has_perm("wagtailadmin.access_admin") or match.url_name in HEADQUARTERS_ONLY:
            raise Http404
        pages = {int(kwargs[key]) for key in PAGE_KEYS if kwargs.get(key) is not None}
        if match.url_name == "wagtail_bulk_action":
            named = {_number(value) for value in request.GET.getlist("id") if value != "all"}
            if kwargs["model_name"] in FILES:
                _check_files(FILES[kwargs["model_name"]], named, user)
            else:
                pages |= named
        if pages:
            seen = policy_registry.get_by_type(Page).explorable_instances(user)
            if seen.filter(pk__in=pages).count() != len(pages):
                raise Http404

    def process_exception(self, request: Any, error: Exception) -> HttpResponse | None:
        """What people's answers refer to cannot be deleted: say so, where Wagtail would only fail."""
        match = request.resolver_match
        if not isinstance(error, ProtectedError) or match is None or not match.route.startswith(ADMIN):
            return None
        with translation.override(UserProfile.get_for_user(request.user).get_preferred_language()):
            sentence = _(
                "This page stays: people have answered it, and what they sent refers to it. Unpublish it instead."
            )
        messages.error(request, sentence)
        page = match.kwargs.get("page_id")
        return redirect("wagtailadmin_pages:edit", page) if page else redirect("wagtailadmin_home")


def _speak_as_they_do(user: Any) -> None:
    """Wagtail speaks the language of its own profile row: until one is chosen there, that of the account."""
    profile = UserProfile.get_for_user(user)
    if not profile.preferred_language:
        profile.preferred_language = user.language
        profile.save(update_fields=["preferred_language"])


def _number(value: str) -> int:
    if not re.fullmatch(r"[0-9]{1,18}", value):  # a longer one fits no column
        raise Http404
    return int(value)


def _check_files(model: type, named: set[int], user: Any) -> None:
    own = policy_registry.get_by_type(model).instances_user_has_any_permission_for(user, ["change", "choose"])
    if own.filter(pk__in=named).count() != len(named):
        raise Http404
