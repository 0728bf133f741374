"""The staff page of what waits to be told, and what is overdue."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from foundation.outbox.models import Delivery


class StateFilter(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("overdue", _("overdue")), ("waiting", _("waiting")), ("failing", _("failing"))]  # type: ignore[list-item]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        match self.value():
            case "overdue":
                return queryset.overdue(timezone.now())  # type: ignore[attr-defined]
            case "waiting":
                return queryset.undone()  # type: ignore[attr-defined]
            case "failing":
                return queryset.undone().exclude(error="")  # type: ignore[attr-defined]
        return queryset


@admin.register(Delivery)
class DeliveryAdmin(admin.ModelAdmin):
    list_display = ("event", "consumer", "due_at", "tries", "done_at", "error")
    list_filter = (StateFilter, "consumer")
    list_select_related = ("event",)
    actions = ("try_now",)
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Delivery | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Delivery | None = None) -> bool:
        return False

    @admin.action(description=_("Try again now"), permissions=["view"])
    def try_now(self, request: HttpRequest, queryset: QuerySet) -> None:
        count = queryset.filter(done_at=None).update(due_at=timezone.now(), leased_until=None)
        text = ngettext("%(count)s delivery is tried again.", "%(count)s deliveries are tried again.", count)
        messages.success(request, text % {"count": count})
