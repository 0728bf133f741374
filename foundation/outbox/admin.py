"""The staff page of what waits to be told, what is overdue, and what was put aside."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from foundation.base.admin import StateFilter, WorkAdmin
from foundation.outbox.models import Delivery
from foundation.outbox.operations import try_again


class DeliveryState(StateFilter):
    states = {
        "dead": (_("put aside"), lambda rows: rows.dead()),
        "overdue": (_("overdue"), lambda rows: rows.overdue(timezone.now())),
        "waiting": (_("waiting"), lambda rows: rows.waiting()),
        "failing": (_("failing"), lambda rows: rows.waiting().exclude(error="")),
    }


@admin.register(Delivery)
class DeliveryAdmin(WorkAdmin):
    list_display = ("event", "consumer", "request_id", "due_at", "tries", "dead_at", "done_at", "error")
    search_fields = ("event__request_id",)
    list_filter = (DeliveryState, "consumer")
    list_select_related = ("event",)
    actions = ("try_now",)

    @admin.display(description=_("web request"))
    def request_id(self, delivery: Delivery) -> str:
        """Return the id under which the logs of the request and of this delivery are found."""
        return delivery.event.request_id

    @admin.action(description=_("Try again now"), permissions=["view"])
    def try_now(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        count = try_again(deliveries=queryset, now=timezone.now())
        text = ngettext("%(count)s delivery is tried again.", "%(count)s deliveries are tried again.", count)
        messages.success(request, text % {"count": count})
