"""Nobody looks into another agency through Wagtail's side doors."""

from django.http import Http404
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import Page
from wagtail.permissions import policy_registry

HEADQUARTERS_ONLY = {
    "page_types_usage",
    "page_types_usage_results",
    "site_history",
    "site_history_results",
    "locked_pages",
    "locked_pages_results",
    "workflow",
    "workflow_results",
    "workflow_tasks",
    "workflow_tasks_results",
    "aging_pages",
    "aging_pages_results",
    "task_chooser",
    "task_chooser_results",
    "task_chosen",
    "type_use",
    "type_use_results",
    "wagtailadmin_tag_autocomplete",
    "wagtailadmin_tag_model_autocomplete",
    "wagtailadmin_error_test",
}
PAGE_KEYS = ("page_id", "page_to_move_id", "parent_page_id", "destination_id")


class AgencyGuard:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        match, user = request.resolver_match, request.user
        if not match.route.startswith("cms/") or not user.is_authenticated or user.is_superuser:
            return
        if not user.has_perm("wagtailadmin.access_admin"):
            raise Http404
        if match.url_name in HEADQUARTERS_ONLY:
            raise Http404
        pages = {kwargs[k] for k in PAGE_KEYS if k in kwargs}
        if match.url_name == "wagtail_bulk_action":
            ids = [i for i in request.GET.getlist("id") if i.isdigit()]
            model = {"page": Page, "image": Image, "document": Document}.get(kwargs["model_name"])
            if model is Page:
                pages |= set(ids)
            elif model:
                mine = policy_registry.get_by_type(model).instances_user_has_any_permission_for(
                    user, ["change", "choose"]
                )
                if mine.filter(pk__in=ids).count() != len(set(ids)):
                    raise Http404
        if pages:
            seen = policy_registry.get_by_type(Page).explorable_instances(user)
            if seen.filter(pk__in=pages).count() != len({int(p) for p in pages}):
                raise Http404
